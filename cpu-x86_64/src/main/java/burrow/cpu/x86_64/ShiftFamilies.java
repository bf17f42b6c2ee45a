package burrow.cpu.x86_64;

import burrow.machine.Trap;
import burrow.translator.Cond;
import burrow.translator.Helper;
import burrow.translator.Intrinsic;
import burrow.translator.IrBuilder;
import burrow.translator.Opcode;
import burrow.translator.Opcode.Rmw;
import java.util.Map;

/** Shifts, rotates, bit tests, multiplication and division. */
final class ShiftFamilies {
  private static final Helper ROTATE_FLAGS =
      Helper.of(BitMath.class, "rotateFlags", BitMath::rotateFlags);
  private static final Helper ROTATE_LEFT =
      Helper.of(BitMath.class, "rotateLeft", BitMath::rotateLeft);
  private static final Helper ROTATE_THROUGH_CARRY =
      Helper.of(BitMath.class, "rotateThroughCarry", BitMath::rotateThroughCarry);
  private static final Helper ROTATE_THROUGH_CARRY_FLAGS =
      Helper.of(BitMath.class, "rotateThroughCarryFlags", BitMath::rotateThroughCarryFlags);
  private static final Helper SHIFT_LEFT_DOUBLE =
      Helper.of(BitMath.class, "shiftLeftDouble", BitMath::shiftLeftDouble);
  private static final Helper SHIFT_RIGHT_DOUBLE =
      Helper.of(BitMath.class, "shiftRightDouble", BitMath::shiftRightDouble);
  private static final Helper SHIFT_LEFT_DOUBLE_FLAGS =
      Helper.of(BitMath.class, "shiftLeftDoubleFlags", BitMath::shiftLeftDoubleFlags);
  private static final Helper SHIFT_RIGHT_DOUBLE_FLAGS =
      Helper.of(BitMath.class, "shiftRightDoubleFlags", BitMath::shiftRightDoubleFlags);
  private static final Helper DIVIDE_UNSIGNED =
      Helper.of(BitMath.class, "divideUnsigned", BitMath::divideUnsigned)
          .as(Intrinsic.DIVIDE_UNSIGNED);
  private static final Helper REMAINDER_UNSIGNED =
      Helper.of(BitMath.class, "remainderUnsigned", BitMath::remainderUnsigned)
          .as(Intrinsic.REMAINDER_UNSIGNED);
  private static final Helper SIGNED_QUOTIENT_OVERFLOWS =
      Helper.of(BitMath.class, "signedQuotientOverflows", BitMath::signedQuotientOverflows)
          .as(Intrinsic.SIGNED_QUOTIENT_OVERFLOWS);
  private static final Helper DIVIDE_SIGNED =
      Helper.of(BitMath.class, "divideSigned", BitMath::divideSigned).as(Intrinsic.DIVIDE_SIGNED);
  private static final Helper REMAINDER_SIGNED =
      Helper.of(BitMath.class, "remainderSigned", BitMath::remainderSigned)
          .as(Intrinsic.REMAINDER_SIGNED);

  private ShiftFamilies() {}

  static void register(Map<String, Family> families) {
    families.put("shl", x -> shift(x, Flags.SHL));
    families.put("shr", x -> shift(x, Flags.SHR));
    families.put("sar", x -> shift(x, Flags.SAR));
    families.put("rol", x -> rotate(x, true));
    families.put("ror", x -> rotate(x, false));
    families.put("rcl", x -> rotateThroughCarry(x, true));
    families.put("rcr", x -> rotateThroughCarry(x, false));
    families.put("shld", x -> shiftDouble(x, SHIFT_LEFT_DOUBLE, SHIFT_LEFT_DOUBLE_FLAGS));
    families.put("shrd", x -> shiftDouble(x, SHIFT_RIGHT_DOUBLE, SHIFT_RIGHT_DOUBLE_FLAGS));
    families.put("bt", x -> bitTest(x, BitChange.NONE));
    families.put("bts", x -> bitTest(x, BitChange.SET));
    families.put("btr", x -> bitTest(x, BitChange.RESET));
    families.put("btc", x -> bitTest(x, BitChange.COMPLEMENT));
    families.put("mul", x -> multiplyWide(x, false));
    families.put("imul", x -> multiply(x));
    families.put("div", x -> divide(x, false));
    families.put("idiv", x -> divide(x, true));
  }

