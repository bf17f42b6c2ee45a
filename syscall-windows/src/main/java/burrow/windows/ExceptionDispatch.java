package burrow.windows;

import burrow.kernel.trace.Tracer;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.Arch;
import burrow.machine.CallingConvention;
import burrow.machine.Cpu;
import burrow.machine.GuestFault;
import burrow.machine.Trap;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Exceptions of one thread: offers them to the vectored handlers on the thread's own stack, then to
 * the handlers that are asked before the thread goes on, and ends the process if none takes them.
 * Handlers run as guest code that returns to a gate, so nothing here is recursive.
 */
final class ExceptionDispatch {
  // EXCEPTION_RECORD of winnt.h for 64 bits.
  static final int RECORD_BYTES = 152;
  static final int RECORD_FLAGS = 4;
  static final int RECORD_ADDRESS = 16;
  static final int RECORD_PARAMETERS = 24;
  static final int RECORD_INFORMATION = 32;
  static final int MOST_PARAMETERS = 15;

  /** EXCEPTION_POINTERS: the record, then the context. */
  private static final int POINTERS_BYTES = 16;

  /** Below the stack pointer of AArch64 code the system leaves this much alone. */
  private static final int RED_ZONE = 16;

  /** How far the stack pointer may be from where the handler was entered when it returns. */
  private static final int HOME_SPACE = 64;

  private static final int CONTINUE_EXECUTION = -1;

  /** BRK #0xF000, which DebugBreak executes. */
  private static final int ARM64_BREAKPOINT = 0xf000;

  private static final long READ_VIOLATION = 0;
  private static final long WRITE_VIOLATION = 1;
  private static final long EXECUTE_VIOLATION = 8;

  /** Which handlers are being asked. */
  private enum Phase {
    EXCEPTION,
    CONTINUE_UNHANDLED,
    FILTER,
    CONTINUE_HANDLED
  }

  /** An exception whose handlers run. */
  private static final class Pending {
    final int code;
    final long pointers;
    final long context;
    List<ExceptionHandlers.Handler> handlers;
    Phase phase = Phase.EXCEPTION;
    int next;

    Pending(int code, long pointers, long context, List<ExceptionHandlers.Handler> handlers) {
      this.code = code;
      this.pointers = pointers;
      this.context = context;
      this.handlers = handlers;
    }
  }

  private final WindowsThread thread;
  private final ArrayDeque<Pending> pending = new ArrayDeque<>();
  private boolean tookOver;

  ExceptionDispatch(WindowsThread thread) {
    this.thread = thread;
  }

  /** Whether the registers are not those of the running call any more; asking resets it. */
  boolean tookOver() {
    boolean t = tookOver;
    tookOver = false;
    return t;
  }

  /** The running call has set the registers itself. */
  void takeOver() {
    tookOver = true;
  }

  // ---- raising ----

  /** Turns a trap of the processor into the exception that Windows makes of it. */
  void raise(Trap trap) {
    Cpu cpu = thread.cpu();
    switch (trap) {
      case FAULT -> fault(cpu);
      case UNDEFINED_INSTRUCTION -> raise(Win32.STATUS_ILLEGAL_INSTRUCTION, cpu.pc);
      case PRIVILEGED_INSTRUCTION -> raise(Win32.STATUS_PRIVILEGED_INSTRUCTION, cpu.pc);
      case DIVIDE -> raise(Win32.STATUS_INTEGER_DIVIDE_BY_ZERO, cpu.pc);
      case BREAKPOINT -> breakpoint(cpu);
      case SYSCALL -> {
        thread
            .process()
            .endWith(
                "system call instruction before pc 0x"
                    + Long.toHexString(cpu.pc)
                    + ": Windows programs call DLLs");
        thread.process().exit(burrow.kernel.process.ExitStatus.exited(WindowsThread.BURROW_FAILED));
      }
      default -> throw new IllegalArgumentException(trap.name());
    }
  }

  private void fault(Cpu cpu) {
    GuestFault f = cpu.fault;
    if (f == null) {
      throw new IllegalStateException("a fault without a cause");
    }
    long how =
        switch (f.access()) {
          case Access.WRITE -> WRITE_VIOLATION;
          case Access.EXECUTE -> EXECUTE_VIOLATION;
          default -> READ_VIOLATION;
        };
    switch (f.kind()) {
      case MISALIGNED -> raise(Win32.STATUS_DATATYPE_MISALIGNMENT, cpu.pc);
      case PAST_END_OF_FILE ->
          raise(
              Win32.STATUS_IN_PAGE_ERROR, cpu.pc, how, f.address(), 0xC000_0011L /* end of file */);
      // The processor does not say which address was not canonical.
      case NON_CANONICAL -> raise(Win32.STATUS_ACCESS_VIOLATION, cpu.pc, READ_VIOLATION, -1);
      default -> {
        int code =
            thread.block().isGuard(f.address())
                ? Win32.STATUS_STACK_OVERFLOW
                : Win32.STATUS_ACCESS_VIOLATION;
        raise(code, cpu.pc, how, f.address());
      }
    }
  }

