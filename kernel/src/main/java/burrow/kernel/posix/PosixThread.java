package burrow.kernel.posix;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.DescriptorTable;
import burrow.kernel.file.FileSystemContext;
import burrow.kernel.process.GuestProcess;
import burrow.kernel.process.GuestThread;
import burrow.kernel.time.HostClock;
import burrow.kernel.trace.Tracer;
import burrow.kernel.wait.Interrupted;
import burrow.machine.Cpu;
import burrow.machine.Engine;
import burrow.machine.Exit;
import burrow.machine.GuestFault;
import burrow.machine.Trap;
import burrow.machine.Traps;
import org.jspecify.annotations.Nullable;

/** A guest thread of a system with POSIX signals: calls, restarts and handlers meet here. */
public abstract class PosixThread extends GuestThread {
  private final SignalDelivery delivery;
  private AlternateStack alternateStack = AlternateStack.NONE;
  private boolean exited;
  private int exitCode;

  @SuppressWarnings("this-escape") // the delivery keeps the reference, it does not call it yet
  protected PosixThread(
      GuestProcess process,
      int id,
      Cpu cpu,
      Engine engine,
      DescriptorTable descriptors,
      FileSystemContext fileSystem,
      SignalConventions conventions,
      @Nullable Tracer tracer) {
    super(process, id, cpu, engine, descriptors, fileSystem);
    this.delivery = new SignalDelivery(this, process, conventions, tracer);
  }

  public final SignalDelivery delivery() {
    return delivery;
  }

  public final AlternateStack alternateStack() {
    return alternateStack;
  }

  public final void setAlternateStack(AlternateStack stack) {
    alternateStack = stack;
  }

  // ---- traps ----

  /** The thread's instruction failed, unless the file behind the page has grown meanwhile. */
  protected final void fault(Trap trap) {
    if (trap != Trap.FAULT || !fileReaches(cpu().fault)) {
      delivery.fault(trap);
    }
  }

  private boolean fileReaches(@Nullable GuestFault fault) {
    return fault != null
        && fault.kind() == GuestFault.Kind.PAST_END_OF_FILE
        && process().memory().growsTo(fault.address());
  }

  /** Delivers what waits and says where the guest goes on: the last act of every trap. */
  protected final long backToGuest() {
    while (!leaving()) {
      if (process().signals().stopped()) {
        waitWhileStopped();
      } else if (signals().attention()) {
        SignalDelivery.Handled h = delivery.next();
        if (h != null) {
          delivery.run(h);
        }
      } else {
        return cpu().pc;
      }
    }
    cpu().exit = Exit.THREAD_ENDED;
    return Traps.LEAVE;
  }

  /** Whether the thread is not to return to guest code. */
  public final boolean leaving() {
    return exited || process().isEnding();
  }

  private void waitWhileStopped() {
    await(null, HostClock.FOREVER, () -> !process().signals().stopped());
  }

  // ---- calls ----

  /** Makes a call; a signal that interrupts it decides by its action whether it is done again. */
  protected final void perform(PendingCall call) {
    Interrupted interruption = attempt(call, null);
    while (interruption != null && again(call, interruption)) {
      interruption = attempt(call, interruption.continuation());
    }
  }

  private void fail(PendingCall call, Errno errno, String detail) {
    call.failed(errno, detail);
    delivery.callReturned();
  }

  /** Returns what interrupted the call, or null if it is over. */
  private @Nullable Interrupted attempt(
      PendingCall call, Interrupted.@Nullable Continuation continuation) {
    try {
      call.returned(continuation != null ? continuation.resume() : call.handle());
      delivery.callReturned();
    } catch (KernelException e) {
      fail(call, e.errno(), e.detail());
    } catch (GuestFault e) {
      fail(call, Errno.EFAULT, "");
    } catch (Interrupted e) {
      return e;
    }
    return null;
  }

  /** Returns whether the call is to be attempted once more at once. */
  private boolean again(PendingCall call, Interrupted interruption) {
    SignalDelivery.Handled handled = delivery.next();
    if (leaving()) {
      fail(call, Errno.EINTR, "");
      return false;
    }
    boolean restarts =
        switch (interruption.restart()) {
          case NEVER -> false;
          case UNLESS_HANDLER_FORBIDS -> handled == null || handled.restarts();
          case IF_NO_HANDLER -> handled == null;
          case ALWAYS -> true;
        };
    if (!restarts) {
      call.failed(Errno.EINTR, "");
      deliver(handled);
      return false;
    }
    if (handled != null) {
      call.repeats();
      delivery.run(handled);
      return false;
    }
    if (process().signals().stopped()) {
      waitWhileStopped();
    }
    return true;
  }

  private void deliver(SignalDelivery.@Nullable Handled handled) {
    if (handled != null) {
      delivery.run(handled);
    } else {
      delivery.callReturned();
    }
  }

  // ---- the end ----

  /** The thread's own exit call: it leaves at the end of the trap. */
  public final void exit(int status) {
    exitCode = status & 0xff;
    exited = true;
  }

  @Override
  protected final int exitCode() {
    return exitCode;
  }
}