  // ---- shifts and rotates ----

  /** The count, masked to 5 bits, or 6 for 64-bit operands. */
  private static int count(Lifter x, int k) {
    return x.ir.and(x.raw(k), x.ir.con(x.size(0) == 8 ? 63 : 31));
  }

  private static void shift(Lifter x, int function) {
    int size = x.size(0);
    IrBuilder ir = x.ir;
    // A variable count of 4- and 8-byte operands is masked by the shift itself.
    int count = size < 4 || ir.isConstant(x.raw(1)) ? count(x, 1) : x.raw(1);
    int a = x.zext0(function == Flags.SAR);
    if (ir.isConstant(count) && ir.value(count) == 0) {
      x.write(0, size == 4 ? ir.zext32(a) : a); // a register of 4 bytes is still zero-extended
      return;
    }
    if (x.isMemory(0)) {
      x.write(0, shifted(x, function, a, count));
      shiftFlags(x, function, a, count);
    } else {
      shiftFlags(x, function, a, count);
      x.write(0, shifted(x, function, a, count));
    }
  }

  /** A count of zero leaves the flags as they are. */
  private static void shiftFlags(Lifter x, int function, int a, int count) {
    IrBuilder ir = x.ir;
    if (ir.isConstant(count)) {
      x.flags(function, x.size(0), a, count);
    } else {
      int masked = ir.and(count, ir.con(x.size(0) == 8 ? 63 : 31));
      ir.flagsUnlessZero(masked, Flags.kind(function, x.size(0)), a, count);
    }
  }

  private static int shifted(Lifter x, int function, int a, int count) {
    int size = x.size(0);
    return switch (function) {
      case Flags.SHL -> x.binary(Opcode.SHL, Opcode.SHLU32, size, a, count);
      case Flags.SHR -> x.binary(Opcode.SHR, Opcode.SHRU32, size, a, count);
      default -> x.binary(Opcode.SAR, Opcode.SARU32, size, a, count);
    };
  }

  private static void rotate(Lifter x, boolean left) {
    int size = x.size(0);
    int bits = 8 * size;
    IrBuilder ir = x.ir;
    int count = count(x, 1);
    int a = x.forFlags(0);
    int right = left ? ir.unary(Opcode.NEG, count) : count;
    int result =
        size >= 4
            ? x.binary(Opcode.ROTR, Opcode.ROTRU32, size, a, right)
            : rotateNarrow(ir, a, left ? count : ir.unary(Opcode.NEG, count), bits);
    if (ir.isConstant(count) && ir.value(count) != 0) {
      int top = ir.extract(result, bits - 1, 1);
      int carry = left ? ir.and(result, ir.con(1)) : top;
      int other = left ? carry : ir.extract(result, bits - 2, 1);
      int changed = ir.or(carry, ir.shl(ir.xor(top, other), ir.con(11)));
      x.write(0, size == 4 ? ir.zext32(result) : result);
      x.replaceFlags(Flags.CF | Flags.OF, changed);
      return;
    }
    int image = ir.call(ROTATE_FLAGS, x.image(), result, count, ir.con(left ? bits : -bits));
    x.write(0, size == 4 ? ir.zext32(result) : result);
    x.flagsImage(image);
  }

  /** A zero-extended value of 8 or 16 bits rotated left. */
  private static int rotateNarrow(IrBuilder ir, int a, int count, int bits) {
    if (!ir.isConstant(count)) {
      return ir.call(ROTATE_LEFT, a, count, ir.con(bits));
    }
    long n = ir.value(count) & bits - 1;
    return ir.extract(ir.or(ir.shl(a, ir.con(n)), ir.shr(a, ir.con(bits - n))), 0, bits);
  }

