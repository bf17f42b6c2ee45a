package burrow.cpu.riscv64;

import burrow.machine.AddressSpace;
import burrow.machine.Cpu;
import burrow.machine.HostMemory;

/**
 * One RV64 hart in user mode: x1 to x31, f0 to f31 and fcsr. There is no field for x0, which is
 * constant. A single-precision value in an {@code f} register is NaN-boxed: its upper 32 bits are
 * all ones (The RISC-V Instruction Set Manual, volume I, "NaN Boxing of Narrower Values").
 */
public final class RiscvCpu extends Cpu {
  public long x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11, x12, x13, x14, x15;
  public long x16, x17, x18, x19, x20, x21, x22, x23, x24, x25, x26, x27, x28, x29, x30, x31;
  public long f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15;
  public long f16, f17, f18, f19, f20, f21, f22, f23, f24, f25, f26, f27, f28, f29, f30, f31;

  /** Bits 7:5 are the dynamic rounding mode, bits 4:0 the exception flags; no other bit is set. */
  public long fcsr;

  private static final long[] X = offsets("x", 1);
  private static final long[] F = offsets("f", 0);

  public RiscvCpu(AddressSpace memory) {
    super(memory);
  }

  private static long[] offsets(String prefix, int first) {
    long[] offsets = new long[32];
    for (int n = first; n < 32; n++) {
      offsets[n] = HostMemory.fieldOffset(RiscvCpu.class, prefix + n);
    }
    return offsets;
  }

  /** Integer register {@code n}, 0 to 31; x0 reads as zero. */
  public long register(int n) {
    return n == 0 ? 0 : HostMemory.getField(this, X[n]);
  }

  /** Sets integer register {@code n}, 0 to 31; a write to x0 is ignored. */
  public void setRegister(int n, long value) {
    if (n != 0) {
      HostMemory.putField(this, X[n], value);
    }
  }

  /** The 64 bits of floating-point register {@code n}, 0 to 31. */
  public long fp(int n) {
    return HostMemory.getField(this, F[n]);
  }

  /** Sets the 64 bits of floating-point register {@code n}, 0 to 31. */
  public void setFp(int n, long bits) {
    HostMemory.putField(this, F[n], bits);
  }

  @Override
  public void copyRegistersFrom(Cpu other) {
    RiscvCpu from = (RiscvCpu) other;
    for (int n = 0; n < 32; n++) {
      setRegister(n, from.register(n));
      setFp(n, from.fp(n));
    }
    fcsr = from.fcsr;
    pc = from.pc;
  }
}
