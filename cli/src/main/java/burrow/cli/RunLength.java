package burrow.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Learns whether a program's runs are long enough for HotSpot's optimising compiler (C2), for its
 * next start. In a brief run C2 takes a processor and slower, profiled code before it, and is not
 * done when the program is; the launcher leaves it out then. A run with C2 was long if C2 took less
 * than half of the time that the guest took; one without it, if the guest took some seconds.
 *
 * <p>What is known stands in the file {@code length} of the program's entry (see {@link
 * ProgramCache}): the word {@code brief} or {@code long}.
 */
final class RunLength {
  /** System property, set by the launcher when it has left C2 out. */
  static final String PROPERTY = "burrow.brief";

  /** A guest that took less than this had nothing to gain from C2. */
  private static final Duration SHORT = Duration.ofMillis(1500);

  /**
   * A guest without C2 that took more than this may gain from it: the next run tries. A bundle of
   * three.js by esbuild, which does not, takes 3 to 5 s.
   */
  private static final Duration LONG = Duration.ofSeconds(6);

  private static final String FILE = "length";

  private RunLength() {}

  /** Keeps how long this run was, if that is news. A failure loses the hint, no more. */
  static void keep() {
    @Nullable String entry = System.getProperty(ProgramCache.PROPERTY);
    if (entry == null) {
      return;
    }
    ProcessorTimes times = ProcessorTimes.now();
    if (times == null) {
      return; // every run is taken for long
    }
    try {
      keep(Path.of(entry), isLong(times, System.getProperty(PROPERTY) == null));
    } catch (IOException lost) {
      // A full disk or a read-only home: the next start knows as much as this one did.
    }
  }

  static boolean isLong(ProcessorTimes times, boolean withC2) {
    return withC2
        ? times.guest().compareTo(SHORT) > 0 && times.guest().compareTo(times.c2()) > 0
        : times.guest().compareTo(LONG) > 0;
  }

  /**
   * @param entry the directory of the program's entry, which may not exist yet
   */
  static void keep(Path entry, boolean isLong) throws IOException {
    Path file = entry.resolve(FILE);
    String known = Files.exists(file) ? Files.readString(file).strip() : "";
    String now = isLong ? "long" : "brief";
    Path parent = entry.getParent();
    if (now.equals(known) || parent == null) {
      return;
    }
    CacheDirectory root = CacheDirectory.create(parent);
    if (root == null) {
      return;
    }
    if (!Files.isDirectory(entry)) {
      root.makeRoom();
      Files.createDirectories(entry, CacheDirectory.PRIVATE);
    }
    Path fresh = Files.createTempFile(entry, FILE, null, CacheDirectory.PRIVATE_FILE);
    Files.writeString(fresh, now + "\n", StandardCharsets.UTF_8);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
