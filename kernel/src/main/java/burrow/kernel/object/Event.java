package burrow.kernel.object;

import burrow.kernel.process.GuestThread;

/** A flag that threads wait for. */
public final class Event extends KernelObject {
  private final boolean manualReset;
  private boolean set;

  /**
   * @param manualReset whether it stays set until it is reset; if not, one satisfied wait resets it
   */
  public Event(boolean manualReset, boolean set) {
    this.manualReset = manualReset;
    this.set = set;
  }

  /** Returns the state before. */
  public boolean set() {
    boolean old;
    synchronized (LOCK) {
      old = set;
      set = true;
    }
    if (!old) {
      announce();
    }
    return old;
  }

  /** Returns the state before. */
  public boolean reset() {
    synchronized (LOCK) {
      boolean old = set;
      set = false;
      return old;
    }
  }

  @Override
  protected boolean isSignaled(GuestThread waiter) {
    return set;
  }

  @Override
  protected void take(GuestThread waiter) {
    if (!manualReset) {
      set = false;
    }
  }
}
