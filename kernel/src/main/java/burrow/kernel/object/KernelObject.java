package burrow.kernel.object;

import burrow.kernel.process.GuestThread;
import burrow.kernel.time.HostClock;
import burrow.kernel.wait.WaitQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a handle refers to. It is reference-counted: each handle and each running call holds one
 * reference, the creator has the first.
 *
 * <p>An object is waited for through {@link ObjectWait}. Its state is looked at and taken under
 * {@link #LOCK}, so that waiting for all of several objects takes all of them or none.
 */
public abstract class KernelObject {
  /** Guards the signal state of all objects: a wait may span any of them. */
  static final Object LOCK = new Object();

  private final AtomicInteger references = new AtomicInteger(1);
  private final WaitQueue waiters = new WaitQueue();

  public final KernelObject retain() {
    references.incrementAndGet();
    return this;
  }

  public final void release() {
    if (references.decrementAndGet() == 0) {
      close();
    }
  }

  /** The last reference is gone. */
  protected void close() {}

  /** Whether threads can wait for it. */
  public boolean isWaitable() {
    return true;
  }

  final WaitQueue waiters() {
    return waiters;
  }

  /** To be called without {@link #LOCK} after the state has become signaled. */
  protected final void announce() {
    waiters.wakeAll();
  }

  /** Whether the thread's wait is satisfied. Called under {@link #LOCK}. */
  protected abstract boolean isSignaled(GuestThread waiter);

  /** Changes the state as a satisfied wait does. Called under {@link #LOCK}. */
  protected void take(GuestThread waiter) {}

  /**
   * When the object becomes signaled by itself, in monotonic time; {@link HostClock#FOREVER} if it
   * does not. Called under {@link #LOCK}.
   */
  protected long due() {
    return HostClock.FOREVER;
  }

  /** Whether the wait was satisfied by something that its owner left behind (mutexes). */
  protected boolean abandoned() {
    return false;
  }
}
