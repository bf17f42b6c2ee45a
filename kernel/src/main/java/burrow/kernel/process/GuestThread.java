package burrow.kernel.process;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.DescriptorTable;
import burrow.kernel.file.FileSystemContext;
import burrow.kernel.time.HostClock;
import burrow.kernel.wait.Interrupted;
import burrow.kernel.wait.Interrupted.Restart;
import burrow.kernel.wait.WaitQueue;
import burrow.kernel.wait.WaitResult;
import burrow.kernel.wait.Wakeable;
import burrow.machine.Cpu;
import burrow.machine.Engine;
import burrow.machine.Exit;
import burrow.machine.Traps;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One guest thread: a {@link Cpu}, the Java thread that runs it, and what the kernel keeps for it.
 * A personality extends this with its trap handling.
 */
public abstract class GuestThread implements Wakeable, Traps {
  /** Enough for an engine's frames on top of the kernel's; untouched pages cost nothing. */
  private static final long STACK_BYTES = 64L << 20;

  private static final ThreadLocal<@Nullable GuestThread> CURRENT = new ThreadLocal<>();

  private final GuestProcess process;
  private final int id;
  private final Cpu cpu;
  private final Engine engine;
  private final ThreadSignals signals;
  private DescriptorTable descriptors;
  private FileSystemContext fileSystem;
  private @Nullable Thread javaThread;
  private volatile boolean woken;
  private volatile String name = "";
  private volatile boolean hasEnded;
  private final Suspension suspension;

  /**
   * @param descriptors one reference, released when the thread ends; likewise {@code fileSystem}
   */
  @SuppressWarnings("this-escape") // parts keep the reference, they do not call it yet
  protected GuestThread(
      GuestProcess process,
      int id,
      Cpu cpu,
      Engine engine,
      DescriptorTable descriptors,
      FileSystemContext fileSystem) {
    this.process = process;
    this.id = id;
    this.cpu = cpu;
    this.engine = engine;
    this.descriptors = descriptors;
    this.fileSystem = fileSystem;
    this.signals = new ThreadSignals(this, process.signals());
    this.suspension = new Suspension(process, cpu);
  }

  /** The guest thread that the calling Java thread runs, or null. */
  public static @Nullable GuestThread current() {
    return CURRENT.get();
  }

  public GuestProcess process() {
    return process;
  }

  public final int id() {
    return id;
  }

  public final Cpu cpu() {
    return cpu;
  }

  public final ThreadSignals signals() {
    return signals;
  }

  /** Stops this thread for others (SuspendThread, thread_suspend). */
  public final Suspension suspension() {
    return suspension;
  }

  /** Whether the thread runs no more guest code. */
  public final boolean hasEnded() {
    return hasEnded;
  }

  public final DescriptorTable descriptors() {
    return descriptors;
  }

  public final FileSystemContext fileSystem() {
    return fileSystem;
  }

  /** Stops sharing descriptors with other threads (unshare). */
  public final void unshareDescriptors() {
    DescriptorTable own = descriptors.copy();
    descriptors.release();
    descriptors = own;
  }

  /** Stops sharing the file-system context with other threads (unshare). */
  public final void unshareFileSystem() {
    FileSystemContext own = fileSystem.copy();
    fileSystem.release();
    fileSystem = own;
  }

  @Override
  public final long counter() {
    return clock().monotonicNanos();
  }

  public final HostClock clock() {
    return process.kernel().clock();
  }

  /** The name that the thread gave itself, or its program's. */
  public final String name() {
    return name;
  }

  public final void setName(String name) {
    this.name = name;
  }

  // ---- running ----

  /**
   * Starts the thread at {@code cpu.pc}.
   *
   * @return false if the process ends already
   * @throws KernelException EAGAIN if the host has no room for another thread
   */
  public final boolean start() {
    cpu.traps = this;
    if (!process.add(this)) {
      releaseShared();
      return false;
    }
    // No builder: those prepare virtual threads too, which a start would wait for.
    Thread t = new Thread(null, this::runToEnd, "guest-" + id, stackBytes(), false);
    t.setDaemon(true);
    javaThread = t;
    try {
      t.start();
    } catch (OutOfMemoryError e) {
      releaseShared();
      process.remove(this, 0);
      throw new KernelException(Errno.EAGAIN, "the host refuses another thread");
    }
    return true;
  }

  /** Bytes of Java stack that guest code of this kind needs. */
  protected long stackBytes() {
    return STACK_BYTES;
  }

  private void runToEnd() {
    int code = 0;
    CURRENT.set(this);
    try {
      Exit exit;
      do {
        exit = engine.run(cpu);
      } while (exit != Exit.THREAD_ENDED && !process.isEnding());
      code = exitCode();
    } catch (Throwable t) {
      failed(t);
    } finally {
      hasEnded = true;
      suspension.end();
      ended();
      releaseShared();
      process.remove(this, code);
    }
  }

  private void releaseShared() {
    descriptors.release();
    fileSystem.release();
  }

  /** The status that the thread's own exit call gave. */
  protected abstract int exitCode();

  /** A last act on the thread's own Java thread, while it still counts as alive. */
  protected abstract void ended();

  /** Burrow itself failed under this thread; must end the process and say so. */
  protected abstract void failed(Throwable t);

  /** Processor time used so far, in nanoseconds. */
  public final long cpuNanos() {
    Thread t = javaThread;
    return t == null ? 0 : clock().threadCpuNanos(t);
  }

  // ---- blocking ----

  @Override
  public final void wake() {
    woken = true;
    Thread t = javaThread;
    if (t != null) {
      clock().unpark(t);
    }
  }

  /** Makes the thread look at signals and the end of its process soon, wherever it is. */
  public final void interrupt() {
    cpu.interrupt();
    wake();
  }

  /** Whether a blocking call must give up: a signal waits or the process ends. */
  public final boolean interrupted() {
    return signals.attention() || process.isEnding() || process.signals().stopped();
  }

  /**
   * Blocks this thread (the caller's own) until the condition holds. The condition is looked at
   * before anything else, so that a call that can complete does.
   *
   * @param queue woken whenever the condition may have changed; null if only time and signals count
   * @param deadline in monotonic time, or {@link HostClock#FOREVER}
   * @param condition called on this thread only
   */
  public final WaitResult await(
      @Nullable WaitQueue queue, long deadline, BooleanSupplier condition) {
    if (condition.getAsBoolean()) {
      return WaitResult.READY;
    }
    if (queue != null) {
      queue.add(this);
    }
    try {
      while (true) {
        woken = false;
        if (condition.getAsBoolean()) {
          return WaitResult.READY;
        }
        if (interrupted()) {
          return WaitResult.INTERRUPTED;
        }
        if (deadline != HostClock.FOREVER && clock().monotonicNanos() >= deadline) {
          return WaitResult.TIMED_OUT;
        }
        if (!woken) {
          suspension.block();
          clock().park(deadline);
          suspension.unblock();
        }
      }
    } finally {
      if (queue != null) {
        queue.remove(this);
      }
    }
  }

  /**
   * As {@link #await}, without a deadline, for calls that are done again after a signal.
   *
   * @throws Interrupted with the rule
   */
  public final void awaitOrThrow(WaitQueue queue, Restart restart, BooleanSupplier condition) {
    if (await(queue, HostClock.FOREVER, condition) == WaitResult.INTERRUPTED) {
      throw new Interrupted(restart);
    }
  }
}
