package burrow.kernel.posix;

import burrow.kernel.process.ExitStatus;
import burrow.kernel.process.GuestProcess;
import burrow.kernel.signal.DefaultAction;
import burrow.kernel.signal.SignalAction;
import burrow.kernel.signal.SignalInfo;
import burrow.kernel.signal.SignalSet;
import burrow.kernel.trace.Formats;
import burrow.kernel.trace.Tracer;
import burrow.machine.Cpu;
import burrow.machine.GuestFault;
import burrow.machine.Trap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Takes the signals of one thread and makes handlers run, on the thread itself. */
public final class SignalDelivery {
  private final PosixThread thread;
  private final GuestProcess process;
  private final SignalConventions conventions;
  private final @Nullable Tracer tracer;
  private FaultSignal lastFault;
  private boolean maskIsTemporary;
  private long maskToRestore;

  SignalDelivery(
      PosixThread thread,
      GuestProcess process,
      SignalConventions conventions,
      @Nullable Tracer tracer) {
    this.thread = thread;
    this.process = process;
    this.conventions = conventions;
    this.tracer = tracer;
    this.lastFault = conventions.forced(conventions.badMemory()).withoutTrap();
  }

  /** A signal with the handler that is to run for it. */
  record Handled(SignalInfo info, SignalAction action) {
    boolean restarts() {
      return action.has(SignalAction.RESTART);
    }
  }

  /**
   * Takes signals until one has a handler; the others take their default effect here.
   *
   * @return null if none waits any more, or the process ends
   */
  @Nullable Handled next() {
    while (!process.isEnding()) {
      SignalInfo info = thread.signals().take();
      if (info == null) {
        return null;
      }
      trace(info);
      SignalAction action = process.signals().handlers().get(info.number());
      if (action.isHandler()) {
        if (action.has(SignalAction.RESET)) {
          process.signals().handlers().set(info.number(), SignalAction.INITIAL);
        }
        return new Handled(info, action);
      }
      if (action.handler() == SignalAction.DEFAULT) {
        defaultAction(info.number());
      }
    }
    return null;
  }

  private void defaultAction(int signal) {
    DefaultAction action = process.signals().rules().defaultAction(signal);
    switch (action) {
      case TERMINATE, CORE -> kill(signal);
      case STOP -> process.signals().stop();
      case IGNORE, CONTINUE -> {}
    }
  }

  private void kill(int signal) {
    boolean core = process.signals().rules().defaultAction(signal) == DefaultAction.CORE;
    if (tracer != null) {
      tracer.event(thread.id(), "killed by " + conventions.name(signal));
    }
    process.exit(ExitStatus.killed(signal, core));
  }

  private void trace(SignalInfo info) {
    if (tracer == null) {
      return;
    }
    StringBuilder out = new StringBuilder(conventions.name(info.number()));
    out.append(" {si_code=").append(info.code());
    switch (info.source()) {
      case SignalInfo.Sender s -> out.append(", si_pid=").append(s.pid());
      case SignalInfo.FaultAt f -> {
        Formats.hex(out.append(", si_addr="), f.address());
        Formats.hex(out.append(", pc="), thread.cpu().pc);
      }
      case SignalInfo.TimerExpiry t -> out.append(", si_timerid=").append(t.timer());
      case SignalInfo.Child c -> out.append(", si_pid=").append(c.pid());
    }
    tracer.event(thread.id(), out.append('}').toString());
  }

  // ---- frames ----

  /** Points the thread at the handler, with a frame that holds all its registers. */
  void run(Handled handled) {
    Cpu cpu = thread.cpu();
    SignalInfo info = handled.info();
    SignalAction action = handled.action();
    long mask = maskIsTemporary ? maskToRestore : thread.signals().mask();
    AlternateStack alternate = thread.alternateStack();
    long sp = conventions.stackPointer(cpu);
    boolean switches =
        action.has(SignalAction.ON_STACK) && alternate.enabled() && !alternate.holds(sp);
    SignalFrame.Context context =
        new SignalFrame.Context(
            mask,
            alternate,
            lastFault.trapNumber(),
            lastFault.errorCode(),
            lastFault.address(),
            conventions.trampoline());
    try {
      conventions.frame().push(cpu, switches ? alternate.end() : sp, info, action, context);
    } catch (GuestFault e) {
      frameFailed(info.number());
      return;
    }
    maskIsTemporary = false;
    if (alternate.disarms()) {
      thread.setAlternateStack(AlternateStack.NONE);
    }
    long block = action.mask();
    if (!action.has(SignalAction.NO_DEFER)) {
      block |= SignalSet.of(info.number());
    }
    thread.signals().setMask(thread.signals().mask() | block);
  }

  /** No room for the frame: SIGSEGV, and if it was one already the process is beyond help. */
  private void frameFailed(int signal) {
    if (signal == conventions.badMemory()) {
      kill(signal);
    } else {
      force(conventions.forced(conventions.badMemory()));
    }
  }

  /** The handler has returned: back to what it interrupted. */
  public void returnFromHandler() {
    returnFromHandler(conventions.frame()::pop);
  }

  /**
   * As {@link #returnFromHandler()}, from a frame that the guest names.
   *
   * @param pop restores the registers, as {@link SignalFrame#pop} does
   */
  public void returnFromHandler(Function<Cpu, SignalFrame.Context> pop) {
    SignalFrame.Context context;
    try {
      context = pop.apply(thread.cpu());
    } catch (GuestFault e) {
      force(conventions.forced(conventions.badMemory()));
      return;
    }
    thread.signals().setMask(context.mask());
    @Nullable AlternateStack saved = context.stack();
    if (saved != null && !thread.alternateStack().holds(conventions.stackPointer(thread.cpu()))) {
      thread.setAlternateStack(saved);
    }
  }

  // ---- temporary masks ----

  /** Replaces the mask until the call has returned, or its interrupting handler has. */
  public void useTemporaryMask(long mask) {
    long old = thread.signals().setMask(mask);
    if (!maskIsTemporary) {
      maskIsTemporary = true;
      maskToRestore = old;
    }
  }

  /** A call is over and no handler runs: the temporary mask ends. */
  void callReturned() {
    if (maskIsTemporary) {
      maskIsTemporary = false;
      thread.signals().setMask(maskToRestore);
    }
  }

  // ---- faults ----

  /** The thread's instruction failed: its signal cannot be held back. */
  void fault(Trap trap) {
    force(conventions.fault(trap, thread));
  }

  private void force(FaultSignal fault) {
    lastFault = fault;
    int n = fault.info().number();
    SignalAction action = process.signals().handlers().get(n);
    boolean blocked = SignalSet.has(thread.signals().mask(), n);
    if (blocked || action.handler() == SignalAction.IGNORE) {
      process.signals().setAction(n, SignalAction.INITIAL);
      thread.signals().setMask(thread.signals().mask() & ~SignalSet.of(n));
    }
    process.signals().send(fault.info(), thread);
  }
}
