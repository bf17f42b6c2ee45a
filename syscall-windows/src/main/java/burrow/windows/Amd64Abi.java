package burrow.windows;

import burrow.cpu.x86_64.X86CallingConvention;
import burrow.cpu.x86_64.X86Cpu;
import burrow.machine.AddressSpace;
import burrow.machine.Arch;
import burrow.machine.CallingConvention;
import burrow.machine.Cpu;

/** Windows on x86-64. CONTEXT as winnt.h declares it for _AMD64_, 1232 bytes. */
final class Amd64Abi implements WindowsAbi {
  static final int CONTEXT_BYTES = 1232;
  static final int FLAGS = 48;
  private static final int MXCSR = 52;
  private static final int SEG_CS = 56;
  private static final int SEG_DS = 58;
  private static final int SEG_ES = 60;
  private static final int SEG_FS = 62;
  private static final int SEG_GS = 64;
  private static final int SEG_SS = 66;
  private static final int EFLAGS = 68;

  /** RAX, then the general registers in the order of their numbers. */
  static final int RAX = 120;

  static final int RIP = 248;

  /** XMM_SAVE_AREA32, the image that FXSAVE writes. */
  private static final int FLOAT_SAVE = 256;

  private static final int FLOAT_SAVE_MXCSR = FLOAT_SAVE + 24;
  private static final int FLOAT_SAVE_MXCSR_MASK = FLOAT_SAVE + 28;
  static final int XMM0 = FLOAT_SAVE + 160;

  private static final int AMD64 = 0x100000;
  private static final int CONTROL = 1;
  private static final int INTEGER = 2;
  private static final int SEGMENTS = 4;
  private static final int FLOATING_POINT = 8;
  private static final int DEBUG_REGISTERS = 0x10;

  private static final int RSP_NUMBER = 4;

  // The selectors that Windows gives its 64-bit programs.
  private static final int CODE_SELECTOR = 0x33;
  private static final int DATA_SELECTOR = 0x2b;
  private static final int FS_SELECTOR = 0x53;

  /** What FXSAVE gives for MXCSR_MASK, and the x87 control word after FNINIT as Windows sets it. */
  private static final int MXCSR_MASK = 0xffff;

  private static final int X87_CONTROL = 0x27f;

  @Override
  public Arch arch() {
    return Arch.AMD64;
  }

  @Override
  public CallingConvention convention() {
    return X86CallingConvention.MICROSOFT;
  }

  @Override
  public Cpu newCpu(AddressSpace memory) {
    return new X86Cpu(memory);
  }

  @Override
  public void setThreadBlock(Cpu cpu, long address) {
    ((X86Cpu) cpu).gsBase = address;
  }

  @Override
  public int processorArchitecture() {
    return 9;
  }

  @Override
  public int machine() {
    return 0x8664;
  }

  @Override
  public String processorName() {
    return "AMD64";
  }

  /** COMPARE_EXCHANGE_DOUBLE 2, MMX.. SSE to SSE4.2, CX16, NX, RDTSC: what every 64-bit PC has. */
  @Override
  public boolean hasFeature(int feature) {
    return switch (feature) {
      case 2, 3, 6, 8, 10, 12, 13, 14, 36, 37, 38 -> true;
      default -> false;
    };
  }

  @Override
  public int contextBytes() {
    return CONTEXT_BYTES;
  }

  @Override
  public int contextFlagsOffset() {
    return FLAGS;
  }

  @Override
  public int contextAll() {
    return AMD64 | CONTROL | INTEGER | SEGMENTS | FLOATING_POINT | DEBUG_REGISTERS;
  }

  @Override
  public void saveContext(Cpu cpu, long at, int flags) {
    X86Cpu c = (X86Cpu) cpu;
    AddressSpace m = c.memory;
    if ((flags & CONTROL) != 0) {
      m.writeShort(at + SEG_CS, CODE_SELECTOR);
      m.writeShort(at + SEG_SS, DATA_SELECTOR);
      m.writeInt(at + EFLAGS, (int) c.rflags());
      m.writeLong(at + RAX + 8 * RSP_NUMBER, c.rsp);
      m.writeLong(at + RIP, c.pc);
    }
    if ((flags & INTEGER) != 0) {
      for (int n = 0; n < X86Cpu.REGISTERS; n++) {
        if (n != RSP_NUMBER) {
          m.writeLong(at + RAX + 8L * n, c.register(n));
        }
      }
    }
    if ((flags & SEGMENTS) != 0) {
      m.writeShort(at + SEG_DS, DATA_SELECTOR);
      m.writeShort(at + SEG_ES, DATA_SELECTOR);
      m.writeShort(at + SEG_FS, FS_SELECTOR);
      m.writeShort(at + SEG_GS, DATA_SELECTOR);
    }
    if ((flags & FLOATING_POINT) != 0) {
      m.writeInt(at + MXCSR, (int) c.mxcsr);
      m.writeShort(at + FLOAT_SAVE, X87_CONTROL);
      m.writeInt(at + FLOAT_SAVE_MXCSR, (int) c.mxcsr);
      m.writeInt(at + FLOAT_SAVE_MXCSR_MASK, MXCSR_MASK);
      for (int n = 0; n < X86Cpu.REGISTERS; n++) {
        m.writeLong(at + XMM0 + 16L * n, c.vectorLow(n));
        m.writeLong(at + XMM0 + 16L * n + 8, c.vectorHigh(n));
      }
    }
  }

  @Override
  public void loadContext(Cpu cpu, long at, int flags) {
    X86Cpu c = (X86Cpu) cpu;
    AddressSpace m = c.memory;
    if ((flags & CONTROL) != 0) {
      c.setRflags(m.readInt(at + EFLAGS) & 0xffff_ffffL);
      c.rsp = m.readLong(at + RAX + 8 * RSP_NUMBER);
      c.pc = m.readLong(at + RIP);
    }
    if ((flags & INTEGER) != 0) {
      for (int n = 0; n < X86Cpu.REGISTERS; n++) {
        if (n != RSP_NUMBER) {
          c.setRegister(n, m.readLong(at + RAX + 8L * n));
        }
      }
    }
    if ((flags & FLOATING_POINT) != 0) {
      c.mxcsr = m.readInt(at + MXCSR) & MXCSR_MASK;
      for (int n = 0; n < X86Cpu.REGISTERS; n++) {
        c.setVector(n, m.readLong(at + XMM0 + 16L * n), m.readLong(at + XMM0 + 16L * n + 8));
      }
    }
  }
}
