package burrow.translator.machinecode;

import static burrow.translator.machinecode.Assembler.RAX;
import static burrow.translator.machinecode.Assembler.RCX;

import burrow.translator.Intrinsic;
import burrow.translator.IrOp;

/**
 * The {@link Intrinsic}s of floating point, in vector registers 0 to 3. The host's control register
 * is as the JVM has it: to nearest, with denormals, nothing trapped.
 */
final class FloatIntrinsics {
  private static final int DOUBLE = 0xf2;
  private static final int SINGLE = 0xf3;

  private static final int SQRT = 0x151;
  private static final int MIN = 0x15d;
  private static final int MAX = 0x15f;
  private static final int AND = 0x154;
  private static final int OR = 0x156;
  private static final int COMPARE = 0x1c2;
  private static final int UNORDERED_COMPARE = 0x12e;
  private static final int CONVERT = 0x15a;

  // Predicates of CMPSD; those above 7 with the operands exchanged.
  private static final int EQ = 0;
  private static final int LT = 1;
  private static final int LE = 2;
  private static final int UNORD = 3;
  private static final int NEQ = 4;
  private static final int NLT = 5;
  private static final int NLE = 6;
  private static final int ORD = 7;
  private static final int EXCHANGED = 8;

  // Rounding modes of ROUNDSD.
  private static final int NEAREST = 0;
  private static final int DOWN = 1;
  private static final int UP = 2;
  private static final int ZERO = 3;

  private final Assembler asm;
  private final Values values;
  private final HelperCalls calls;

  FloatIntrinsics(Assembler asm, Values values, HelperCalls calls) {
    this.asm = asm;
    this.values = values;
    this.calls = calls;
  }

  /** Whether it is one of them, and can be done: then the result is there. */
  boolean emit(Intrinsic intrinsic, IrOp op, int[] operands) {
    return arithmetic(intrinsic, op, operands)
        || rounding(intrinsic, op, operands)
        || comparison(intrinsic, op, operands)
        || conversion(intrinsic, op, operands);
  }

  private void load(int xmm, int operand) {
    values.loadVector(operand, xmm);
  }

  /** The two operands in registers 0 and 1. */
  private void load(int[] operands) {
    load(0, operands[0]);
    load(1, operands[1]);
  }

  /** A jump if a register holds a NaN. */
  private int ifNan(int type, int xmm) {
    compare(type, xmm, xmm);
    return asm.jcc(Assembler.P);
  }

  /** UCOMISD or UCOMISS. */
  private void compare(int type, int a, int b) {
    if (type == DOUBLE) {
      asm.prefixed(0x66, false, UNORDERED_COMPARE, a, b);
    } else {
      asm.rr(false, UNORDERED_COMPARE, a, b);
    }
  }

  /** The result in register 0, unless it is a NaN. */
  private void unlessNan(IrOp op, int type) {
    result(op, type, ifNan(type, 0));
  }

  private void result(IrOp op, int type, int... rare) {
    if (type == DOUBLE) {
      calls.resultInVector(op, 0, rare);
    } else {
      calls.singleInVector(op, 0, rare);
    }
  }

  // ---- arithmetic ----

