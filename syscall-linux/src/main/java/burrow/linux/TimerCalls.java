package burrow.linux;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.posix.IntervalTimers;
import burrow.kernel.time.HostClock;
import burrow.kernel.time.IntervalTimer;
import burrow.kernel.wait.Interrupted;
import burrow.kernel.wait.Interrupted.Restart;
import burrow.kernel.wait.WaitResult;
import burrow.machine.AddressSpace;

/** Sleeping and timers. */
final class TimerCalls {
  static final int TIMER_ABSTIME = 1;
  static final int SIGEV_SIGNAL = 0;
  static final int SIGEV_NONE = 1;
  static final int SIGEV_THREAD = 2;
  static final int SIGEV_THREAD_ID = 4;

  private TimerCalls() {}

  // ---- sleeping ----

  static long nanosleep(Call c) {
    return sleepFor(c, c.argument(0), c.argument(1));
  }

  static long clockNanosleep(Call c) {
    int clock = c.intArgument(0);
    if (clock == ClockCalls.CLOCK_THREAD_CPUTIME_ID) {
      throw new KernelException(Errno.EINVAL);
    }
    long now = ClockCalls.clock(c.thread(), clock).getAsLong();
    if (ClockCalls.speed(clock) != 1 || clock < 0) {
      throw new KernelException(Errno.EOPNOTSUPP, "sleeping on a processor time clock");
    }
    if ((c.intArgument(1) & TIMER_ABSTIME) == 0) {
      return sleepFor(c, c.argument(2), c.argument(3));
    }
    long nanos = TimeFormat.readTimespec(c.memory(), c.argument(2)) - now;
    long deadline = HostClock.deadline(c.thread().clock().monotonicNanos(), Math.max(0, nanos));
    return sleepUntil(c.thread(), deadline, 0);
  }

  private static long sleepFor(Call c, long request, long remaining) {
    long nanos = TimeFormat.readTimespec(c.memory(), request);
    long deadline = HostClock.deadline(c.thread().clock().monotonicNanos(), nanos);
    return sleepUntil(c.thread(), deadline, remaining);
  }

  private static long sleepUntil(LinuxThread thread, long deadline, long remaining) {
    if (thread.await(null, deadline, () -> false) == WaitResult.TIMED_OUT) {
      return 0;
    }
    if (remaining != 0) {
      long left = Math.max(0, deadline - thread.clock().monotonicNanos());
      TimeFormat.writeTimespec(thread.cpu().memory, remaining, left);
    }
    throw new Interrupted(Restart.IF_NO_HANDLER, () -> sleepUntil(thread, deadline, remaining));
  }

  // ---- setitimer: struct itimerval has it_interval 0, it_value 16 ----

  static long getitimer(Call c) {
    writeItimerval(
        c.memory(), c.argument(1), c.process().timers().interval().get(c.intArgument(0)));
    return 0;
  }

  static long setitimer(Call c) {
    IntervalTimer timer = c.process().timers().interval().get(c.intArgument(0));
    long interval = 0;
    long value = 0;
    if (c.argument(1) != 0) {
      interval = TimeFormat.readTimeval(c.memory(), c.argument(1));
      value = TimeFormat.readTimeval(c.memory(), c.argument(1) + 16);
    }
    if (c.argument(2) != 0) {
      writeItimerval(c.memory(), c.argument(2), timer);
    }
    arm(timer, value, interval, false);
    return 0;
  }

  private static void writeItimerval(AddressSpace memory, long address, IntervalTimer timer) {
    TimeFormat.writeTimeval(memory, address, timer.interval());
    long left = timer.remaining();
    // A timer that is about to expire must not look disarmed.
    TimeFormat.writeTimeval(memory, address + 16, left == 0 ? 0 : Math.max(left, 1000));
  }

  private static void arm(IntervalTimer timer, long value, long interval, boolean absolute) {
    if (absolute && value != 0) {
      timer.set(value, interval);
    } else {
      IntervalTimers.arm(timer, value, interval);
    }
  }

  /** alarm(2) of amd64: seconds until SIGALRM; returns what was left of the one before. */
  static long alarm(Call c) {
    IntervalTimer timer = c.process().timers().interval().get(IntervalTimers.REAL);
    long left = timer.remaining();
    arm(timer, (c.argument(0) & 0xffff_ffffL) * TimeFormat.NANOS, 0, false);
    return (left + TimeFormat.NANOS - 1) / TimeFormat.NANOS;
  }

  // ---- timer_create: struct sigevent has value 0, signo 8, notify 12, tid 16 ----

  static long timerCreate(Call c) {
    int clock = c.intArgument(0);
    int signal = LinuxSignal.SIGALRM;
    int threadId = 0;
    Long value = null;
    long event = c.argument(1);
    if (event != 0) {
      AddressSpace memory = c.memory();
      value = memory.readLong(event);
      signal = memory.readInt(event + 8);
      switch (memory.readInt(event + 12)) {
        case SIGEV_SIGNAL, SIGEV_THREAD -> requireSignal(signal);
        case SIGEV_NONE -> signal = 0;
        case SIGEV_THREAD_ID -> {
          requireSignal(signal);
          threadId = memory.readInt(event + 16);
          if (c.process().thread(threadId) == null) {
            throw new KernelException(Errno.EINVAL);
          }
        }
        default -> throw new KernelException(Errno.EINVAL);
      }
    }
    int id =
        c.process()
            .timers()
            .create(
                ClockCalls.clock(c.thread(), clock),
                ClockCalls.speed(clock),
                signal,
                threadId,
                value);
    c.memory().writeInt(c.argument(2), id);
    return 0;
  }

  private static void requireSignal(int signal) {
    if (signal < 1 || signal > LinuxSignal.LAST) {
      throw new KernelException(Errno.EINVAL);
    }
  }

  /** struct itimerspec: it_interval 0, it_value 16. */
  static long timerSettime(Call c) {
    IntervalTimer timer = c.process().timers().get(c.intArgument(0)).interval;
    long interval = TimeFormat.readTimespec(c.memory(), c.argument(2));
    long value = TimeFormat.readTimespec(c.memory(), c.argument(2) + 16);
    if (c.argument(3) != 0) {
      writeItimerspec(c.memory(), c.argument(3), timer);
    }
    arm(timer, value, interval, (c.intArgument(1) & TIMER_ABSTIME) != 0);
    return 0;
  }

  static long timerGettime(Call c) {
    writeItimerspec(c.memory(), c.argument(1), c.process().timers().get(c.intArgument(0)).interval);
    return 0;
  }

  private static void writeItimerspec(AddressSpace memory, long address, IntervalTimer timer) {
    TimeFormat.writeTimespec(memory, address, timer.interval());
    TimeFormat.writeTimespec(memory, address + 16, timer.remaining());
  }

  static long timerGetoverrun(Call c) {
    return c.process().timers().get(c.intArgument(0)).overrun;
  }

  static long timerDelete(Call c) {
    c.process().timers().delete(c.intArgument(0));
    return 0;
  }
}
