package burrow.linux;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.posix.AlternateStack;
import burrow.kernel.process.GuestProcess;
import burrow.kernel.process.GuestThread;
import burrow.kernel.signal.SignalAction;
import burrow.kernel.signal.SignalInfo;
import burrow.kernel.time.HostClock;
import burrow.kernel.wait.Interrupted;
import burrow.kernel.wait.Interrupted.Restart;
import burrow.kernel.wait.WaitResult;
import burrow.machine.AddressSpace;
import org.jspecify.annotations.Nullable;

/** Signals: actions, masks, sending, waiting. */
final class SignalCalls {
  static final long SA_NOCLDSTOP = 1;
  static final long SA_NOCLDWAIT = 2;
  static final long SA_SIGINFO = 4;
  static final long SA_RESTORER = 0x0400_0000;
  static final long SA_ONSTACK = 0x0800_0000;
  static final long SA_RESTART = 0x1000_0000;
  static final long SA_NODEFER = 0x4000_0000;
  static final long SA_RESETHAND = 0x8000_0000L;

  static final int SIG_BLOCK = 0;
  static final int SIG_UNBLOCK = 1;
  static final int SIG_SETMASK = 2;

  /** sizeof(kernel sigset_t), which callers must pass. */
  private static final long SIGSET_SIZE = 8;

  private static final int MINSIGSTKSZ = 2048;

  private SignalCalls() {}

  private static void requireSetSize(long size) {
    if (size != SIGSET_SIZE) {
      throw new KernelException(Errno.EINVAL);
    }
  }

  // ---- actions ----

  /**
   * struct sigaction: handler 0, flags 8, then restorer 16 and mask 24, or on riscv64, which has no
   * restorer, mask 16.
   */
  static long rtSigaction(Call c) {
    int signal = c.intArgument(0);
    requireSetSize(c.argument(3));
    if (signal < 1 || signal > LinuxSignal.LAST) {
      throw new KernelException(Errno.EINVAL);
    }
    boolean restorer = c.process().abi().hasRestorer();
    long set = c.argument(1);
    SignalAction old;
    if (set != 0) {
      if (LinuxSignal.RULES.unstoppable(signal)) {
        throw new KernelException(Errno.EINVAL);
      }
      old = c.process().signals().setAction(signal, readAction(c.memory(), set, restorer));
    } else {
      old = c.process().signals().handlers().get(signal);
    }
    if (c.argument(2) != 0) {
      writeAction(c.memory(), c.argument(2), old, restorer);
    }
    return 0;
  }

  private static SignalAction readAction(AddressSpace memory, long at, boolean restorer) {
    long raw = memory.readLong(at + 8);
    int flags = 0;
    flags |= (raw & SA_RESTART) != 0 ? SignalAction.RESTART : 0;
    flags |= (raw & SA_ONSTACK) != 0 ? SignalAction.ON_STACK : 0;
    flags |= (raw & SA_NODEFER) != 0 ? SignalAction.NO_DEFER : 0;
    flags |= (raw & SA_RESETHAND) != 0 ? SignalAction.RESET : 0;
    flags |= (raw & SA_SIGINFO) != 0 ? SignalAction.SIGNAL_INFO : 0;
    return new SignalAction(
        memory.readLong(at),
        flags,
        LinuxSignal.RULES.blockable(memory.readLong(at + (restorer ? 24 : 16))),
        restorer && (raw & SA_RESTORER) != 0 ? memory.readLong(at + 16) : 0,
        raw);
  }

  private static void writeAction(
      AddressSpace memory, long at, SignalAction action, boolean restorer) {
    memory.writeLong(at, action.handler());
    memory.writeLong(at + 8, action.rawFlags());
    if (restorer) {
      memory.writeLong(at + 16, action.restorer());
    }
    memory.writeLong(at + (restorer ? 24 : 16), action.mask());
  }

  // ---- masks and stacks ----

  static long rtSigprocmask(Call c) {
    requireSetSize(c.argument(3));
    LinuxThread thread = c.thread();
    long old = thread.signals().mask();
    if (c.argument(1) != 0) {
      long set = c.memory().readLong(c.argument(1));
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
      c.memory().writeLong(c.argument(2), old);
    }
    return 0;
  }

  static long rtSigpending(Call c) {
    if (Long.compareUnsigned(c.argument(1), SIGSET_SIZE) > 0) {
      throw new KernelException(Errno.EINVAL);
    }
    long pending = c.thread().signals().pendingSet() & c.thread().signals().mask();
    c.memory().writeLong(c.argument(0), pending);
    return 0;
  }

  static long sigaltstack(Call c) {
    LinuxThread thread = c.thread();
    AlternateStack old = thread.alternateStack();
    long sp = c.process().abi().stackPointer(thread.cpu());
    boolean on = old.enabled() && old.holds(sp);
    if (c.argument(0) != 0) {
      if (on) {
        throw new KernelException(Errno.EPERM);
      }
      int flags = c.memory().readInt(c.argument(0) + 8);
      thread.setAlternateStack(checked(StackLayout.read(c.memory(), c.argument(0)), flags));
    }
    if (c.argument(1) != 0) {
      int mode = old.enabled() ? on ? StackLayout.SS_ONSTACK : 0 : StackLayout.SS_DISABLE;
      StackLayout.write(c.memory(), c.argument(1), old, mode);
    }
    return 0;
  }

