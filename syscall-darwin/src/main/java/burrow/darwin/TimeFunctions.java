package burrow.darwin;

import static burrow.kernel.trace.Formats.INT;
import static burrow.kernel.trace.Formats.POINTER;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.posix.IntervalTimers;
import burrow.kernel.time.HostClock;
import burrow.kernel.time.IntervalTimer;
import burrow.kernel.wait.Interrupted;
import burrow.kernel.wait.Interrupted.Restart;
import burrow.kernel.wait.WaitResult;
import java.util.List;

/** Clocks and sleeping. Mach time is the host's monotonic clock in nanoseconds. */
final class TimeFunctions {
  static final List<DarwinFunction> ROWS =
      List.of(
          DarwinFunction.of("mach_absolute_time", c -> c.thread().clock().monotonicNanos()),
          DarwinFunction.of("mach_continuous_time", c -> c.thread().clock().monotonicNanos()),
          DarwinFunction.status("mach_timebase_info", TimeFunctions::timebase, POINTER),
          DarwinFunction.of("clock_gettime", TimeFunctions::clockGettime, INT, POINTER),
          DarwinFunction.of("gettimeofday", TimeFunctions::gettimeofday, POINTER, POINTER).bsd(116),
          DarwinFunction.of("usleep", TimeFunctions::usleep, INT),
          DarwinFunction.of("nanosleep", TimeFunctions::nanosleep, DarwinFormats.TIMESPEC, POINTER),
          DarwinFunction.of("getitimer", TimeFunctions::getitimer, INT, POINTER).bsd(86),
          DarwinFunction.of("setitimer", TimeFunctions::setitimer, INT, POINTER, POINTER).bsd(83));

  private static final int CLOCK_REALTIME = 0;
  private static final int CLOCK_MONOTONIC_RAW = 4;
  private static final int CLOCK_MONOTONIC_RAW_APPROX = 5;
  private static final int CLOCK_MONOTONIC = 6;
  private static final int CLOCK_UPTIME_RAW = 8;
  private static final int CLOCK_UPTIME_RAW_APPROX = 9;
  private static final int CLOCK_PROCESS_CPUTIME_ID = 12;
  private static final int CLOCK_THREAD_CPUTIME_ID = 16;

  private TimeFunctions() {}

  private static long timebase(Call c) {
    c.memory().writeInt(c.argument(0), 1);
    c.memory().writeInt(c.argument(0) + 4, 1);
    return 0;
  }

  private static long clockGettime(Call c) {
    HostClock clock = c.thread().clock();
    long now =
        switch (c.intArgument(0)) {
          case CLOCK_REALTIME -> clock.realtimeNanos();
          case CLOCK_MONOTONIC,
              CLOCK_MONOTONIC_RAW,
              CLOCK_MONOTONIC_RAW_APPROX,
              CLOCK_UPTIME_RAW,
              CLOCK_UPTIME_RAW_APPROX ->
              clock.monotonicNanos();
          case CLOCK_PROCESS_CPUTIME_ID -> clock.processCpuNanos();
          case CLOCK_THREAD_CPUTIME_ID -> c.thread().cpuNanos();
          default -> throw new KernelException(Errno.EINVAL);
        };
    TimeLayout.writeTimespec(c.memory(), c.argument(1), now);
    return 0;
  }

  private static long gettimeofday(Call c) {
    if (c.argument(0) != 0) {
      TimeLayout.writeTimeval(c.memory(), c.argument(0), c.thread().clock().realtimeNanos());
    }
    if (c.argument(1) != 0) {
      c.memory().writeLong(c.argument(1), 0);
    }
    return 0;
  }

  // ---- interval timers: struct itimerval is interval 0, value 16 ----

  private static long getitimer(Call c) {
    writeItimerval(c, c.argument(1), c.process().timers().get(c.intArgument(0)));
    return 0;
  }

  private static long setitimer(Call c) {
    IntervalTimer timer = c.process().timers().get(c.intArgument(0));
    long interval = 0;
    long value = 0;
    if (c.argument(1) != 0) {
      interval = TimeLayout.readTimeval(c.memory(), c.argument(1));
      value = TimeLayout.readTimeval(c.memory(), c.argument(1) + TimeLayout.BYTES);
    }
    if (c.argument(2) != 0) {
      writeItimerval(c, c.argument(2), timer);
    }
    IntervalTimers.arm(timer, value, interval);
    return 0;
  }

  private static void writeItimerval(Call c, long address, IntervalTimer timer) {
    TimeLayout.writeTimeval(c.memory(), address, timer.interval());
    long left = timer.remaining();
    // A timer that is about to expire must not look disarmed.
    long shown = left == 0 ? 0 : Math.max(left, 1000);
    TimeLayout.writeTimeval(c.memory(), address + TimeLayout.BYTES, shown);
  }

  // ---- sleeping ----

  private static long usleep(Call c) {
    long nanos = (c.argument(0) & 0xffff_ffffL) * 1000;
    return sleepUntil(c.thread(), deadline(c, nanos), 0);
  }

  private static long nanosleep(Call c) {
    long nanos = TimeLayout.readTimespec(c.memory(), c.argument(0));
    return sleepUntil(c.thread(), deadline(c, nanos), c.argument(1));
  }

  private static long deadline(Call c, long nanos) {
    return HostClock.deadline(c.thread().clock().monotonicNanos(), nanos);
  }

  /** A handler ends the sleep with EINTR, a signal without one does not. */
  private static long sleepUntil(DarwinThread thread, long deadline, long remaining) {
    if (thread.await(null, deadline, () -> false) == WaitResult.TIMED_OUT) {
      return 0;
    }
    if (remaining != 0) {
      long left = Math.max(0, deadline - thread.clock().monotonicNanos());
      TimeLayout.writeTimespec(thread.cpu().memory, remaining, left);
    }
    throw new Interrupted(Restart.IF_NO_HANDLER, () -> sleepUntil(thread, deadline, remaining));
  }
}
