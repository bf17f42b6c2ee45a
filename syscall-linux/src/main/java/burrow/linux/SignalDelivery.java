package burrow.linux;

import burrow.kernel.process.ExitStatus;
import burrow.kernel.signal.DefaultAction;
import burrow.kernel.signal.SignalAction;
import burrow.kernel.signal.SignalInfo;
import burrow.kernel.signal.SignalSet;
import burrow.kernel.trace.Formats;
import burrow.kernel.trace.Tracer;
import burrow.machine.Cpu;
import burrow.machine.GuestFault;
import burrow.machine.Trap;
import org.jspecify.annotations.Nullable;

/** Takes the signals of one thread and makes handlers run, on the thread itself. */
final class SignalDelivery {
  private final LinuxThread thread;
  private final LinuxProcess process;
  private FaultSignal lastFault = FaultSignal.NONE;
  private boolean maskIsTemporary;
  private long maskToRestore;

  SignalDelivery(LinuxThread thread) {
    this.thread = thread;
    this.process = thread.process();
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
    DefaultAction action = LinuxSignal.RULES.defaultAction(signal);
    switch (action) {
      case TERMINATE, CORE -> kill(signal);
      case STOP -> process.signals().stop();
      case IGNORE, CONTINUE -> {}
    }
  }

  private void kill(int signal) {
    boolean core = LinuxSignal.RULES.defaultAction(signal) == DefaultAction.CORE;
    Tracer tracer = process.tracer();
    if (tracer != null) {
      tracer.event(thread.id(), "killed by " + LinuxSignal.name(signal));
    }
    process.exit(ExitStatus.killed(signal, core));
  }

  private void trace(SignalInfo info) {
    Tracer tracer = process.tracer();
    if (tracer == null) {
      return;
    }
    StringBuilder out = new StringBuilder(LinuxSignal.name(info.number()));
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
    long sp = process.abi().stackPointer(cpu);
    boolean switches =
        action.has(SignalAction.ON_STACK) && alternate.enabled() && !alternate.holds(sp);
    SignalFrame.Context context =
        new SignalFrame.Context(
            mask,
            alternate,
            lastFault.trapNumber(),
            lastFault.errorCode(),
            lastFault.address(),
            process.program().trampoline());
    try {
      process.abi().signalFrame().push(cpu, switches ? alternate.end() : sp, info, action, context);
    } catch (GuestFault e) {
      frameFailed(info.number());
      return;
    }
    maskIsTemporary = false;
    if ((alternate.flags() & AlternateStack.AUTODISARM) != 0) {
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
    if (signal == LinuxSignal.SIGSEGV) {
      kill(signal);
    } else {
      force(FaultSignal.kernel(LinuxSignal.SIGSEGV));
    }
  }

  /** rt_sigreturn: back to where the handler interrupted. */
  void returnFromHandler() {
    SignalFrame.Context context;
    try {
      context = process.abi().signalFrame().pop(thread.cpu());
    } catch (GuestFault e) {
      force(FaultSignal.kernel(LinuxSignal.SIGSEGV));
      return;
    }
    thread.signals().setMask(context.mask());
    AlternateStack saved = context.stack();
    if (!thread.alternateStack().holds(process.abi().stackPointer(thread.cpu()))) {
      thread.setAlternateStack(saved);
    }
  }

  // ---- temporary masks ----

  /** Replaces the mask until the call has returned, or its interrupting handler has. */
  void useTemporaryMask(long mask) {
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
    force(FaultSignal.of(trap, thread));
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
