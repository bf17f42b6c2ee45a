package burrow.kernel.object;

import burrow.kernel.process.GuestThread;

/** A count that waits take one from and that may not pass a maximum. */
public final class Semaphore extends KernelObject {
  private final int maximum;
  private int count;

  public Semaphore(int initial, int maximum) {
    this.count = initial;
    this.maximum = maximum;
  }

  /**
   * Adds to the count.
   *
   * @return the count before, or -1 if it would pass the maximum and stays
   */
  public int post(int n) {
    int old;
    synchronized (LOCK) {
      if (n <= 0 || n > maximum - count) {
        return -1;
      }
      old = count;
      count += n;
    }
    announce();
    return old;
  }

  @Override
  protected boolean isSignaled(GuestThread waiter) {
    return count > 0;
  }

  @Override
  protected void take(GuestThread waiter) {
    count--;
  }
}
