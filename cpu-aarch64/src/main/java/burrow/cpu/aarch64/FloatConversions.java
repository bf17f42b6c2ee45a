package burrow.cpu.aarch64;

/**
 * Rounding and conversion of floating-point values, given as bit patterns of 32 or 64 bits.
 * Conversions to integers saturate, and NaN becomes 0.
 */
public final class FloatConversions {
  // Rounding modes as in the instructions' rmode field, and the two beyond it.
  static final int NEAREST = 0;
  static final int UP = 1;
  static final int DOWN = 2;
  static final int ZERO = 3;
  static final int AWAY = 4;

  /** That of FPCR, which is to nearest unless {@link ControlledFloats} looks. */
  static final int CURRENT = 5;

  private static final double TWO_63 = 0x1p63;

  private FloatConversions() {}

  static double round(double v, long mode) {
    return switch ((int) mode) {
      case NEAREST, CURRENT -> Math.rint(v);
      case UP -> Math.ceil(v);
      case DOWN -> Math.floor(v);
      case ZERO -> v < 0 ? Math.ceil(v) : Math.floor(v);
      default -> {
        double t = v < 0 ? Math.ceil(v) : Math.floor(v);
        yield Math.abs(v - t) >= 0.5 ? t + Math.copySign(1, v) : t;
      }
    };
  }

  /** FRINT*: to an integral value of the same type. */
  public static long roundToIntegral(long a, long size, long mode) {
    return Floats.isNan(a, size)
        ? Floats.quiet(a, size)
        : Floats.fromDouble(round(Floats.value(a, size), mode), size);
  }

  /** FCVT*S: {@code target} is 32 or 64; the value is first multiplied by 2^fraction. */
  public static long toSigned(long a, long size, long target, long mode, long fraction) {
    double v = round(Floats.value(a, size) * scale(fraction), mode);
    return target == 64 ? (long) v : (int) v & 0xffff_ffffL;
  }

  /** FCVT*U. */
  public static long toUnsigned(long a, long size, long target, long mode, long fraction) {
    double v = round(Floats.value(a, size) * scale(fraction), mode);
    if (target == 32) {
      return Math.clamp((long) v, 0, 0xffff_ffffL);
    }
    if (v < TWO_63) {
      return Math.max((long) v, 0);
    }
    return v >= 2 * TWO_63 ? -1 : Double.isNaN(v) ? 0 : (long) (v - TWO_63) ^ Long.MIN_VALUE;
  }

  private static double scale(long fraction) {
    return Math.scalb(1.0, (int) fraction);
  }

  /** SCVTF of a sign-extended integer, divided by 2^fraction. */
  public static long fromSigned(long v, long size, long fraction) {
    return size == 64
        ? Floats.fromDouble((double) v / scale(fraction), 64)
        : Floats.fromDouble((float) v / scale(fraction), 32);
  }

  /** UCVTF of a zero-extended integer. */
  public static long fromUnsigned(long v, long size, long fraction) {
    if (v >= 0) {
      return fromSigned(v, size, fraction);
    }
    // Half of it, with the lost bit kept sticky, rounds the same way.
    long half = v >>> 1 | v & 1;
    return size == 64
        ? Floats.fromDouble((double) half * 2 / scale(fraction), 64)
        : Floats.fromDouble((float) half * 2.0 / scale(fraction), 32);
  }

  // ---- between precisions ----

  /** FCVT between 16, 32 and 64 bits, rounding to nearest. */
  public static long convert(long a, long from, long to) {
    if (from == 16) {
      return halfToWide(a, to);
    }
    if (Floats.isNan(a, from)) {
      return convertNan(a, from, to);
    }
    double v = Floats.value(a, from);
    return to == 16 ? half(v) : Floats.fromDouble(v, to);
  }

  private static int fractionBits(long size) {
    return size == 64 ? 52 : size == 32 ? 23 : 10;
  }

  /** Sign and the upper bits of the payload stay; the result is quiet. */
  private static long convertNan(long a, long from, long to) {
    long sign = a >>> (from - 1) & 1;
    long fraction = a << (64 - fractionBits(from)) | Long.MIN_VALUE;
    long exponent = (1L << (to - 1 - fractionBits(to))) - 1;
    return sign << (to - 1) | exponent << fractionBits(to) | fraction >>> (64 - fractionBits(to));
  }

  static long defaultNan(long size) {
    return size == 16 ? 0x7e00 : Floats.defaultNan(size);
  }

  private static long halfToWide(long a, long to) {
    boolean nan = (a & 0x7fff) > 0x7c00;
    return nan ? convertNan(a, 16, to) : Floats.fromDouble(Float.float16ToFloat((short) a), to);
  }

  /** A double as a half, rounded once: float in between would round twice. */
  static long half(double v) {
    long sign = v < 0 || 1 / v < 0 ? 0x8000 : 0;
    double magnitude = Math.abs(v);
    if (magnitude >= 65520) {
      return sign | 0x7c00;
    }
    // The spacing of halves around the value; 2^-24 for subnormals.
    int exponent = Math.max(Math.getExponent(magnitude), -14);
    double units = Math.rint(Math.scalb(magnitude, 10 - exponent));
    return sign | (exponent == -14 ? 0 : (long) (exponent + 14) << 10) + (long) units;
  }

  /** FCVTXN: double to float, rounding to odd. */
  public static long toFloatOdd(long a) {
    if (Floats.isNan(a, 64)) {
      return convertNan(a, 64, 32);
    }
    double v = Double.longBitsToDouble(a);
    float nearest = (float) v;
    if (nearest == v) {
      return Float.floatToRawIntBits(nearest) & 0xffff_ffffL;
    }
    float towardZero =
        Math.abs((double) nearest) > Math.abs(v)
            ? Float.intBitsToFloat(Float.floatToRawIntBits(nearest) - 1)
            : nearest;
    return Float.floatToRawIntBits(towardZero) & 0xffff_ffffL | 1;
  }
}
