package burrow.linux;

import burrow.cpu.x86_64.ExtendedState;
import burrow.cpu.x86_64.X86Cpu;
import burrow.kernel.signal.SignalAction;
import burrow.kernel.signal.SignalInfo;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.Cpu;

/**
 * The rt_sigframe of x86-64: return address, ucontext (304 bytes), siginfo; the XSAVE area lies
 * above it. Layouts: arch/x86/include/uapi/asm/{sigcontext,ucontext}.h, asm/sigframe.h.
 */
final class Amd64SignalFrame extends LinuxSignalFrame {
  private static final int RED_ZONE = 128;

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

  /** UC_FP_XSTATE | UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS. */
  private static final long UC_FLAGS = 7;

  /** CS 0x33, GS 0, FS 0, SS 0x2b. */
  private static final long SELECTORS = 0x002b_0000_0000_0033L;

  // struct _fpx_sw_bytes in the FXSAVE area, and the word behind the XSAVE area, say that there is
  // more than the FXSAVE area.
  private static final int MAGIC1_AT = 464;
  private static final int EXTENDED_SIZE = 468;
  private static final int FEATURES = 472;
  private static final int STATE_SIZE = 480;
  private static final int MAGIC1 = 0x4650_5853;
  private static final int MAGIC2 = 0x4650_5845;
  private static final int FP_SIZE = ExtendedState.SIZE + 4;

  @Override
  public void push(Cpu cpu, long stack, SignalInfo info, SignalAction action, Context context) {
    X86Cpu c = (X86Cpu) cpu;
    AddressSpace memory = cpu.memory;
    long below = stack == c.rsp ? stack - RED_ZONE : stack;
    long fp = (below - FP_SIZE) & -64;
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
    ExtendedState.write(c, memory, fp);
    c.mxcsr = X86Cpu.MXCSR_DEFAULT; // a handler starts as a program does
    memory.writeInt(fp + MAGIC1_AT, MAGIC1);
    memory.writeInt(fp + EXTENDED_SIZE, FP_SIZE);
    memory.writeLong(fp + FEATURES, ExtendedState.FEATURES);
    memory.writeInt(fp + STATE_SIZE, ExtendedState.SIZE);
    memory.writeInt(fp + ExtendedState.SIZE, MAGIC2);
  }

  /** Whether a handler has left the marks that there is more than the FXSAVE area. */
  private static boolean extended(AddressSpace memory, long fp) {
    return memory.readInt(fp + MAGIC1_AT) == MAGIC1
        && memory.readInt(fp + STATE_SIZE) == ExtendedState.SIZE
        && memory.readInt(fp + ExtendedState.SIZE) == MAGIC2;
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
      memory.check(fp, ExtendedState.LEGACY_SIZE, Access.READ);
    }
    for (int i = 0; i < ORDER.length; i++) {
      c.setRegister(ORDER[i], memory.readLong(uc + GENERAL + 8L * i));
    }
    c.pc = memory.readLong(uc + RIP);
    c.setRflags(memory.readLong(uc + EFLAGS));
    if (fp != 0) {
      if (extended(memory, fp)) {
        ExtendedState.read(c, memory, fp, memory.readLong(fp + FEATURES) & ExtendedState.FEATURES);
      } else {
        ExtendedState.readLegacy(c, memory, fp);
      }
    }
    return context;
  }
}
