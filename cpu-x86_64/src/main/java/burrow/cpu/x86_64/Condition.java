package burrow.cpu.x86_64;

import static burrow.cpu.x86_64.Lifter.FLAGS_A;
import static burrow.cpu.x86_64.Lifter.FLAGS_B;
import static burrow.cpu.x86_64.Lifter.FLAGS_C;

import burrow.translator.Cond;
import burrow.translator.Helper;
import burrow.translator.Inline;
import burrow.translator.IrBuilder;
import burrow.translator.Opcode;
import org.jspecify.annotations.Nullable;

/**
 * A condition code as a comparison of two IR values: fused with what set the flags where that is
 * known in the block, else a helper's answer.
 *
 * @param truth whether it compares an {@code a} that is 0 or 1 with 0
 */
record Condition(Cond cond, int a, int b, boolean truth) {
  // The condition codes as encoded in Jcc, SETcc, CMOVcc; odd ones negate the even one below.
  static final int O = 0;
  static final int B = 2;
  static final int E = 4;
  static final int BE = 6;
  static final int S = 8;
  static final int P = 10;
  static final int L = 12;
  static final int LE = 14;

  private static final Helper[] HELPERS = {
    Helper.of(Flags.class, "overflow", Flags::overflow),
    // The kinds that blocks begin with most often, where it is not always the same one.
    Helper.of(Flags.class, "carry", Flags::carry)
        .inCases(
            Inline.Case.carryOfSum(Flags.ADD + 3, true, 1, 2), // a function's end: ADD to RSP
            new Inline.Case(Flags.SUB + 3, Cond.LTU, 1, 2),
            new Inline.Case(Flags.SUB + 2, Cond.LTU32, 1, 2),
            Inline.Case.carryOfSum(Flags.ADD + 2, false, 1, 2),
            new Inline.Case(Flags.SUB, Cond.LTU, 1, 2),
            new Inline.Case(Flags.LOGIC, Cond.NE, 1, 1),
            new Inline.Case(Flags.LOGIC + 3, Cond.NE, 1, 1),
            new Inline.Case(Flags.LOGIC + 2, Cond.NE, 1, 1),
            new Inline.Case(Flags.DEC + 2, Cond.TEST, 2, 2),
            new Inline.Case(Flags.INC + 2, Cond.TEST, 2, 2),
            new Inline.Case(Flags.DEC + 3, Cond.TEST, 2, 2),
            new Inline.Case(Flags.INC + 3, Cond.TEST, 2, 2)),
    Helper.of(Flags.class, "zero", Flags::zero)
        .inCases(
            new Inline.Case(Flags.SUB + 3, Cond.EQ, 1, 2),
            new Inline.Case(Flags.SUB + 2, Cond.EQ32, 1, 2),
            new Inline.Case(Flags.SUB, Cond.EQ, 1, 2),
            new Inline.Case(Flags.LOGIC, Cond.TESTZ, 1, 1),
            new Inline.Case(Flags.LOGIC + 3, Cond.TESTZ, 1, 1),
            new Inline.Case(Flags.LOGIC + 2, Cond.TESTZ32, 1, 1),
            // By CL, so that the kind is known only when it happens: Go compares short memory so.
            new Inline.Case(Flags.SHL + 3, Cond.TESTZ, 1, 2, Opcode.SHL)),
    Helper.of(Flags.class, "belowOrEqual", Flags::belowOrEqual),
    Helper.of(Flags.class, "sign", Flags::sign),
    Helper.of(Flags.class, "parity", Flags::parity),
    Helper.of(Flags.class, "less", Flags::less),
    Helper.of(Flags.class, "lessOrEqual", Flags::lessOrEqual)
  };

  private static final Helper CARRY_OF_ADC =
      Helper.of(Flags.class, "carryOfAdc", Flags::carryOfAdc);
  private static final Helper CARRY_OF_SBB =
      Helper.of(Flags.class, "carryOfSbb", Flags::carryOfSbb);

  private Condition(Cond cond, int a, int b) {
    this(cond, a, b, false);
  }

