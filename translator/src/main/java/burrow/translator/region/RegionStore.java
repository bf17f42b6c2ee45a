package burrow.translator.region;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * The regions of a program between its runs: a jar with their classes, which an AOT cache can then
 * hold with their profiles, and an index of what they were made from. Whatever does not check out
 * is not there.
 */
public final class RegionStore {
  private static final int MAGIC = 0x42525731; // "BRW1"
  private static final int MOST_REGIONS = 1 << 20;

  /** A named class can be linked once in a JVM: the first address space that asks gets them. */
  private static final AtomicReference<@Nullable Linker> OWNER = new AtomicReference<>();

  private final Map<Long, KeptRegion> regions = new HashMap<>();

  private RegionStore() {}

  /**
   * Reads an index.
   *
   * @param jar where the classes are: on the class path of this JVM
   * @param identity what {@link #write} was given; other stores are not ours
   * @return null if it is damaged, foreign, or not there
   */
  public static @Nullable RegionStore read(Path index, Path jar, String identity) {
    try {
      byte[] all = Files.readAllBytes(index);
      if (all.length < 12
          || crc(all, all.length - 8) != ByteBuffer.wrap(all).getLong(all.length - 8)) {
        return null;
      }
      ByteBuffer in = ByteBuffer.wrap(all, 0, all.length - 8);
      byte[] wanted = identity.getBytes(StandardCharsets.UTF_8);
      if (in.getInt() != MAGIC || in.getInt() != wanted.length) {
        return null;
      }
      byte[] found = new byte[wanted.length];
      in.get(found);
      if (!Arrays.equals(found, wanted) || in.getLong() != crc(jar)) {
        return null;
      }
      RegionStore store = new RegionStore();
      for (int left = in.getInt(); left > 0; left--) {
        KeptRegion region = region(in);
        store.regions.put(region.entry(), region);
      }
      return store;
    } catch (IOException | RuntimeException damaged) {
      return null;
    }
  }

  private static KeptRegion region(ByteBuffer in) {
    long entry = in.getLong();
    long[] ranges = new long[in.getInt()];
    for (int i = 0; i < ranges.length; i++) {
      ranges[i] = in.getLong();
    }
    byte[] code = new byte[in.getInt()];
    in.get(code);
    return new KeptRegion(entry, ranges, code, new byte[0]);
  }

  /**
   * Writes a jar and its index.
   *
   * @param manifest attributes of the jar
   * @param identity of Burrow, of Java and of the options that translation depends on
   */
  public static void write(
      Path index,
      Path jar,
      Map<Attributes.Name, String> manifest,
      String identity,
      Collection<KeptRegion> regions)
      throws IOException {
    if (regions.size() > MOST_REGIONS) {
      throw new IOException("too many regions");
    }
    writeJar(jar, manifest, regions);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      byte[] text = identity.getBytes(StandardCharsets.UTF_8);
      out.writeInt(MAGIC);
      out.writeInt(text.length);
      out.write(text);
      out.writeLong(crc(jar));
      out.writeInt(regions.size());
      for (KeptRegion r : regions) {
        out.writeLong(r.entry());
        out.writeInt(r.ranges().length);
        for (long bound : r.ranges()) {
          out.writeLong(bound);
        }
        out.writeInt(r.guestCode().length);
        out.write(r.guestCode());
      }
      byte[] content = bytes.toByteArray();
      out.writeLong(crc(content, content.length));
    }
    Files.write(index, bytes.toByteArray());
  }

  private static void writeJar(
      Path jar, Map<Attributes.Name, String> attributes, Collection<KeptRegion> regions)
      throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.forEach(manifest.getMainAttributes()::put);
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      out.setLevel(1);
      for (KeptRegion r : regions) {
        out.putNextEntry(
            new ZipEntry(KeptRegion.className(r.entry()).replace('.', '/') + ".class"));
        out.write(r.classFile().length > 0 ? r.classFile() : classFile(r.entry()));
        out.closeEntry();
      }
    }
  }

  private static long crc(Path file) throws IOException {
    byte[] all = Files.readAllBytes(file);
    return crc(all, all.length);
  }

  private static long crc(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return crc.getValue();
  }

  /** All it holds, without their class files. */
  Collection<KeptRegion> regions() {
    return regions.values();
  }

  /** Whether the regions are for the linker's address space. */
  boolean claim(Linker linker) {
    return OWNER.compareAndSet(null, linker);
  }

  /** The linker that named classes belong to. */
  static Linker owner() {
    return Objects.requireNonNull(OWNER.get(), "no region store is open");
  }

  @Nullable KeptRegion get(long entry) {
    return regions.get(entry);
  }

  /** The class file of a region, as it is on the class path. */
  private static byte[] classFile(long entry) throws IOException {
    String resource = "/" + KeptRegion.className(entry).replace('.', '/') + ".class";
    try (InputStream in = RegionStore.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("no " + resource);
      }
      return in.readAllBytes();
    }
  }
}
