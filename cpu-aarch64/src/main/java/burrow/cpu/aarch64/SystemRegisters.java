package burrow.cpu.aarch64;

import burrow.machine.Cpu;
import org.jspecify.annotations.Nullable;

/** The system registers that a user program can name, and what stands behind the odd ones. */
public enum SystemRegisters {
  NZCV(3, 3, 4, 2, 0, 0xf000_0000L),
  DIT(3, 3, 4, 2, 5, 1L << 24),
  FPCR(3, 3, 4, 4, 0, Arm64Cpu.FPCR_BITS),
  FPSR(3, 3, 4, 4, 1, 0x0800_009fL),
  TPIDR_EL0(3, 3, 13, 0, 2, -1),
  TPIDRRO_EL0(3, 3, 13, 0, 3, 0),
  CTR_EL0(3, 3, 0, 0, 1, 0),
  DCZID_EL0(3, 3, 0, 0, 7, 0),
  CNTFRQ_EL0(3, 3, 14, 0, 0, 0),
  CNTPCT_EL0(3, 3, 14, 0, 1, 0),
  CNTVCT_EL0(3, 3, 14, 0, 2, 0),
  CNTVCTSS_EL0(3, 3, 14, 0, 6, 0);

  // SYS operations: op1, CRn, CRm, op2.
  static final int DC_ZVA = 3 << 11 | 7 << 7 | 4 << 3 | 1;
  static final int DC_CVAC = 3 << 11 | 7 << 7 | 10 << 3 | 1;
  static final int DC_CVAU = 3 << 11 | 7 << 7 | 11 << 3 | 1;
  static final int DC_CIVAC = 3 << 11 | 7 << 7 | 14 << 3 | 1;
  static final int IC_IVAU = 3 << 11 | 7 << 7 | 5 << 3 | 1;

  /** DC ZVA zeroes 2^4 words of four bytes. */
  static final int ZERO_BLOCK_LOG2_WORDS = 4;

  /** CTR_EL0: 64-byte lines, DIC and IDC set: no cache maintenance needed. */
  static final long CACHE_TYPE = 0xb444_c004L;

  /** The counter counts nanoseconds. */
  static final long COUNTER_HERTZ = 1_000_000_000L;

  /** AHP of FPCR: half precision without infinity and NaN, which is not implemented. */
  static final long FPCR_UNSUPPORTED = 1L << 26;

  private final int key;
  private final long mask;

  SystemRegisters(int op0, int op1, int crn, int crm, int op2, long mask) {
    this.key = op0 << 14 | op1 << 11 | crn << 7 | crm << 3 | op2;
    this.mask = mask;
  }

  /** The bits a program can write. */
  long mask() {
    return mask;
  }

  boolean writable() {
    return mask != 0;
  }

  /** By bits 20..5 of MRS or MSR; null if user mode cannot read it or it does not exist. */
  static @Nullable SystemRegisters of(int key) {
    for (SystemRegisters r : values()) {
      if (r.key == key) {
        return r;
      }
    }
    return null;
  }

  /** The virtual counter. */
  public static long counter(Cpu cpu) {
    return cpu.traps.counter();
  }
}
