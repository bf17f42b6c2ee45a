package burrow.cpu.aarch64;

/**
 * Scalar floating-point arithmetic on bit patterns, rounding to nearest, of 32 or 64 bits as the
 * last argument says. A 32-bit operand is the low half of its argument; results of 32 bits are
 * zero-extended. What a NaN result looks like follows the manual (FPProcessNaNs), never Java.
 */
public final class Floats {
  private static final long DEFAULT_NAN_64 = 0x7ff8_0000_0000_0000L;
  private static final long DEFAULT_NAN_32 = 0x7fc0_0000L;
  private static final long QUIET_64 = 1L << 51;
  private static final long QUIET_32 = 1L << 22;

  private Floats() {}

  private static double d(long a) {
    return Double.longBitsToDouble(a);
  }

  private static float f(long a) {
    return Float.intBitsToFloat((int) a);
  }

  private static long bits(double r) {
    return Double.doubleToRawLongBits(r);
  }

  private static long bits(float r) {
    return Float.floatToRawIntBits(r) & 0xffff_ffffL;
  }

  // ---- NaN ----

  static boolean isNan(long a, long size) {
    return size == 64 ? Double.isNaN(d(a)) : Float.isNaN(f(a));
  }

  private static boolean isSignalling(long a, long size) {
    return isNan(a, size) && (a & (size == 64 ? QUIET_64 : QUIET_32)) == 0;
  }

  static long quiet(long a, long size) {
    return size == 64 ? a | QUIET_64 : a & 0xffff_ffffL | QUIET_32;
  }

  static long defaultNan(long size) {
    return size == 64 ? DEFAULT_NAN_64 : DEFAULT_NAN_32;
  }

  /** The NaN result of an operation on two operands. */
  static long nan(long a, long b, long size) {
    if (isSignalling(a, size)) {
      return quiet(a, size);
    }
    if (isSignalling(b, size)) {
      return quiet(b, size);
    }
    return isNan(a, size) ? quiet(a, size) : isNan(b, size) ? quiet(b, size) : defaultNan(size);
  }

  private static long result(double r, long a, long b) {
    return Double.isNaN(r) ? nan(a, b, 64) : bits(r);
  }

  private static long result(float r, long a, long b) {
    return Float.isNaN(r) ? nan(a, b, 32) : bits(r);
  }

  // ---- two operands ----

  public static long add(long a, long b, long size) {
    return size == 64 ? result(d(a) + d(b), a, b) : result(f(a) + f(b), a, b);
  }

  public static long sub(long a, long b, long size) {
    return size == 64 ? result(d(a) - d(b), a, b) : result(f(a) - f(b), a, b);
  }

  public static long mul(long a, long b, long size) {
    return size == 64 ? result(d(a) * d(b), a, b) : result(f(a) * f(b), a, b);
  }

  public static long div(long a, long b, long size) {
    return size == 64 ? result(d(a) / d(b), a, b) : result(f(a) / f(b), a, b);
  }

  /** FNMUL: the negated product; a NaN changes sign too. */
  public static long nmul(long a, long b, long size) {
    return negate(mul(a, b, size), size);
  }

  /** FMULX: infinity times zero is two. */
  public static long mulx(long a, long b, long size) {
    if (isNan(a, size) || isNan(b, size)) {
      return nan(a, b, size);
    }
    double x = value(a, size);
    double y = value(b, size);
    if (Double.isInfinite(x) && y == 0 || x == 0 && Double.isInfinite(y)) {
      boolean negative = Math.copySign(1, x) * Math.copySign(1, y) < 0;
      return fromDouble(negative ? -2 : 2, size);
    }
    return mul(a, b, size);
  }

  public static long abd(long a, long b, long size) {
    return abs(sub(a, b, size), size);
  }

  public static long max(long a, long b, long size) {
    return size == 64 ? result(Math.max(d(a), d(b)), a, b) : result(Math.max(f(a), f(b)), a, b);
  }

