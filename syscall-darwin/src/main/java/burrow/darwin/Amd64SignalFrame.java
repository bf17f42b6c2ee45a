package burrow.darwin;

import burrow.cpu.x86_64.X86Cpu;
import burrow.kernel.posix.AlternateStack;
import burrow.kernel.posix.SignalFrame;
import burrow.kernel.signal.SignalAction;
import burrow.kernel.signal.SignalInfo;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.Cpu;

/**
 * The signal frame of x86-64: return address, ucontext, siginfo, mcontext64 (i386/_mcontext.h:
 * exception state, thread state, float state).
 */
final class Amd64SignalFrame implements SignalFrame {
  static final int MCONTEXT_SIZE = 1032;

  // mcontext64
  static final int TRAP_NUMBER = 0;
  static final int ERROR = 4;
  static final int FAULT_ADDRESS = 8;
  static final int GENERAL = 16;
  static final int RSP = 72;
  static final int RIP = 144;
  static final int RFLAGS = 152;
  static final int CS = 160;
  static final int FLOAT = 184;
  static final int FCW = FLOAT + 8;
  static final int MXCSR = FLOAT + 32;
  static final int MXCSR_MASK = FLOAT + 36;
  static final int XMM = FLOAT + 168;

  /** The upper halves of the YMM registers: the context is the longer one, with AVX state. */
  static final int UPPER = FLOAT + 588;

  // Offsets in the frame, from the address that a multiple of 16 precedes by 8.
  private static final int UCONTEXT = 8;
  private static final int INFO = UCONTEXT + 64;
  private static final int MCONTEXT = INFO + 112;
  private static final int FRAME_SIZE = MCONTEXT + MCONTEXT_SIZE;
  private static final int RED_ZONE = 128;

  private static final long USER_CODE_SELECTOR = 0x2b;
  private static final int FCW_DEFAULT = 0x37f;

  /** rax, rbx, rcx, rdx, rdi, rsi, rbp, rsp, r8 to r15, by their numbers in encodings. */
  private static final int[] ORDER = {0, 3, 1, 2, 7, 6, 5, 4, 8, 9, 10, 11, 12, 13, 14, 15};

  @Override
  public void push(Cpu cpu, long stack, SignalInfo info, SignalAction action, Context context) {
    X86Cpu c = (X86Cpu) cpu;
    AddressSpace memory = cpu.memory;
    long below = stack == c.rsp ? stack - RED_ZONE : stack;
    long frame = ((below - FRAME_SIZE) & -16) - 8;
    long uc = frame + UCONTEXT;
    long mc = frame + MCONTEXT;
    AlternateStack alternate = context.stack();
    boolean onStack = alternate != null && alternate.enabled() && alternate.holds(c.rsp);
    FrameLayout.writeContext(memory, uc, context, onStack, mc, MCONTEXT_SIZE);
    FrameLayout.writeInfo(memory, frame + INFO, info);
    writeRegisters(memory, mc, c, context);
    memory.writeLong(frame, context.trampoline());

    c.rsp = frame;
    c.rax = 0;
    c.df = 0;
    if (action.restorer() != 0) {
      // The system call's own form: a trampoline that calls the handler and then sigreturn.
      c.rdi = action.handler();
      c.rsi = 1;
      c.rdx = info.number();
      c.rcx = frame + INFO;
      c.r8 = uc;
      c.pc = action.restorer();
    } else {
      c.rdi = info.number();
      c.rsi = frame + INFO;
      c.rdx = uc;
      c.pc = action.handler();
    }
  }

  private static void writeRegisters(AddressSpace memory, long mc, X86Cpu c, Context context) {
    memory.write(mc, new byte[MCONTEXT_SIZE]);
    memory.writeShort(mc + TRAP_NUMBER, (int) context.trapNumber());
    memory.writeInt(mc + ERROR, (int) context.errorCode());
    memory.writeLong(mc + FAULT_ADDRESS, context.faultAddress());
    for (int i = 0; i < ORDER.length; i++) {
      memory.writeLong(mc + GENERAL + 8L * i, c.register(ORDER[i]));
    }
    memory.writeLong(mc + RIP, c.pc);
    memory.writeLong(mc + RFLAGS, c.rflags());
    memory.writeLong(mc + CS, USER_CODE_SELECTOR);
    memory.writeShort(mc + FCW, FCW_DEFAULT);
    memory.writeInt(mc + MXCSR, (int) c.mxcsr);
    memory.writeInt(mc + MXCSR_MASK, 0xffff);
    for (int i = 0; i < X86Cpu.REGISTERS; i++) {
      memory.writeLong(mc + XMM + 16L * i, c.vectorLow(i));
      memory.writeLong(mc + XMM + 16L * i + 8, c.vectorHigh(i));
      memory.writeLong(mc + UPPER + 16L * i, c.upperLow(i));
      memory.writeLong(mc + UPPER + 16L * i + 8, c.upperHigh(i));
    }
  }

  @Override
  public Context pop(Cpu cpu) {
    // The handler's return took the return address off the stack.
    return restore(cpu, ((X86Cpu) cpu).rsp - 8 + UCONTEXT);
  }

  /** Restores all registers from a ucontext; the Cpu is unchanged if it cannot be read. */
  Context restore(Cpu cpu, long uc) {
    X86Cpu c = (X86Cpu) cpu;
    AddressSpace memory = cpu.memory;
    Context context = FrameLayout.readContext(memory, uc);
    long mc = memory.readLong(uc + FrameLayout.UC_MCONTEXT);
    memory.check(mc, MCONTEXT_SIZE, Access.READ);
    for (int i = 0; i < ORDER.length; i++) {
      c.setRegister(ORDER[i], memory.readLong(mc + GENERAL + 8L * i));
    }
    c.pc = memory.readLong(mc + RIP);
    c.setRflags(memory.readLong(mc + RFLAGS));
    c.mxcsr = memory.readInt(mc + MXCSR) & 0xffff;
    for (int i = 0; i < X86Cpu.REGISTERS; i++) {
      c.setVector(i, memory.readLong(mc + XMM + 16L * i), memory.readLong(mc + XMM + 16L * i + 8));
      c.setUpper(
          i, memory.readLong(mc + UPPER + 16L * i), memory.readLong(mc + UPPER + 16L * i + 8));
    }
    return context;
  }
}
