package burrow.linux;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.DescriptorTable;
import burrow.kernel.file.FileSystemContext;
import burrow.kernel.posix.PendingCall;
import burrow.kernel.posix.PosixThread;
import burrow.kernel.process.ExitStatus;
import burrow.kernel.trace.CallTrace;
import burrow.kernel.trace.Tracer;
import burrow.machine.Cpu;
import burrow.machine.Trap;
import org.jspecify.annotations.Nullable;

/** A guest thread under Linux: its traps end here. */
public final class LinuxThread extends PosixThread {
  /** Burrow's own failure, as the launcher reports it. */
  private static final int BURROW_FAILED = 125;

  private final LinuxProcess process;
  private final LinuxAbi abi;
  private final Call call;
  private final SystemCall systemCall = new SystemCall();
  private final @Nullable CallTrace trace;
  private long clearChildTid;
  private long robustList;
  private volatile byte[] affinity = new byte[0];
  private int parentDeathSignal;

  LinuxThread(
      LinuxProcess process,
      int id,
      Cpu cpu,
      DescriptorTable descriptors,
      FileSystemContext fileSystem) {
    super(
        process,
        id,
        cpu,
        process.engine(),
        descriptors,
        fileSystem,
        process.signalConventions(),
        process.tracer());
    this.process = process;
    this.abi = process.abi();
    this.call = new Call(this);
    Tracer tracer = process.tracer();
    this.trace = tracer == null ? null : new CallTrace(tracer, call);
  }

  @Override
  public LinuxProcess process() {
    return process;
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
      case SYSCALL -> {
        call.begin(abi);
        if (trace != null) {
          call.announce(trace);
        }
        perform(systemCall);
      }
      case INTERRUPT -> cpu.clearInterrupt();
      default -> {
        if (trap != Trap.UNDEFINED_INSTRUCTION || !abi.emulate(cpu)) {
          fault(trap);
        }
      }
    }
    return backToGuest();
  }

  /** The call in {@link #call}, as restarts see it. */
  private final class SystemCall implements PendingCall {
    @Override
    public long handle() {
      Syscall syscall = call.syscall();
      if (syscall == null) {
        throw new KernelException(Errno.ENOSYS, "unknown system call " + call.number());
      }
      return syscall.handler().handle(call);
    }

    @Override
    public void returned(long result) {
      finish(result, "");
    }

    @Override
    public void failed(Errno errno, String detail) {
      finish(-LinuxErrno.number(errno), detail);
    }

    private void finish(long result, String detail) {
      if (!leaving() && !call.keepsRegisters()) {
        abi.setResult(cpu(), result);
      }
      if (trace != null) {
        call.setResult(result);
        if (leaving()) {
          trace.cutOff();
        } else if (result < 0 && result > -4096) {
          trace.failed(LinuxErrno.of((int) -result), -result, detail);
        } else {
          trace.returned();
        }
      }
    }

    @Override
    public void repeats() {
      cpu().pc -= abi.callLength();
      if (trace != null) {
        call.setResult(-1);
        trace.restarted();
      }
    }
  }

  // ---- the end ----

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
