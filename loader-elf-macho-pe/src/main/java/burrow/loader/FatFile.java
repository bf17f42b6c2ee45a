package burrow.loader;

import static burrow.loader.FileBytes.hex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A "universal" file: Mach-O images of several architectures in one (mach-o/fat.h, big-endian). */
final class FatFile {
  private static final int MAX_SLICES = 40; // a Java class file has its version, 45 or more, there

  /** One image: its CPU type and its place in the file. */
  record Slice(int cpu, int offset, int size) {}

  private FatFile() {}

  static boolean matches(FileBytes file) {
    return file.startsWith(0xca, 0xfe, 0xba, 0xbe) || file.startsWith(0xca, 0xfe, 0xba, 0xbf);
  }

  static List<Slice> slices(FileBytes file) throws BadImageException {
    boolean wide = file.u8(3, "fat magic") == 0xbf;
    int entrySize = wide ? 32 : 20;
    long count = file.u32BigEndian(4, "nfat_arch");
    if (count == 0 || count > MAX_SLICES) {
      throw file.bad("nfat_arch", 4, count + ", expected 1 to " + MAX_SLICES + " Mach-O images");
    }
    file.requireTable(8, count, entrySize, "fat_arch table");
    List<Slice> slices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long at = 8 + (long) i * entrySize;
      long offset =
          wide ? file.i64BigEndian(at + 8, "fat_arch") : file.u32BigEndian(at + 8, "fat_arch");
      long size =
          wide ? file.i64BigEndian(at + 16, "fat_arch") : file.u32BigEndian(at + 12, "fat_arch");
      if (!file.contains(offset, size)) {
        throw file.bad(
            "fat_arch " + i,
            at,
            "offset "
                + hex(offset)
                + " and size "
                + hex(size)
                + ", expected an end at or below the file's end "
                + hex(file.size()));
      }
      slices.add(new Slice((int) file.u32BigEndian(at, "fat_arch"), (int) offset, (int) size));
    }
    return slices;
  }

  /** The slice for this host's architecture, else the first that Burrow can run. */
  static FileBytes choose(FileBytes file, String hostArchitecture) throws BadImageException {
    int host = hostArchitecture.equals("aarch64") ? MachOReader.CPU_ARM64 : MachOReader.CPU_X86_64;
    Slice chosen = null;
    for (Slice s : slices(file)) {
      if (s.cpu == host) {
        chosen = s;
        break;
      }
      boolean known = s.cpu == MachOReader.CPU_ARM64 || s.cpu == MachOReader.CPU_X86_64;
      if (known && chosen == null) {
        chosen = s;
      }
    }
    if (chosen == null) {
      throw file.bad("fat_arch table at offset 0x8: no x86-64 or ARM64 image, expected one");
    }
    return new FileBytes(
        file.file(), Arrays.copyOfRange(file.data(), chosen.offset, chosen.offset + chosen.size));
  }
}
