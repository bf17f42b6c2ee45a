package burrow.darwin;

import burrow.kernel.posix.AlternateStack;
import burrow.kernel.posix.SignalFrame;
import burrow.kernel.signal.SignalInfo;
import burrow.machine.AddressSpace;

/**
 * The parts of a signal frame that both architectures share: siginfo_t, ucontext_t, stack_t
 * (sys/signal.h, sys/_types/_ucontext64.h; Go's runtime/defs_darwin_*.go states the same).
 */
final class FrameLayout {
  static final int SIGINFO_SIZE = 104;
  static final int UCONTEXT_SIZE = 56;

  // siginfo_t
  static final int SI_SIGNO = 0;
  static final int SI_ERRNO = 4;
  static final int SI_CODE = 8;
  static final int SI_PID = 12;
  static final int SI_UID = 16;
  static final int SI_STATUS = 20;
  static final int SI_ADDR = 24;
  static final int SI_VALUE = 32;
  static final int SI_BAND = 40;

  // ucontext_t
  static final int UC_ONSTACK = 0;
  static final int UC_SIGMASK = 4;
  static final int UC_STACK = 8;
  static final int UC_LINK = 32;
  static final int UC_MCSIZE = 40;
  static final int UC_MCONTEXT = 48;

  // stack_t
  static final int SS_SP = 0;
  static final int SS_SIZE = 8;
  static final int SS_FLAGS = 16;
  static final int STACK_SIZE = 24;
  static final int SS_ONSTACK = 1;
  static final int SS_DISABLE = 4;

  private FrameLayout() {}

  static void writeInfo(AddressSpace memory, long address, SignalInfo info) {
    memory.write(address, new byte[SIGINFO_SIZE]);
    memory.writeInt(address + SI_SIGNO, info.number());
    memory.writeInt(address + SI_ERRNO, info.error());
    memory.writeInt(address + SI_CODE, info.code());
    switch (info.source()) {
      case SignalInfo.Sender s -> {
        memory.writeInt(address + SI_PID, s.pid());
        memory.writeInt(address + SI_UID, s.uid());
        memory.writeLong(address + SI_VALUE, s.value());
      }
      case SignalInfo.FaultAt f -> memory.writeLong(address + SI_ADDR, f.address());
      case SignalInfo.TimerExpiry t -> memory.writeLong(address + SI_VALUE, t.value());
      case SignalInfo.Child c -> {
        memory.writeInt(address + SI_PID, c.pid());
        memory.writeInt(address + SI_UID, c.uid());
        memory.writeInt(address + SI_STATUS, c.status());
      }
    }
  }

  /**
   * Writes ucontext_t.
   *
   * @param onStack whether the interrupted code ran on the alternate stack
   */
  static void writeContext(
      AddressSpace memory,
      long address,
      SignalFrame.Context context,
      boolean onStack,
      long mcontext,
      long mcontextSize) {
    memory.writeInt(address + UC_ONSTACK, onStack ? 1 : 0);
    memory.writeInt(address + UC_SIGMASK, (int) context.mask());
    writeStack(memory, address + UC_STACK, context.stack(), onStack);
    memory.writeLong(address + UC_LINK, 0);
    memory.writeLong(address + UC_MCSIZE, mcontextSize);
    memory.writeLong(address + UC_MCONTEXT, mcontext);
  }

  static void writeStack(
      AddressSpace memory,
      long address,
      @org.jspecify.annotations.Nullable AlternateStack stack,
      boolean onStack) {
    AlternateStack s = stack == null ? AlternateStack.NONE : stack;
    int flags = s.enabled() ? onStack ? SS_ONSTACK : 0 : SS_DISABLE;
    memory.writeLong(address + SS_SP, s.start());
    memory.writeLong(address + SS_SIZE, s.size());
    memory.writeInt(address + SS_FLAGS, flags);
    memory.writeInt(address + SS_FLAGS + 4, 0);
  }

  /** What sigreturn takes from a ucontext besides registers; the alternate stack is no part. */
  static SignalFrame.Context readContext(AddressSpace memory, long address) {
    return SignalFrame.Context.of(memory.readInt(address + UC_SIGMASK) & 0xffff_ffffL, null);
  }
}
