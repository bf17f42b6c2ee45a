package burrow.darwin;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.OpenFile;
import burrow.kernel.process.ExitStatus;
import burrow.kernel.process.GuestProcess;
import burrow.kernel.time.HostClock;
import burrow.kernel.time.IntervalTimer;
import burrow.kernel.wait.Wakeable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

/** What filters of kqueue watch that are no files: timers, signals, ends of processes. */
final class EventSources {
  private static final int NOTE_SECONDS = 1;
  private static final int NOTE_USECONDS = 2;
  private static final int NOTE_NSECONDS = 4;
  private static final int NOTE_ABSOLUTE = 8;

  /** Added to the status of an ended process, so that the count is never zero. */
  private static final long ENDED = 1L << 32;

  private EventSources() {}

  /** EVFILT_TIMER: the period is in milliseconds unless the flags name another unit. */
  static OpenFile timer(DarwinThread caller, Kevent e) {
    long unit =
        switch (e.filterFlags() & (NOTE_SECONDS | NOTE_USECONDS | NOTE_NSECONDS)) {
          case 0 -> 1_000_000;
          case NOTE_SECONDS -> 1_000_000_000;
          case NOTE_USECONDS -> 1000;
          case NOTE_NSECONDS -> 1;
          default -> throw new KernelException(Errno.EINVAL);
        };
    if (e.data() < 0) {
      throw new KernelException(Errno.EINVAL);
    }
    boolean absolute = (e.filterFlags() & NOTE_ABSOLUTE) != 0;
    HostClock clock = caller.clock();
    EventCount[] count = new EventCount[1];
    IntervalTimer timer =
        new IntervalTimer(
            caller.process().kernel().timers(),
            clock,
            absolute ? clock::realtimeNanos : clock::monotonicNanos,
            1,
            overrun -> count[0].add(1L + overrun));
    count[0] = new EventCount(timer::cancel);
    long nanos = Math.max(1, e.data() > Long.MAX_VALUE / unit ? Long.MAX_VALUE : e.data() * unit);
    boolean once = absolute || e.has(Kevent.EV_ONESHOT);
    timer.set(absolute ? nanos : HostClock.deadline(timer.now(), nanos), once ? 0 : nanos);
    return count[0];
  }

  /** EVFILT_SIGNAL: counts signals sent to the process, ignored ones included. */
  static OpenFile signals(DarwinThread caller, int signal) {
    if (signal < 1 || signal > DarwinSignal.LAST) {
      throw new KernelException(Errno.EINVAL);
    }
    var signals = caller.process().signals();
    EventCount[] count = new EventCount[1];
    IntConsumer observer =
        n -> {
          if (n == signal) {
            count[0].add(1);
          }
        };
    count[0] = new EventCount(() -> signals.forget(observer));
    signals.observe(observer);
    return count[0];
  }

  /** EVFILT_PROC with NOTE_EXIT: the count is the wait status and a bit. */
  static OpenFile processEnd(DarwinThread caller, int pid) {
    GuestProcess process = caller.process().kernel().process(pid);
    if (process == null) {
      throw new KernelException(Errno.ESRCH);
    }
    AtomicBoolean told = new AtomicBoolean();
    EventCount[] count = new EventCount[1];
    Wakeable look =
        () -> {
          ExitStatus status = process.exitStatus();
          if (status != null && process.threads().isEmpty() && told.compareAndSet(false, true)) {
            count[0].add(ENDED | waitStatus(status));
          }
        };
    count[0] = new EventCount(() -> process.endedQueue().remove(look));
    process.endedQueue().add(look);
    look.wake();
    return count[0];
  }

  /** As wait4 stores it. */
  private static long waitStatus(ExitStatus status) {
    return status.signal() != 0
        ? status.signal() | (status.core() ? 0x80 : 0)
        : (long) status.code() << 8;
  }

  /** The status in a count of {@link #processEnd}. */
  static long status(long count) {
    return count & ~ENDED;
  }
}
