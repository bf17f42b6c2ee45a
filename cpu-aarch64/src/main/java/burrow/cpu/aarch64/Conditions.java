package burrow.cpu.aarch64;

import burrow.translator.Cond;
import burrow.translator.Helper;
import burrow.translator.IrOp;
import burrow.translator.Opcode;

/**
 * Turns a condition code into a comparison of two operands: directly where the block knows what set
 * the flags, else through {@link Flags#holds}.
 */
final class Conditions {
  /** A comparison that is true exactly when the condition holds. */
  record Test(Cond cond, int a, int b) {}

  static final int ALWAYS = 14;

  private static final Helper HOLDS =
      Helper.of(Flags.class, "holds", Flags::holds).choosing(FloatIntrinsics::holds, 1, 2, 3);
  private static final Helper NZCV = Helper.of(Flags.class, "nzcv", Flags::nzcv);
  private static final Helper CARRY_OUT = Helper.of(Flags.class, "carryOut", Flags::carryOut);
  private static final Helper CARRY_OUT_32 =
      Helper.of(Flags.class, "carryOut32", Flags::carryOut32);

  private static final int KIND = Arm64Isa.FLAGS;
  private static final int A = KIND + 1;
  private static final int B = KIND + 2;
  private static final int C = KIND + 3;

  // By condition / 2: EQ, CS, MI, VS, HI, GE, GT. Null where no single comparison says it.
  private static final Cond[] SUB_64 = {Cond.EQ, Cond.GEU, null, null, Cond.GTU, Cond.GE, Cond.GT};
  private static final Cond[] SUB_32 = {
    Cond.EQ32, Cond.GEU32, null, null, Cond.GTU32, Cond.GE32, Cond.GT32
  };
  // A logical result against zero; C and V are clear, so CS, VS and HI never hold (x != x).
  private static final Cond[] LOGIC_64 = {Cond.EQ, null, Cond.LT, null, null, Cond.GE, Cond.GT};
  private static final Cond[] LOGIC_32 = {
    Cond.EQ32, null, Cond.LT32, null, null, Cond.GE32, Cond.GT32
  };

  private Conditions() {}

  /** A comparison for a condition code of 0 to 15. */
  static Test test(Insn i, int condition) {
    if (condition >= ALWAYS) {
      return new Test(Cond.EQ, i.con(0), i.con(0));
    }
    Test t = even(i, condition >> 1);
    return (condition & 1) == 0 ? t : new Test(t.cond().negate(), t.a(), t.b());
  }

  private static Test even(Insn i, int condition) {
    return switch (i.ir.knownFlags()) {
      case Flags.SUB64 -> subtraction(i, condition, SUB_64, Opcode.SUB, Cond.LT);
      case Flags.SUB32 -> subtraction(i, condition, SUB_32, Opcode.SUBU32, Cond.LT32);
      case Flags.ADD64 -> addition(i, condition);
      case Flags.ADD32 -> addition32(i, condition);
      case Flags.LOGIC64 -> logical(i, condition, LOGIC_64, A);
      case Flags.LOGIC32 -> logical(i, condition, LOGIC_32, A);
      case Flags.TEST64 ->
          condition == 0
              ? new Test(Cond.TESTZ, A, B)
              : logical(i, condition, LOGIC_64, i.ir.and(A, B));
      case Flags.TEST32 ->
          condition == 0
              ? new Test(Cond.TESTZ32, A, B)
              : logical(i, condition, LOGIC_32, i.ir.and(A, B));
      default -> general(i, condition);
    };
  }

  private static Test subtraction(
      Insn i, int condition, Cond[] conds, Opcode difference, Cond negative) {
    Cond cond = conds[condition];
    if (cond != null) {
      return new Test(cond, A, B);
    }
    return condition == 2
        ? new Test(negative, i.ir.binary(difference, A, B), i.con(0))
        : general(i, condition);
  }

