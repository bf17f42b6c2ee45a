package burrow.windows;

import burrow.kernel.KernelException;
import burrow.kernel.call.HostFunction;
import burrow.kernel.file.DescriptorTable;
import burrow.kernel.object.ThreadObject;
import burrow.kernel.process.ExitStatus;
import burrow.kernel.process.GuestThread;
import burrow.kernel.trace.Tracer;
import burrow.kernel.wait.Interrupted;
import burrow.machine.Access;
import burrow.machine.Cpu;
import burrow.machine.Exit;
import burrow.machine.GuestFault;
import burrow.machine.Trap;
import burrow.machine.Traps;
import org.jspecify.annotations.Nullable;

/** A guest thread under Windows: its traps end here. */
final class WindowsThread extends GuestThread {
  /** Burrow's own failure, as the launcher reports it. */
  static final int BURROW_FAILED = 125;

  private final WindowsProcess process;
  private final WindowsAbi abi;
  private final ThreadBlock block;
  private final ThreadObject object;
  private final Call call;
  private final ExceptionDispatch exceptions;
  private final @Nullable CallTrace trace;
  private ControlEvents.@Nullable Routine controlRoutine;
  private volatile boolean impersonates;
  private boolean exited;
  private int exitCode;

  WindowsThread(WindowsProcess process, int id, Cpu cpu, ThreadBlock block) {
    super(process, id, cpu, process.engine(), new DescriptorTable(), process.files().context());
    this.process = process;
    this.abi = process.abi();
    this.block = block;
    this.object = new ThreadObject(this);
    this.call = new Call(this);
    this.exceptions = new ExceptionDispatch(this);
    Tracer tracer = process.tracer();
    this.trace = tracer == null ? null : new CallTrace(tracer, call);
  }

  @Override
  public WindowsProcess process() {
    return process;
  }

  WindowsAbi abi() {
    return abi;
  }

  /** TEB, stack and thread-local slots. */
  ThreadBlock block() {
    return block;
  }

  ThreadObject object() {
    return object;
  }

  ExceptionDispatch exceptions() {
    return exceptions;
  }

  /**
   * What the thread of a console event does.
   *
   * @throws GuestFault if it is none: something jumped to the gate
   */
  ControlEvents.Routine controlRoutine() {
    if (controlRoutine == null) {
      throw new GuestFault(cpu().pc, Access.EXECUTE, GuestFault.Kind.UNMAPPED);
    }
    return controlRoutine;
  }

  void setControlRoutine(ControlEvents.Routine routine) {
    controlRoutine = routine;
  }

  void setLastError(int code) {
    block.setLastError(code);
  }

  /** Whether the thread has a token of its own (ImpersonateSelf). */
  boolean impersonates() {
    return impersonates;
  }

  void setImpersonates(boolean on) {
    impersonates = on;
  }

  // ---- traps ----

  @Override
  public long trap(Cpu cpu, Trap trap) {
    switch (trap) {
      case GATE -> gate(cpu);
      case INTERRUPT -> cpu.clearInterrupt();
      case FAULT -> {
        if (!fileReaches(cpu.fault)) {
          exceptions.raise(trap);
        }
      }
      default -> exceptions.raise(trap);
    }
    suspension().pause();
    if (exited || process.isEnding()) {
      cpu.exit = Exit.THREAD_ENDED;
      return Traps.LEAVE;
    }
    return cpu.pc;
  }

  private boolean fileReaches(@Nullable GuestFault fault) {
    return fault != null
        && fault.kind() == GuestFault.Kind.PAST_END_OF_FILE
        && process.memory().growsTo(fault.address());
  }

  private void gate(Cpu cpu) {
    Gate gate = process.gates().at(cpu.pc);
    if (gate == null) {
      // A jump into the middle of a stub: there are no instructions to execute.
      cpu.fault = new GuestFault(cpu.pc, Access.EXECUTE, GuestFault.Kind.UNMAPPED);
      exceptions.raise(Trap.FAULT);
      return;
    }
    try {
      gate.arrive(this);
    } catch (GuestFault e) {
      // The stack under a call cannot be read: as if the callee's first instruction had faulted.
      cpu.fault = e;
      exceptions.raise(Trap.FAULT);
    }
  }

  /**
   * Handles a call. The thread stands behind it already while the handler runs: so whoever suspends
   * it meanwhile sees the place that the call came from.
   */
  void call(HostFunction<Call> function) {
    Cpu cpu = cpu();
    long from = abi.convention().returnAddress(cpu);
    call.begin(function, from);
    abi.convention().returnToCaller(cpu);
    exceptions.tookOver();
    if (trace != null) {
      trace.enter();
    }
    long result = 0;
    try {
      result = function.handler().handle(call);
    } catch (Win32Exception e) {
      call.setLastError(e.code());
      call.setDetail(e.detail());
    } catch (StatusException e) {
      call.setLastError(Errors.win32OfStatus(e.status()));
      call.setDetail(e.detail());
    } catch (KernelException e) {
      call.setLastError(Errors.win32(e.errno()));
      call.setDetail(e.detail());
    } catch (GuestFault e) {
      call.setLastError(Win32.ERROR_NOACCESS);
    } catch (Interrupted e) {
      // Only the end of the process interrupts.
    }
    if (!exceptions.tookOver()) {
      abi.convention().setResult(cpu, result);
    }
    if (trace != null) {
      trace.leave(result, exited || process.isEnding());
    }
  }

  // ---- the end ----

  /** The thread runs no more guest code once the trap is over. */
  void exit(int code) {
    exitCode = code;
    exited = true;
  }

  @Override
  protected int exitCode() {
    return exitCode;
  }

  @Override
  protected void ended() {
    process.threadEnded(this);
    object.end(exitCode);
    block.release();
  }

  @Override
  protected void failed(Throwable t) {
    process.failures().add(t);
    process.exit(ExitStatus.exited(BURROW_FAILED));
  }
}
