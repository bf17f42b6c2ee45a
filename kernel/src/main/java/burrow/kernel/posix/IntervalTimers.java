package burrow.kernel.posix;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.process.GuestProcess;
import burrow.kernel.signal.SignalInfo;
import burrow.kernel.time.HostClock;
import burrow.kernel.time.IntervalTimer;
import org.jspecify.annotations.Nullable;

/** The three timers that setitimer knows: real, virtual and profiling time. */
public final class IntervalTimers {
  public static final int REAL = 0;
  public static final int VIRTUAL = 1;
  public static final int PROFILING = 2;

  private final GuestProcess process;
  private final int[] signals;
  private final int code;
  private final @Nullable IntervalTimer[] timers;

  /**
   * @param code si_code of their signals
   * @param signals SIGALRM, SIGVTALRM, SIGPROF
   */
  public IntervalTimers(GuestProcess process, int code, int... signals) {
    this.process = process;
    this.code = code;
    this.signals = signals.clone();
    this.timers = new IntervalTimer[signals.length];
  }

  /**
   * The timer of a kind.
   *
   * @throws KernelException EINVAL if there is none
   */
  public synchronized IntervalTimer get(int which) {
    if (which < 0 || which >= timers.length) {
      throw new KernelException(Errno.EINVAL);
    }
    IntervalTimer t = timers[which];
    if (t == null) {
      HostClock host = process.kernel().clock();
      boolean real = which == REAL;
      SignalInfo info = new SignalInfo(signals[which], code, 0, SignalInfo.KERNEL);
      t =
          new IntervalTimer(
              process.kernel().timers(),
              host,
              real ? host::monotonicNanos : host::processCpuNanos,
              real ? 1 : Runtime.getRuntime().availableProcessors(),
              overrun -> process.signals().send(info));
      timers[which] = t;
    }
    return t;
  }

  /** Starts a timer, or stops it for a value of 0. */
  public static void arm(IntervalTimer timer, long value, long interval) {
    if (value == 0) {
      timer.cancel();
    } else {
      timer.set(HostClock.deadline(timer.now(), value), interval);
    }
  }

  /** The process is over. */
  public synchronized void cancelAll() {
    for (IntervalTimer t : timers) {
      if (t != null) {
        t.cancel();
      }
    }
  }
}
