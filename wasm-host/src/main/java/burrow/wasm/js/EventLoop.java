package burrow.wasm.js;

import burrow.kernel.file.OpenFile;
import burrow.kernel.poll.FileWait;
import burrow.kernel.time.HostClock;
import burrow.kernel.wait.WaitResult;
import burrow.wasm.WasmThread;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What wakes a js guest: callbacks that are due, timers, and files that become ready. All of it
 * runs on the guest's thread.
 */
final class EventLoop {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private record Timer(int id, long deadline) implements Comparable<Timer> {
    @Override
    public int compareTo(Timer other) {
      int c = Long.compare(deadline, other.deadline);
      return c != 0 ? c : Integer.compare(id, other.id);
    }
  }

  private record Waiting(FileWait.Wanted wanted, Runnable retry) {}

  private final WasmThread thread;
  private final Runnable resume;
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private int lastTimer;

  /**
   * @param resume lets Go look for what has happened
   */
  EventLoop(WasmThread thread, Runnable resume) {
    this.thread = thread;
    this.resume = resume;
  }

  /** Runs an action once Go has nothing to do. */
  void later(Runnable task) {
    tasks.add(task);
  }

  /**
   * Runs an action when a file is ready.
   *
   * @param file held until then
   */
  void whenReady(OpenFile file, int events, Runnable retry) {
    waiting.add(new Waiting(new FileWait.Wanted(file.retain(), events), retry));
  }

  /** Resumes Go after so many milliseconds; returns the timer's number. */
  int schedule(long millis) {
    long now = thread.clock().monotonicNanos();
    long most = (Long.MAX_VALUE - now) / NANOS_PER_MILLI;
    long deadline = now + Math.min(Math.max(millis, 0), most) * NANOS_PER_MILLI;
    timers.add(new Timer(++lastTimer, deadline));
    return lastTimer;
  }

  void cancel(int id) {
    timers.removeIf(t -> t.id == id);
  }

  /**
   * Runs what is due, or waits for something to be.
   *
   * @return false if nothing will ever happen
   */
  boolean turn() {
    Runnable task = tasks.poll();
    if (task != null) {
      task.run();
      return true;
    }
    Timer timer = timers.peek();
    if (timer == null && waiting.isEmpty()) {
      return false;
    }
    if (timer != null && timer.deadline <= thread.clock().monotonicNanos()) {
      // Go clears a timer that it has seen; until then it comes again.
      resume.run();
      return true;
    }
    await(timer);
    return true;
  }

  private void await(@Nullable Timer timer) {
    long deadline = timer == null ? HostClock.FOREVER : timer.deadline;
    List<FileWait.Wanted> wanted = waiting.stream().map(Waiting::wanted).toList();
    try (FileWait wait = new FileWait(thread, wanted)) {
      if (thread.await(null, deadline, wait::anyReady) == WaitResult.INTERRUPTED) {
        thread.attendNow();
      }
    }
    for (Waiting w : List.copyOf(waiting)) {
      if (w.wanted.ready() != 0) {
        waiting.remove(w);
        tasks.add(() -> {
          try {
            w.retry.run();
          } finally {
            w.wanted.file().release();
          }
        });
      }
    }
  }
}
