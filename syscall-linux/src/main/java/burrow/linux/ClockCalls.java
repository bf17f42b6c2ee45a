package burrow.linux;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.process.GuestThread;
import burrow.kernel.time.HostClock;
import java.util.function.LongSupplier;

/** Clocks and processor time. */
final class ClockCalls {
  static final int CLOCK_REALTIME = 0;
  static final int CLOCK_MONOTONIC = 1;
  static final int CLOCK_PROCESS_CPUTIME_ID = 2;
  static final int CLOCK_THREAD_CPUTIME_ID = 3;
  static final int CLOCK_MONOTONIC_RAW = 4;
  static final int CLOCK_REALTIME_COARSE = 5;
  static final int CLOCK_MONOTONIC_COARSE = 6;
  static final int CLOCK_BOOTTIME = 7;
  static final int CLOCK_REALTIME_ALARM = 8;
  static final int CLOCK_BOOTTIME_ALARM = 9;
  static final int CLOCK_TAI = 11;

  /** In a clock number made from a thread's: the low three bits are kind 2 (scheduler) plus 4. */
  private static final int THREAD_CLOCK = 6;

  private static final int PROCESS_CLOCK = 2;

  /** Coarse clocks tick with the kernel's HZ of 250. */
  private static final long COARSE_NANOS = 4_000_000;

  /** USER_HZ: the unit of times(2). */
  private static final long TICK_NANOS = 10_000_000;

  private static final int RUSAGE_SELF = 0;
  private static final int RUSAGE_CHILDREN = -1;
  private static final int RUSAGE_THREAD = 1;
  private static final int RUSAGE_SIZE = 144;

  private ClockCalls() {}

  /**
   * A clock by its number.
   *
   * @throws KernelException EINVAL if there is none
   */
  static LongSupplier clock(LinuxThread caller, int id) {
    HostClock host = caller.clock();
    if (id < 0) {
      return threadClock(caller, id);
    }
    return switch (id) {
      case CLOCK_REALTIME, CLOCK_REALTIME_COARSE, CLOCK_REALTIME_ALARM, CLOCK_TAI ->
          host::realtimeNanos;
      case CLOCK_MONOTONIC,
          CLOCK_MONOTONIC_RAW,
          CLOCK_MONOTONIC_COARSE,
          CLOCK_BOOTTIME,
          CLOCK_BOOTTIME_ALARM ->
          host::monotonicNanos;
      case CLOCK_PROCESS_CPUTIME_ID -> host::processCpuNanos;
      case CLOCK_THREAD_CPUTIME_ID -> caller::cpuNanos;
      default -> throw new KernelException(Errno.EINVAL);
    };
  }

  /** The clock of another thread or process: its number's complement shifted left by three. */
  private static LongSupplier threadClock(LinuxThread caller, int id) {
    int owner = ~(id >> 3);
    if ((id & 7) == THREAD_CLOCK) {
      GuestThread t = owner == 0 ? caller : caller.process().thread(owner);
      if (t != null) {
        return t::cpuNanos;
      }
    } else if ((id & 7) == PROCESS_CLOCK && (owner == 0 || owner == caller.process().id())) {
      return caller.clock()::processCpuNanos;
    }
    throw new KernelException(Errno.EINVAL);
  }

  /** How fast a clock can go, see {@link burrow.kernel.time.IntervalTimer}. */
  static int speed(int id) {
    boolean process = id == CLOCK_PROCESS_CPUTIME_ID || id < 0 && (id & 7) == PROCESS_CLOCK;
    return process ? Runtime.getRuntime().availableProcessors() : 1;
  }

  static long clockGettime(Call c) {
    long now = clock(c.thread(), c.intArgument(0)).getAsLong();
    TimeFormat.writeTimespec(c.memory(), c.argument(1), now);
    return 0;
  }

  static long clockGetres(Call c) {
    int id = c.intArgument(0);
    clock(c.thread(), id);
    if (c.argument(1) != 0) {
      boolean coarse = id == CLOCK_REALTIME_COARSE || id == CLOCK_MONOTONIC_COARSE;
      TimeFormat.writeTimespec(c.memory(), c.argument(1), coarse ? COARSE_NANOS : 1);
    }
    return 0;
  }

  static long gettimeofday(Call c) {
    if (c.argument(0) != 0) {
      TimeFormat.writeTimeval(c.memory(), c.argument(0), c.thread().clock().realtimeNanos());
    }
    if (c.argument(1) != 0) {
      c.memory().writeLong(c.argument(1), 0);
    }
    return 0;
  }

  static long time(Call c) {
    long seconds = c.thread().clock().realtimeNanos() / TimeFormat.NANOS;
    if (c.argument(0) != 0) {
      c.memory().writeLong(c.argument(0), seconds);
    }
    return seconds;
  }

  /** struct tms: user, system, and those of children; all of ours counts as user time. */
  static long times(Call c) {
    HostClock clock = c.thread().clock();
    if (c.argument(0) != 0) {
      c.memory().writeLong(c.argument(0), clock.processCpuNanos() / TICK_NANOS);
      c.memory().write(c.argument(0) + 8, new byte[24]);
    }
    return clock.monotonicNanos() / TICK_NANOS;
  }

  /** struct rusage: ru_utime 0, ru_stime 16, ru_maxrss 32 (KiB), then counters. */
  static long getrusage(Call c) {
    long cpu =
        switch (c.intArgument(0)) {
          case RUSAGE_SELF -> c.thread().clock().processCpuNanos();
          case RUSAGE_THREAD -> c.thread().cpuNanos();
          case RUSAGE_CHILDREN -> 0;
          default -> throw new KernelException(Errno.EINVAL);
        };
    c.memory().write(c.argument(1), new byte[RUSAGE_SIZE]);
    TimeFormat.writeTimeval(c.memory(), c.argument(1), cpu);
    if (c.intArgument(0) != RUSAGE_CHILDREN) {
      Runtime jvm = Runtime.getRuntime();
      c.memory().writeLong(c.argument(1) + 32, jvm.totalMemory() / 1024);
    }
    return 0;
  }
}
