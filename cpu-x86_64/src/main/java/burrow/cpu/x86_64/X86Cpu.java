package burrow.cpu.x86_64;

import burrow.machine.AddressSpace;
import burrow.machine.Cpu;
import burrow.machine.HostMemory;

/**
 * One x86-64 hardware thread in 64-bit user mode: general registers, XMM registers as two halves
 * each with the upper halves of the YMM registers beside them, segment bases and MXCSR.
 *
 * <p>The arithmetic flags are kept lazily (see {@link Flags}): read them by {@link #rflags()},
 * write them by {@link #setRflags}.
 */
public final class X86Cpu extends Cpu {
  /** The number of XMM registers, and of general ones. */
  public static final int REGISTERS = 16;

  /** The value of MXCSR after reset: all exceptions masked, round to nearest. */
  public static final long MXCSR_DEFAULT = 0x1f80;

  /** RFLAGS bits that POPF and signal return can set besides the arithmetic flags and DF. */
  private static final long KEPT = Flags.TF | Flags.NT | Flags.AC | Flags.ID;

  public long rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi;
  public long r8, r9, r10, r11, r12, r13, r14, r15;

  // The XMM registers, low and high 64 bits.
  public long xmm0l, xmm0h, xmm1l, xmm1h, xmm2l, xmm2h, xmm3l, xmm3h;
  public long xmm4l, xmm4h, xmm5l, xmm5h, xmm6l, xmm6h, xmm7l, xmm7h;
  public long xmm8l, xmm8h, xmm9l, xmm9h, xmm10l, xmm10h, xmm11l, xmm11h;
  public long xmm12l, xmm12h, xmm13l, xmm13h, xmm14l, xmm14h, xmm15l, xmm15h;

  // Bits 255..128 of the YMM registers, in halves.
  public long ymm0l, ymm0h, ymm1l, ymm1h, ymm2l, ymm2h, ymm3l, ymm3h;
  public long ymm4l, ymm4h, ymm5l, ymm5h, ymm6l, ymm6h, ymm7l, ymm7h;
  public long ymm8l, ymm8h, ymm9l, ymm9h, ymm10l, ymm10h, ymm11l, ymm11h;
  public long ymm12l, ymm12h, ymm13l, ymm13h, ymm14l, ymm14h, ymm15l, ymm15h;

  /** Base addresses of the FS and GS segments. */
  public long fsBase, gsBase;

  /** Control and status of SSE; only bits 15..0 are ever set. */
  public long mxcsr = MXCSR_DEFAULT;

  /** The direction flag: 1 if string instructions go downwards, else 0. */
  public long df;

  /** RFLAGS bits that are stored and have no effect here: TF, NT, AC, ID. */
  public long keptFlags;

  /** The arithmetic flags: kind and operands of the last operation that set them. */
  public long flagsKind, flagsA, flagsB, flagsC;

  private static final String[] NAMES = {
    "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi",
    "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"
  };

  private static final long[] GENERAL = new long[REGISTERS];
  private static final long[] LOW = new long[REGISTERS];
  private static final long[] HIGH = new long[REGISTERS];
  private static final long[] UPPER_LOW = new long[REGISTERS];
  private static final long[] UPPER_HIGH = new long[REGISTERS];

  static {
    for (int n = 0; n < REGISTERS; n++) {
      GENERAL[n] = HostMemory.fieldOffset(X86Cpu.class, NAMES[n]);
      LOW[n] = HostMemory.fieldOffset(X86Cpu.class, "xmm" + n + "l");
      HIGH[n] = HostMemory.fieldOffset(X86Cpu.class, "xmm" + n + "h");
      UPPER_LOW[n] = HostMemory.fieldOffset(X86Cpu.class, "ymm" + n + "l");
      UPPER_HIGH[n] = HostMemory.fieldOffset(X86Cpu.class, "ymm" + n + "h");
    }
  }