  private static AlternateStack checked(AlternateStack wanted, int flags) {
    int mode = flags & ~StackLayout.SS_AUTODISARM;
    if (mode != 0 && mode != StackLayout.SS_ONSTACK && mode != StackLayout.SS_DISABLE) {
      throw new KernelException(Errno.EINVAL);
    }
    if (mode == StackLayout.SS_DISABLE) {
      return AlternateStack.NONE;
    }
    if (Long.compareUnsigned(wanted.size(), MINSIGSTKSZ) < 0) {
      throw new KernelException(Errno.ENOMEM);
    }
    return wanted;
  }

  static long rtSigreturn(Call c) {
    c.keepRegisters();
    c.thread().delivery().returnFromHandler();
    return 0;
  }

  // ---- sending ----

  private static void requireSignal(int signal) {
    if (signal < 0 || signal > LinuxSignal.LAST) {
      throw new KernelException(Errno.EINVAL);
    }
  }

  private static SignalInfo from(Call c, int signal, int code) {
    int uid = c.process().credentials().uid();
    return new SignalInfo(signal, code, 0, new SignalInfo.Sender(c.process().id(), uid, 0));
  }

  static long kill(Call c) {
    int signal = c.intArgument(1);
    requireSignal(signal);
    GuestProcess p = GuestProcess.target(c.process(), c.intArgument(0));
    if (signal != 0) {
      p.signals().send(from(c, signal, LinuxSignal.SI_USER));
    }
    return 0;
  }

  static long tkill(Call c) {
    return sendToThread(c, 0, c.intArgument(0), c.intArgument(1));
  }

  static long tgkill(Call c) {
    if (c.intArgument(0) <= 0) {
      throw new KernelException(Errno.EINVAL);
    }
    return sendToThread(c, c.intArgument(0), c.intArgument(1), c.intArgument(2));
  }

  private static long sendToThread(Call c, int pid, int tid, int signal) {
    if (tid <= 0) {
      throw new KernelException(Errno.EINVAL);
    }
    requireSignal(signal);
    GuestThread thread = findThread(c, pid, tid);
    if (thread == null) {
      throw new KernelException(Errno.ESRCH);
    }
    if (signal != 0) {
      SignalInfo info = from(c, signal, LinuxSignal.SI_TKILL);
      if (!thread.process().signals().send(info, thread)) {
        throw new KernelException(Errno.EAGAIN);
      }
    }
    return 0;
  }

  private static @Nullable GuestThread findThread(Call c, int pid, int tid) {
    if (pid == 0 || pid == c.process().id()) {
      return c.process().thread(tid);
    }
    GuestProcess p = c.process().kernel().process(pid);
    return p == null ? null : p.thread(tid);
  }

  static long rtSigqueueinfo(Call c) {
    int signal = c.intArgument(1);
    requireSignal(signal);
    SignalInfo info = readInfo(c, signal, c.argument(2));
    GuestProcess p = GuestProcess.target(c.process(), c.intArgument(0));
    if (signal != 0 && !p.signals().send(info)) {
      throw new KernelException(Errno.EAGAIN);
    }
    return 0;
  }

  static long rtTgsigqueueinfo(Call c) {
    int signal = c.intArgument(2);
    requireSignal(signal);
    SignalInfo info = readInfo(c, signal, c.argument(3));
    GuestThread thread = findThread(c, c.intArgument(0), c.intArgument(1));
    if (thread == null) {
      throw new KernelException(Errno.ESRCH);
    }
    if (signal != 0 && !thread.process().signals().send(info, thread)) {
      throw new KernelException(Errno.EAGAIN);
    }
    return 0;
  }

  private static SignalInfo readInfo(Call c, int signal, long at) {
    AddressSpace memory = c.memory();
    SignalInfo.Sender sender =
        new SignalInfo.Sender(
            memory.readInt(at + 16), memory.readInt(at + 20), memory.readLong(at + 24));
    return new SignalInfo(signal, memory.readInt(at + 8), memory.readInt(at + 4), sender);
  }

  // ---- waiting ----

  static long pause(Call c) {
    c.thread().await(null, HostClock.FOREVER, () -> false);
    throw new Interrupted(Restart.IF_NO_HANDLER);
  }

  static long rtSigsuspend(Call c) {
    requireSetSize(c.argument(1));
    long mask = c.memory().readLong(c.argument(0));
    c.thread().delivery().useTemporaryMask(mask);
    return pause(c);
  }

  static long rtSigtimedwait(Call c) {
    requireSetSize(c.argument(3));
    long set = c.memory().readLong(c.argument(0));
    LinuxThread thread = c.thread();
    long deadline = HostClock.FOREVER;
    if (c.argument(2) != 0) {
      long nanos = TimeFormat.readTimespec(c.memory(), c.argument(2));
      deadline = HostClock.deadline(thread.clock().monotonicNanos(), nanos);
    }
    SignalInfo info = takeWithin(thread, set, deadline);
    if (c.argument(1) != 0) {
      LinuxSignalFrame.writeInfo(c.memory(), c.argument(1), info);
    }
    return info.number();
  }

  private static SignalInfo takeWithin(LinuxThread thread, long set, long deadline) {
    SignalInfo[] taken = new SignalInfo[1];
    thread.signals().setWaiting(set);
    WaitResult result;
    try {
      result =
          thread.await(
              null,
              deadline,
              () -> {
                taken[0] = thread.signals().takeOf(set);
                return taken[0] != null;
              });
    } finally {
      thread.signals().setWaiting(0);
    }
    if (result == WaitResult.TIMED_OUT) {
      throw new KernelException(Errno.EAGAIN);
    }
    if (result == WaitResult.INTERRUPTED) {
      throw new Interrupted(Restart.NEVER);
    }
    return taken[0];
  }
}
