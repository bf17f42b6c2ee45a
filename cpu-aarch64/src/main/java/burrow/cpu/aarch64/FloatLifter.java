package burrow.cpu.aarch64;

import burrow.translator.Helper;
import burrow.translator.Opcode;

/** Scalar floating point. */
final class FloatLifter {
  private static final Helper FMA =
      Helper.of(Floats.class, "fma", Floats::fma).choosing(FloatIntrinsics::fused, 1, 2, 0);
  private static final Helper ROUND =
      Helper.of(FloatConversions.class, "roundToIntegral", FloatConversions::roundToIntegral)
          .choosing(FloatIntrinsics::rounding, 0);
  static final Helper TO_SIGNED =
      Helper.of(FloatConversions.class, "toSigned", FloatConversions::toSigned)
          .choosing(FloatIntrinsics::toSigned, 0);
  static final Helper TO_UNSIGNED =
      Helper.of(FloatConversions.class, "toUnsigned", FloatConversions::toUnsigned)
          .choosing(FloatIntrinsics::toUnsigned, 0);
  static final Helper FROM_SIGNED =
      Helper.of(FloatConversions.class, "fromSigned", FloatConversions::fromSigned)
          .choosing(FloatIntrinsics::fromSigned, 0);
  static final Helper FROM_UNSIGNED =
      Helper.of(FloatConversions.class, "fromUnsigned", FloatConversions::fromUnsigned)
          .choosing(FloatIntrinsics::fromUnsigned, 0);
  static final Helper CONVERT =
      Helper.of(FloatConversions.class, "convert", FloatConversions::convert)
          .choosing(FloatIntrinsics::convert, 0);

  // By the field type: 00 single, 01 double, 11 half.
  private static final int[] SIZES = {32, 64, 0, 16};

  private FloatLifter() {}

  private static int size(Insn i) {
    return SIZES[i.bits(22, 2)];
  }

  private static long sign(Insn i) {
    return 1L << (size(i) - 1);
  }

  /** The low half of a register cut to the operation's size. */
  private static int value(Insn i, int v) {
    return size(i) == 64 ? i.low(v) : i.ir.zext32(i.low(v));
  }

  // ---- arithmetic ----

  static void floatBinary(Insn i) {
    Helper f = FloatHelpers.binary(i.mnemonic());
    i.setScalar(i.d(), i.call(f, i.low(i.n()), i.low(i.m()), i.con(size(i))));
  }

  static void floatUnary(Insn i) {
    int a = i.low(i.n());
    int result =
        switch (i.bits(15, 2)) {
          case 0 -> value(i, i.n());
          case 1 -> i.ir.and(a, i.con(sign(i) - 1));
          case 2 -> i.ir.xor(value(i, i.n()), i.con(sign(i)));
          default -> i.call(FloatHelpers.unary("fsqrt"), a, i.con(size(i)));
        };
    i.setScalar(i.d(), result);
  }

  /** FMADD and FMSUB, FNMADD and FNMSUB: the operands change sign, before a NaN is chosen. */
  static void floatMultiplyAdd(Insn i) {
    boolean negateAll = i.bit(21);
    boolean negateProduct = negateAll != i.bit(15);
    int addend = negateAll ? i.ir.xor(i.low(i.a()), i.con(sign(i))) : i.low(i.a());
    int a = negateProduct ? i.ir.xor(i.low(i.n()), i.con(sign(i))) : i.low(i.n());
    i.setScalar(i.d(), i.call(FMA, addend, a, i.low(i.m()), i.con(size(i))));
  }

  /** By the rounding field of FRINT*: N, P, M, Z, A, -, X, I. */
  private static final int[] ROUNDINGS = {
    FloatConversions.NEAREST,
    FloatConversions.UP,
    FloatConversions.DOWN,
    FloatConversions.ZERO,
    FloatConversions.AWAY,
    FloatConversions.NEAREST,
    FloatConversions.CURRENT,
    FloatConversions.CURRENT
  };

  static void floatRound(Insn i) {
    int mode = ROUNDINGS[i.bits(15, 3)];
    i.setScalar(i.d(), i.call(ROUND, i.low(i.n()), i.con(size(i)), i.con(mode)));
  }