  /** That {@code value}, which is 0 or 1, is 1. */
  private static Condition isTrue(Lifter x, int value) {
    return new Condition(Cond.NE, value, x.ir.con(0), true);
  }

  /** The condition as 0 or 1, in a temporary or constant. */
  int value(IrBuilder ir) {
    return truth && cond == Cond.NE ? ir.copy(a) : ir.setIf(cond, a, b);
  }

  private Condition negate() {
    return new Condition(cond.negate(), a, b, truth);
  }

  private static Condition compare(Cond cond, Cond cond32, int size, int a, int b) {
    return new Condition(size == 4 ? cond32 : cond, a, b);
  }

  /** Condition code {@code code}, 0 to 15, of the present flags. */
  static Condition of(Lifter x, int code) {
    Condition c = fused(x, code & ~1);
    if (c == null) {
      int truth = x.ir.call(HELPERS[code >> 1], x.kind(), FLAGS_A, FLAGS_B, FLAGS_C);
      c = isTrue(x, truth);
    }
    return (code & 1) == 0 ? c : c.negate();
  }

  private static @Nullable Condition fused(Lifter x, int code) {
    int kind = x.ir.knownFlags();
    if (kind < 0) {
      return null;
    }
    long replaced = Flags.replaced(kind);
    if ((replaced & read(code)) != 0) {
      return code == B ? new Condition(Cond.TEST, FLAGS_C, x.ir.con(Flags.CF)) : null;
    }
    int size = Flags.size(kind);
    IrBuilder ir = x.ir;
    return switch (Flags.function(kind)) {
      case Flags.SUB -> afterSubtraction(x, code, size, FLAGS_A, FLAGS_B);
      case Flags.DEC ->
          code == B
              ? isTrue(x, FLAGS_B)
              : code == BE ? null : afterSubtraction(x, code, size, FLAGS_A, ir.con(1));
      case Flags.LOGIC -> afterLogic(x, code, size);
      case Flags.ADD -> afterAddition(x, code, size);
      case Flags.INC ->
          switch (code) {
            case B -> isTrue(x, FLAGS_B);
            case E, S -> ofResult(x, code, size, ir.add(FLAGS_A, ir.con(1)));
            default -> null;
          };
      case Flags.ADC ->
          code == B && size == 8
              ? isTrue(x, ir.call(CARRY_OF_ADC, FLAGS_A, FLAGS_B, FLAGS_C))
              : null;
      case Flags.SBB ->
          code == B && size == 8
              ? isTrue(x, ir.call(CARRY_OF_SBB, FLAGS_A, FLAGS_B, FLAGS_C))
              : null;
      case Flags.MUL -> code == B || code == O ? isTrue(x, FLAGS_B) : null;
      case Flags.IMUL -> size < 4 ? null : afterProduct(x, code, size);
      case Flags.SHL -> size < 4 ? null : afterShift(x, code, size, Opcode.SHL, Opcode.SHLU32);
      case Flags.SHR -> size < 4 ? null : afterShift(x, code, size, Opcode.SHR, Opcode.SHRU32);
      case Flags.SAR -> size < 4 ? null : afterShift(x, code, size, Opcode.SAR, Opcode.SARU32);
      case Flags.IMAGE -> ofImage(x, code);
      default -> null;
    };
  }

  /** Those of CF and OF that a condition asks for. */
  private static long read(int code) {
    return switch (code) {
      case O, L, LE -> Flags.OF;
      case B, BE -> Flags.CF;
      default -> 0;
    };
  }

  private static @Nullable Condition afterSubtraction(Lifter x, int code, int size, int a, int b) {
    IrBuilder ir = x.ir;
    return switch (code) {
      case E -> compare(Cond.EQ, Cond.EQ32, size, a, b);
      case B -> compare(Cond.LTU, Cond.LTU32, size, a, b);
      case BE -> compare(Cond.LEU, Cond.LEU32, size, a, b);
      case L -> compare(Cond.LT, Cond.LT32, size, x.flagSext(a, size), x.flagSext(b, size));
      case LE -> compare(Cond.LE, Cond.LE32, size, x.flagSext(a, size), x.flagSext(b, size));
      case S -> ofResult(x, code, size, ir.sub(a, b));
      default -> null;
    };
  }

