package burrow.linux;

import burrow.cpu.aarch64.Arm64Cpu;
import burrow.cpu.aarch64.Hwcap;

/**
 * The identification registers of AArch64, which the processor hides from programs and Linux lets
 * them read by MRS (Documentation/arch/arm64/cpu-feature-registers.rst). They say what {@link
 * Hwcap} says; wazero reads them without looking at the auxiliary vector.
 */
final class Arm64IdRegisters {
  // MRS Xt, S3_0_C0_Cm_op2
  private static final int READ = 0xd538_0000;
  private static final int READ_MASK = 0xffff_f000;

  private Arm64IdRegisters() {}

  /** Executes the instruction at the pc if it reads one of them; whether it did. */
  static boolean read(Arm64Cpu cpu) {
    byte[] code = cpu.memory.readCode(cpu.pc, 4);
    int word =
        code[0] & 0xff | (code[1] & 0xff) << 8 | (code[2] & 0xff) << 16 | (code[3] & 0xff) << 24;
    if (cpu.pc % 4 != 0 || (word & READ_MASK) != READ) {
      return false;
    }
    int crm = word >>> 8 & 15;
    int op2 = word >>> 5 & 7;
    int target = word & 31;
    long value;
    if (crm == 0 && (op2 == 0 || op2 == 5 || op2 == 6)) {
      value =
          switch (op2) {
            case 0 -> 0x000f_0510; // MIDR_EL1: a processor of software
            case 5 -> 0x8000_0000L; // MPIDR_EL1: the only one
            default -> 0;
          };
    } else if (crm >= 4 && crm <= 7) {
      value = features(crm << 3 | op2);
    } else {
      return false;
    }
    if (target != 31) {
      cpu.setRegister(target, value);
    }
    cpu.pc += 4;
    return true;
  }

  /** By CRm and op2; what is not here has none of its features. */
  private static long features(int register) {
    return switch (register) {
      case 4 << 3 -> 1L << 48 | 0x11; // ID_AA64PFR0_EL1: DIT, AArch64 only
      case 6 << 3 -> // ID_AA64ISAR0_EL1: LSE, CRC32, SHA2, SHA1
          2 << 20 | 1 << 16 | (Hwcap.SHA2.isAnnounced() ? 1 << 12 : 0) | 1 << 8;
      case 6 << 3 | 1 -> 1 << 20; // ID_AA64ISAR1_EL1: LRCPC
      default -> 0;
    };
  }
}
