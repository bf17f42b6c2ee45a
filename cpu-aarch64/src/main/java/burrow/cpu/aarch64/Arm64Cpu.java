package burrow.cpu.aarch64;

import burrow.machine.AddressSpace;
import burrow.machine.Cpu;
import burrow.machine.HostMemory;

/**
 * One AArch64 hardware thread in EL0: general registers, stack pointer, SIMD registers as two
 * halves each, and the system registers a user program can write.
 *
 * <p>Condition flags are to be read by {@link #nzcv()} and written by {@link #setNzcv}: how they
 * are kept in between is the engine's business.
 */
public final class Arm64Cpu extends Cpu {
  /** The number of SIMD registers. */
  public static final int VECTOR_REGISTERS = 32;

  /** {@link #register} number of the stack pointer. */
  public static final int SP = 31;

  public long x0, x1, x2, x3, x4, x5, x6, x7;
  public long x8, x9, x10, x11, x12, x13, x14, x15;
  public long x16, x17, x18, x19, x20, x21, x22, x23;
  public long x24, x25, x26, x27, x28, x29, x30;

  /** The stack pointer: register number 31 where the instruction says SP rather than XZR. */
  public long sp;

  // The SIMD and floating-point registers, low and high 64 bits.
  public long v0l, v0h, v1l, v1h, v2l, v2h, v3l, v3h;
  public long v4l, v4h, v5l, v5h, v6l, v6h, v7l, v7h;
  public long v8l, v8h, v9l, v9h, v10l, v10h, v11l, v11h;
  public long v12l, v12h, v13l, v13h, v14l, v14h, v15l, v15h;
  public long v16l, v16h, v17l, v17h, v18l, v18h, v19l, v19h;
  public long v20l, v20h, v21l, v21h, v22l, v22h, v23l, v23h;
  public long v24l, v24h, v25l, v25h, v26l, v26h, v27l, v27h;
  public long v28l, v28h, v29l, v29h, v30l, v30h, v31l, v31h;

  /** What FPCR can hold: DN, FZ and the rounding mode, each of which changes results. */
  public static final long FPCR_BITS = 0x03c0_0000L;

  /** Floating-point control: DN (25), FZ (24), rounding mode (23..22); the rest reads as zero. */
  public long fpcr;

  /** Floating-point status: QC (27) and the cumulative exception bits. */
  public long fpsr;

  /** TPIDR_EL0, the thread pointer that a program can write. */
  public long tpidr;

  /** TPIDRRO_EL0, the thread pointer that only the system writes. */
  public long tpidrro;

  /** PSTATE.DIT at bit 24, as MRS reads it. */
  public long dit;

  // The lazy condition flags, see Flags.
  public long flagKind;
  public long flagA;
  public long flagB;
  public long flagC;

  private static final long[] REGISTERS = offsets("x", "", 31);
  private static final long[] LOW = offsets("v", "l", VECTOR_REGISTERS);
  private static final long[] HIGH = offsets("v", "h", VECTOR_REGISTERS);

  public Arm64Cpu(AddressSpace memory) {
    super(memory);
  }

  private static long[] offsets(String prefix, String suffix, int count) {
    long[] offsets = new long[count];
    for (int i = 0; i < count; i++) {
      offsets[i] = HostMemory.fieldOffset(Arm64Cpu.class, prefix + i + suffix);
    }
    return offsets;
  }

  /** The condition flags N, Z, C, V at bits 31 to 28, other bits zero. */
  public long nzcv() {
    return Flags.nzcv(flagKind, flagA, flagB, flagC);
  }

  /** Sets N, Z, C, V from bits 31 to 28; other bits are ignored. */
  public void setNzcv(long nzcv) {
    flagKind = Flags.NZCV;
    flagA = nzcv & 0xf000_0000L;
  }

  /** X0 to X30, or with 31 the stack pointer. */
  public long register(int n) {
    return n == SP ? sp : HostMemory.getField(this, REGISTERS[n]);
  }

  /** Sets X0 to X30, or with 31 the stack pointer. */
  public void setRegister(int n, long value) {
    if (n == SP) {
      sp = value;
    } else {
      HostMemory.putField(this, REGISTERS[n], value);
    }
  }

  /** X0 to X30, or with 31 zero. */
  long general(int n) {
    return n == 31 ? 0 : register(n);
  }

  /** Sets X0 to X30; 31 discards. */
  void setGeneral(int n, long value) {
    if (n != 31) {
      setRegister(n, value);
    }
  }

  /** Bits 63..0 of V0 to V31. */
  public long vectorLow(int n) {
    return HostMemory.getField(this, LOW[n]);
  }

  /** Bits 127..64 of V0 to V31. */
  public long vectorHigh(int n) {
    return HostMemory.getField(this, HIGH[n]);
  }

  public void setVector(int n, long low, long high) {
    HostMemory.putField(this, LOW[n], low);
    HostMemory.putField(this, HIGH[n], high);
  }

  @Override
  public boolean hasFloatControl() {
    return (fpcr & FPCR_BITS) != 0;
  }

  @Override
  public void copyRegistersFrom(Cpu other) {
    Arm64Cpu o = (Arm64Cpu) other;
    for (int i = 0; i <= SP; i++) {
      setRegister(i, o.register(i));
    }
    for (int i = 0; i < VECTOR_REGISTERS; i++) {
      setVector(i, o.vectorLow(i), o.vectorHigh(i));
    }
    pc = o.pc;
    fpcr = o.fpcr;
    fpsr = o.fpsr;
    tpidr = o.tpidr;
    tpidrro = o.tpidrro;
    dit = o.dit;
    setNzcv(o.nzcv());
  }

  @Override
  public String toString() {
    StringBuilder s = new StringBuilder();
    for (int i = 0; i <= SP; i++) {
      s.append(i == SP ? "sp" : "x" + i);
      s.append(String.format("=%016x%s", register(i), i % 4 == 3 ? "\n" : " "));
    }
    return s.append(String.format("pc=%016x nzcv=%x", pc, nzcv() >>> 28)).toString();
  }
}
