package burrow.cpu.riscv64;

import burrow.translator.DirectedRounding;

/**
 * Floating-point operations on register bits, by the rules of the F and D extensions: a NaN result
 * is the canonical NaN, a single-precision operand that is not NaN-boxed counts as the canonical
 * NaN, conversions to integers saturate, a fused multiply-add rounds once. Called from generated
 * code, hence public. The names without a mode round to nearest even.
 */
public final class RiscvFloat {
  /** Rounding modes, as numbered in the rm field: to nearest, ties to even. */
  public static final int RNE = 0;

  /** Towards zero. */
  public static final int RTZ = 1;

  /** Down. */
  public static final int RDN = 2;

  /** Up. */
  public static final int RUP = 3;

  /** To nearest, ties away from zero. */
  public static final int RMM = 4;

  private static final long CANONICAL_NAN = 0x7ff8_0000_0000_0000L;
  private static final DirectedRounding.Mode[] MODES = DirectedRounding.Mode.values();

  private static final int CANONICAL_NAN_SINGLE = 0x7fc0_0000;
  private static final long BOX = 0xffff_ffff_0000_0000L;

  private RiscvFloat() {}

  // ---- registers and values ----

  private static double toDouble(long bits) {
    return Double.longBitsToDouble(bits);
  }

  private static long bits(double d) {
    return Double.isNaN(d) ? CANONICAL_NAN : Double.doubleToRawLongBits(d);
  }

  private static int singleBits(long register) {
    return (register & BOX) == BOX ? (int) register : CANONICAL_NAN_SINGLE;
  }

  private static float toSingle(long register) {
    return Float.intBitsToFloat(singleBits(register));
  }

  private static long bits(float f) {
    return box(Float.isNaN(f) ? CANONICAL_NAN_SINGLE : Float.floatToRawIntBits(f));
  }

  private static long box(int bits) {
    return BOX | bits & 0xffff_ffffL;
  }

  // ---- double precision ----

  public static long addDouble(long a, long b) {
    return bits(toDouble(a) + toDouble(b));
  }

  public static long subtractDouble(long a, long b) {
    return bits(toDouble(a) - toDouble(b));
  }

  public static long multiplyDouble(long a, long b) {
    return bits(toDouble(a) * toDouble(b));
  }

  public static long divideDouble(long a, long b) {
    return bits(toDouble(a) / toDouble(b));
  }

  /** a × b + c. */
  public static long fmaDouble(long a, long b, long c) {
    return bits(Math.fma(toDouble(a), toDouble(b), toDouble(c)));
  }

  public static long addDoubleRounded(long a, long b, long mode) {
    return mode == RNE ? addDouble(a, b) : bits(doubles(mode).add(toDouble(a), toDouble(b)));
  }

  public static long subtractDoubleRounded(long a, long b, long mode) {
    return mode == RNE ? subtractDouble(a, b) : bits(doubles(mode).add(toDouble(a), -toDouble(b)));
  }

  public static long multiplyDoubleRounded(long a, long b, long mode) {
    return mode == RNE
        ? multiplyDouble(a, b)
        : bits(doubles(mode).multiply(toDouble(a), toDouble(b)));
  }

  public static long divideDoubleRounded(long a, long b, long mode) {
    return mode == RNE ? divideDouble(a, b) : bits(doubles(mode).divide(toDouble(a), toDouble(b)));
  }

  public static long fmaDoubleRounded(long a, long b, long c, long mode) {
    return mode == RNE
        ? fmaDouble(a, b, c)
        : bits(doubles(mode).fma(toDouble(a), toDouble(b), toDouble(c)));
  }

  public static long sqrtDouble(long a, long mode) {
    double d = toDouble(a);
    return bits(mode == RNE ? Math.sqrt(d) : doubles(mode).sqrt(d));
  }

  public static long minDouble(long a, long b) {
    double x = toDouble(a);
    double y = toDouble(b);
    return bits(Double.isNaN(x) ? y : Double.isNaN(y) ? x : Math.min(x, y));
  }

  public static long maxDouble(long a, long b) {
    double x = toDouble(a);
    double y = toDouble(b);
    return bits(Double.isNaN(x) ? y : Double.isNaN(y) ? x : Math.max(x, y));
  }

