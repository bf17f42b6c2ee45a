package burrow.cpu.x86_64;

/**
 * SSE floating point on raw bits: pure helpers of the lifter. Java computes where the result is no
 * NaN; NaNs follow the manual (volume 1, table 4-7): the first operand that is one, made quiet,
 * else the default NaN, which is negative. Singles stand in the low 32 bits. Rounding is to
 * nearest.
 */
public final class FloatMath {
  private static final long QUIET64 = 0x0008_0000_0000_0000L;
  private static final long DEFAULT64 = 0xfff8_0000_0000_0000L;
  private static final int QUIET32 = 0x0040_0000;
  private static final int DEFAULT32 = 0xffc0_0000;
  private static final long INDEFINITE64 = Long.MIN_VALUE;
  private static final long INDEFINITE32 = 0x8000_0000L;
  private static final double TWO63 = 0x1p63;
  private static final double TWO31 = 0x1p31;

  private FloatMath() {}

  private static double d(long bits) {
    return Double.longBitsToDouble(bits);
  }

  private static float f(long bits) {
    return Float.intBitsToFloat((int) bits);
  }

  private static boolean isNan64(long bits) {
    return (bits & Long.MAX_VALUE) > 0x7ff0_0000_0000_0000L;
  }

  private static boolean isNan32(long bits) {
    return ((int) bits & Integer.MAX_VALUE) > 0x7f80_0000;
  }

  static long result64(double r, long a, long b) {
    if (!Double.isNaN(r)) {
      return Double.doubleToRawLongBits(r);
    }
    return isNan64(a) ? a | QUIET64 : isNan64(b) ? b | QUIET64 : DEFAULT64;
  }

  static long result32(float r, long a, long b) {
    if (!Double.isNaN(r)) {
      return Float.floatToRawIntBits(r) & 0xffff_ffffL;
    }
    int nan = isNan32(a) ? (int) a | QUIET32 : isNan32(b) ? (int) b | QUIET32 : DEFAULT32;
    return nan & 0xffff_ffffL;
  }

  /** The NaN result of an operation on three operands. */
  static long nan64(long a, long b, long c) {
    return isNan64(a) ? a | QUIET64 : result64(Double.NaN, b, c);
  }

  static long nan32(long a, long b, long c) {
    return isNan32(a) ? (a | QUIET32) & 0xffff_ffffL : result32(Float.NaN, b, c);
  }

  // ---- arithmetic ----

  public static long add64(long a, long b) {
    return result64(d(a) + d(b), a, b);
  }

  public static long subtract64(long a, long b) {
    return result64(d(a) - d(b), a, b);
  }

  public static long multiply64(long a, long b) {
    return result64(d(a) * d(b), a, b);
  }

  public static long divide64(long a, long b) {
    return result64(d(a) / d(b), a, b);
  }

  /** The second operand if either is a NaN or both are zero. */
  public static long min64(long a, long b) {
    return d(a) < d(b) ? a : b;
  }

  public static long max64(long a, long b) {
    return d(a) > d(b) ? a : b;
  }

  public static long squareRoot64(long a, long b) {
    return result64(Math.sqrt(d(b)), b, b);
  }

  public static long add32(long a, long b) {
    return result32(f(a) + f(b), a, b);
  }

  public static long subtract32(long a, long b) {
    return result32(f(a) - f(b), a, b);
  }

  public static long multiply32(long a, long b) {
    return result32(f(a) * f(b), a, b);
  }

  public static long divide32(long a, long b) {
    return result32(f(a) / f(b), a, b);
  }

  public static long min32(long a, long b) {
    return (f(a) < f(b) ? a : b) & 0xffff_ffffL;
  }

  public static long max32(long a, long b) {
    return (f(a) > f(b) ? a : b) & 0xffff_ffffL;
  }

  public static long squareRoot32(long a, long b) {
    return result32((float) Math.sqrt(f(b)), b, b);
  }

  // ---- the same on the two singles of a half ----

  /** A function of two singles. */
  @FunctionalInterface
  private interface Single {
    long apply(long a, long b);
  }

  private static long both(long a, long b, Single f) {
    return f.apply(a & 0xffff_ffffL, b & 0xffff_ffffL) | f.apply(a >>> 32, b >>> 32) << 32;
  }

  public static long addSingles(long a, long b) {
    return both(a, b, FloatMath::add32);
  }

  public static long subtractSingles(long a, long b) {
    return both(a, b, FloatMath::subtract32);
  }

