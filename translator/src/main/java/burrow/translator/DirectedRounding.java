package burrow.translator;

import java.math.BigInteger;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Arithmetic as IEEE 754 defines it for a format and a rounding mode, with what processors do to
 * results near zero: the exact result as an integer times a power of two, rounded once. What Java
 * computes itself, rounding to nearest, is left to it; the rest is slow and rare. Results of
 * formats smaller than double are returned as the doubles that equal them. What a NaN looks like is
 * the caller's business.
 */
public final class DirectedRounding {
  /** How a result that lies between two numbers becomes one of them. */
  public enum Mode {
    NEAREST_EVEN,
    TO_ZERO,
    DOWN,
    UP,
    NEAREST_AWAY
  }

  /** What becomes of results that are smaller than normal numbers. */
  public enum Tiny {
    /** They are denormal numbers. */
    KEPT,
    /** Zero, if the exact result is so small. */
    ZERO_BEFORE_ROUNDING,
    /** Zero, if the result is so small, rounded as if the exponent had no bound. */
    ZERO_AFTER_ROUNDING
  }

  /** A format of IEEE 754. */
  public enum Format {
    DOUBLE(53, -1074, 1023),
    SINGLE(24, -149, 127),
    HALF(11, -24, 15);

    private final int precision;

    /** Exponent of the lowest bit of the smallest number. */
    private final int minExponent;

    /** Exponent of the highest bit of the greatest number. */
    private final int maxExponent;

    Format(int precision, int minExponent, int maxExponent) {
      this.precision = precision;
      this.minExponent = minExponent;
      this.maxExponent = maxExponent;
    }

    private int minNormalExponent() {
      return minExponent + precision - 1;
    }

    private double max() {
      return Math.scalb(2 - Math.scalb(1.0, 1 - precision), maxExponent);
    }
  }

  /** More than the bits of any significand and a rounding bit, of quotients and roots. */
  private static final int EXTRA_BITS = 128;

  private static final Map<Format, Map<Mode, Map<Tiny, DirectedRounding>>> ALL =
      table(Format.class, f -> table(Mode.class, m -> table(Tiny.class, t -> make(f, m, t))));

  private final Format format;
  private final Mode mode;
  private final Tiny tiny;

  private DirectedRounding(Format format, Mode mode, Tiny tiny) {
    this.format = format;
    this.mode = mode;
    this.tiny = tiny;
  }

  private static DirectedRounding make(Format format, Mode mode, Tiny tiny) {
    return new DirectedRounding(format, mode, tiny);
  }

  private static <K extends Enum<K>, V> Map<K, V> table(Class<K> keys, Function<K, V> values) {
    Map<K, V> table = new EnumMap<>(keys);
    for (K key : EnumSet.allOf(keys)) {
      table.put(key, values.apply(key));
    }
    return table;
  }

  public static DirectedRounding of(Format format, Mode mode, Tiny tiny) {
    Map<Mode, Map<Tiny, DirectedRounding>> modes = Objects.requireNonNull(ALL.get(format));
    return Objects.requireNonNull(Objects.requireNonNull(modes.get(mode)).get(tiny));
  }

  public static DirectedRounding of(Format format, Mode mode) {
    return of(format, mode, Tiny.KEPT);
  }

  /** Whether what Java computed, rounding to nearest even, is the result. */
  private boolean isResult(double nearest) {
    return mode == Mode.NEAREST_EVEN
        && (tiny == Tiny.KEPT
            || nearest == 0
            || !(Math.abs(nearest) <= Math.scalb(1.0, format.minNormalExponent())));
  }

  /** The nearest of the format, of a result that a double holds exactly or rounded innocuously. */
  private double nearest(double d) {
    return format == Format.SINGLE ? (float) d : d;
  }

  public double add(double a, double b) {
    double r = nearest(a + b);
    if (!Double.isFinite(a) || !Double.isFinite(b) || isResult(r)) {
      return r;
    }
    return sum(significand(a), exponent(a), a, significand(b), exponent(b), b);
  }

  public double multiply(double a, double b) {
    double r = nearest(a * b);
    if (!Double.isFinite(a) || !Double.isFinite(b) || a == 0 || b == 0 || isResult(r)) {
      return r;
    }
    return round(significand(a).multiply(significand(b)), exponent(a) + exponent(b), false);
  }

  public double divide(double a, double b) {
    double r = nearest(a / b);
    if (!Double.isFinite(a) || !Double.isFinite(b) || a == 0 || b == 0 || isResult(r)) {
      return r;
    }
    BigInteger divisor = significand(b);
    BigInteger[] q = significand(a).shiftLeft(EXTRA_BITS).divideAndRemainder(divisor);
    return round(q[0], exponent(a) - exponent(b) - EXTRA_BITS, q[1].signum() != 0);
  }

  public double sqrt(double a) {
    double r = nearest(Math.sqrt(a));
    if (!(a > 0) || a == Double.POSITIVE_INFINITY || isResult(r)) {
      return r;
    }
    int shift = 2 * EXTRA_BITS + (exponent(a) & 1);
    BigInteger[] root = significand(a).shiftLeft(shift).sqrtAndRemainder();
    return round(root[0], (exponent(a) - shift) / 2, root[1].signum() != 0);
  }

  /** a × b + c. */
  public double fma(double a, double b, double c) {
    double r =
        format == Format.SINGLE ? Math.fma((float) a, (float) b, (float) c) : Math.fma(a, b, c);
    if (!Double.isFinite(a) || !Double.isFinite(b) || !Double.isFinite(c) || isResult(r)) {
      return r;
    }
    return exactFma(a, b, c, 0);
  }

