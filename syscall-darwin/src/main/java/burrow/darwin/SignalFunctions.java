package burrow.darwin;

import static burrow.darwin.DarwinFormats.HOW;
import static burrow.darwin.DarwinFormats.SIGNAL;
import static burrow.darwin.DarwinFormats.SIGSET;
import static burrow.darwin.DarwinFormats.SIGSET_OUT;
import static burrow.kernel.trace.Formats.INT;
import static burrow.kernel.trace.Formats.POINTER;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.posix.AlternateStack;
import burrow.kernel.process.GuestProcess;
import burrow.kernel.signal.SignalAction;
import burrow.kernel.signal.SignalInfo;
import burrow.kernel.time.HostClock;
import burrow.kernel.wait.Interrupted;
import burrow.kernel.wait.Interrupted.Restart;
import burrow.machine.AddressSpace;
import java.util.List;

/** Signals: actions, masks, stacks, sending, waiting. */
final class SignalFunctions {
  static final List<DarwinFunction> ROWS =
      List.of(
          DarwinFunction.of("sigaction", SignalFunctions::sigaction, SIGNAL, POINTER, POINTER)
              .bsd(46),
          DarwinFunction.of("sigprocmask", SignalFunctions::sigprocmask, HOW, SIGSET, SIGSET_OUT)
              .bsd(48),
          DarwinFunction.status(
                  "pthread_sigmask", SignalFunctions::sigprocmask, HOW, SIGSET, SIGSET_OUT)
              .bsd(329),
          DarwinFunction.of("sigpending", SignalFunctions::sigpending, POINTER).bsd(52),
          DarwinFunction.of("sigaltstack", SignalFunctions::sigaltstack, POINTER, POINTER).bsd(53),
          DarwinFunction.of("sigreturn", SignalFunctions::sigreturn, POINTER, INT).bsd(184),
          DarwinFunction.of("sigsuspend", SignalFunctions::sigsuspend, SIGSET).bsd(111),
          DarwinFunction.of("kill", SignalFunctions::kill, INT, SIGNAL).bsd(37),
          DarwinFunction.of("raise", SignalFunctions::raise, SIGNAL),
          DarwinFunction.status("pthread_kill", SignalFunctions::pthreadKill, POINTER, SIGNAL));

  private static final int SA_ONSTACK = 1;
  private static final int SA_RESTART = 2;
  private static final int SA_RESETHAND = 4;
  private static final int SA_NODEFER = 0x10;
  private static final int SA_SIGINFO = 0x40;

  private static final int SIG_BLOCK = 1;
  private static final int SIG_UNBLOCK = 2;
  private static final int SIG_SETMASK = 3;

  private static final int MINSIGSTKSZ = 32768;

  private SignalFunctions() {}

  // ---- actions ----

  /**
   * struct sigaction: handler 0, mask 8 (4), flags 12 (4). What the system call takes has the
   * trampoline at 8, so mask and flags follow at 16; what it gives back has not.
   */
  private static long sigaction(Call c) {
    int signal = c.intArgument(0);
    if (signal < 1 || signal > DarwinSignal.LAST) {
      throw new KernelException(Errno.EINVAL);
    }
    SignalAction old = c.process().signals().handlers().get(signal);
    long set = c.argument(1);
    if (set != 0) {
      if (DarwinSignal.RULES.unstoppable(signal)) {
        throw new KernelException(Errno.EINVAL);
      }
      old = c.process().signals().setAction(signal, readAction(c.memory(), set, c.isRaw()));
    }
    long out = c.argument(2);
    if (out != 0) {
      c.memory().writeLong(out, old.handler());
      c.memory().writeInt(out + 8, (int) old.mask());
      c.memory().writeInt(out + 12, (int) old.rawFlags());
    }
    return 0;
  }

  private static SignalAction readAction(AddressSpace m, long at, boolean trampoline) {
    long rest = at + (trampoline ? 16 : 8);
    int raw = m.readInt(rest + 4);
    int flags = 0;
    flags |= (raw & SA_RESTART) != 0 ? SignalAction.RESTART : 0;
    flags |= (raw & SA_ONSTACK) != 0 ? SignalAction.ON_STACK : 0;
    flags |= (raw & SA_NODEFER) != 0 ? SignalAction.NO_DEFER : 0;
    flags |= (raw & SA_RESETHAND) != 0 ? SignalAction.RESET : 0;
    flags |= (raw & SA_SIGINFO) != 0 ? SignalAction.SIGNAL_INFO : 0;
    long mask = m.readInt(rest) & 0xffff_ffffL;
    return new SignalAction(m.readLong(at), flags, mask, trampoline ? m.readLong(at + 8) : 0, raw);
  }