  private static void rotateThroughCarry(Lifter x, boolean left) {
    int bits = 8 * x.size(0);
    IrBuilder ir = x.ir;
    int image = x.image();
    int count = count(x, 1);
    int a = x.zext(0);
    int width = ir.con(left ? bits : -bits);
    int result = ir.call(ROTATE_THROUGH_CARRY, a, image, count, width);
    int flags = ir.call(ROTATE_THROUGH_CARRY_FLAGS, a, image, count, width);
    x.write(0, result);
    x.flagsImage(flags);
  }

  private static void shiftDouble(Lifter x, Helper value, Helper flags) {
    IrBuilder ir = x.ir;
    int bits = ir.con(8 * x.size(0));
    int count = count(x, 2);
    int b = x.zext(1);
    int a = x.zext(0);
    int result = shiftedDouble(x, value, a, b, count);
    int image = ir.call(flags, x.image(), a, b, count, bits);
    x.write(0, result);
    x.flagsImage(image);
  }

  private static int shiftedDouble(Lifter x, Helper helper, int a, int b, int count) {
    IrBuilder ir = x.ir;
    int bits = 8 * x.size(0);
    if (bits < 32 || !ir.isConstant(count) || ir.value(count) == 0) {
      return ir.call(helper, a, b, count, ir.con(bits));
    }
    int rest = ir.con(bits - ir.value(count));
    boolean left = helper == SHIFT_LEFT_DOUBLE;
    int r =
        left ? ir.or(ir.shl(a, count), ir.shr(b, rest)) : ir.or(ir.shr(a, count), ir.shl(b, rest));
    return bits == 64 ? r : ir.zext32(r);
  }

  // ---- bit tests ----

  private enum BitChange {
    NONE,
    SET,
    RESET,
    COMPLEMENT
  }

  private static void bitTest(Lifter x, BitChange change) {
    int size = x.size(0);
    IrBuilder ir = x.ir;
    int position = x.raw(1);
    int bit = ir.and(position, ir.con(8L * size - 1));
    boolean far = x.isMemory(0) && !ir.isConstant(position);
    if (far) {
      // A register position reaches beyond the operand, by whole operands.
      int log = Integer.numberOfTrailingZeros(8 * size);
      int units = ir.sar(x.sext(position, size), ir.con(log));
      x.offsetAddress(ir.shl(units, ir.con(log - 3)));
    }
    int mask = ir.shl(ir.con(1), bit);
    int old;
    if (x.locked()) {
      old =
          switch (change) {
            case SET -> x.rmw(Rmw.OR, size, mask);
            case RESET -> x.rmw(Rmw.ANDN, size, mask);
            default -> x.rmw(Rmw.XOR, size, mask);
          };
    } else {
      old = x.raw(0);
    }
    int carry = ir.copy(ir.shr(old, bit));
    if (change != BitChange.NONE && !x.locked()) {
      int changed =
          switch (change) {
            case SET -> x.binary(Opcode.OR, Opcode.ORU32, size, old, mask);
            case RESET -> x.binary(Opcode.ANDN, Opcode.ANDNU32, size, old, mask);
            default -> x.binary(Opcode.XOR, Opcode.XORU32, size, old, mask);
          };
      x.write(0, changed);
    }
    x.replaceFlags(Flags.CF, ir.and(carry, ir.con(1)));
  }

  // ---- multiplication and division ----

