package burrow.kernel.object;

import burrow.kernel.process.GuestThread;

/** A thread as handles refer to it; signaled once it has ended. */
public final class ThreadObject extends KernelObject {
  private final GuestThread thread;
  private volatile boolean ended;
  private volatile int exitCode;

  public ThreadObject(GuestThread thread) {
    this.thread = thread;
  }

  public GuestThread thread() {
    return thread;
  }

  /** The thread will run no more guest code. */
  public void end(int code) {
    synchronized (LOCK) {
      exitCode = code;
      ended = true;
    }
    announce();
  }

  public boolean ended() {
    return ended;
  }

  /** What the thread ended with; meaningless before. */
  public int exitCode() {
    return exitCode;
  }

  @Override
  protected boolean isSignaled(GuestThread waiter) {
    return ended;
  }
}