  public static long equalDouble(long a, long b) {
    return toDouble(a) == toDouble(b) ? 1 : 0;
  }

  public static long lessDouble(long a, long b) {
    return toDouble(a) < toDouble(b) ? 1 : 0;
  }

  public static long lessOrEqualDouble(long a, long b) {
    return toDouble(a) <= toDouble(b) ? 1 : 0;
  }

  public static long classifyDouble(long a) {
    long quietBit = 0x0008_0000_0000_0000L;
    return classify(toDouble(a), a < 0, (a & quietBit) != 0, Double.MIN_NORMAL);
  }

  // ---- single precision ----

  public static long addSingle(long a, long b) {
    return bits(toSingle(a) + toSingle(b));
  }

  public static long subtractSingle(long a, long b) {
    return bits(toSingle(a) - toSingle(b));
  }

  public static long multiplySingle(long a, long b) {
    return bits(toSingle(a) * toSingle(b));
  }

  public static long divideSingle(long a, long b) {
    return bits(toSingle(a) / toSingle(b));
  }

  public static long fmaSingle(long a, long b, long c) {
    return bits(Math.fma(toSingle(a), toSingle(b), toSingle(c)));
  }

  public static long addSingleRounded(long a, long b, long mode) {
    return mode == RNE
        ? addSingle(a, b)
        : bits((float) singles(mode).add(toSingle(a), toSingle(b)));
  }

  public static long subtractSingleRounded(long a, long b, long mode) {
    return mode == RNE
        ? subtractSingle(a, b)
        : bits((float) singles(mode).add(toSingle(a), -toSingle(b)));
  }

  public static long multiplySingleRounded(long a, long b, long mode) {
    return mode == RNE
        ? multiplySingle(a, b)
        : bits((float) singles(mode).multiply(toSingle(a), toSingle(b)));
  }

  public static long divideSingleRounded(long a, long b, long mode) {
    return mode == RNE
        ? divideSingle(a, b)
        : bits((float) singles(mode).divide(toSingle(a), toSingle(b)));
  }

  public static long fmaSingleRounded(long a, long b, long c, long mode) {
    if (mode == RNE) {
      return fmaSingle(a, b, c);
    }
    double d = singles(mode).fma(toSingle(a), toSingle(b), toSingle(c));
    return bits((float) d);
  }

  public static long sqrtSingle(long a, long mode) {
    float f = toSingle(a);
    // The double root, rounded again, is the correctly rounded single one.
    return bits((float) (mode == RNE ? Math.sqrt(f) : singles(mode).sqrt(f)));
  }

  public static long minSingle(long a, long b) {
    float x = toSingle(a);
    float y = toSingle(b);
    return bits(Float.isNaN(x) ? y : Float.isNaN(y) ? x : Math.min(x, y));
  }

  public static long maxSingle(long a, long b) {
    float x = toSingle(a);
    float y = toSingle(b);
    return bits(Float.isNaN(x) ? y : Float.isNaN(y) ? x : Math.max(x, y));
  }

  public static long equalSingle(long a, long b) {
    return toSingle(a) == toSingle(b) ? 1 : 0;
  }

  public static long lessSingle(long a, long b) {
    return toSingle(a) < toSingle(b) ? 1 : 0;
  }

  public static long lessOrEqualSingle(long a, long b) {
    return toSingle(a) <= toSingle(b) ? 1 : 0;
  }

  public static long classifySingle(long a) {
    int bits = singleBits(a);
    return classify(toSingle(a), bits < 0, (bits & 0x0040_0000) != 0, Float.MIN_NORMAL);
  }

  /** FSGNJ.S: a with the sign of b. */
  public static long signSingle(long a, long b) {
    return box(singleBits(a) & Integer.MAX_VALUE | singleBits(b) & Integer.MIN_VALUE);
  }

  public static long signNegatedSingle(long a, long b) {
    return box(singleBits(a) & Integer.MAX_VALUE | ~singleBits(b) & Integer.MIN_VALUE);
  }

  public static long signXorSingle(long a, long b) {
    return box(singleBits(a) ^ singleBits(b) & Integer.MIN_VALUE);
  }

