package burrow.kernel.object;

import burrow.kernel.process.GuestThread;
import org.jspecify.annotations.Nullable;

/** A lock that one thread owns, any number of times over. */
public final class Mutex extends KernelObject {
  private @Nullable GuestThread owner;
  private int depth;
  private boolean abandoned;

  /**
   * @param owner the thread that owns it at first, or null
   */
  public Mutex(@Nullable GuestThread owner) {
    this.owner = owner;
    this.depth = owner == null ? 0 : 1;
  }

  /**
   * Gives one ownership back.
   *
   * @return false if the thread does not own it
   */
  public boolean unlock(GuestThread thread) {
    synchronized (LOCK) {
      if (owner != thread) {
        return false;
      }
      if (--depth > 0) {
        return true;
      }
      owner = null;
    }
    announce();
    return true;
  }

  @Override
  protected boolean isSignaled(GuestThread waiter) {
    if (owner != null && owner.hasEnded()) {
      owner = null;
      depth = 0;
      abandoned = true;
    }
    return owner == null || owner == waiter;
  }

  @Override
  protected void take(GuestThread waiter) {
    owner = waiter;
    depth++;
  }

  @Override
  protected boolean abandoned() {
    boolean was = abandoned;
    abandoned = false;
    return was;
  }
}