  /** MUL, and IMUL with one operand: RDX:RAX, or AX for bytes. */
  private static void multiplyWide(Lifter x, boolean signed) {
    int size = x.size(0);
    IrBuilder ir = x.ir;
    if (size == 8) {
      int b = x.raw(0);
      int low = ir.binary(Opcode.MUL, Lifter.RAX, b);
      int high = ir.binary(signed ? Opcode.MULHS : Opcode.MULHU, Lifter.RAX, b);
      int expected = signed ? ir.sar(low, ir.con(63)) : ir.con(0);
      x.flags(Flags.MUL, 8, low, ir.setIf(Cond.NE, high, expected));
      ir.set(Lifter.RAX, low);
      ir.set(Lifter.RDX, high);
      return;
    }
    int b = signed ? x.sext(0) : x.zext(0);
    int a = signed ? x.sext(Lifter.RAX, size) : x.zext(Lifter.RAX, size);
    int product = ir.binary(Opcode.MUL, a, b);
    int low = x.zext(product, size);
    int expected = signed ? x.sext(product, size) : low;
    x.flags(Flags.MUL, size, low, ir.setIf(Cond.NE, product, expected));
    if (size == 1) {
      x.writeRegister(Lifter.RAX, 2, product);
    } else {
      x.writeRegister(Lifter.RAX, size, low);
      int high = ir.extract(product, 8 * size, 8 * size);
      x.writeRegister(Lifter.RDX, size, high);
    }
  }

  private static void multiply(Lifter x) {
    int count = x.operandCount();
    if (count == 1) {
      multiplyWide(x, true);
      return;
    }
    int size = x.size(0);
    int a = x.forFlags(count - 2);
    int b = x.forFlags(count - 1);
    x.flags(Flags.IMUL, size, a, b);
    x.write(0, x.binary(Opcode.MUL, Opcode.MULU32, size, a, b));
  }

  private static void divide(Lifter x, boolean signed) {
    switch (x.size(0)) {
      case 8 -> divide128(x, signed);
      case 4, 2, 1 -> divideNarrow(x, signed);
      default -> throw new IllegalStateException();
    }
  }

  private static void divide128(Lifter x, boolean signed) {
    IrBuilder ir = x.ir;
    int divisor = ir.copy(x.raw(0));
    int quotient;
    int remainder;
    if (signed) {
      int bad = ir.call(SIGNED_QUOTIENT_OVERFLOWS, Lifter.RDX, Lifter.RAX, divisor);
      ir.trapIf(Cond.NE, bad, ir.con(0), Trap.DIVIDE);
      quotient = ir.call(DIVIDE_SIGNED, Lifter.RDX, Lifter.RAX, divisor);
      remainder = ir.call(REMAINDER_SIGNED, Lifter.RDX, Lifter.RAX, divisor);
    } else {
      ir.trapIf(Cond.GEU, Lifter.RDX, divisor, Trap.DIVIDE);
      quotient = ir.call(DIVIDE_UNSIGNED, Lifter.RDX, Lifter.RAX, divisor);
      remainder = ir.call(REMAINDER_UNSIGNED, Lifter.RDX, Lifter.RAX, divisor);
    }
    ir.set(Lifter.RAX, quotient);
    ir.set(Lifter.RDX, remainder);
  }

  private static void divideNarrow(Lifter x, boolean signed) {
    int size = x.size(0);
    int bits = 8 * size;
    IrBuilder ir = x.ir;
    int divisor = signed ? x.sext(0) : x.zext(0);
    int dividend;
    if (size == 1) {
      dividend = x.zext(Lifter.RAX, 2);
    } else {
      dividend = ir.deposit(x.zext(Lifter.RAX, size), Lifter.RDX, bits, bits);
    }
    if (signed) {
      dividend = x.sext(dividend, 2 * size);
    }
    ir.trapIf(Cond.EQ, divisor, ir.con(0), Trap.DIVIDE);
    int quotient = ir.binary(signed ? Opcode.DIVS : Opcode.DIVU, dividend, divisor);
    int fits = signed ? x.sext(quotient, size) : x.zext(quotient, size);
    ir.trapIf(Cond.NE, quotient, fits, Trap.DIVIDE);
    int remainder = ir.binary(signed ? Opcode.REMS : Opcode.REMU, dividend, divisor);
    if (size == 1) {
      ir.set(Lifter.RAX, ir.deposit(ir.deposit(Lifter.RAX, quotient, 0, 8), remainder, 8, 8));
    } else {
      x.writeRegister(Lifter.RAX, size, x.zext(quotient, size));
      x.writeRegister(Lifter.RDX, size, x.zext(remainder, size));
    }
  }
}