  public static long multiplySingles(long a, long b) {
    return both(a, b, FloatMath::multiply32);
  }

  public static long divideSingles(long a, long b) {
    return both(a, b, FloatMath::divide32);
  }

  public static long minSingles(long a, long b) {
    return both(a, b, FloatMath::min32);
  }

  public static long maxSingles(long a, long b) {
    return both(a, b, FloatMath::max32);
  }

  public static long squareRootSingles(long a, long b) {
    return both(a, b, FloatMath::squareRoot32);
  }

  /** HADDPS: neighbours of (low, high) added. */
  public static long addHorizontalSingles(long low, long high) {
    return add32(low, low >>> 32) | add32(high, high >>> 32) << 32;
  }

  public static long subtractHorizontalSingles(long low, long high) {
    return subtract32(low, low >>> 32) | subtract32(high, high >>> 32) << 32;
  }

  /** ADDSUBPS: difference of the lower lane, sum of the upper one. */
  public static long addSubtractSingles(long a, long b) {
    return subtract32(a, b) | add32(a >>> 32, b >>> 32) << 32;
  }

  /** The sum in the order of DPPS; lanes whose bit is not set count as 0. */
  public static long dotProduct32(long aLow, long aHigh, long bLow, long bHigh, long lanes) {
    long p0 = (lanes & 1) == 0 ? 0 : multiply32(aLow, bLow);
    long p1 = (lanes & 2) == 0 ? 0 : multiply32(aLow >>> 32, bLow >>> 32);
    long p2 = (lanes & 4) == 0 ? 0 : multiply32(aHigh, bHigh);
    long p3 = (lanes & 8) == 0 ? 0 : multiply32(aHigh >>> 32, bHigh >>> 32);
    return add32(add32(p0, p1), add32(p2, p3));
  }

  public static long dotProduct64(long aLow, long aHigh, long bLow, long bHigh, long lanes) {
    long p0 = (lanes & 1) == 0 ? 0 : multiply64(aLow, bLow);
    return add64(p0, (lanes & 2) == 0 ? 0 : multiply64(aHigh, bHigh));
  }

  // ---- comparison ----

  private static long compared(boolean less, boolean equal, boolean unordered) {
    return unordered ? Flags.ZF | Flags.PF | Flags.CF : less ? Flags.CF : equal ? Flags.ZF : 0;
  }

  /** The flags image of UCOMISD. */
  public static long compareFlags64(long a, long b) {
    double x = d(a);
    double y = d(b);
    return compared(x < y, x == y, Double.isNaN(x) || Double.isNaN(y));
  }

  /** The flags image of UCOMISS. */
  public static long compareFlags32(long a, long b) {
    float x = f(a);
    float y = f(b);
    return compared(x < y, x == y, Double.isNaN(x) || Double.isNaN(y));
  }

  /**
   * By predicate: the relations for which it holds, as bits 0 less, 1 equal, 2 greater, 3
   * unordered. Predicates 16 to 31 differ from 0 to 15 in the exceptions they raise only.
   */
  private static final byte[] RELATIONS = {2, 1, 3, 8, 13, 14, 12, 7, 10, 9, 11, 0, 5, 6, 4, 15};

  private static boolean holds(long predicate, double x, double y) {
    int relation = x < y ? 0 : x == y ? 1 : x > y ? 2 : 3;
    return (RELATIONS[(int) predicate & 15] >> relation & 1) != 0;
  }

  /** CMPSD: all ones where the predicate holds. */
  public static long compare64(long a, long b, long predicate) {
    return holds(predicate, d(a), d(b)) ? -1 : 0;
  }

  public static long compare32(long a, long b, long predicate) {
    return holds(predicate, f(a), f(b)) ? 0xffff_ffffL : 0;
  }

  public static long compareSingles(long a, long b, long predicate) {
    return compare32(a, b, predicate) | compare32(a >>> 32, b >>> 32, predicate) << 32;
  }

  // ---- conversion ----

  public static long int64ToDouble(long a) {
    return Double.doubleToRawLongBits((double) a);
  }

  public static long int64ToSingle(long a) {
    return Float.floatToRawIntBits((float) a) & 0xffff_ffffL;
  }

  /** Truncated; out of range or NaN is the indefinite integer. */
  public static long doubleToInt64(long a) {
    double x = d(a);
    return x >= -TWO63 && x < TWO63 ? (long) x : INDEFINITE64;
  }

