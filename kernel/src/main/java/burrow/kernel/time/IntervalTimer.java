package burrow.kernel.time;

import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A timer on some clock that expires once or again and again. */
public final class IntervalTimer {
  private final TimerQueue queue;
  private final HostClock host;
  private final LongSupplier clock;
  private final int speed;
  private final IntConsumer expired;
  private TimerQueue.@Nullable Entry entry;
  private long expiry;
  private long interval;
  private boolean armed;

  /**
   * @param clock the time that the timer counts, in nanoseconds
   * @param speed at most so many nanoseconds does that clock go on in one of real time: 1 for a
   *     wall clock or a thread's processor time, the number of processors for a process's
   * @param expired called on the timer thread with the number of expirations that came too late to
   *     be told apart, beyond the first; must not block
   */
  public IntervalTimer(
      TimerQueue queue, HostClock host, LongSupplier clock, int speed, IntConsumer expired) {
    this.queue = queue;
    this.host = host;
    this.clock = clock;
    this.speed = speed;
    this.expired = expired;
  }

  /** Time on the timer's own clock. */
  public long now() {
    return clock.getAsLong();
  }

  /**
   * Arms the timer.
   *
   * @param at first expiration, in the timer's clock; 0 disarms
   * @param every nanoseconds between expirations, 0 for one only
   */
  public synchronized void set(long at, long every) {
    cancel();
    if (at != 0) {
      armed = true;
      expiry = at;
      interval = every;
      schedule();
    }
  }

  public synchronized void cancel() {
    armed = false;
    interval = 0;
    TimerQueue.Entry e = entry;
    if (e != null) {
      queue.cancel(e);
      entry = null;
    }
  }

  /** Nanoseconds to the next expiration, 0 if the timer is not armed. */
  public synchronized long remaining() {
    return armed ? Math.max(1, expiry - now()) : 0;
  }

  public synchronized long interval() {
    return interval;
  }

  private void schedule() {
    long wait = Math.max(0, expiry - now()) / speed;
    entry = queue.schedule(HostClock.deadline(host.monotonicNanos(), wait), this::check);
  }

  private void check() {
    int overrun;
    synchronized (this) {
      if (!armed) {
        return;
      }
      long late = now() - expiry;
      if (late < 0) {
        schedule();
        return;
      }
      overrun = 0;
      if (interval == 0) {
        armed = false;
      } else {
        overrun = (int) Math.min(late / interval, Integer.MAX_VALUE);
        expiry += interval * (overrun + 1L);
        schedule();
      }
    }
    expired.accept(overrun);
  }
}
