package burrow.kernel.process;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.memory.ProcessMemory;
import burrow.kernel.signal.SignalRules;
import burrow.kernel.wait.WaitQueue;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A guest process: threads that share memory, signal actions and an exit status. Descriptors and
 * file-system context belong to the threads, which normally share theirs.
 */
public class GuestProcess {
  /** How long an ending process waits for threads that hang in a host call. */
  private static final long GRACE_MILLIS = 1000;

  private final Kernel kernel;
  private final int id;
  private final int parentId;
  private final ProcessMemory memory;
  private final ProcessSignals signals;
  private final CopyOnWriteArrayList<GuestThread> threads = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable ExitStatus> status = new AtomicReference<>();
  private final ResourceLimits limits = new ResourceLimits();
  private final WaitQueue ended = new WaitQueue();
  private final FaultLog failures = new FaultLog();
  private final long startNanos;
  private volatile boolean ending;
  private volatile Credentials credentials;
  private volatile int lastThreadCode;

  @SuppressWarnings("this-escape") // parts keep the reference, they do not call it yet
  public GuestProcess(
      Kernel kernel,
      int id,
      int parentId,
      ProcessMemory memory,
      SignalRules rules,
      Credentials credentials) {
    this.kernel = kernel;
    this.id = id;
    this.parentId = parentId;
    this.memory = memory;
    this.signals = new ProcessSignals(this, rules);
    this.credentials = credentials;
    this.startNanos = kernel.clock().monotonicNanos();
  }

  public final Kernel kernel() {
    return kernel;
  }

  public final int id() {
    return id;
  }

  public final int parentId() {
    return parentId;
  }

  public final ProcessMemory memory() {
    return memory;
  }

  public final ProcessSignals signals() {
    return signals;
  }

  public final Credentials credentials() {
    return credentials;
  }

  public final void setCredentials(Credentials credentials) {
    this.credentials = credentials;
  }

  public final ResourceLimits limits() {
    return limits;
  }

  /** When the process was created, in monotonic time. */
  public final long startNanos() {
    return startNanos;
  }

  /** The live threads, oldest first; a snapshot when iterated. */
  public final List<GuestThread> threads() {
    return threads;
  }

  /** The live thread of that number, or null. */
  public final @Nullable GuestThread thread(int threadId) {
    for (GuestThread t : threads) {
      if (t.id() == threadId) {
        return t;
      }
    }
    return null;
  }

  /**
   * Registers a thread before it starts.
   *
   * @return false if the process ends already; the thread must not start then
   */
  final boolean add(GuestThread thread) {
    synchronized (threads) {
      if (ending) {
        return false;
      }
      threads.add(thread);
      kernel.add(this);
      return true;
    }
  }

  /** Called by the thread itself, as its last act. */
  final void remove(GuestThread thread, int code) {
    synchronized (threads) {
      threads.remove(thread);
      lastThreadCode = code;
      if (threads.isEmpty()) {
        // The last thread's exit is the process's, unless the process was told to end before.
        status.compareAndSet(null, ExitStatus.exited(lastThreadCode));
        ending = true;
        kernel.remove(this);
      }
      threads.notifyAll();
    }
    ended.wakeAll();
  }

  // ---- ending ----

  /**
   * Ends the process: the first call decides the status. Every thread leaves at its next trap, poll
   * or wake-up; the caller too, it must look at {@link #isEnding}.
   */
  public final void exit(ExitStatus exitStatus) {
    status.compareAndSet(null, exitStatus);
    synchronized (threads) {
      ending = true;
    }
    for (GuestThread t : threads) {
      t.interrupt();
      t.suspension().processEnds();
    }
  }

  public final boolean isEnding() {
    return ending;
  }

  /** How the process ended, or null while it has not been decided. */
  public final @Nullable ExitStatus exitStatus() {
    return status.get();
  }

  /**
   * The process that kill(2) means: a process group is taken for its one guest process.
   *
   * @param pid 0 for the caller's group, -n for group n
   * @throws KernelException ESRCH if it is no guest process of this JVM
   */
  public static GuestProcess target(GuestProcess caller, int pid) {
    if (pid == 0 || pid == -caller.id()) {
      return caller;
    }
    GuestProcess p = pid > 0 ? caller.kernel().process(pid) : null;
    if (p == null) {
      throw new KernelException(Errno.ESRCH);
    }
    return p;
  }

  /** Woken when a thread has ended. */
  public final WaitQueue endedQueue() {
    return ended;
  }

  /**
   * Blocks until the process has ended and its threads have left guest code. A thread that hangs in
   * a host call is waited for a second at most.
   *
   * @return whether all threads are gone, so that the memory can be released
   */
  private boolean awaitEnd() throws InterruptedException {
    synchronized (threads) {
      long graceEnd = Long.MAX_VALUE;
      while (!threads.isEmpty()) {
        if (ending && graceEnd == Long.MAX_VALUE) {
          graceEnd = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS);
        }
        long left = graceEnd == Long.MAX_VALUE ? 50 : (graceEnd - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return false;
        }
        threads.wait(left);
      }
      return true;
    }
  }

  /** What of Burrow itself has failed under a thread. */
  public final FaultLog failures() {
    return failures;
  }

  /**
   * Runs the process from its first instruction to its end, and lets go of what it holds.
   *
   * @return how it ended
   * @throws IllegalStateException if Burrow itself failed under a guest thread; the cause says how
   */
  public final ExitStatus run(GuestThread main) throws InterruptedException {
    main.start();
    boolean gone = awaitEnd();
    close();
    if (gone) {
      releaseMemory();
    }
    Throwable failure = failures.first();
    if (failure != null) {
      throw new IllegalStateException("internal error: " + failure, failure);
    }
    ExitStatus how = status.get();
    if (how == null) {
      throw new AssertionError("ended without a status");
    }
    return how;
  }

  /** Lets go of a process that has never run. */
  public final void discard() {
    close();
    releaseMemory();
  }

  /** Stops what would outlive the process: timers, handles. */
  protected void close() {}

  /** Called when no thread of the process runs any more. */
  protected void releaseMemory() {
    memory.release();
  }
}