  private void breakpoint(Cpu cpu) {
    // The processor stops behind INT3 and at BRK; Windows shows programs just that. On Arm only
    // one immediate is a breakpoint to it.
    if (thread.abi().arch() == Arch.ARM64 && cpu.trapValue != ARM64_BREAKPOINT) {
      raise(Win32.STATUS_ILLEGAL_INSTRUCTION, cpu.pc);
      return;
    }
    long at = thread.abi().arch() == Arch.AMD64 ? cpu.pc - 1 : cpu.pc;
    raise(Win32.STATUS_BREAKPOINT, at, 0);
  }

  /**
   * Raises an exception with the registers as they are.
   *
   * @param address what the record names as its place
   */
  void raise(int code, long address, long... information) {
    raise(code, 0, address, information);
  }

  /** As {@link #raise(int, long, long...)}, with flags. */
  void raise(int code, int flags, long address, long... information) {
    Tracer tracer = thread.process().tracer();
    if (tracer != null) {
      tracer.event(
          thread.id(),
          "exception 0x%08x at 0x%x %s"
              .formatted(code, address, information.length > 1 ? hex(information[1]) : ""));
    }
    Cpu cpu = thread.cpu();
    WindowsAbi abi = thread.abi();
    AddressSpace memory = cpu.memory;
    long sp = abi.convention().stackPointer(cpu);
    long context = (sp - RED_ZONE - abi.contextBytes()) & -16;
    long record = context - RECORD_BYTES - 8;
    long pointers = record - POINTERS_BYTES;
    try {
      memory.write(context, new byte[abi.contextBytes()]);
      memory.writeInt(context + abi.contextFlagsOffset(), abi.contextAll());
      abi.saveContext(cpu, context, abi.contextAll());
      memory.write(record, new byte[RECORD_BYTES]);
      memory.writeInt(record, code);
      memory.writeInt(record + RECORD_FLAGS, flags);
      memory.writeLong(record + RECORD_ADDRESS, address);
      memory.writeInt(record + RECORD_PARAMETERS, information.length);
      for (int i = 0; i < information.length; i++) {
        memory.writeLong(record + RECORD_INFORMATION + 8L * i, information[i]);
      }
      memory.writeLong(pointers, record);
      memory.writeLong(pointers + 8, context);
    } catch (GuestFault e) {
      // No room on the stack for an exception: Windows ends the process at once.
      thread.process().exitWith(code);
      return;
    }
    tookOver = true;
    pending.push(
        new Pending(
            code, pointers, context, thread.process().exceptionHandlers().exceptionHandlers()));
    next();
  }

  private static String hex(long value) {
    return "address 0x" + Long.toHexString(value);
  }

  // ---- handlers ----

  /** Enters the next handler, or decides what becomes of the exception. */
  private void next() {
    Pending p = pending.getFirst();
    while (true) {
      if (p.next < p.handlers.size()) {
        enter(p, p.handlers.get(p.next++).function());
        return;
      }
      switch (p.phase) {
        // Windows asks the continue handlers even where no handler took the exception.
        case EXCEPTION -> ask(p, Phase.CONTINUE_UNHANDLED);
        case CONTINUE_UNHANDLED -> {
          p.phase = Phase.FILTER;
          long filter = thread.process().exceptionHandlers().unhandledFilter();
          if (filter != 0) {
            enter(p, filter);
            return;
          }
        }
        case FILTER -> {
          pending.clear();
          thread.process().exitWith(p.code);
          return;
        }
        case CONTINUE_HANDLED -> {
          resume(p);
          return;
        }
      }
    }
  }

  private void ask(Pending p, Phase phase) {
    p.phase = phase;
    p.handlers = thread.process().exceptionHandlers().continueHandlers();
    p.next = 0;
  }

  private void enter(Pending p, long function) {
    CallingConvention c = thread.abi().convention();
    c.setStackPointer(thread.cpu(), p.pointers);
    c.enter(thread.cpu(), function, thread.process().handlerReturn(), p.pointers);
  }

  /** A handler has returned to its gate. */
  void handlerReturned() {
    long sp = thread.abi().convention().stackPointer(thread.cpu());
    // Handlers that never returned, because they left by other ways, are forgotten.
    while (!pending.isEmpty() && !ranOn(pending.getFirst(), sp)) {
      pending.pop();
    }
    if (pending.isEmpty()) {
      throw new IllegalStateException("an exception handler returned on another stack");
    }
    Pending p = pending.getFirst();
    if ((int) Results.of(thread) != CONTINUE_EXECUTION) {
      next();
    } else if (p.phase == Phase.EXCEPTION) {
      ask(p, Phase.CONTINUE_HANDLED);
      next();
    } else {
      resume(p);
    }
  }

  private static boolean ranOn(Pending p, long sp) {
    return sp <= p.pointers && sp > p.pointers - HOME_SPACE;
  }

  private void resume(Pending p) {
    pending.remove(p);
    WindowsAbi abi = thread.abi();
    AddressSpace memory = thread.cpu().memory;
    abi.loadContext(thread.cpu(), p.context, memory.readInt(p.context + abi.contextFlagsOffset()));
  }
}
