package burrow.cpu.x86_64;

/** Conversions of F16C on raw bits. */
public final class HalfPrecision {
  /** In a mode: that of MXCSR, which is to nearest unless {@link ControlledMath} looks. */
  static final long BY_MXCSR = 4;

  private HalfPrecision() {}

  /** Two halves, from a bit position on, to two singles. */
  public static long toSingles(long halves, long position) {
    return toSingle(halves >>> position) | toSingle(halves >>> (position + 16)) << 32;
  }

  private static long toSingle(long half) {
    boolean nan = (half & 0x7fff) > 0x7c00;
    if (nan) {
      return (half & 0x8000) << 16 | 0x7fc0_0000L | (half & 0x1ff) << 13;
    }
    return Float.floatToRawIntBits(Float.float16ToFloat((short) half)) & 0xffff_ffffL;
  }

  /**
   * Four singles to four halves; the modes are numbered as in MXCSR: nearest, down, up, to zero.
   */
  public static long fromSingles(long low, long high, long mode) {
    return fromSingle((int) low, mode)
        | fromSingle((int) (low >>> 32), mode) << 16
        | fromSingle((int) high, mode) << 32
        | fromSingle((int) (high >>> 32), mode) << 48;
  }

  private static long fromSingle(int single, long mode) {
    long sign = single >>> 16 & 0x8000;
    int magnitude = single & Integer.MAX_VALUE;
    if (magnitude > 0x7f80_0000) {
      return sign | 0x7e00 | magnitude >>> 13 & 0x1ff;
    }
    if (magnitude == 0x7f80_0000) {
      return sign | 0x7c00;
    }
    int exponent = Math.max(magnitude >>> 23, 1) - 127;
    long significand = magnitude & 0x7f_ffff | (magnitude >>> 23 == 0 ? 0 : 0x80_0000);
    // Bits that a half lacks; all of them and more below the smallest one.
    int drop = exponent < -14 ? Math.min(13 - 14 - exponent, 40) : 13;
    long kept = significand >>> drop;
    long rest = significand & (1L << drop) - 1;
    if (rest != 0 && up(mode, sign != 0, rest, 1L << (drop - 1), kept)) {
      kept++;
    }
    // A carry out of the significand goes on into the exponent.
    long bits = exponent < -14 ? kept : kept + ((long) (exponent + 14) << 10);
    if (bits < 0x7c00) {
      return sign | bits;
    }
    boolean finite = mode == 3 || (mode == 1 && sign == 0) || (mode == 2 && sign != 0);
    return sign | (finite ? 0x7bff : 0x7c00);
  }

  private static boolean up(long mode, boolean negative, long rest, long half, long kept) {
    return switch ((int) mode) {
      case 0, 4, 5, 6, 7 -> rest > half || (rest == half && (kept & 1) != 0);
      case 1 -> negative;
      case 2 -> !negative;
      default -> false;
    };
  }
}
