package burrow.kernel.object;

import burrow.kernel.process.GuestThread;
import burrow.kernel.time.HostClock;

/**
 * A timer that threads wait for. It needs no thread of its own: whoever waits sleeps until it is
 * due.
 */
public final class WaitableTimer extends KernelObject {
  private final HostClock clock;
  private final boolean manualReset;
  private long due = HostClock.FOREVER;
  private long period;
  private boolean set;

  /**
   * @param manualReset whether it stays signaled until it is set anew; if not, one satisfied wait
   *     resets it
   */
  public WaitableTimer(HostClock clock, boolean manualReset) {
    this.clock = clock;
    this.manualReset = manualReset;
  }

  /**
   * Arms the timer; it is not signaled until it is due.
   *
   * @param at in monotonic time
   * @param every nanoseconds to the next time, 0 for once only
   */
  public void set(long at, long every) {
    synchronized (LOCK) {
      due = at;
      period = every;
      set = false;
    }
    announce();
  }

  /** Disarms the timer; the signal state stays. */
  public void cancel() {
    synchronized (LOCK) {
      look();
      due = HostClock.FOREVER;
      period = 0;
    }
  }

  private void look() {
    long now = clock.monotonicNanos();
    if (due <= now) {
      set = true;
      due = period == 0 ? HostClock.FOREVER : due + ((now - due) / period + 1) * period;
    }
  }

  @Override
  protected boolean isSignaled(GuestThread waiter) {
    look();
    return set;
  }

  @Override
  protected void take(GuestThread waiter) {
    if (!manualReset) {
      set = false;
    }
  }

  @Override
  protected long due() {
    return set ? 0 : due;
  }
}
