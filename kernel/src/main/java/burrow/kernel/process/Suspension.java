package burrow.kernel.process;

import burrow.machine.Cpu;

/**
 * Stops a thread at an instruction boundary, so that another one can read and change its registers.
 * A thread that blocks in a host call counts as stopped: its registers are those that the call will
 * return with, and it does not return while it is suspended.
 */
public final class Suspension {
  /** As MAXIMUM_SUSPEND_COUNT. */
  public static final int MOST = 127;

  private final GuestProcess process;
  private final Cpu cpu;
  private volatile int count;
  private boolean still;
  private boolean over;

  Suspension(GuestProcess process, Cpu cpu) {
    this.process = process;
    this.cpu = cpu;
  }

  // ---- on the thread itself ----

  /** Before guest code goes on: stops here while the thread is suspended. */
  public void pause() {
    if (count > 0) {
      block();
      unblock();
    }
  }

  /** The thread is about to block; its registers stay as they are until {@link #unblock}. */
  synchronized void block() {
    still = true;
    notifyAll();
  }

  /** The thread goes on; stops here while it is suspended. */
  synchronized void unblock() {
    boolean interrupted = false;
    while (count > 0 && !process.isEnding()) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    still = false;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The thread runs no more guest code. */
  synchronized void end() {
    over = true;
    notifyAll();
  }

  /** The process ends: nobody is held any longer. */
  synchronized void processEnds() {
    notifyAll();
  }

  // ---- on other threads ----

  /**
   * Suspends the thread once more. The caller then {@link #awaitStill waits} before it looks at
   * registers.
   *
   * @return the count before; {@link #MOST} if it stays so; -1 if the thread has ended
   */
  public synchronized int suspend() {
    if (over) {
      return -1;
    }
    if (count == MOST) {
      return MOST;
    }
    int old = count;
    count = old + 1;
    if (!still) {
      cpu.interrupt();
    }
    return old;
  }

  /**
   * Takes one suspension back.
   *
   * @return the count before; -1 if the thread has ended
   */
  public synchronized int resume() {
    if (over) {
      return -1;
    }
    int old = count;
    if (old > 0) {
      count = old - 1;
      if (old == 1) {
        notifyAll();
      }
    }
    return old;
  }

  /**
   * Waits until the suspended thread stands still.
   *
   * @return false if it, or the whole process, has ended instead
   */
  public synchronized boolean awaitStill() {
    boolean interrupted = false;
    while (!still && !over && count > 0 && !process.isEnding()) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return still && !over;
  }
}
