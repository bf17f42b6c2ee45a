package burrow.cpu.x86_64;

/** Fused multiply-add on raw bits. NaNs: the first of a, b, c that is one, made quiet. */
public final class FusedMath {
  /** In the last argument: the product changes its sign before the addition. */
  static final long NEGATE_PRODUCT = 1;

  /** The addend changes its sign. */
  static final long NEGATE_ADDEND = 2;

  /** Where the signs of the upper of two singles stand. */
  static final int UPPER = 2;

  private FusedMath() {}

  /** ±(a × b) ± c. */
  public static long fused64(long a, long b, long c, long signs) {
    double x = Double.longBitsToDouble(a);
    double z = Double.longBitsToDouble(c);
    double r =
        Math.fma(
            (signs & NEGATE_PRODUCT) != 0 ? -x : x,
            Double.longBitsToDouble(b),
            (signs & NEGATE_ADDEND) != 0 ? -z : z);
    return Double.isNaN(r) ? FloatMath.nan64(a, b, c) : Double.doubleToRawLongBits(r);
  }

  public static long fused32(long a, long b, long c, long signs) {
    float x = Float.intBitsToFloat((int) a);
    float z = Float.intBitsToFloat((int) c);
    float r =
        Math.fma(
            (signs & NEGATE_PRODUCT) != 0 ? -x : x,
            Float.intBitsToFloat((int) b),
            (signs & NEGATE_ADDEND) != 0 ? -z : z);
    return Float.isNaN(r) ? FloatMath.nan32(a, b, c) : Float.floatToRawIntBits(r) & 0xffff_ffffL;
  }

  /** Both singles of a half. */
  public static long fusedSingles(long a, long b, long c, long signs) {
    return fused32(a, b, c, signs) | fused32(a >>> 32, b >>> 32, c >>> 32, signs >> UPPER) << 32;
  }
}