  public X86Cpu(AddressSpace memory) {
    super(memory);
  }

  /** Name of a general register as a field of this class, by its number in encodings. */
  public static String registerName(int n) {
    return NAMES[n];
  }

  /** General register by its number in encodings: 0 RAX, 1 RCX, 2 RDX, 3 RBX, 4 RSP … 15 R15. */
  public long register(int n) {
    return HostMemory.getField(this, GENERAL[n]);
  }

  /** Sets all 64 bits of a general register; numbers as in {@link #register}. */
  public void setRegister(int n, long value) {
    HostMemory.putField(this, GENERAL[n], value);
  }

  /** Bits 63..0 of XMM0 to XMM15. */
  public long vectorLow(int n) {
    return HostMemory.getField(this, LOW[n]);
  }

  /** Bits 127..64 of XMM0 to XMM15. */
  public long vectorHigh(int n) {
    return HostMemory.getField(this, HIGH[n]);
  }

  public void setVector(int n, long low, long high) {
    HostMemory.putField(this, LOW[n], low);
    HostMemory.putField(this, HIGH[n], high);
  }

  /** Bits 191..128 of YMM0 to YMM15. */
  public long upperLow(int n) {
    return HostMemory.getField(this, UPPER_LOW[n]);
  }

  /** Bits 255..192 of YMM0 to YMM15. */
  public long upperHigh(int n) {
    return HostMemory.getField(this, UPPER_HIGH[n]);
  }

  /** Sets bits 255..128 of a YMM register. */
  public void setUpper(int n, long low, long high) {
    HostMemory.putField(this, UPPER_LOW[n], low);
    HostMemory.putField(this, UPPER_HIGH[n], high);
  }

  /** 64 of the 256 bits of a YMM register; 0 is the lowest. */
  long quad(int n, int k) {
    return switch (k) {
      case 0 -> vectorLow(n);
      case 1 -> vectorHigh(n);
      case 2 -> upperLow(n);
      default -> upperHigh(n);
    };
  }

  /** RFLAGS as PUSHF and signal frames show it: with bit 1 and IF set. */
  public long rflags() {
    return Flags.arithmetic(flagsKind, flagsA, flagsB, flagsC)
        | Flags.FIXED
        | Flags.IF
        | (df == 0 ? 0 : Flags.DF)
        | keptFlags;
  }

  /** Sets the arithmetic flags, DF, TF, NT, AC and ID; other bits are ignored. */
  public void setRflags(long value) {
    flagsKind = Flags.IMAGE;
    flagsA = value & Flags.ARITHMETIC;
    df = (value & Flags.DF) == 0 ? 0 : 1;
    keptFlags = value & KEPT;
  }

  @Override
  public boolean hasFloatControl() {
    return (mxcsr & ControlledMath.CONTROL) != 0;
  }

  @Override
  public void copyRegistersFrom(Cpu other) {
    X86Cpu o = (X86Cpu) other;
    for (int n = 0; n < REGISTERS; n++) {
      setRegister(n, o.register(n));
      setVector(n, o.vectorLow(n), o.vectorHigh(n));
      setUpper(n, o.upperLow(n), o.upperHigh(n));
    }
    pc = o.pc;
    fsBase = o.fsBase;
    gsBase = o.gsBase;
    mxcsr = o.mxcsr;
    df = o.df;
    keptFlags = o.keptFlags;
    flagsKind = o.flagsKind;
    flagsA = o.flagsA;
    flagsB = o.flagsB;
    flagsC = o.flagsC;
  }

  @Override
  public String toString() {
    StringBuilder s = new StringBuilder();
    for (int n = 0; n < REGISTERS; n++) {
      s.append(String.format("%s=%016x%s", NAMES[n], register(n), n % 4 == 3 ? "\n" : " "));
    }
    return s.append(String.format("rip=%016x rflags=%x", pc, rflags())).toString();
  }
}
