package burrow.kernel.time;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Runs short actions at given moments, on one thread that starts with the first of them. */
public final class TimerQueue {
  private final HostClock clock;
  private final PriorityQueue<Entry> entries = new PriorityQueue<>();
  private @Nullable Thread thread;
  private long sequence;

  /** An action that waits for its moment. */
  public static final class Entry implements Comparable<Entry> {
    private final long deadline;
    private final long sequence;
    private final Runnable action;

    private Entry(long deadline, long sequence, Runnable action) {
      this.deadline = deadline;
      this.sequence = sequence;
      this.action = action;
    }

    @Override
    public int compareTo(Entry other) {
      int c = Long.compare(deadline, other.deadline);
      return c != 0 ? c : Long.compare(sequence, other.sequence);
    }
  }

  public TimerQueue(HostClock clock) {
    this.clock = clock;
  }

  /**
   * Lets an action run once.
   *
   * @param deadline in monotonic time
   * @param action must not block
   */
  public Entry schedule(long deadline, Runnable action) {
    Entry e;
    Thread wake;
    synchronized (this) {
      e = new Entry(deadline, sequence++, action);
      entries.add(e);
      wake = thread;
      if (wake == null) {
        thread = Thread.ofPlatform().name("timers").daemon(true).start(this::run);
      }
    }
    if (wake != null) {
      clock.unpark(wake);
    }
    return e;
  }

  /** Takes an action back; one that runs already is not waited for. */
  public synchronized void cancel(Entry entry) {
    entries.remove(entry);
  }

  private void run() {
    while (true) {
      Entry due = null;
      long next = HostClock.FOREVER;
      synchronized (this) {
        Entry first = entries.peek();
        if (first != null) {
          if (first.deadline <= clock.monotonicNanos()) {
            due = entries.poll();
          } else {
            next = first.deadline;
          }
        }
      }
      if (due != null) {
        due.action.run();
      } else {
        clock.park(next);
      }
    }
  }
}
