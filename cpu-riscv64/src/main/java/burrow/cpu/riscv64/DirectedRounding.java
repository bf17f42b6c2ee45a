package burrow.cpu.riscv64;

import java.math.BigInteger;

/**
 * Arithmetic in the rounding modes that Java lacks: the exact result as an integer times a power of
 * two, rounded once. Slow and rare: Go asks for such modes only in conversions to integers. Results
 * of single precision are returned as the doubles that equal them.
 */
enum DirectedRounding {
  DOUBLE(53, -1074, 1023),
  SINGLE(24, -149, 127);

  /** More than the bits of any significand and a rounding bit, of quotients and roots. */
  private static final int EXTRA_BITS = 128;

  private final int precision;

  /** Exponent of the lowest bit of the smallest number. */
  private final int minExponent;

  /** Exponent of the highest bit of the greatest number. */
  private final int maxExponent;

  DirectedRounding(int precision, int minExponent, int maxExponent) {
    this.precision = precision;
    this.minExponent = minExponent;
    this.maxExponent = maxExponent;
  }

  double add(double a, double b, int mode) {
    if (!Double.isFinite(a) || !Double.isFinite(b)) {
      return a + b;
    }
    return sum(significand(a), exponent(a), a, significand(b), exponent(b), b, mode);
  }

  double multiply(double a, double b, int mode) {
    if (!Double.isFinite(a) || !Double.isFinite(b) || a == 0 || b == 0) {
      return a * b;
    }
    return round(significand(a).multiply(significand(b)), exponent(a) + exponent(b), false, mode);
  }

  double divide(double a, double b, int mode) {
    if (!Double.isFinite(a) || !Double.isFinite(b) || a == 0 || b == 0) {
      return a / b;
    }
    BigInteger divisor = significand(b);
    BigInteger[] q = significand(a).shiftLeft(EXTRA_BITS).divideAndRemainder(divisor);
    return round(q[0], exponent(a) - exponent(b) - EXTRA_BITS, q[1].signum() != 0, mode);
  }

  double sqrt(double a, int mode) {
    if (!(a > 0) || a == Double.POSITIVE_INFINITY) {
      return Math.sqrt(a);
    }
    int shift = 2 * EXTRA_BITS + (exponent(a) & 1);
    BigInteger[] root = significand(a).shiftLeft(shift).sqrtAndRemainder();
    return round(root[0], (exponent(a) - shift) / 2, root[1].signum() != 0, mode);
  }

  double fma(double a, double b, double c, int mode) {
    if (!Double.isFinite(a) || !Double.isFinite(b) || !Double.isFinite(c)) {
      return Math.fma(a, b, c);
    }
    BigInteger product = significand(a).multiply(significand(b));
    double sign = Math.copySign(1, a) * Math.copySign(1, b);
    return sum(product, exponent(a) + exponent(b), sign, significand(c), exponent(c), c, mode);
  }

  /** The nearest value in this precision. */
  double round(double a, int mode) {
    if (!Double.isFinite(a) || a == 0) {
      return a;
    }
    return round(significand(a), exponent(a), false, mode);
  }

  double fromLong(long a, boolean signed, int mode) {
    BigInteger value = BigInteger.valueOf(a);
    if (!signed && a < 0) {
      value = value.add(BigInteger.ONE.shiftLeft(64));
    }
    return round(value, 0, false, mode);
  }

  /** The signed significand of a finite number: an integer. */
  private static BigInteger significand(double d) {
    long bits = Double.doubleToRawLongBits(d);
    long fraction = bits & 0x000f_ffff_ffff_ffffL;
    boolean normal = (bits & 0x7ff0_0000_0000_0000L) != 0;
    long magnitude = normal ? fraction | 0x0010_0000_0000_0000L : fraction;
    return BigInteger.valueOf(bits < 0 ? -magnitude : magnitude);
  }

  /** What power of two {@link #significand} counts. */
  private static int exponent(double d) {
    return Math.max((int) (Double.doubleToRawLongBits(d) >>> 52 & 0x7ff), 1) - 1075;
  }

  /**
   * x × 2^xExponent + y × 2^yExponent; the doubles give the signs of the terms, which matter if
   * they are zero.
   */
  private double sum(
      BigInteger x,
      int xExponent,
      double xSign,
      BigInteger y,
      int yExponent,
      double ySign,
      int mode) {
    int exponent = Math.min(xExponent, yExponent);
    BigInteger sum = x.shiftLeft(xExponent - exponent).add(y.shiftLeft(yExponent - exponent));
    if (sum.signum() == 0) {
      boolean xNegative = Math.copySign(1, xSign) < 0;
      boolean yNegative = Math.copySign(1, ySign) < 0;
      boolean exactZeros = x.signum() == 0 && xNegative == yNegative;
      return (exactZeros ? xNegative : mode == RiscvFloat.RDN) ? -0.0 : 0.0;
    }
    return round(sum, exponent, false, mode);
  }

  /**
   * Rounds value × 2^exponent.
   *
   * @param sticky whether the true magnitude is greater by less than one unit of {@code value},
   *     which must then have more bits than the precision
   */
  private double round(BigInteger value, int exponent, boolean sticky, int mode) {
    boolean negative = value.signum() < 0;
    BigInteger magnitude = value.abs();
    int unit = Math.max(exponent + magnitude.bitLength() - precision, minExponent);
    int drop = unit - exponent;
    if (drop <= 0) {
      return toDouble(magnitude, exponent, negative);
    }
    BigInteger kept = magnitude.shiftRight(drop);
    boolean half = magnitude.testBit(drop - 1);
    boolean rest = sticky || magnitude.getLowestSetBit() < drop - 1;
    boolean up =
        switch (mode) {
          case RiscvFloat.RNE -> half && (rest || kept.testBit(0));
          case RiscvFloat.RDN -> negative && (half || rest);
          case RiscvFloat.RUP -> !negative && (half || rest);
          case RiscvFloat.RMM -> half;
          default -> false;
        };
    BigInteger rounded = up ? kept.add(BigInteger.ONE) : kept;
    if (rounded.bitLength() + unit - 1 > maxExponent) {
      return overflow(negative, mode);
    }
    return toDouble(rounded, unit, negative);
  }

  private double overflow(boolean negative, int mode) {
    boolean toInfinity =
        switch (mode) {
          case RiscvFloat.RTZ -> false;
          case RiscvFloat.RDN -> negative;
          case RiscvFloat.RUP -> !negative;
          default -> true;
        };
    double magnitude =
        toInfinity ? Double.POSITIVE_INFINITY : this == DOUBLE ? Double.MAX_VALUE : Float.MAX_VALUE;
    return negative ? -magnitude : magnitude;
  }

  /** Exact: the magnitude fits the precision and the exponent the range. */
  private static double toDouble(BigInteger magnitude, int exponent, boolean negative) {
    double d = magnitude.doubleValue();
    // In two steps: the power of two alone may lie outside the range of a double.
    int first = Math.max(exponent, -1000);
    d = d * Math.scalb(1.0, first) * Math.scalb(1.0, exponent - first);
    return negative ? -d : d;
  }
}
