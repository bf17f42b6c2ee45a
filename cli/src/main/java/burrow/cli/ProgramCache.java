package burrow.cli;

import burrow.translator.interpreter.Interpreter;
import burrow.translator.machinecode.CodeFile;
import burrow.translator.region.RegionStore;
import burrow.translator.region.Translator;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * What Burrow keeps of one program from run to run. The launcher names the entry by device, inode,
 * size and time of the program; whether a region in it fits, the guest's memory decides.
 *
 * <pre>
 * programs/            0700 and the user's own, or it is not used
 *   KEY/code           machine code (see {@link CodeFile})
 *   KEY/cold           addresses of blocks that are not machine code yet (see {@link ColdBlocks})
 *   KEY/length         whether its runs are brief or long (see {@link RunLength})
 *   KEY/current        name of the generation, path of Burrow's jar, home and version of Java
 *   KEY/gN/app.jar     classes of the regions; starts Burrow
 *   KEY/gN/burrow.jar  a copy of Burrow itself
 *   KEY/gN/regions     index of the regions
 *   KEY/gN/app.aot     the AOT cache, made in the background after a run that recorded for it
 * </pre>
 *
 * A generation never changes once {@code current} names it, and {@code current} is replaced by a
 * rename: so any number of starts and ends may meet.
 */
final class ProgramCache implements Interpreter.Keeper {
  /** System property with the entry's directory; set by the launcher. */
  static final String PROPERTY = "burrow.program.cache";

  /** System property with the generation that this JVM was started from; set by the launcher. */
  static final String GENERATION = "burrow.program.generation";

  /** System property with the jar that {@link #BURROW} is a copy of; set by the launcher. */
  static final String ORIGINAL = "burrow.jar";

  /** Fewer new regions are not worth a generation: they are translated again in no time. */
  private static final int LEAST_REGIONS = 100;

  /**
   * A copy of Burrow's jar beside the regions': an AOT cache follows a manifest's Class-Path within
   * one directory only (JDK 25 leaves out all classes of a jar that an absolute URL names).
   */
  private static final String BURROW = "burrow.jar";

  /** Name of the file with machine code, and the beginning of those being written. */
  private static final String CODE = "code";

  private static final String CURRENT = "current";

  /** The files that runs begin with. */
  static final List<String> MARKED = List.of(CODE, CURRENT);

  private final Path entry;

  /** What {@link #CODE} was when this run began with it. */
  private @Nullable Object codeFound;

  private boolean loadsLibraries;

  private ProgramCache(Path entry) {
    this.entry = entry;
  }

  /** The entry of this run's program; null if the launcher named none, or it is not safe. */
  static @Nullable ProgramCache ofThisRun() {
    @Nullable String named = System.getProperty(PROPERTY);
    if (named == null) {
      return null;
    }
    Path entry = Path.of(named);
    Path root = entry.getParent();
    return root == null || (Files.exists(root) && !CacheDirectory.isPrivate(root))
        ? null
        : new ProgramCache(entry);
  }

  /** The regions of the generation that this JVM was started from, if they check out. */
  @Nullable RegionStore open() {
    @Nullable String generation = System.getProperty(GENERATION);
    if (generation == null) {
      return null;
    }
    try {
      // The least recently used entry is the first to go.
      CacheDirectory.markUsed(entry.resolve(CURRENT));
    } catch (IOException gone) {
      return null;
    }
    Path directory = entry.resolve(generation);
    return RegionStore.read(directory.resolve("regions"), directory.resolve("app.jar"), identity());
  }

  /** Where machine code of earlier runs is, if there is any. */
  CodeFile codeFile() {
    Path code = entry.resolve(CODE);
    try {
      CacheDirectory.markUsed(code);
    } catch (IOException none) {
      // The first run, or another Burrow has removed it: it will not be read either.
    }
    codeFound = fileKey(code);
    return new CodeFile(code, identity());
  }