  public static long doubleToInt32(long a) {
    double x = d(a);
    return x > -TWO31 - 1 && x < TWO31 ? (int) x & 0xffff_ffffL : INDEFINITE32;
  }

  /** Rounded to nearest, ties to even. */
  public static long doubleRoundToInt64(long a) {
    return doubleToInt64(Double.doubleToRawLongBits(Math.rint(d(a))));
  }

  public static long doubleRoundToInt32(long a) {
    return doubleToInt32(Double.doubleToRawLongBits(Math.rint(d(a))));
  }

  private static long widen(long single) {
    return Double.doubleToRawLongBits((double) f(single));
  }

  public static long singleToInt64(long a) {
    return doubleToInt64(widen(a));
  }

  public static long singleToInt32(long a) {
    return doubleToInt32(widen(a));
  }

  public static long singleRoundToInt64(long a) {
    return doubleRoundToInt64(widen(a));
  }

  public static long singleRoundToInt32(long a) {
    return doubleRoundToInt32(widen(a));
  }

  /** CVTSS2SD. */
  public static long singleToDouble(long a) {
    if (isNan32(a)) {
      return a << 32 & Long.MIN_VALUE | 0x7ff8_0000_0000_0000L | (a & 0x3f_ffffL) << 29;
    }
    return widen(a);
  }

  /** CVTSD2SS. */
  public static long doubleToSingle(long a) {
    if (isNan64(a)) {
      return a >>> 32 & 0x8000_0000L | 0x7fc0_0000L | a >>> 29 & 0x3f_ffffL;
    }
    return Float.floatToRawIntBits((float) d(a)) & 0xffff_ffffL;
  }

  /** Two singles from two doubles. */
  public static long doublesToSingles(long a, long b) {
    return doubleToSingle(a) | doubleToSingle(b) << 32;
  }

  public static long doublesToInts(long a, long b) {
    return doubleRoundToInt32(a) | doubleRoundToInt32(b) << 32;
  }

  public static long doublesTruncateToInts(long a, long b) {
    return doubleToInt32(a) | doubleToInt32(b) << 32;
  }

  public static long intsToSingles(long a) {
    return int64ToSingle((int) a) | int64ToSingle(a >> 32) << 32;
  }

  public static long singlesToInts(long a) {
    return singleRoundToInt32(a) | singleRoundToInt32(a >>> 32) << 32;
  }

  public static long singlesTruncateToInts(long a) {
    return singleToInt32(a) | singleToInt32(a >>> 32) << 32;
  }

  /** The low int of a half to a double. */
  public static long int32ToDouble(long a) {
    return Double.doubleToRawLongBits((double) (int) a);
  }

  // ---- rounding, approximation ----

  /** ROUNDSD; mode is the immediate: bit 2 asks for MXCSR's mode, which is to nearest. */
  public static long round64(long a, long mode) {
    if (isNan64(a)) {
      return a | QUIET64;
    }
    return Double.doubleToRawLongBits(rounded(d(a), mode));
  }

  public static long round32(long a, long mode) {
    if (isNan32(a)) {
      return (a | QUIET32) & 0xffff_ffffL;
    }
    return Float.floatToRawIntBits((float) rounded(f(a), mode)) & 0xffff_ffffL;
  }

  public static long roundSingles(long a, long mode) {
    return round32(a & 0xffff_ffffL, mode) | round32(a >>> 32, mode) << 32;
  }

  private static double rounded(double x, long mode) {
    if ((mode & 4) != 0) {
      return Math.rint(x);
    }
    return switch ((int) mode & 3) {
      case 0 -> Math.rint(x);
      case 1 -> Math.floor(x);
      case 2 -> Math.ceil(x);
      default -> x < 0 ? Math.ceil(x) : Math.floor(x);
    };
  }

  /** RCPSS, as exactly as a single can say it; the manual allows an error of 1.5 * 2^-12. */
  public static long reciprocal32(long a, long b) {
    return result32(1.0f / f(b), b, b);
  }

  public static long reciprocalSingles(long a, long b) {
    return both(a, b, FloatMath::reciprocal32);
  }

  public static long reciprocalSquareRoot32(long a, long b) {
    return result32(1.0f / (float) Math.sqrt(f(b)), b, b);
  }

  public static long reciprocalSquareRootSingles(long a, long b) {
    return both(a, b, FloatMath::reciprocalSquareRoot32);
  }
}