  private static @Nullable Condition afterLogic(Lifter x, int code, int size) {
    IrBuilder ir = x.ir;
    int zero = ir.con(0);
    return switch (code) {
      case E, BE -> compare(Cond.EQ, Cond.EQ32, size, FLAGS_A, zero);
      case S, L -> compare(Cond.LT, Cond.LT32, size, x.flagSext(FLAGS_A, size), zero);
      case LE -> compare(Cond.LE, Cond.LE32, size, x.flagSext(FLAGS_A, size), zero);
      case B, O -> new Condition(Cond.NE, zero, zero);
      default -> null;
    };
  }

  private static @Nullable Condition afterAddition(Lifter x, int code, int size) {
    return switch (code) {
      case E, S -> ofResult(x, code, size, x.ir.add(FLAGS_A, FLAGS_B));
      case B ->
          size < 4
              ? null
              : compare(Cond.LTU, Cond.LTU32, size, x.ir.add(FLAGS_A, FLAGS_B), FLAGS_A);
      default -> null;
    };
  }

  private static @Nullable Condition afterShift(
      Lifter x, int code, int size, Opcode shift, Opcode shift32) {
    IrBuilder ir = x.ir;
    if (code == E || code == S) {
      return ofResult(x, code, size, x.binary(shift, shift32, size, FLAGS_A, FLAGS_B));
    }
    if (code != B) {
      return null;
    }
    // Shifted by one less, what falls out is still there.
    int less = x.binary(shift, shift32, size, FLAGS_A, ir.sub(FLAGS_B, ir.con(1)));
    return shift == Opcode.SHL
        ? compare(Cond.LT, Cond.LT32, size, less, ir.con(0))
        : new Condition(Cond.TEST, less, ir.con(1));
  }

  private static @Nullable Condition afterProduct(Lifter x, int code, int size) {
    IrBuilder ir = x.ir;
    if (code != B && code != O) {
      return code == E || code == S
          ? ofResult(x, code, size, ir.binary(Opcode.MUL, FLAGS_A, FLAGS_B))
          : null;
    }
    if (size == 8) {
      int low = ir.binary(Opcode.MUL, FLAGS_A, FLAGS_B);
      int high = ir.binary(Opcode.MULHS, FLAGS_A, FLAGS_B);
      return new Condition(Cond.NE, high, ir.binary(Opcode.SAR, low, ir.con(63)));
    }
    int product =
        ir.binary(Opcode.MUL, ir.unary(Opcode.SEXT32, FLAGS_A), ir.unary(Opcode.SEXT32, FLAGS_B));
    return new Condition(Cond.NE, product, ir.unary(Opcode.SEXT32, product));
  }

  /** E or S of a result whose bits above the size are undefined. */
  private static Condition ofResult(Lifter x, int code, int size, int result) {
    int r = size < 4 ? x.ir.shl(result, x.ir.con(64 - 8 * size)) : result;
    return code == E
        ? compare(Cond.EQ, Cond.EQ32, size, r, x.ir.con(0))
        : compare(Cond.LT, Cond.LT32, size, r, x.ir.con(0));
  }

  private static @Nullable Condition ofImage(Lifter x, int code) {
    long mask =
        switch (code) {
          case O -> Flags.OF;
          case B -> Flags.CF;
          case E -> Flags.ZF;
          case BE -> Flags.CF | Flags.ZF;
          case S -> Flags.SF;
          case P -> Flags.PF;
          default -> 0;
        };
    return mask == 0 ? null : new Condition(Cond.TEST, FLAGS_A, x.ir.con(mask));
  }

  /** What a SELECT between two values reads. */
  int select(IrBuilder ir, int ifTrue, int ifFalse) {
    return ir.select(cond, a, b, ifTrue, ifFalse);
  }
}
