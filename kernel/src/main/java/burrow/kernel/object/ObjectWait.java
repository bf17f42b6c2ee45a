package burrow.kernel.object;

import burrow.kernel.process.GuestThread;
import burrow.kernel.time.HostClock;
import burrow.kernel.wait.WaitResult;
import java.util.List;

/** One wait of a thread for any, or for all, of several objects. */
public final class ObjectWait {
  private final GuestThread thread;
  private final List<? extends KernelObject> objects;
  private final boolean all;
  private int satisfiedBy = -1;
  private boolean abandoned;

  /**
   * @param thread the thread that waits, which is the caller's own
   */
  public ObjectWait(GuestThread thread, List<? extends KernelObject> objects, boolean all) {
    this.thread = thread;
    this.objects = objects;
    this.all = all;
  }

  /** Index of the object that ended the wait; 0 if all were waited for. */
  public int satisfiedBy() {
    return satisfiedBy;
  }

  /** Whether the object was taken over from a thread that ended while it owned it. */
  public boolean abandoned() {
    return abandoned;
  }

  /**
   * Waits.
   *
   * @param deadline in monotonic time, or {@link HostClock#FOREVER}
   */
  public WaitResult until(long deadline) {
    if (satisfied()) {
      return WaitResult.READY;
    }
    objects.forEach(o -> o.waiters().add(thread));
    try {
      while (true) {
        long next = Math.min(deadline, due());
        WaitResult r = thread.await(null, next, this::satisfied);
        if (r != WaitResult.TIMED_OUT || next == deadline) {
          // A timer that is due in the same moment as the deadline still counts.
          return r == WaitResult.TIMED_OUT && satisfied() ? WaitResult.READY : r;
        }
      }
    } finally {
      objects.forEach(o -> o.waiters().remove(thread));
    }
  }

  private long due() {
    synchronized (KernelObject.LOCK) {
      long first = HostClock.FOREVER;
      for (KernelObject o : objects) {
        first = Math.min(first, o.due());
      }
      return first;
    }
  }

  private boolean satisfied() {
    synchronized (KernelObject.LOCK) {
      return all ? takeAll() : takeFirst();
    }
  }

  private boolean takeFirst() {
    for (int i = 0; i < objects.size(); i++) {
      KernelObject o = objects.get(i);
      if (o.isSignaled(thread)) {
        o.take(thread);
        abandoned = o.abandoned();
        satisfiedBy = i;
        return true;
      }
    }
    return false;
  }

  private boolean takeAll() {
    for (KernelObject o : objects) {
      if (!o.isSignaled(thread)) {
        return false;
      }
    }
    for (KernelObject o : objects) {
      o.take(thread);
      abandoned |= o.abandoned();
    }
    satisfiedBy = 0;
    return true;
  }
}
