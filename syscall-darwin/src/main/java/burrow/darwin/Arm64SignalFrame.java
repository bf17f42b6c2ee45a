package burrow.darwin;

import burrow.cpu.aarch64.Arm64Cpu;
import burrow.kernel.posix.AlternateStack;
import burrow.kernel.posix.SignalFrame;
import burrow.kernel.signal.SignalAction;
import burrow.kernel.signal.SignalInfo;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.Cpu;

/**
 * The signal frame of AArch64: ucontext, siginfo, mcontext64 (arm/_mcontext.h: exception state,
 * thread state, NEON state).
 */
final class Arm64SignalFrame implements SignalFrame {
  static final int MCONTEXT_SIZE = 816;

  // mcontext64
  static final int FAR = 0;
  static final int ESR = 8;
  static final int EXCEPTION = 12;
  static final int X = 16;
  static final int FP = 248;
  static final int LR = 256;
  static final int SP = 264;
  static final int PC = 272;
  static final int CPSR = 280;
  static final int V = 288;
  static final int FPSR = 800;
  static final int FPCR = 804;

  // Offsets in the frame.
  private static final int UCONTEXT = 0;
  private static final int INFO = UCONTEXT + 64;
  private static final int MCONTEXT = INFO + 112;
  private static final int FRAME_SIZE = MCONTEXT + MCONTEXT_SIZE;
  private static final int RED_ZONE = 128;

  @Override
  public void push(Cpu cpu, long stack, SignalInfo info, SignalAction action, Context context) {
    Arm64Cpu c = (Arm64Cpu) cpu;
    AddressSpace memory = cpu.memory;
    long below = stack == c.sp ? stack - RED_ZONE : stack;
    long frame = (below - FRAME_SIZE) & -16;
    long uc = frame + UCONTEXT;
    long mc = frame + MCONTEXT;
    AlternateStack alternate = context.stack();
    boolean onStack = alternate != null && alternate.enabled() && alternate.holds(c.sp);
    FrameLayout.writeContext(memory, uc, context, onStack, mc, MCONTEXT_SIZE);
    FrameLayout.writeInfo(memory, frame + INFO, info);
    writeRegisters(memory, mc, c, context);

    c.setRegister(30, context.trampoline());
    c.sp = frame;
    if (action.restorer() != 0) {
      // The system call's own form: a trampoline that calls the handler and then sigreturn.
      c.x0 = action.handler();
      c.x1 = 1;
      c.x2 = info.number();
      c.x3 = frame + INFO;
      c.x4 = uc;
      c.pc = action.restorer();
    } else {
      c.x0 = info.number();
      c.x1 = frame + INFO;
      c.x2 = uc;
      c.pc = action.handler();
    }
  }

  private static void writeRegisters(AddressSpace memory, long mc, Arm64Cpu c, Context context) {
    memory.write(mc, new byte[MCONTEXT_SIZE]);
    memory.writeLong(mc + FAR, context.faultAddress());
    memory.writeInt(mc + ESR, (int) context.errorCode());
    memory.writeInt(mc + EXCEPTION, (int) context.trapNumber());
    for (int i = 0; i < 31; i++) {
      memory.writeLong(mc + X + 8L * i, c.register(i));
    }
    memory.writeLong(mc + SP, c.sp);
    memory.writeLong(mc + PC, c.pc);
    memory.writeInt(mc + CPSR, (int) c.nzcv());
    for (int i = 0; i < Arm64Cpu.VECTOR_REGISTERS; i++) {
      memory.writeLong(mc + V + 16L * i, c.vectorLow(i));
      memory.writeLong(mc + V + 16L * i + 8, c.vectorHigh(i));
    }
    memory.writeInt(mc + FPSR, (int) c.fpsr);
    memory.writeInt(mc + FPCR, (int) c.fpcr);
  }

  @Override
  public Context pop(Cpu cpu) {
    return restore(cpu, ((Arm64Cpu) cpu).sp + UCONTEXT);
  }

  /** Restores all registers from a ucontext; the Cpu is unchanged if it cannot be read. */
  Context restore(Cpu cpu, long uc) {
    Arm64Cpu c = (Arm64Cpu) cpu;
    AddressSpace memory = cpu.memory;
    Context context = FrameLayout.readContext(memory, uc);
    long mc = memory.readLong(uc + FrameLayout.UC_MCONTEXT);
    memory.check(mc, MCONTEXT_SIZE, Access.READ);
    for (int i = 0; i < 31; i++) {
      c.setRegister(i, memory.readLong(mc + X + 8L * i));
    }
    c.sp = memory.readLong(mc + SP);
    c.pc = memory.readLong(mc + PC);
    c.setNzcv(memory.readInt(mc + CPSR) & 0xffff_ffffL);
    for (int i = 0; i < Arm64Cpu.VECTOR_REGISTERS; i++) {
      c.setVector(i, memory.readLong(mc + V + 16L * i), memory.readLong(mc + V + 16L * i + 8));
    }
    c.fpsr = memory.readInt(mc + FPSR) & 0xffff_ffffL;
    c.fpcr = memory.readInt(mc + FPCR) & Arm64Cpu.FPCR_BITS;
    c.reservationAddress = -1;
    return context;
  }
}
