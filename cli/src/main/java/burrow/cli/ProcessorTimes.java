package burrow.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Processor time of this JVM by what it was for.
 *
 * @param guest of guest threads, living and ended
 * @param c2 of HotSpot's optimising compiler
 */
record ProcessorTimes(Duration guest, Duration c2) {
  static final ProcessorTimes NONE = new ProcessorTimes(Duration.ZERO, Duration.ZERO);

  /** proc(5): times are in ticks of sysconf(_SC_CLK_TCK), 100 a second on every Linux. */
  private static final long TICK_MILLIS = 10;

  // proc(5) /proc/PID/stat: utime and stime are fields 14 and 15, the third is the first behind
  // comm.
  private static final int UTIME = 14 - 3;
  private static final int STIME = 15 - 3;

  /** Up to now; null where the host has no /proc that tells. */
  static @Nullable ProcessorTimes now() {
    return of(Path.of("/proc/self"));
  }

  /**
   * @param process a directory as /proc has it: stat, and task/TID/stat
   */
  static @Nullable ProcessorTimes of(Path process) {
    try {
      long all = time(read(process.resolve("stat")));
      long own = 0;
      long c2 = 0;
      try (DirectoryStream<Path> tasks = Files.newDirectoryStream(process.resolve("task"))) {
        for (Path task : tasks) {
          @Nullable String stat = readIfAlive(task.resolve("stat"));
          if (stat != null && !stat.contains("(guest-")) {
            own += time(stat);
            c2 += stat.contains("(C2 Compiler") ? time(stat) : 0;
          }
        }
      }
      // What has ended was a guest thread, or nearly: HotSpot's own stay.
      return new ProcessorTimes(Duration.ofMillis(Math.max(0, all - own)), Duration.ofMillis(c2));
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  /** For {@code --stats}. */
  String description() {
    return "processor time, ms: guest " + guest.toMillis() + ", C2 " + c2.toMillis();
  }

  private static @Nullable String readIfAlive(Path stat) {
    try {
      return read(stat);
    } catch (IOException ended) {
      return null;
    }
  }

  private static String read(Path stat) throws IOException {
    return Files.readString(stat, StandardCharsets.ISO_8859_1);
  }

  private static long time(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) * TICK_MILLIS;
  }
}