  private boolean arithmetic(Intrinsic intrinsic, IrOp op, int[] operands) {
    switch (intrinsic) {
      case ADD_DOUBLE -> binary(op, operands, DOUBLE, 0x158);
      case SUBTRACT_DOUBLE -> binary(op, operands, DOUBLE, 0x15c);
      case MULTIPLY_DOUBLE -> binary(op, operands, DOUBLE, 0x159);
      case DIVIDE_DOUBLE -> binary(op, operands, DOUBLE, 0x15e);
      case ADD_SINGLE -> binary(op, operands, SINGLE, 0x158);
      case SUBTRACT_SINGLE -> binary(op, operands, SINGLE, 0x15c);
      case MULTIPLY_SINGLE -> binary(op, operands, SINGLE, 0x159);
      case DIVIDE_SINGLE -> binary(op, operands, SINGLE, 0x15e);
      case SQUARE_ROOT_DOUBLE -> squareRoot(op, operands, DOUBLE);
      case SQUARE_ROOT_SINGLE -> squareRoot(op, operands, SINGLE);
      case MIN_DOUBLE -> extreme(op, operands, DOUBLE, MIN, OR);
      case MIN_SINGLE -> extreme(op, operands, SINGLE, MIN, OR);
      case MAX_DOUBLE -> extreme(op, operands, DOUBLE, MAX, AND);
      case MAX_SINGLE -> extreme(op, operands, SINGLE, MAX, AND);
      case LESSER_OR_SECOND_DOUBLE -> orSecond(op, operands, DOUBLE, MIN);
      case LESSER_OR_SECOND_SINGLE -> orSecond(op, operands, SINGLE, MIN);
      case GREATER_OR_SECOND_DOUBLE -> orSecond(op, operands, DOUBLE, MAX);
      case GREATER_OR_SECOND_SINGLE -> orSecond(op, operands, SINGLE, MAX);
      case FUSED_DOUBLE -> {
        return fused(op, operands, DOUBLE);
      }
      case FUSED_SINGLE -> {
        return fused(op, operands, SINGLE);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void binary(IrOp op, int[] operands, int type, int opcode) {
    load(operands);
    asm.prefixed(type, false, opcode, 0, 1);
    unlessNan(op, type);
  }

  private void squareRoot(IrOp op, int[] operands, int type) {
    load(0, operands[0]);
    asm.prefixed(type, false, SQRT, 0, 0);
    unlessNan(op, type);
  }

  /** Of two that are equal the instruction gives the second: what both ways give is combined. */
  private void extreme(IrOp op, int[] operands, int type, int opcode, int combine) {
    load(operands);
    compare(type, 0, 1);
    int nan = asm.jcc(Assembler.P);
    asm.rr(false, 0x128, 2, 0); // MOVAPS
    asm.prefixed(type, false, opcode, 0, 1);
    asm.prefixed(type, false, opcode, 1, 2);
    asm.rr(false, combine, 0, 1);
    result(op, type, nan);
  }

  private void orSecond(IrOp op, int[] operands, int type, int opcode) {
    load(operands);
    asm.prefixed(type, false, opcode, 0, 1);
    result(op, type);
  }

  private boolean fused(IrOp op, int[] operands, int type) {
    if (!calls.has(HostProcessor.FUSED)) {
      return false;
    }
    load(operands);
    load(2, operands[2]);
    asm.u8(0xc4); // VFMADD213SD or SS: register 0 = 1 * 0 + 2
    asm.u8(0xe2);
    asm.u8(type == DOUBLE ? 0xf1 : 0x71);
    asm.u8(0xa9);
    asm.u8(0xc2);
    unlessNan(op, type);
    return true;
  }

  // ---- rounding ----

  private boolean rounding(Intrinsic intrinsic, IrOp op, int[] operands) {
    switch (intrinsic) {
      case ROUND_DOUBLE -> round(op, operands, DOUBLE, NEAREST);
      case FLOOR_DOUBLE -> round(op, operands, DOUBLE, DOWN);
      case CEILING_DOUBLE -> round(op, operands, DOUBLE, UP);
      case TRUNCATE_DOUBLE -> round(op, operands, DOUBLE, ZERO);
      case ROUND_SINGLE -> round(op, operands, SINGLE, NEAREST);
      case FLOOR_SINGLE -> round(op, operands, SINGLE, DOWN);
      case CEILING_SINGLE -> round(op, operands, SINGLE, UP);
      case TRUNCATE_SINGLE -> round(op, operands, SINGLE, ZERO);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void round(IrOp op, int[] operands, int type, int mode) {
    load(0, operands[0]);
    rounded(type, mode);
    unlessNan(op, type);
  }

  /** ROUNDSD or ROUNDSS of register 0. */
  private void rounded(int type, int mode) {
    asm.prefixed(0x66, false, type == DOUBLE ? 0x30b : 0x30a, 0, 0);
    asm.u8(8 | mode);
  }

  // ---- comparison ----

  private boolean comparison(Intrinsic intrinsic, IrOp op, int[] operands) {
    switch (intrinsic) {
      case RELATION_DOUBLE -> relation(op, operands, DOUBLE);
      case RELATION_SINGLE -> relation(op, operands, SINGLE);
      case EQUAL_DOUBLE -> holds(op, operands, DOUBLE, EQ);
      case LESS_DOUBLE -> holds(op, operands, DOUBLE, LT);
      case LESS_OR_EQUAL_DOUBLE -> holds(op, operands, DOUBLE, LE);
      case GREATER_DOUBLE -> holds(op, operands, DOUBLE, LT | EXCHANGED);
      case GREATER_OR_EQUAL_DOUBLE -> holds(op, operands, DOUBLE, LE | EXCHANGED);
      case UNORDERED_DOUBLE -> holds(op, operands, DOUBLE, UNORD);
      case NOT_LESS_DOUBLE -> holds(op, operands, DOUBLE, NLT);
      case NOT_LESS_OR_EQUAL_DOUBLE -> holds(op, operands, DOUBLE, NLE);
      case EQUAL_SINGLE -> holds(op, operands, SINGLE, EQ);
      case LESS_SINGLE -> holds(op, operands, SINGLE, LT);
      case GREATER_SINGLE -> holds(op, operands, SINGLE, LT | EXCHANGED);
      case GREATER_OR_EQUAL_SINGLE -> holds(op, operands, SINGLE, LE | EXCHANGED);
      case UNORDERED_SINGLE -> holds(op, operands, SINGLE, UNORD);
      case NOT_LESS_SINGLE -> holds(op, operands, SINGLE, NLT);
      case NOT_LESS_OR_EQUAL_SINGLE -> holds(op, operands, SINGLE, NLE);
      case MASK_EQUAL_DOUBLE -> mask(op, operands, DOUBLE, EQ);
      case MASK_LESS_DOUBLE -> mask(op, operands, DOUBLE, LT);
      case MASK_LESS_OR_EQUAL_DOUBLE -> mask(op, operands, DOUBLE, LE);
      case MASK_UNORDERED_DOUBLE -> mask(op, operands, DOUBLE, UNORD);
      case MASK_NOT_EQUAL_DOUBLE -> mask(op, operands, DOUBLE, NEQ);
      case MASK_NOT_LESS_DOUBLE -> mask(op, operands, DOUBLE, NLT);
      case MASK_NOT_LESS_OR_EQUAL_DOUBLE -> mask(op, operands, DOUBLE, NLE);
      case MASK_ORDERED_DOUBLE -> mask(op, operands, DOUBLE, ORD);
      case MASK_EQUAL_SINGLE -> mask(op, operands, SINGLE, EQ);
      case MASK_LESS_SINGLE -> mask(op, operands, SINGLE, LT);
      case MASK_LESS_OR_EQUAL_SINGLE -> mask(op, operands, SINGLE, LE);
      case MASK_UNORDERED_SINGLE -> mask(op, operands, SINGLE, UNORD);
      case MASK_NOT_EQUAL_SINGLE -> mask(op, operands, SINGLE, NEQ);
      case MASK_NOT_LESS_SINGLE -> mask(op, operands, SINGLE, NLT);
      case MASK_NOT_LESS_OR_EQUAL_SINGLE -> mask(op, operands, SINGLE, NLE);
      case MASK_ORDERED_SINGLE -> mask(op, operands, SINGLE, ORD);
      default -> {
        return false;
      }
    }
    return true;
  }

  /** All ones in register 0 if the predicate holds. */
  private void test(int[] operands, int type, int predicate) {
    boolean exchanged = predicate >= EXCHANGED;
    load(0, operands[exchanged ? 1 : 0]);
    load(1, operands[exchanged ? 0 : 1]);
    asm.prefixed(type, false, COMPARE, 0, 1);
    asm.u8(predicate & ~EXCHANGED);
  }

  private void mask(IrOp op, int[] operands, int type, int predicate) {
    test(operands, type, predicate);
    result(op, type);
  }

  private void holds(IrOp op, int[] operands, int type, int predicate) {
    test(operands, type, predicate);
    asm.prefixed(0x66, false, 0x17e, 0, RAX); // MOVD
    asm.immediate(false, 4, RAX, 1);
    calls.resultInRegister(op, RAX);
  }

  /** The host's flags ZF, PF and CF stand in AH where they are asked for. */
  private void relation(IrOp op, int[] operands, int type) {
    load(operands);
    compare(type, 0, 1);
    asm.u8(0x9f); // LAHF
    asm.rr(false, Assembler.MOVZX8, RAX, 4); // from AH
    asm.immediate(false, 4, RAX, 0x45);
    calls.resultInRegister(op, RAX);
  }

  // ---- conversion ----

  private boolean conversion(Intrinsic intrinsic, IrOp op, int[] operands) {
    switch (intrinsic) {
      case LONG_TO_DOUBLE -> fromInteger(op, operands, DOUBLE, true, false);
      case LONG_TO_SINGLE -> fromInteger(op, operands, SINGLE, true, false);
      case UNSIGNED_LONG_TO_DOUBLE -> fromInteger(op, operands, DOUBLE, true, true);
      case UNSIGNED_LONG_TO_SINGLE -> fromInteger(op, operands, SINGLE, true, true);
      case INT_TO_DOUBLE -> fromInteger(op, operands, DOUBLE, false, false);
      case SINGLE_TO_DOUBLE -> convert(op, operands, SINGLE, DOUBLE);
      case DOUBLE_TO_SINGLE -> convert(op, operands, DOUBLE, SINGLE);
      case DOUBLE_TO_LONG -> toLong(op, operands, DOUBLE, ZERO);
      case SINGLE_TO_LONG -> toLong(op, operands, SINGLE, ZERO);
      case DOUBLE_ROUND_TO_LONG -> toLong(op, operands, DOUBLE, NEAREST);
      case SINGLE_ROUND_TO_LONG -> toLong(op, operands, SINGLE, NEAREST);
      case DOUBLE_FLOOR_TO_LONG -> toLong(op, operands, DOUBLE, DOWN);
      case DOUBLE_CEILING_TO_LONG -> toLong(op, operands, DOUBLE, UP);
      case DOUBLE_TO_INT -> toInt(op, operands, DOUBLE, ZERO, false);
      case SINGLE_TO_INT -> toInt(op, operands, SINGLE, ZERO, false);
      case DOUBLE_ROUND_TO_INT -> toInt(op, operands, DOUBLE, NEAREST, false);
      case SINGLE_ROUND_TO_INT -> toInt(op, operands, SINGLE, NEAREST, false);
      case DOUBLE_TO_INT_EXTENDED -> toInt(op, operands, DOUBLE, ZERO, true);
      case DOUBLE_TO_UNSIGNED_LONG -> toUnsigned(op, operands, DOUBLE, 64);
      case SINGLE_TO_UNSIGNED_LONG -> toUnsigned(op, operands, SINGLE, 64);
      case DOUBLE_TO_UNSIGNED_INT -> toUnsigned(op, operands, DOUBLE, 32);
      case SINGLE_TO_UNSIGNED_INT -> toUnsigned(op, operands, SINGLE, 32);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void fromInteger(IrOp op, int[] operands, int type, boolean wide, boolean unsigned) {
    values.load(operands[0], RAX);
    asm.rr(false, 0x157, 0, 0); // XORPS: the conversion would wait for the register's old value
    if (unsigned) {
      asm.rr(true, Assembler.TEST, RAX, RAX);
      int rare = asm.jcc(Assembler.S);
      asm.prefixed(type, wide, 0x12a, 0, RAX);
      result(op, type, rare);
    } else {
      asm.prefixed(type, wide, 0x12a, 0, RAX);
      result(op, type);
    }
  }

  private void convert(IrOp op, int[] operands, int from, int to) {
    load(0, operands[0]);
    asm.prefixed(from, false, CONVERT, 0, 0);
    unlessNan(op, to);
  }

  /** RAX = the integer; the least one where there is none. */
  private void integer(int[] operands, int type, boolean wide, int mode) {
    load(0, operands[0]);
    if (mode == DOWN || mode == UP) {
      rounded(type, mode);
    }
    asm.prefixed(type, wide, mode == NEAREST ? 0x12d : 0x12c, RAX, 0);
  }

  /** A jump if RAX is the least integer. */
  private int ifLeast(boolean wide) {
    asm.immediate(wide, 7, RAX, 1); // only the least integer less 1 overflows
    return asm.jcc(Assembler.O);
  }

  private void toLong(IrOp op, int[] operands, int type, int mode) {
    integer(operands, type, true, mode);
    calls.resultInRegister(op, RAX, ifLeast(true));
  }

  private void toInt(IrOp op, int[] operands, int type, int mode, boolean extended) {
    integer(operands, type, false, mode);
    int rare = ifLeast(false);
    if (extended) {
      asm.rr(true, Assembler.MOVSXD, RAX, RAX);
    }
    calls.resultInRegister(op, RAX, rare);
  }

  private void toUnsigned(IrOp op, int[] operands, int type, int bits) {
    integer(operands, type, true, ZERO);
    asm.mov(RCX, RAX);
    asm.shift(true, 5, RCX, bits == 64 ? 63 : 32);
    calls.resultInRegister(op, RAX, asm.jcc(Assembler.NE));
  }
}