  public static long min(long a, long b, long size) {
    return size == 64 ? result(Math.min(d(a), d(b)), a, b) : result(Math.min(f(a), f(b)), a, b);
  }

  /** FMAXNM: a quiet NaN loses against a number. */
  public static long maxnm(long a, long b, long size) {
    boolean quietA = isNan(a, size) && !isSignalling(a, size);
    boolean quietB = isNan(b, size) && !isSignalling(b, size);
    if (quietA && !isNan(b, size)) {
      return truncate(b, size);
    }
    return quietB && !isNan(a, size) ? truncate(a, size) : max(a, b, size);
  }

  public static long minnm(long a, long b, long size) {
    boolean quietA = isNan(a, size) && !isSignalling(a, size);
    boolean quietB = isNan(b, size) && !isSignalling(b, size);
    if (quietA && !isNan(b, size)) {
      return truncate(b, size);
    }
    return quietB && !isNan(a, size) ? truncate(a, size) : min(a, b, size);
  }

  // ---- comparisons giving all ones or zero ----

  private static long mask(boolean holds, long size) {
    return holds ? -1L >>> (64 - size) : 0;
  }

  public static long cmeq(long a, long b, long size) {
    return mask(value(a, size) == value(b, size), size);
  }

  public static long cmge(long a, long b, long size) {
    return mask(value(a, size) >= value(b, size), size);
  }

  public static long cmgt(long a, long b, long size) {
    return mask(value(a, size) > value(b, size), size);
  }

  public static long acge(long a, long b, long size) {
    return mask(Math.abs(value(a, size)) >= Math.abs(value(b, size)), size);
  }

  public static long acgt(long a, long b, long size) {
    return mask(Math.abs(value(a, size)) > Math.abs(value(b, size)), size);
  }

  // ---- fused multiply-add ----

  /** addend + a × b with one rounding. */
  public static long fma(long addend, long a, long b, long size) {
    if (size == 64) {
      double r = Math.fma(d(a), d(b), d(addend));
      return Double.isNaN(r) ? nan3(addend, a, b, 64) : bits(r);
    }
    float r = Math.fma(f(a), f(b), f(addend));
    return Float.isNaN(r) ? nan3(addend, a, b, 32) : bits(r);
  }

  /** addend - a × b. */
  public static long fms(long addend, long a, long b, long size) {
    return fma(addend, negate(a, size), b, size);
  }

  static long nan3(long addend, long a, long b, long size) {
    if (isSignalling(addend, size)) {
      return quiet(addend, size);
    }
    if (isSignalling(a, size) || isSignalling(b, size)) {
      return nan(a, b, size);
    }
    if (isNan(addend, size)) {
      return infinityTimesZero(a, b, size) ? defaultNan(size) : quiet(addend, size);
    }
    return nan(a, b, size);
  }

  static boolean infinityTimesZero(long a, long b, long size) {
    double x = value(a, size);
    double y = value(b, size);
    return Double.isInfinite(x) && y == 0 || x == 0 && Double.isInfinite(y);
  }

  // ---- one operand ----

  static long negate(long a, long size) {
    return truncate(a ^ 1L << (size - 1), size);
  }

  public static long abs(long a, long size) {
    return size == 64 ? a & Long.MAX_VALUE : a & Integer.MAX_VALUE;
  }

  public static long neg(long a, long size) {
    return negate(a, size);
  }

  public static long sqrt(long a, long size) {
    return size == 64 ? result(Math.sqrt(d(a)), a, a) : result((float) Math.sqrt(f(a)), a, a);
  }

  private static long truncate(long a, long size) {
    return a & -1L >>> (64 - size);
  }

  /** The value as a double, which holds every float exactly. */
  static double value(long a, long size) {
    return size == 64 ? d(a) : f(a);
  }

  static long fromDouble(double v, long size) {
    return size == 64 ? bits(v) : bits((float) v);
  }
}
