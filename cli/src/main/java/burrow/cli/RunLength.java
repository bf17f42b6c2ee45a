package burrow.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Learns whether a program runs for seconds or for minutes, for its next start. HotSpot's
 * optimising compiler pays only in the longer ones: in a run of some seconds it takes a processor
 * and slower, profiled code, and is not done before the program is. So the launcher leaves it out
 * for a program whose runs have all been brief. One long run makes the program long for good.
 *
 * <p>What is known stands in the file {@code length} of the program's entry (see {@link
 * ProgramCache}): the word {@code brief} or {@code long}.
 */
final class RunLength {
  /**
   * A run that took more processor time than this was long. A bundle of three.js by esbuild takes
   * 11 to 17 s with both compilers, half of it C2's own, and 4 to 6 s without C2.
   */
  private static final Duration LONG = Duration.ofSeconds(20);

  private static final String FILE = "length";

  private RunLength() {}

  /** Keeps how long this run was, if that is news. A failure loses the hint, no more. */
  static void keep() {
    @Nullable String entry = System.getProperty(ProgramCache.PROPERTY);
    if (entry == null) {
      return;
    }
    try {
      keep(Path.of(entry), processorTime());
    } catch (IOException lost) {
      // A full disk or a read-only home: the next start knows as much as this one did.
    }
  }

  /**
   * @param entry the directory of the program's entry, which may not exist yet
   * @param time processor time of the run, compilers included
   */
  static void keep(Path entry, Duration time) throws IOException {
    Path file = entry.resolve(FILE);
    String known = Files.exists(file) ? Files.readString(file).strip() : "";
    String now = time.compareTo(LONG) > 0 || known.equals("long") ? "long" : "brief";
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

  private static Duration processorTime() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }
}
