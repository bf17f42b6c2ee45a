package burrow.darwin;

import burrow.kernel.Errno;
import burrow.kernel.file.DescriptorTable;
import burrow.kernel.file.FileSystemContext;
import burrow.kernel.posix.PendingCall;
import burrow.kernel.posix.PosixThread;
import burrow.kernel.process.ExitStatus;
import burrow.kernel.trace.CallTrace;
import burrow.kernel.trace.CallTrace.Result;
import burrow.kernel.trace.Formats;
import burrow.kernel.trace.Tracer;
import burrow.machine.Cpu;
import burrow.machine.GuestFault;
import burrow.machine.Trap;
import org.jspecify.annotations.Nullable;

/** A guest thread under macOS: its calls of gates, raw system calls and faults end here. */
public final class DarwinThread extends PosixThread {
  /** Burrow's own failure, as the launcher reports it. */
  static final int BURROW_FAILED = 125;

  private static final int SHOWN_ARGUMENTS = 6;

  private final DarwinProcess process;
  private final DarwinAbi abi;
  private final ThreadBlock block;
  private final Call call;
  private final FunctionCall functionCall = new FunctionCall();
  private final RawCall rawCall = new RawCall();
  private final @Nullable CallTrace trace;

  DarwinThread(
      DarwinProcess process,
      int id,
      Cpu cpu,
      ThreadBlock block,
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
    this.block = block;
    this.call = new Call(this);
    Tracer tracer = process.tracer();
    this.trace = tracer == null ? null : new CallTrace(tracer, call);
    abi.setThreadPointer(cpu, block.threadPointer());
  }

  @Override
  public DarwinProcess process() {
    return process;
  }

  /** The thread's memory as libpthread lays it out. */
  ThreadBlock block() {
    return block;
  }

  // ---- traps ----

  @Override
  public long trap(Cpu cpu, Trap trap) {
    switch (trap) {
      case GATE -> gate(process.gates().at(cpu.pc));
      case SYSCALL -> perform(rawCall);
      case INTERRUPT -> cpu.clearInterrupt();
      default -> fault(trap);
    }
    return backToGuest();
  }

  private void gate(@Nullable GateTarget target) {
    switch (target) {
      case null -> fault(Trap.UNDEFINED_INSTRUCTION);
      case GateTarget.Function f -> {
        functionCall.function = f.function();
        perform(functionCall);
      }
      case GateTarget.Missing m -> process.endMissing(describe(m));
      case GateTarget.Continuation c -> {
        switch (c) {
          case SIGNAL_RETURN -> delivery().returnFromHandler();
          case THREAD_END -> exit(0);
          case MAIN_END -> process.exit(ExitStatus.exited((int) abi.result(cpu())));
        }
      }
    }
  }

  private String describe(GateTarget.Missing missing) {
    StringBuilder out = new StringBuilder();
    out.append(missing.library()).append(": ").append(missing.name()).append('(');
    long caller = 0;
    try {
      for (int i = 0; i < SHOWN_ARGUMENTS; i++) {
        Formats.hex(out.append(i == 0 ? "" : ", "), abi.convention().argument(cpu(), i));
      }
      caller = abi.convention().returnAddress(cpu());
    } catch (GuestFault e) {
      out.append("?");
    }
    Formats.hex(out.append(") is not in this version, called from pc "), caller);
    return out.toString();
  }

  /** What function calls and raw system calls have in common. */
  private abstract class GuestCall implements PendingCall {
    /** Takes arguments out of registers and memory. */
    abstract void begin();

    /** Gives the guest its result and lets it go on behind the call. */
    abstract void finish(long result);

    /** As {@link #finish}, with an errno. */
    abstract void finishFailed(int errno);

    @Override
    public final long handle() {
      begin();
      if (trace != null) {
        trace.enter(call.name(), call.formats(), shown());
      }
      return call.make();
    }

    private Result shown() {
      DarwinFunction f = call.function();
      if (f == null) {
        return Result.DECIMAL;
      }
      return switch (f.failure()) {
        case NULL -> Result.HEX;
        case NEVER_RETURNS -> Result.NONE;
        case MINUS_ONE, NUMBER -> Result.DECIMAL;
      };
    }

    @Override
    public final void returned(long result) {
      if (!leaving() && !call.keepsRegisters()) {
        finish(result);
      }
      if (trace != null) {
        call.setResult(result);
        if (leaving()) {
          trace.cutOff();
        } else {
          trace.returned();
        }
      }
    }

    @Override
    public final void failed(Errno errno, String detail) {
      int number = DarwinErrno.number(errno);
      if (!leaving()) {
        finishFailed(number);
      }
      if (trace != null) {
        call.setResult(-1);
        if (leaving()) {
          trace.cutOff();
        } else {
          trace.failed(errno, number, detail);
        }
      }
    }

    @Override
    public void repeats() {
      if (trace != null) {
        call.setResult(-1);
        trace.restarted();
      }
    }
  }

  /** A call of a function behind a gate. */
  private final class FunctionCall extends GuestCall {
    @SuppressWarnings("NullAway.Init") // set before each call
    DarwinFunction function;

    @Override
    void begin() {
      call.begin(function);
    }

    @Override
    void finish(long result) {
      abi.convention().setResult(cpu(), result);
      leave();
    }

    @Override
    void finishFailed(int errno) {
      switch (function.failure()) {
        case NUMBER -> abi.convention().setResult(cpu(), errno);
        case NULL -> fail(errno, 0);
        case MINUS_ONE, NEVER_RETURNS -> fail(errno, -1);
      }
      leave();
    }

    private void fail(int errno, long result) {
      try {
        cpu().memory.writeInt(block.errno(), errno);
      } catch (GuestFault e) {
        // The guest has unmapped its own errno.
      }
      abi.convention().setResult(cpu(), result);
    }

    private void leave() {
      try {
        abi.convention().returnToCaller(cpu());
      } catch (GuestFault e) {
        cpu().fault = e;
        fault(Trap.FAULT);
      }
    }
  }

  /** A raw system call. */
  private final class RawCall extends GuestCall {
    @Override
    void begin() {
      long number = abi.callNumber(cpu());
      call.beginRaw(process.functions().call(number), number);
    }

    @Override
    void finish(long result) {
      abi.setCallResult(cpu(), result, false);
    }

    @Override
    void finishFailed(int errno) {
      abi.setCallResult(cpu(), errno, true);
    }

    @Override
    public void repeats() {
      cpu().pc -= abi.callLength();
      super.repeats();
    }
  }

  // ---- the end ----

  @Override
  protected void ended() {
    if (!process.isEnding()) {
      block.release(process.memory());
    }
  }

  @Override
  protected void failed(Throwable t) {
    process.failures().add(t);
    process.exit(ExitStatus.exited(BURROW_FAILED));
  }
}