  /** Whether there is code that is mapped only when the program runs: nobody else compiles it. */
  void setLoadsLibraries(boolean loads) {
    loadsLibraries = loads;
  }

  /** Tells files of one name from each other; null if there is none. */
  private static @Nullable Object fileKey(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (IOException none) {
      return null;
    }
  }

  /** Whether another run has meanwhile kept code, perhaps more than this one knows of. */
  private boolean isOvertaken() {
    return !Objects.equals(codeFound, fileKey(entry.resolve(CODE)));
  }

  /** Burrow's jar, whose name holds the hash of its content, and the Java whose classes it is. */
  private static String identity() {
    String java = System.getProperty("java.runtime.version");
    return burrowJar() + "\n" + java + "\n" + System.getProperty("os.arch");
  }

  private static String burrowJar() {
    @Nullable String original = System.getProperty(ORIGINAL);
    if (original != null) {
      return original;
    }
    try {
      return BuildIdentity.place().toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Keeps what the run has translated, if it is worth it. A failure loses the cache, no more. */
  void save(Translator translator) {
    if (translator.translated() < LEAST_REGIONS
        || translator.keptRegions().isEmpty()
        || !burrowJar().endsWith(".jar")) {
      return;
    }
    try {
      CacheDirectory root = CacheDirectory.create(Objects.requireNonNull(entry.getParent()));
      if (root == null) {
        return;
      }
      Files.createDirectories(entry, CacheDirectory.PRIVATE);
      Path generation = Files.createTempDirectory(entry, "g", CacheDirectory.PRIVATE);
      Path jar = generation.resolve("app.jar");
      Files.copy(
          Path.of(burrowJar()), generation.resolve(BURROW), StandardCopyOption.COPY_ATTRIBUTES);
      RegionStore.write(
          generation.resolve("regions"), jar, manifest(), identity(), translator.keptRegions());
      String java = System.getProperty("java.home") + " " + System.getProperty("java.version");
      CacheDirectory.put(
          entry,
          CURRENT,
          to ->
              Files.writeString(
                  to,
                  generation.getFileName() + "\n" + burrowJar() + "\n" + java + "\n",
                  StandardCharsets.UTF_8));
      root.removeOldGenerations(entry, generation);
      root.evict();
    } catch (IOException | RuntimeException lost) {
      report(lost);
    }
  }

  @Override
  public void keepCode(Interpreter.FileWriter code) {
    put(
        CODE,
        to -> {
          code.write(to);
          codeFound = fileKey(to); // which the file keeps when it is renamed
        });
  }

  @Override
  public void keepCold(long[] addresses) {
    if (loadsLibraries) {
      return;
    }
    put(ColdBlocks.FILE, to -> ColdBlocks.write(to, addresses));
  }

  /** Puts a file into the entry. A failure loses it, no more. */
  private void put(String name, CacheDirectory.FileWriter content) {
    if (!burrowJar().endsWith(".jar") || isOvertaken()) {
      return;
    }
    try {
      CacheDirectory root = CacheDirectory.put(entry, name, content);
      if (root != null) {
        root.evict();
      }
    } catch (IOException | RuntimeException lost) {
      report(lost);
    }
  }

  /** A full disk, a read-only home, another Burrow that removed the entry. */
  private static void report(Exception lost) {
    if (System.getenv(Main.TRACE_VARIABLE) != null) {
      lost.printStackTrace();
    }
  }

  private static Map<Attributes.Name, String> manifest() {
    Map<Attributes.Name, String> m = new LinkedHashMap<>();
    m.put(Attributes.Name.MAIN_CLASS, "burrow.cli.Main");
    m.put(Attributes.Name.CLASS_PATH, BURROW);
    m.put(new Attributes.Name("Add-Exports"), "java.base/jdk.internal.misc");
    m.put(new Attributes.Name("Enable-Native-Access"), "ALL-UNNAMED");
    return m;
  }
}
