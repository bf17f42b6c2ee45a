package burrow.linux;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.DescriptorTable;
import burrow.kernel.file.FileSystemContext;
import burrow.kernel.process.ExitStatus;
import burrow.kernel.process.GuestThread;
import burrow.kernel.time.HostClock;
import burrow.kernel.trace.Tracer;
import burrow.kernel.wait.Interrupted;
import burrow.machine.Cpu;
import burrow.machine.Exit;
import burrow.machine.GuestFault;
import burrow.machine.Trap;
import burrow.machine.Traps;
import org.jspecify.annotations.Nullable;

/** A guest thread under Linux: its traps end here. */
public final class LinuxThread extends GuestThread {
  /** Burrow's own failure, as the launcher reports it. */
  private static final int BURROW_FAILED = 125;

  private final LinuxProcess process;
  private final LinuxAbi abi;
  private final Call call;
  private final SignalDelivery delivery;
  private final @Nullable CallTrace trace;
  private AlternateStack alternateStack = AlternateStack.NONE;
  private long clearChildTid;
  private long robustList;
  private volatile byte[] affinity = new byte[0];
  private int parentDeathSignal;
  private boolean exited;
  private int exitCode;

  LinuxThread(
      LinuxProcess process,
      int id,
      Cpu cpu,
      DescriptorTable descriptors,
      FileSystemContext fileSystem) {
    super(process, id, cpu, process.engine(), descriptors, fileSystem);
    this.process = process;
    this.abi = process.abi();
    this.call = new Call(this);
    this.delivery = new SignalDelivery(this);
    Tracer tracer = process.tracer();
    this.trace = tracer == null ? null : new CallTrace(tracer, call);
  }

  @Override
  public LinuxProcess process() {
    return process;
  }

  SignalDelivery delivery() {
    return delivery;
  }

  AlternateStack alternateStack() {
    return alternateStack;
  }

  void setAlternateStack(AlternateStack stack) {
    alternateStack = stack;
  }

  /**
   * Where to store 0 and wake a futex when the thread ends (CLONE_CHILD_CLEARTID), 0 if nowhere.
   */
  void setClearChildTid(long address) {
    clearChildTid = address;
  }

  void setRobustList(long head) {
    robustList = head;
  }

  long robustList() {
    return robustList;
  }

  /** The processors the guest asked for as a bit mask; empty for all. Never enforced. */
  byte[] affinity() {
    return affinity;
  }

  void setAffinity(byte[] mask) {
    affinity = mask;
  }

  /** What PR_SET_PDEATHSIG asked for, 0 for none. */
  int parentDeathSignal() {
    return parentDeathSignal;
  }

  void setParentDeathSignal(int signal) {
    parentDeathSignal = signal;
  }

  // ---- traps ----

  @Override
  public long trap(Cpu cpu, Trap trap) {
    switch (trap) {
      case SYSCALL -> systemCall();
      case INTERRUPT -> cpu.clearInterrupt();
      default -> {
        if (trap != Trap.FAULT || !fileReaches(cpu.fault)) {
          delivery.fault(trap);
        }
      }
    }
    return backToGuest();
  }

  /** Whether a fault behind the end of a mapped file has been overtaken by the file's growth. */
  private boolean fileReaches(@Nullable GuestFault fault) {
    return fault != null
        && fault.kind() == GuestFault.Kind.PAST_END_OF_FILE
        && process.memory().growsTo(fault.address());
  }

  /** Delivers what waits and says where the guest goes on. */
  private long backToGuest() {
    while (!leaving()) {
      if (process.signals().stopped()) {
        await(null, HostClock.FOREVER, () -> !process.signals().stopped());
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

  private boolean leaving() {
    return exited || process.isEnding();
  }

  private void systemCall() {
    call.begin(abi);
    if (trace != null) {
      trace.enter();
    }
    try {
      Syscall syscall = call.syscall();
      finish(syscall == null ? unknownCall() : syscall.handler().handle(call), null);
    } catch (KernelException e) {
      finish(-LinuxErrno.number(e.errno()), e.detail());
    } catch (GuestFault e) {
      finish(-LinuxErrno.number(Errno.EFAULT), null);
    } catch (Interrupted e) {
      interruptedCall(e);
    }
  }

  private long unknownCall() {
    throw new KernelException(Errno.ENOSYS, "unknown system call " + call.number());
  }

  private void finish(long result, @Nullable String detail) {
    if (!leaving() && !call.keepsRegisters()) {
      abi.setResult(cpu(), result);
    }
    delivery.callReturned();
    if (trace != null) {
      trace.leave(result, detail == null ? "" : detail, leaving());
    }
  }

  /** Decides by the signal that comes next whether the interrupted call is done again. */
  private void interruptedCall(Interrupted first) {
    Interrupted interruption = first;
    while (true) {
      SignalDelivery.Handled handled = delivery.next();
      if (leaving()) {
        finish(0, null);
        return;
      }
      boolean again =
          switch (interruption.restart()) {
            case NEVER -> false;
            case UNLESS_HANDLER_FORBIDS -> handled == null || handled.restarts();
            case IF_NO_HANDLER -> handled == null;
          };
      if (!again) {
        long result = -LinuxErrno.number(Errno.EINTR);
        abi.setResult(cpu(), result);
        if (trace != null) {
          trace.leave(result, "", false);
        }
        deliver(handled);
        return;
      }
      if (handled != null) {
        cpu().pc -= abi.callLength();
        if (trace != null) {
          trace.restarted();
        }
        deliver(handled);
        return;
      }
      waitWhileStopped();
      try {
        Interrupted.Continuation c = interruption.continuation();
        Syscall syscall = call.syscall();
        finish(c != null || syscall == null ? resume(c) : syscall.handler().handle(call), null);
        return;
      } catch (KernelException e) {
        finish(-LinuxErrno.number(e.errno()), e.detail());
        return;
      } catch (GuestFault e) {
        finish(-LinuxErrno.number(Errno.EFAULT), null);
        return;
      } catch (Interrupted e) {
        interruption = e;
      }
    }
  }

  private static long resume(Interrupted.@Nullable Continuation continuation) {
    if (continuation == null) {
      throw new AssertionError("an unknown call blocked");
    }
    return continuation.resume();
  }

  private void deliver(SignalDelivery.@Nullable Handled handled) {
    if (handled != null) {
      delivery.run(handled);
    } else {
      delivery.callReturned();
    }
  }

  private void waitWhileStopped() {
    if (process.signals().stopped()) {
      await(null, HostClock.FOREVER, () -> !process.signals().stopped());
    }
  }

  // ---- the end ----

  /** The thread's own exit call. */
  void exit(int status) {
    exitCode = status & 0xff;
    exited = true;
  }

  @Override
  protected int exitCode() {
    return exitCode;
  }

  @Override
  protected void ended() {
    ThreadExit.clean(this, clearChildTid, robustList);
  }

  @Override
  protected void failed(Throwable t) {
    process.failures().add(t);
    process.exit(ExitStatus.exited(BURROW_FAILED));
  }
}
