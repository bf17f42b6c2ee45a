package burrow.kernel.wait;

import java.util.ArrayList;
import java.util.List;

/**
 * The threads and pollers to be told when an object's state changes. The object changes its state
 * first, then calls {@link #wakeAll}; a waiter registers first, then looks at the state: so no
 * change is missed.
 */
public final class WaitQueue {
  private final List<Wakeable> waiters = new ArrayList<>(2);

  public synchronized void add(Wakeable waiter) {
    waiters.add(waiter);
  }

  /** Removes one registration of the waiter; none is no error. */
  public synchronized void remove(Wakeable waiter) {
    waiters.remove(waiter);
  }

  public void wakeAll() {
    Wakeable[] copy;
    synchronized (this) {
      if (waiters.isEmpty()) {
        return;
      }
      copy = waiters.toArray(new Wakeable[0]);
    }
    for (Wakeable w : copy) {
      w.wake();
    }
  }
}
