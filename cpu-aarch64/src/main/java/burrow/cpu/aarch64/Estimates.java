package burrow.cpu.aarch64;

/**
 * Reciprocal and reciprocal square root: the 8-bit estimates, and the steps that refine them, as
 * the manual's pseudocode defines them bit by bit.
 */
public final class Estimates {
  private Estimates() {}

  // ---- steps ----

  /** FRECPS: 2 - a × b with one rounding. */
  public static long recps(long a, long b, long size) {
    return step(a, b, size, 2, 1);
  }

  /** FRSQRTS: (3 - a × b) / 2 with one rounding. */
  public static long rsqrts(long a, long b, long size) {
    return step(a, b, size, 3, 2);
  }

  private static long step(long a, long b, long size, int from, int divisor) {
    long negated = Floats.negate(a, size);
    if (Floats.isNan(a, size) || Floats.isNan(b, size)) {
      return Floats.add(negated, b, size); // picks the NaN
    }
    double x = Floats.value(negated, size);
    double y = Floats.value(b, size);
    if (Double.isInfinite(x) && y == 0 || x == 0 && Double.isInfinite(y)) {
      return Floats.fromDouble((double) from / divisor, size);
    }
    double r = size == 64 ? Math.fma(x, y, from) : Math.fma((float) x, (float) y, (float) from);
    if (!Double.isInfinite(r)) {
      return Floats.fromDouble(r / divisor, size);
    }
    // The quotient may still be finite. The larger operand is large, so dividing it is exact.
    double large = Math.abs(x) > Math.abs(y) ? x : y;
    double small = Math.abs(x) > Math.abs(y) ? y : x;
    double scaled = large / divisor;
    double start = (double) from / divisor;
    return size == 64
        ? Floats.fromDouble(Math.fma(scaled, small, start), 64)
        : Floats.fromDouble(Math.fma((float) scaled, (float) small, (float) start), 32);
  }

  // ---- estimates ----

  private static final int FRACTION_64 = 52;
  private static final int FRACTION_32 = 23;

  private static int fractionBits(long size) {
    return size == 64 ? FRACTION_64 : FRACTION_32;
  }

  private static int maxExponent(long size) {
    return size == 64 ? 2047 : 255;
  }

  /** RecipEstimate of the manual: 9 bits in, 8 bits of fraction and a leading 1 out. */
  private static int reciprocal(int a) {
    int doubled = a * 2 + 1;
    int b = (1 << 19) / doubled;
    return (b + 1) / 2;
  }

  /** RecipSqrtEstimate of the manual. */
  private static int reciprocalRoot(int input) {
    int a = input < 256 ? input * 2 + 1 : (input >> 1 << 1) + 1 << 1;
    int b = 512;
    while ((long) a * (b + 1) * (b + 1) < 1L << 28) {
      b++;
    }
    return (b + 1) / 2;
  }

  public static long recpe(long a, long size) {
    int bits = fractionBits(size);
    long sign = a >>> (size - 1) & 1;
    int exponent = (int) (a >>> bits) & maxExponent(size);
    long fraction = a << (64 - bits) >>> 12; // 52 bits
    if (exponent == maxExponent(size)) {
      return fraction == 0 ? sign << (size - 1) : Floats.quiet(a, size);
    }
    long infinity = sign << (size - 1) | (long) maxExponent(size) << bits;
    if (exponent == 0 && fraction == 0) {
      return infinity;
    }
    if (exponent == 0 && fraction >>> 50 == 0) {
      return infinity; // its reciprocal overflows
    }
    if (exponent == 0) {
      boolean half = fraction >>> 51 == 0;
      exponent = half ? -1 : 0;
      fraction = fraction << (half ? 2 : 1) & (1L << 52) - 1;
    }
    int estimate = reciprocal(256 | (int) (fraction >>> 44));
    int resultExponent = (size == 64 ? 2045 : 253) - exponent;
    long resultFraction = (long) (estimate & 255) << 44;
    if (resultExponent == 0) {
      resultFraction = 1L << 51 | resultFraction >>> 1;
    } else if (resultExponent == -1) {
      resultFraction = 1L << 50 | resultFraction >>> 2;
      resultExponent = 0;
    }
    return sign << (size - 1) | (long) resultExponent << bits | resultFraction >>> (52 - bits);
  }

  public static long rsqrte(long a, long size) {
    int bits = fractionBits(size);
    long sign = a >>> (size - 1) & 1;
    int exponent = (int) (a >>> bits) & maxExponent(size);
    long fraction = a << (64 - bits) >>> 12;
    if (exponent == maxExponent(size) && fraction != 0) {
      return Floats.quiet(a, size);
    }
    if (exponent == 0 && fraction == 0) {
      return sign << (size - 1) | (long) maxExponent(size) << bits;
    }
    if (sign != 0) {
      return Floats.defaultNan(size);
    }
    if (exponent == maxExponent(size)) {
      return 0;
    }
    if (exponent == 0) {
      while (fraction >>> 51 == 0) {
        fraction <<= 1;
        exponent--;
      }
      fraction = fraction << 1 & (1L << 52) - 1;
    }
    int scaled =
        (exponent & 1) == 0 ? 256 | (int) (fraction >>> 44) : 128 | (int) (fraction >>> 45);
    int estimate = reciprocalRoot(scaled);
    int resultExponent = ((size == 64 ? 3068 : 380) - exponent) / 2;
    return (long) resultExponent << bits | (long) (estimate & 255) << (bits - 8);
  }

  /** FRECPX: the exponent inverted, the fraction cleared. */
  public static long recpx(long a, long size) {
    if (Floats.isNan(a, size)) {
      return Floats.quiet(a, size);
    }
    int bits = fractionBits(size);
    int exponent = (int) (a >>> bits) & maxExponent(size);
    long inverted = exponent == 0 ? maxExponent(size) - 1 : ~exponent & maxExponent(size);
    return (a >>> (size - 1) & 1) << (size - 1) | inverted << bits;
  }

  /** URECPE of one 32-bit lane. */
  static int unsignedReciprocal(int a) {
    return a >= 0 ? -1 : reciprocal(a >>> 23) << 23;
  }

  /** URSQRTE of one 32-bit lane. */
  static int unsignedReciprocalRoot(int a) {
    return a >>> 30 == 0 ? -1 : reciprocalRoot(a >>> 23) << 23;
  }
}
