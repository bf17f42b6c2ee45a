package burrow.kernel.process;

import burrow.kernel.signal.PendingSignals;
import burrow.kernel.signal.SignalInfo;
import burrow.kernel.signal.SignalSet;
import org.jspecify.annotations.Nullable;

/** The signal mask and the pending signals of one thread, guarded by the process's signal lock. */
public final class ThreadSignals {
  private final GuestThread thread;
  private final ProcessSignals process;
  private final PendingSignals pending;
  private long mask;
  private long waiting;
  private volatile boolean attention;

  ThreadSignals(GuestThread thread, ProcessSignals process) {
    this.thread = thread;
    this.process = process;
    this.pending = new PendingSignals(process.rules());
  }

  PendingSignals pending() {
    return pending;
  }

  /** The blocked signals. */
  public long mask() {
    synchronized (process) {
      return mask;
    }
  }

  /** Blocks exactly these signals, never those that cannot be blocked; returns the mask before. */
  public long setMask(long blocked) {
    synchronized (process) {
      long old = mask;
      mask = process.rules().blockable(blocked);
      recalculate();
      if (old != mask) {
        handOver(mask & ~old);
      }
      return old;
    }
  }

  /** A process signal that this thread was to take and now blocks goes to another thread. */
  private void handOver(long newlyBlocked) {
    if ((process.pendingSet() & newlyBlocked) == 0) {
      return;
    }
    for (GuestThread t : thread.process().threads()) {
      if (t != thread && t.signals().attention) {
        t.interrupt();
      }
    }
  }

  /** Signals pending for the thread or its process, blocked or not. */
  public long pendingSet() {
    synchronized (process) {
      return pending.set() | process.pendingSet();
    }
  }

  /** Whether a signal waits to be delivered to this thread, or to be taken by its wait. */
  public boolean attention() {
    return attention;
  }

  void recalculate() {
    attention = ((pending.set() | process.pending().set()) & (~mask | waiting)) != 0;
  }

  /** Takes the next signal that is not blocked, or null. */
  public @Nullable SignalInfo take() {
    synchronized (process) {
      return takeOf(~mask);
    }
  }

  /** Takes the next pending signal of a set, blocked or not, or null. */
  public @Nullable SignalInfo takeOf(long set) {
    synchronized (process) {
      SignalInfo info = pending.take(set);
      if (info == null) {
        info = process.pending().take(set);
      }
      recalculate();
      return info;
    }
  }

  /** The thread waits for these signals themselves (sigtimedwait); 0 ends that. */
  public void setWaiting(long set) {
    synchronized (process) {
      waiting = set;
      recalculate();
    }
  }

  boolean waitsFor(int signal) {
    return SignalSet.has(waiting, signal);
  }
}