  static void floatConvert(Insn i) {
    int to = SIZES[i.bits(15, 2)];
    i.setScalar(i.d(), i.call(CONVERT, i.low(i.n()), i.con(size(i)), i.con(to)));
  }

  // ---- moves ----

  static void floatImmediate(Insn i) {
    i.setScalar(i.d(), i.con(expand(i.bits(13, 8), size(i))));
  }

  /** VFPExpandImm of the manual: sign, three bits of exponent, four of fraction. */
  static long expand(int immediate, int size) {
    long sign = immediate >>> 7;
    int fractionBits = size == 64 ? 52 : 23;
    int exponentBits = size - 1 - fractionBits;
    long b = immediate >>> 6 & 1;
    long repeated = b == 0 ? 0 : (1L << (exponentBits - 3)) - 1;
    long exponent = (b ^ 1) << (exponentBits - 1) | repeated << 2 | immediate >>> 4 & 3;
    long fraction = (long) (immediate & 15) << (fractionBits - 4);
    return sign << (size - 1) | exponent << fractionBits | fraction;
  }

  static void moveToGeneral(Insn i) {
    boolean top = i.bits(22, 2) == 2;
    int source = top ? i.high(i.n()) : i.low(i.n());
    i.setX(i.d(), i.truncate(source));
  }

  static void moveFromGeneral(Insn i) {
    if (i.bits(22, 2) == 2) {
      i.ir.set(i.high(i.d()), i.x(i.n()));
    } else {
      i.setScalar(i.d(), i.truncate(i.x(i.n())));
    }
  }

  static void floatSelect(Insn i) {
    Conditions.Test t = Conditions.test(i, i.condition());
    int x = i.low(i.n());
    int y = i.low(i.m());
    int selected = i.ir.select(t.cond(), t.a(), t.b(), x, y);
    i.setScalar(i.d(), size(i) == 64 ? selected : i.ir.zext32(selected));
  }

  // ---- comparisons ----

  private static int comparison(Insn i) {
    return size(i) == 64 ? Flags.FCMP64 : Flags.FCMP32;
  }

  static void floatCompare(Insn i) {
    int b = i.bit(3) ? i.con(0) : i.compared(i.low(i.m()), size(i));
    i.ir.flags(comparison(i), i.compared(i.low(i.n()), size(i)), b, Insn.NONE);
  }

  static void floatConditionalCompare(Insn i) {
    int a = i.compared(i.low(i.n()), size(i));
    int b = i.compared(i.low(i.m()), size(i));
    int compared = Conditions.nzcv(i, comparison(i), a, b);
    IntegerLifter.selectFlags(i, compared);
  }

  // ---- integers ----

  static void floatToInteger(Insn i) {
    boolean away = i.bits(16, 3) >= 4;
    toInteger(i, away ? FloatConversions.AWAY : i.bits(19, 2), 0);
  }

  static void floatToFixed(Insn i) {
    toInteger(i, FloatConversions.ZERO, 64 - i.bits(10, 6));
  }

  private static void toInteger(Insn i, int mode, int fraction) {
    Helper f = i.bit(16) ? TO_UNSIGNED : TO_SIGNED;
    int target = i.wide() ? 64 : 32;
    i.setX(
        i.d(),
        i.call(f, i.low(i.n()), i.con(size(i)), i.con(target), i.con(mode), i.con(fraction)));
  }

  static void integerToFloat(Insn i) {
    fromInteger(i, 0);
  }

  static void fixedToFloat(Insn i) {
    fromInteger(i, 64 - i.bits(10, 6));
  }

  private static void fromInteger(Insn i, int fraction) {
    boolean unsigned = i.bit(16);
    int source = i.x(i.n());
    if (!i.wide()) {
      source = i.ir.unary(unsigned ? Opcode.ZEXT32 : Opcode.SEXT32, source);
    }
    Helper f = unsigned ? FROM_UNSIGNED : FROM_SIGNED;
    i.setScalar(i.d(), i.call(f, source, i.con(size(i)), i.con(fraction)));
  }
}