  /** (a × b + c) × 2^power with one rounding. */
  public double fma(double a, double b, double c, int power) {
    if (!Double.isFinite(a) || !Double.isFinite(b) || !Double.isFinite(c)) {
      return Math.fma(a, b, c);
    }
    return exactFma(a, b, c, power);
  }

  private double exactFma(double a, double b, double c, int power) {
    BigInteger product = significand(a).multiply(significand(b));
    double sign = Math.copySign(1, a) * Math.copySign(1, b);
    int exponent = exponent(a) + exponent(b) + power;
    return sum(product, exponent, sign, significand(c), exponent(c) + power, c);
  }

  /** A double in this format. */
  public double round(double a) {
    if (!Double.isFinite(a) || a == 0) {
      return a;
    }
    return round(significand(a), exponent(a), false);
  }

  public double fromLong(long a, boolean signed) {
    return fromFixed(a, signed, 0);
  }

  /** a / 2^fraction. */
  public double fromFixed(long a, boolean signed, int fraction) {
    BigInteger value = BigInteger.valueOf(a);
    if (!signed && a < 0) {
      value = value.add(BigInteger.ONE.shiftLeft(64));
    }
    return value.signum() == 0 ? 0 : round(value, -fraction, false);
  }

  /** An integral value of a finite number, in the mode. */
  public static double integral(double a, Mode mode) {
    return switch (mode) {
      case NEAREST_EVEN -> Math.rint(a);
      case DOWN -> Math.floor(a);
      case UP -> Math.ceil(a);
      case TO_ZERO -> a < 0 ? Math.ceil(a) : Math.floor(a);
      case NEAREST_AWAY -> {
        double t = a < 0 ? Math.ceil(a) : Math.floor(a);
        yield Math.abs(a - t) >= 0.5 ? t + Math.copySign(1, a) : t;
      }
    };
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
      BigInteger x, int xExponent, double xSign, BigInteger y, int yExponent, double ySign) {
    int exponent = Math.min(xExponent, yExponent);
    BigInteger sum = x.shiftLeft(xExponent - exponent).add(y.shiftLeft(yExponent - exponent));
    if (sum.signum() == 0) {
      boolean xNegative = Math.copySign(1, xSign) < 0;
      boolean yNegative = Math.copySign(1, ySign) < 0;
      boolean exactZeros = x.signum() == 0 && xNegative == yNegative;
      return (exactZeros ? xNegative : mode == Mode.DOWN) ? -0.0 : 0.0;
    }
    return round(sum, exponent, false);
  }

  /**
   * Rounds value × 2^exponent.
   *
   * @param sticky whether the true magnitude is greater by less than one unit of {@code value},
   *     which must then have more bits than the precision
   */
  private double round(BigInteger value, int exponent, boolean sticky) {
    boolean negative = value.signum() < 0;
    BigInteger magnitude = value.abs();
    if (isFlushed(magnitude, exponent, sticky, negative)) {
      return negative ? -0.0 : 0.0;
    }
    int unit = Math.max(lowestBit(magnitude, exponent), format.minExponent);
    int drop = unit - exponent;
    if (drop <= 0) {
      return toDouble(magnitude, exponent, negative);
    }
    BigInteger rounded = dropped(magnitude, drop, sticky, negative);
    if (rounded.bitLength() + unit - 1 > format.maxExponent) {
      return overflow(negative);
    }
    return toDouble(rounded, unit, negative);
  }

  /** Exponent of the lowest bit that the precision keeps. */
  private int lowestBit(BigInteger magnitude, int exponent) {
    return exponent + magnitude.bitLength() - format.precision;
  }

  /** The magnitude without its lowest bits, rounded. */
  private BigInteger dropped(BigInteger magnitude, int drop, boolean sticky, boolean negative) {
    BigInteger kept = magnitude.shiftRight(drop);
    boolean half = magnitude.testBit(drop - 1);
    boolean rest = sticky || magnitude.getLowestSetBit() < drop - 1;
    boolean up =
        switch (mode) {
          case NEAREST_EVEN -> half && (rest || kept.testBit(0));
          case DOWN -> negative && (half || rest);
          case UP -> !negative && (half || rest);
          case NEAREST_AWAY -> half;
          case TO_ZERO -> false;
        };
    return up ? kept.add(BigInteger.ONE) : kept;
  }

  private boolean isFlushed(BigInteger magnitude, int exponent, boolean sticky, boolean negative) {
    if (tiny == Tiny.KEPT || exponent + magnitude.bitLength() > format.minNormalExponent()) {
      return false;
    }
    if (tiny == Tiny.ZERO_BEFORE_ROUNDING) {
      return true;
    }
    int unit = lowestBit(magnitude, exponent);
    if (unit <= exponent) {
      return true;
    }
    BigInteger rounded = dropped(magnitude, unit - exponent, sticky, negative);
    return rounded.bitLength() + unit <= format.minNormalExponent();
  }

  private double overflow(boolean negative) {
    boolean toInfinity =
        switch (mode) {
          case TO_ZERO -> false;
          case DOWN -> negative;
          case UP -> !negative;
          case NEAREST_EVEN, NEAREST_AWAY -> true;
        };
    double magnitude = toInfinity ? Double.POSITIVE_INFINITY : format.max();
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
