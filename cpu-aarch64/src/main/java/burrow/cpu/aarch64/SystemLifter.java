package burrow.cpu.aarch64;

import burrow.machine.Trap;
import burrow.translator.Cond;
import burrow.translator.Helper;
import burrow.translator.Ordering;
import burrow.translator.Terminator.Hint;

/** Exceptions, barriers, hints and system registers. */
final class SystemLifter {
  private static final Helper COUNTER =
      Helper.cpu(SystemRegisters.class, "counter", SystemRegisters::counter);

  private SystemLifter() {}

  static void undefined(Insn i) {
    i.ir.undefined(Arm64Isa.describe(i.word, i.mnemonic()));
  }

  static void supervisorCall(Insn i) {
    i.ir.raise(Trap.SYSCALL, i.pc() + 4, i.bits(5, 16));
  }

  static void breakpoint(Insn i) {
    i.ir.raise(Trap.BREAKPOINT, i.pc(), i.bits(5, 16));
  }

  static void branchRegister(Insn i) {
    int operation = i.bits(21, 2);
    int target = i.x(i.n());
    if (operation == 1) {
      int saved = i.n() == 30 ? i.ir.copy(target) : target;
      i.ir.set(30, i.con(i.pc() + 4));
      i.ir.jumpIndirect(saved, Hint.CALL, i.pc() + 4);
    } else {
      i.ir.jumpIndirect(target, operation == 2 ? Hint.RETURN : Hint.JUMP, 0);
    }
  }

  /** DMB and DSB; the weaker kinds are full fences too, ISB needs none: code is tracked. */
  static void barrier(Insn i) {
    if (i.bits(5, 3) != 6) {
      i.ir.fence(Ordering.SEQ_CST);
    }
  }

  // ---- system registers ----

  static void readSystemRegister(Insn i) {
    SystemRegisters register = SystemRegisters.of(i.bits(5, 16));
    if (register == null) {
      undefined(i);
      return;
    }
    int value =
        switch (register) {
          case NZCV -> Conditions.nzcv(i);
          case CNTVCT_EL0, CNTPCT_EL0, CNTVCTSS_EL0 -> i.ir.callCpu(COUNTER);
          case CNTFRQ_EL0 -> i.con(SystemRegisters.COUNTER_HERTZ);
          case DCZID_EL0 -> i.con(SystemRegisters.ZERO_BLOCK_LOG2_WORDS);
          case CTR_EL0 -> i.con(SystemRegisters.CACHE_TYPE);
          case FPCR, FPSR, DIT, TPIDR_EL0, TPIDRRO_EL0 -> Arm64Isa.slot(register);
        };
    i.setX(i.d(), value);
  }

  static void writeSystemRegister(Insn i) {
    SystemRegisters register = SystemRegisters.of(i.bits(5, 16));
    int value = i.x(i.d());
    if (register == null || !register.writable()) {
      undefined(i);
      return;
    }
    switch (register) {
      case NZCV -> Conditions.setNzcv(i, i.ir.and(value, i.con(0xf000_0000L)));
      case FPCR -> {
        i.ir.trapIf(
            Cond.TEST, value, i.con(SystemRegisters.FPCR_UNSUPPORTED), Trap.UNDEFINED_INSTRUCTION);
        // The processor may ignore what enables exceptions, and so does this one.
        int control = i.ir.and(value, i.con(Arm64Cpu.FPCR_BITS));
        Cond other = i.controlled ? Cond.EQ : Cond.NE;
        i.ir.trapIf(other, control, i.con(0), Trap.FLOAT_CONTROL);
        i.ir.set(Arm64Isa.slot(register), control);
      }
      default -> i.ir.set(Arm64Isa.slot(register), i.ir.and(value, i.con(register.mask())));
    }
  }

  static void writeDit(Insn i) {
    i.ir.set(Arm64Isa.slot(SystemRegisters.DIT), i.con((long) (i.bits(8, 4) & 1) << 24));
  }

  /** Cache maintenance: DC ZVA zeroes, the others have nothing to do. */
  static void system(Insn i) {
    int operation = i.bits(5, 14);
    switch (operation) {
      case SystemRegisters.DC_ZVA -> zeroBlock(i);
      case SystemRegisters.DC_CVAC,
          SystemRegisters.DC_CVAU,
          SystemRegisters.DC_CIVAC,
          SystemRegisters.IC_IVAU -> {}
      default -> undefined(i);
    }
  }

  private static void zeroBlock(Insn i) {
    int bytes = 4 << SystemRegisters.ZERO_BLOCK_LOG2_WORDS;
    int start = i.ir.and(i.x(i.d()), i.con(-bytes));
    int zero = i.con(0);
    for (int at = 0; at < bytes; at += 32) { // on one page: none is zeroed if any faults
      i.ir.store4(start, Insn.NONE, 0, at, zero, zero, zero, zero);
    }
  }
}