  /** FCLASS: one bit set, from 0 for negative infinity to 9 for a quiet NaN. */
  private static long classify(double d, boolean negative, boolean quiet, double minNormal) {
    if (Double.isNaN(d)) {
      return quiet ? 1 << 9 : 1 << 8;
    }
    double magnitude = Math.abs(d);
    int kind; // 0 infinite, 1 normal, 2 subnormal, 3 zero
    if (magnitude == Double.POSITIVE_INFINITY) {
      kind = 0;
    } else if (magnitude >= minNormal) {
      kind = 1;
    } else {
      kind = magnitude == 0 ? 3 : 2;
    }
    return 1L << (negative ? kind : 7 - kind);
  }

  // ---- conversions ----

  public static long singleToDouble(long a, long mode) {
    return bits((double) toSingle(a));
  }

  public static long doubleToSingle(long a, long mode) {
    double d = toDouble(a);
    return bits((float) (mode == RNE ? d : singles(mode).round(d)));
  }

  public static long longToDouble(long a, long mode) {
    return bits(mode == RNE ? (double) a : doubles(mode).fromLong(a, true));
  }

  public static long unsignedLongToDouble(long a, long mode) {
    if (a >= 0 || mode != RNE) {
      return a >= 0 ? longToDouble(a, mode) : bits(doubles(mode).fromLong(a, false));
    }
    // Halved with the lost bit kept sticky, it rounds as the whole would.
    return bits((double) (a >>> 1 | a & 1) * 2);
  }

  public static long longToSingle(long a, long mode) {
    return bits(mode == RNE ? (float) a : (float) singles(mode).fromLong(a, true));
  }

  public static long unsignedLongToSingle(long a, long mode) {
    if (a >= 0 || mode != RNE) {
      return a >= 0 ? longToSingle(a, mode) : bits((float) singles(mode).fromLong(a, false));
    }
    return bits((float) (a >>> 1 | a & 1) * 2);
  }

  public static long doubleToInt(long a, long mode) {
    return toInt(toDouble(a), mode);
  }

  public static long doubleToUnsignedInt(long a, long mode) {
    return toUnsignedInt(toDouble(a), mode);
  }

  public static long doubleToLong(long a, long mode) {
    return toLong(toDouble(a), mode);
  }

  public static long doubleToUnsignedLong(long a, long mode) {
    return toUnsignedLong(toDouble(a), mode);
  }

  public static long singleToInt(long a, long mode) {
    return toInt(toSingle(a), mode);
  }

  public static long singleToUnsignedInt(long a, long mode) {
    return toUnsignedInt(toSingle(a), mode);
  }

  public static long singleToLong(long a, long mode) {
    return toLong(toSingle(a), mode);
  }

  public static long singleToUnsignedLong(long a, long mode) {
    return toUnsignedLong(toSingle(a), mode);
  }

  private static long toInt(double d, long mode) {
    return Double.isNaN(d) ? Integer.MAX_VALUE : (int) integral(d, mode);
  }

  private static long toLong(double d, long mode) {
    return Double.isNaN(d) ? Long.MAX_VALUE : (long) integral(d, mode);
  }

  /** Sign-extended, as all 32-bit results are. */
  private static long toUnsignedInt(double d, long mode) {
    double r = integral(d, mode);
    return r >= 0x1p32 || Double.isNaN(r) ? -1 : r <= 0 ? 0 : (int) (long) r;
  }

  private static long toUnsignedLong(double d, long mode) {
    double r = integral(d, mode);
    if (r >= 0x1p64 || Double.isNaN(r)) {
      return -1;
    }
    if (r <= 0) {
      return 0;
    }
    return r < 0x1p63 ? (long) r : (long) (r - 0x1p63) ^ Long.MIN_VALUE;
  }

  private static double integral(double d, long mode) {
    return DirectedRounding.integral(d, mode(mode));
  }

  /** The rm field numbers them as {@link DirectedRounding.Mode} lists them. */
  private static DirectedRounding.Mode mode(long rm) {
    return MODES[(int) rm];
  }

  private static DirectedRounding doubles(long rm) {
    return DirectedRounding.of(DirectedRounding.Format.DOUBLE, mode(rm));
  }

  private static DirectedRounding singles(long rm) {
    return DirectedRounding.of(DirectedRounding.Format.SINGLE, mode(rm));
  }
}
