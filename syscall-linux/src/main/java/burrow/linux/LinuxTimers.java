package burrow.linux;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.posix.IntervalTimers;
import burrow.kernel.process.GuestThread;
import burrow.kernel.signal.SignalInfo;
import burrow.kernel.time.HostClock;
import burrow.kernel.time.IntervalTimer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The timers of one process: the three of setitimer and those of timer_create. */
final class LinuxTimers {
  private final LinuxProcess process;
  private final IntervalTimers interval;
  private final Map<Integer, Timer> timers = new HashMap<>();
  private int nextId;

  /** A timer of timer_create. */
  static final class Timer {
    final IntervalTimer interval;
    volatile int overrun;

    Timer(IntervalTimer interval) {
      this.interval = interval;
    }
  }

  LinuxTimers(LinuxProcess process) {
    this.process = process;
    this.interval =
        new IntervalTimers(
            process,
            LinuxSignal.SI_KERNEL,
            LinuxSignal.SIGALRM,
            LinuxSignal.SIGVTALRM,
            LinuxSignal.SIGPROF);
  }

  private IntervalTimer timer(LongSupplier clock, int speed, IntConsumer expired) {
    HostClock host = process.kernel().clock();
    return new IntervalTimer(process.kernel().timers(), host, clock, speed, expired);
  }

  /** Those of setitimer. */
  IntervalTimers interval() {
    return interval;
  }

  /**
   * Creates a timer.
   *
   * @param clock what it counts
   * @param speed see {@link IntervalTimer}
   * @param signal sent on expiration, 0 for none
   * @param threadId the thread it is for, 0 for the process
   * @param value what siginfo carries, or null for the timer's number
   */
  synchronized int create(
      LongSupplier clock, int speed, int signal, int threadId, @Nullable Long value) {
    int id = nextId++;
    long carried = value == null ? id : value;
    Timer[] self = new Timer[1];
    IntervalTimer t =
        timer(
            clock,
            speed,
            overrun -> {
              self[0].overrun = overrun;
              if (signal != 0) {
                send(id, signal, threadId, overrun, carried);
              }
            });
    self[0] = new Timer(t);
    timers.put(id, self[0]);
    return id;
  }

  private void send(int id, int signal, int threadId, int overrun, long value) {
    SignalInfo.TimerExpiry source = new SignalInfo.TimerExpiry(id, overrun, value);
    SignalInfo info = new SignalInfo(signal, LinuxSignal.SI_TIMER, 0, source);
    if (threadId == 0) {
      process.signals().send(info);
      return;
    }
    GuestThread thread = process.thread(threadId);
    if (thread != null) {
      process.signals().send(info, thread);
    }
  }

  synchronized Timer get(int id) {
    Timer t = timers.get(id);
    if (t == null) {
      throw new KernelException(Errno.EINVAL);
    }
    return t;
  }

  synchronized void delete(int id) {
    get(id).interval.cancel();
    timers.remove(id);
  }

  /** The process is over. */
  synchronized void cancelAll() {
    interval.cancelAll();
    timers.values().forEach(t -> t.interval.cancel());
  }
}
