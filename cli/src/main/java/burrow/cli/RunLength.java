package burrow.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Learns whether a program's runs are long enough for HotSpot's optimising compiler (C2), for its
 * next start. In a brief run C2 takes a processor and slower, profiled code before it, and is not
 * done when the program is; the launcher leaves it out then. Where hot guest code is machine code
 * there is only Burrow itself for C2 to work on, and the launcher takes programs of unknown length
 * for brief. A run with C2 was long if the guest took a second or two and C2 had little left to do
 * at the end; one without it, if the guest took some seconds. One long run makes the program long
 * for good: what a long run loses without C2 is more than what a brief one loses with it.
 *
 * <p>What is known stands in the file {@code length} of the program's entry (see {@link
 * ProgramCache}): the word {@code brief} or {@code long}.
 */
final class RunLength {
  /** System property with what is known, from the launcher, which leaves C2 out if brief. */
  static final String PROPERTY = "burrow.length";

  /** A guest that took less than this had nothing to gain from C2. */
  private static final Duration SHORT = Duration.ofMillis(1500);

  /**
   * A guest without C2 that took more than this may gain from it: the next run tries. A bundle of
   * three.js by esbuild, which does not, takes 3 to 5 s.
   */
  private static final Duration LONG = Duration.ofSeconds(6);

  private static final String FILE = "length";

  /** How far back the end of a run reaches, in samples. */
  private static final int SAMPLES = 4;

  private static final long SAMPLE_MILLIS = 500;

  private final Path entry;
  private final boolean withC2;
  private final long start = System.nanoTime();
  private final Deque<ProcessorTimes> samples = new ArrayDeque<>();

  private RunLength(Path entry, boolean withC2) {
    this.entry = entry;
    this.withC2 = withC2;
  }

  /**
   * Begins to watch this run; null if the launcher has named no place to keep what it shows, or if
   * nothing that it shows would be news.
   */
  static @Nullable RunLength watch() {
    @Nullable String entry = System.getProperty(ProgramCache.PROPERTY);
    String known = System.getProperty(PROPERTY, "");
    if (entry == null || known.equals("long")) {
      return null;
    }
    RunLength watch = new RunLength(Path.of(entry), !known.equals("brief"));
    if (watch.withC2) {
      Thread.ofPlatform().daemon().name("burrow-length").start(watch::sample);
    }
    return watch;
  }

  private void sample() {
    try {
      while (true) {
        Thread.sleep(SAMPLE_MILLIS);
        @Nullable ProcessorTimes now = ProcessorTimes.now();
        if (now == null) {
          return;
        }
        synchronized (samples) {
          if (samples.size() == SAMPLES) {
            samples.removeFirst();
          }
          samples.addLast(now);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Keeps how long this run was, if that is news. A failure loses the hint, no more. */
  void keep() {
    // Not Duration's product: it is one of BigDecimals, which a brief run would wait for.
    long most = (System.nanoTime() - start) * Runtime.getRuntime().availableProcessors();
    if (!withC2 && most <= LONG.toNanos()) {
      return; // brief, as was known
    }
    @Nullable ProcessorTimes times = ProcessorTimes.now();
    if (times == null) {
      return; // every run is taken for long
    }
    ProcessorTimes before;
    synchronized (samples) {
      before = samples.isEmpty() ? ProcessorTimes.NONE : samples.getFirst();
    }
    try {
      keep(entry, withC2 ? isLong(before, times) : isLongWithoutC2(times));
    } catch (IOException lost) {
      // A full disk or a read-only home: the next start knows as much as this one did.
    }
  }

  /**
   * @param before some two seconds before the end
   * @param end of the whole run
   */
  static boolean isLong(ProcessorTimes before, ProcessorTimes end) {
    Duration guest = end.guest().minus(before.guest());
    Duration c2 = end.c2().minus(before.c2());
    return end.guest().compareTo(SHORT) > 0 && guest.compareTo(c2.multipliedBy(4)) > 0;
  }

  static boolean isLongWithoutC2(ProcessorTimes end) {
    return end.guest().compareTo(LONG) > 0;
  }

  /**
   * @param entry the directory of the program's entry, which may not exist yet
   */
  static void keep(Path entry, boolean isLong) throws IOException {
    Path file = entry.resolve(FILE);
    String known = Files.exists(file) ? Files.readString(file).strip() : "";
    String now = isLong || known.equals("long") ? "long" : "brief";
    if (!now.equals(known)) {
      CacheDirectory.put(
          entry, FILE, to -> Files.writeString(to, now + "\n", StandardCharsets.UTF_8));
    }
  }
}
