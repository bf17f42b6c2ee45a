package burrow.linux;

import burrow.cpu.x86_64.X86Cpu;
import burrow.kernel.signal.SignalAction;
import burrow.kernel.signal.SignalInfo;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.Cpu;

/**
 * The rt_sigframe of x86-64: return address, ucontext (304 bytes), siginfo; the FXSAVE area lies
 * above it. Layouts: arch/x86/include/uapi/asm/{sigcontext,ucontext}.h, asm/sigframe.h.
 */
final class Amd64SignalFrame extends LinuxSignalFrame {
  private static final int RED_ZONE = 128;
  private static final int FXSAVE_SIZE = 512;

  // Offsets in the frame.
  private static final int UCONTEXT = 8;
  private static final int INFO = UCONTEXT + 304;
  private static final int FRAME_SIZE = INFO + INFO_SIZE;

  // Offsets in ucontext.
  private static final int RIP = 168;
  private static final int EFLAGS = 176;
  private static final int SEGMENTS = 184;
  private static final int ERROR = 192;
  private static final int TRAP_NUMBER = 200;
  private static final int OLD_MASK = 208;
  private static final int CR2 = 216;
  private static final int FP_STATE = 224;
  private static final int MASK = 296;

  /** The general registers from offset 40 on, by their numbers in encodings. */
  private static final int[] ORDER = {8, 9, 10, 11, 12, 13, 14, 15, 7, 6, 5, 3, 2, 0, 1, 4};

  private static final int GENERAL = 40;

  /** UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS; UC_FP_XSTATE only where XSAVE is reported. */
  private static final long UC_FLAGS = 6;

  /** CS 0x33, GS 0, FS 0, SS 0x2b. */
  private static final long SELECTORS = 0x002b_0000_0000_0033L;

  // Offsets in the FXSAVE area (Intel SDM volume 1, 10.5.1).
  private static final int FCW = 0;
  private static final int MXCSR = 24;
  private static final int MXCSR_MASK = 28;
  private static final int XMM = 160;
  private static final int FCW_DEFAULT = 0x37f;

  @Override
  public void push(Cpu cpu, long stack, SignalInfo info, SignalAction action, Context context) {
    X86Cpu c = (X86Cpu) cpu;
    AddressSpace memory = cpu.memory;
    long below = stack == c.rsp ? stack - RED_ZONE : stack;
    long fp = (below - FXSAVE_SIZE) & -64;
    // At the handler's entry rsp is 8 modulo 16, as behind a call.
    long frame = ((fp - FRAME_SIZE) & -16) - 8;
    writeFpState(memory, fp, c);
    long uc = frame + UCONTEXT;
    writeHead(memory, uc, UC_FLAGS, context.stack());
    for (int i = 0; i < ORDER.length; i++) {
      memory.writeLong(uc + GENERAL + 8L * i, c.register(ORDER[i]));
    }
    memory.writeLong(uc + RIP, c.pc);
    memory.writeLong(uc + EFLAGS, c.rflags());
    memory.writeLong(uc + SEGMENTS, SELECTORS);
    memory.writeLong(uc + ERROR, context.errorCode());
    memory.writeLong(uc + TRAP_NUMBER, context.trapNumber());
    memory.writeLong(uc + OLD_MASK, context.mask());
    memory.writeLong(uc + CR2, context.faultAddress());
    memory.writeLong(uc + FP_STATE, fp);
    memory.write(uc + FP_STATE + 8, new byte[64]);
    memory.writeLong(uc + MASK, context.mask());
    writeInfo(memory, frame + INFO, info);
    memory.writeLong(frame, action.restorer() != 0 ? action.restorer() : context.trampoline());

    c.rsp = frame;
    c.rdi = info.number();
    c.rsi = frame + INFO;
    c.rdx = uc;
    c.rax = 0;
    c.df = 0;
    c.pc = action.handler();
  }

  private static void writeFpState(AddressSpace memory, long fp, X86Cpu c) {
    memory.write(fp, new byte[FXSAVE_SIZE]);
    memory.writeShort(fp + FCW, FCW_DEFAULT);
    memory.writeInt(fp + MXCSR, (int) c.mxcsr);
    memory.writeInt(fp + MXCSR_MASK, 0xffff);
    for (int i = 0; i < X86Cpu.REGISTERS; i++) {
      memory.writeLong(fp + XMM + 16L * i, c.vectorLow(i));
      memory.writeLong(fp + XMM + 16L * i + 8, c.vectorHigh(i));
    }
  }

  @Override
  public Context pop(Cpu cpu) {
    X86Cpu c = (X86Cpu) cpu;
    AddressSpace memory = cpu.memory;
    // The handler's return took the return address off the stack.
    long uc = c.rsp - 8 + UCONTEXT;
    Context context = Context.of(memory.readLong(uc + MASK), StackLayout.read(memory, uc + 16));
    long fp = memory.readLong(uc + FP_STATE);
    if (fp != 0) {
      memory.check(fp, FXSAVE_SIZE, Access.READ);
    }
    for (int i = 0; i < ORDER.length; i++) {
      c.setRegister(ORDER[i], memory.readLong(uc + GENERAL + 8L * i));
    }
    c.pc = memory.readLong(uc + RIP);
    c.setRflags(memory.readLong(uc + EFLAGS));
    if (fp != 0) {
      c.mxcsr = memory.readInt(fp + MXCSR) & 0xffff;
      for (int i = 0; i < X86Cpu.REGISTERS; i++) {
        c.setVector(
            i, memory.readLong(fp + XMM + 16L * i), memory.readLong(fp + XMM + 16L * i + 8));
      }
    }
    return context;
  }
}