  // ---- masks and stacks ----

  private static long sigprocmask(Call c) {
    DarwinThread thread = c.thread();
    long old = thread.signals().mask();
    if (c.argument(1) != 0) {
      long set = c.memory().readInt(c.argument(1)) & 0xffff_ffffL;
      long mask =
          switch (c.intArgument(0)) {
            case SIG_BLOCK -> old | set;
            case SIG_UNBLOCK -> old & ~set;
            case SIG_SETMASK -> set;
            default -> throw new KernelException(Errno.EINVAL);
          };
      thread.signals().setMask(mask);
    }
    if (c.argument(2) != 0) {
      c.memory().writeInt(c.argument(2), (int) old);
    }
    return 0;
  }

  private static long sigpending(Call c) {
    long pending = c.thread().signals().pendingSet() & c.thread().signals().mask();
    c.memory().writeInt(c.argument(0), (int) pending);
    return 0;
  }

  private static long sigaltstack(Call c) {
    DarwinThread thread = c.thread();
    AlternateStack old = thread.alternateStack();
    long sp = c.process().abi().convention().stackPointer(thread.cpu());
    boolean on = old.enabled() && old.holds(sp);
    AddressSpace m = c.memory();
    long wanted = c.argument(0);
    AlternateStack now = old;
    if (wanted != 0) {
      int flags = m.readInt(wanted + FrameLayout.SS_FLAGS);
      if ((flags & ~FrameLayout.SS_DISABLE) != 0) {
        throw new KernelException(Errno.EINVAL);
      }
      if (on) {
        throw new KernelException(flags != 0 ? Errno.EINVAL : Errno.EPERM);
      }
      now = flags != 0 ? AlternateStack.NONE : readStack(m, wanted);
    }
    if (c.argument(1) != 0) {
      FrameLayout.writeStack(m, c.argument(1), old, on);
    }
    thread.setAlternateStack(now);
    return 0;
  }

  private static AlternateStack readStack(AddressSpace m, long at) {
    long size = m.readLong(at + FrameLayout.SS_SIZE);
    if (Long.compareUnsigned(size, MINSIGSTKSZ) < 0) {
      throw new KernelException(Errno.ENOMEM);
    }
    return new AlternateStack(m.readLong(at + FrameLayout.SS_SP), size, false);
  }

  private static long sigreturn(Call c) {
    c.keepRegisters();
    long ucontext = c.argument(0);
    DarwinAbi abi = c.process().abi();
    c.thread().delivery().returnFromHandler(cpu -> abi.restore(cpu, ucontext));
    return 0;
  }

  // ---- sending and waiting ----

  private static void requireSignal(int signal) {
    if (signal < 0 || signal > DarwinSignal.LAST) {
      throw new KernelException(Errno.EINVAL);
    }
  }

  static SignalInfo from(Call c, int signal) {
    int uid = c.process().credentials().uid();
    SignalInfo.Sender sender = new SignalInfo.Sender(c.process().id(), uid, 0);
    return new SignalInfo(signal, DarwinSignal.SENT, 0, sender);
  }

  private static long kill(Call c) {
    int signal = c.intArgument(1);
    requireSignal(signal);
    GuestProcess p = GuestProcess.target(c.process(), c.intArgument(0));
    if (signal != 0) {
      p.signals().send(from(c, signal));
    }
    return 0;
  }

  private static long raise(Call c) {
    int signal = c.intArgument(0);
    requireSignal(signal);
    if (signal != 0) {
      c.process().signals().send(from(c, signal), c.thread());
    }
    return 0;
  }

  private static long pthreadKill(Call c) {
    int signal = c.intArgument(1);
    requireSignal(signal);
    DarwinThread target = c.process().threadAt(c.argument(0));
    if (target == null) {
      throw new KernelException(Errno.ESRCH);
    }
    if (signal != 0) {
      c.process().signals().send(from(c, signal), target);
    }
    return 0;
  }

  /** The system call takes the mask itself, the function a pointer to it. */
  private static long sigsuspend(Call c) {
    long mask = c.isRaw() ? c.argument(0) : c.memory().readInt(c.argument(0));
    c.thread().delivery().useTemporaryMask(mask & 0xffff_ffffL);
    c.thread().await(null, HostClock.FOREVER, () -> false);
    throw new Interrupted(Restart.IF_NO_HANDLER);
  }
}