  private static Test addition(Insn i, int condition) {
    int zero = i.con(0);
    int sum = i.ir.add(A, B);
    return switch (condition) {
      case 0 -> new Test(Cond.EQ, sum, zero);
      case 1 -> new Test(Cond.LTU, sum, A);
      case 2 -> new Test(Cond.LT, sum, zero);
      case 3 -> new Test(Cond.LT, overflow(i, sum), zero);
      case 4 -> both(i, i.ir.setIf(Cond.LTU, sum, A), sum);
      case 5 -> new Test(Cond.GE, i.ir.xor(overflow(i, sum), sum), zero);
      case 6 -> both(i, i.ir.setIf(Cond.GE, i.ir.xor(overflow(i, sum), sum), zero), sum);
      default -> general(i, condition);
    };
  }

  /** V in bit 63: the operands' signs are the same, the sum's is another. */
  private static int overflow(Insn i, int sum) {
    return i.ir.and(i.ir.xor(A, sum), i.ir.xor(B, sum));
  }

  /** Whether a truth value is 1 and the result not 0. */
  private static Test both(Insn i, int truth, int result) {
    return new Test(Cond.NE, i.ir.select(Cond.NE, result, i.con(0), truth, i.con(0)), i.con(0));
  }

  /** 64 bits hold the whole sum, signed and unsigned. */
  private static Test addition32(Insn i, int condition) {
    int zero = i.con(0);
    return switch (condition) {
      case 0 -> new Test(Cond.EQ32, i.ir.binary(Opcode.ADDU32, A, B), zero);
      case 1 -> new Test(Cond.LTU32, i.ir.binary(Opcode.ADDU32, A, B), A);
      case 2 -> new Test(Cond.LT32, i.ir.binary(Opcode.ADDU32, A, B), zero);
      case 3 -> new Test(Cond.NE, signedSum32(i), i.ir.unary(Opcode.SEXT32, signedSum32(i)));
      case 4 -> new Test(Cond.GTU, i.ir.add(i.ir.zext32(A), i.ir.zext32(B)), i.con(1L << 32));
      case 5 -> new Test(Cond.GE, signedSum32(i), zero);
      case 6 -> new Test(Cond.GT, signedSum32(i), zero);
      default -> general(i, condition);
    };
  }

  private static int signedSum32(Insn i) {
    return i.ir.add(i.ir.unary(Opcode.SEXT32, A), i.ir.unary(Opcode.SEXT32, B));
  }

  private static Test logical(Insn i, int condition, Cond[] conds, int result) {
    Cond cond = conds[condition];
    return cond == null ? new Test(Cond.NE, i.con(0), i.con(0)) : new Test(cond, result, i.con(0));
  }

  private static Test general(Insn i, int condition) {
    int holds = i.call(HOLDS, kind(i), A, B, C, i.con(condition));
    return new Test(Cond.NE, holds, i.con(0));
  }

  private static int kind(Insn i) {
    int known = i.ir.knownFlags();
    return known < 0 ? KIND : i.con(known);
  }

  /** NZCV at bits 31..28. */
  static int nzcv(Insn i) {
    return i.ir.knownFlags() == Flags.NZCV ? A : i.call(NZCV, kind(i), A, B, C);
  }

  /** NZCV that a kind of flags would give for these operands. */
  static int nzcv(Insn i, int kind, int a, int b) {
    return i.call(NZCV, i.con(kind), a, b, i.con(0));
  }

  static void setNzcv(Insn i, int nzcv) {
    i.ir.flags(Flags.NZCV, nzcv, IrOp.NONE, IrOp.NONE);
  }

  /** The carry flag as 0 or 1. */
  static int carry(Insn i) {
    switch (i.ir.knownFlags()) {
      case Flags.ADC64:
        return i.call(CARRY_OUT, A, B, C);
      case Flags.ADC32:
        return i.call(CARRY_OUT_32, A, B, C);
      default:
        Test t = test(i, 2);
        return i.ir.setIf(t.cond(), t.a(), t.b());
    }
  }
}
