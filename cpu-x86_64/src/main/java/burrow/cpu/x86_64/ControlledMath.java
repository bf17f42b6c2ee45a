package burrow.cpu.x86_64;

import burrow.translator.DirectedRounding;
import burrow.translator.DirectedRounding.Format;
import burrow.translator.DirectedRounding.Mode;
import burrow.translator.DirectedRounding.Tiny;
import burrow.translator.Helper;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The twins of {@link FloatMath}, {@link FusedMath} and {@link HalfPrecision} for threads whose
 * MXCSR asks for another rounding mode, for denormal operands that are zeros (DAZ) or for tiny
 * results that are zeros (FTZ). Each has the name of its twin and MXCSR as one more argument.
 */
public final class ControlledMath {
  /** Of MXCSR: what makes a difference to results. */
  static final long CONTROL = 0xe040;

  private static final long FLUSH_RESULTS = 0x8000;
  private static final long DENORMALS_ARE_ZEROS = 0x40;
  private static final Mode[] MODES = {Mode.NEAREST_EVEN, Mode.DOWN, Mode.UP, Mode.TO_ZERO};

  private static final Map<String, Object> TWINS = twins();
  private static final Map<Helper, Helper> HELPERS = new ConcurrentHashMap<>();

  private ControlledMath() {}

  /** The twin of a helper, or null if MXCSR makes no difference to it. */
  static @Nullable Helper twin(Helper helper) {
    Object function = TWINS.get(helper.name());
    return function == null
        ? null
        : HELPERS.computeIfAbsent(
            helper,
            h -> new Helper(ControlledMath.class, h.name(), h.arity() + 1, false, function));
  }

  private static Map<String, Object> twins() {
    Map<String, Object> t = new java.util.HashMap<>();
    arithmetic(t);
    Helper.F3 compareFlags64 = ControlledMath::compareFlags64;
    Helper.F3 compareFlags32 = ControlledMath::compareFlags32;
    Helper.F4 compare64 = ControlledMath::compare64;
    Helper.F4 compare32 = ControlledMath::compare32;
    Helper.F4 compareSingles = ControlledMath::compareSingles;
    t.put("compareFlags64", compareFlags64);
    t.put("compareFlags32", compareFlags32);
    t.put("compare64", compare64);
    t.put("compare32", compare32);
    t.put("compareSingles", compareSingles);
    conversions(t);
    Helper.F3 round64 = ControlledMath::round64;
    Helper.F3 round32 = ControlledMath::round32;
    Helper.F3 roundSingles = ControlledMath::roundSingles;
    t.put("round64", round64);
    t.put("round32", round32);
    t.put("roundSingles", roundSingles);
    Helper.F5 fused64 = ControlledMath::fused64;
    Helper.F5 fused32 = ControlledMath::fused32;
    Helper.F5 fusedSingles = ControlledMath::fusedSingles;
    t.put("fused64", fused64);
    t.put("fused32", fused32);
    t.put("fusedSingles", fusedSingles);
    return t;
  }

  private static void arithmetic(Map<String, Object> t) {
    two(t, "add64", ControlledMath::add64);
    two(t, "subtract64", ControlledMath::subtract64);
    two(t, "multiply64", ControlledMath::multiply64);
    two(t, "divide64", ControlledMath::divide64);
    two(t, "min64", ControlledMath::min64);
    two(t, "max64", ControlledMath::max64);
    two(t, "squareRoot64", ControlledMath::squareRoot64);
    two(t, "add32", ControlledMath::add32);
    two(t, "subtract32", ControlledMath::subtract32);
    two(t, "multiply32", ControlledMath::multiply32);
    two(t, "divide32", ControlledMath::divide32);
    two(t, "min32", ControlledMath::min32);
    two(t, "max32", ControlledMath::max32);
    two(t, "squareRoot32", ControlledMath::squareRoot32);
    two(t, "addSingles", ControlledMath::addSingles);
    two(t, "subtractSingles", ControlledMath::subtractSingles);
    two(t, "multiplySingles", ControlledMath::multiplySingles);
    two(t, "divideSingles", ControlledMath::divideSingles);
    two(t, "minSingles", ControlledMath::minSingles);
    two(t, "maxSingles", ControlledMath::maxSingles);
    two(t, "squareRootSingles", ControlledMath::squareRootSingles);
    two(t, "addHorizontalSingles", ControlledMath::addHorizontalSingles);
    two(t, "subtractHorizontalSingles", ControlledMath::subtractHorizontalSingles);
    two(t, "addSubtractSingles", ControlledMath::addSubtractSingles);
    Helper.F6 dotProduct64 = ControlledMath::dotProduct64;
    Helper.F6 dotProduct32 = ControlledMath::dotProduct32;
    t.put("dotProduct64", dotProduct64);
    t.put("dotProduct32", dotProduct32);
  }

  private static void conversions(Map<String, Object> t) {
    one(t, "int64ToDouble", ControlledMath::int64ToDouble);
    one(t, "int64ToSingle", ControlledMath::int64ToSingle);
    one(t, "intsToSingles", ControlledMath::intsToSingles);
    one(t, "doubleRoundToInt64", ControlledMath::doubleRoundToInt64);
    one(t, "doubleRoundToInt32", ControlledMath::doubleRoundToInt32);
    one(t, "singleRoundToInt64", ControlledMath::singleRoundToInt64);
    one(t, "singleRoundToInt32", ControlledMath::singleRoundToInt32);
    one(t, "singlesToInts", ControlledMath::singlesToInts);
    one(t, "singleToDouble", ControlledMath::singleToDouble);
    one(t, "doubleToSingle", ControlledMath::doubleToSingle);
    two(t, "doublesToSingles", ControlledMath::doublesToSingles);
    two(t, "doublesToInts", ControlledMath::doublesToInts);
    Helper.F4 fromSingles = ControlledMath::fromSingles;
    t.put("fromSingles", fromSingles);
  }

  private static void one(Map<String, Object> t, String name, Helper.F2 f) {
    t.put(name, f);
  }

  private static void two(Map<String, Object> t, String name, Helper.F3 f) {
    t.put(name, f);
  }

  // ---- operands, control ----

  private static Mode mode(long mxcsr) {
    return MODES[(int) mxcsr >> 13 & 3];
  }

  private static Tiny tiny(long mxcsr) {
    return (mxcsr & FLUSH_RESULTS) == 0 ? Tiny.KEPT : Tiny.ZERO_AFTER_ROUNDING;
  }

  private static DirectedRounding doubles(long mxcsr) {
    return DirectedRounding.of(Format.DOUBLE, mode(mxcsr), tiny(mxcsr));
  }

  private static DirectedRounding singles(long mxcsr) {
    return DirectedRounding.of(Format.SINGLE, mode(mxcsr), tiny(mxcsr));
  }

  /** An operand as DAZ has it. */
  private static long operand64(long a, long mxcsr) {
    boolean flushed = (mxcsr & DENORMALS_ARE_ZEROS) != 0 && (a & 0x7ff0_0000_0000_0000L) == 0;
    return flushed ? a & Long.MIN_VALUE : a;
  }

  private static long operand32(long a, long mxcsr) {
    boolean flushed = (mxcsr & DENORMALS_ARE_ZEROS) != 0 && (a & 0x7f80_0000) == 0;
    return flushed ? a & 0x8000_0000L : a & 0xffff_ffffL;
  }

  private static double d(long bits) {
    return Double.longBitsToDouble(bits);
  }

  private static float f(long bits) {
    return Float.intBitsToFloat((int) bits);
  }

  private static long bits(double r) {
    return Double.doubleToRawLongBits(r);
  }

  private static long bits(float r) {
    return Float.floatToRawIntBits(r) & 0xffff_ffffL;
  }

  // ---- arithmetic ----

  public static long add64(long a, long b, long mxcsr) {
    long x = operand64(a, mxcsr);
    long y = operand64(b, mxcsr);
    return FloatMath.result64(doubles(mxcsr).add(d(x), d(y)), x, y);
  }

  public static long subtract64(long a, long b, long mxcsr) {
    long x = operand64(a, mxcsr);
    long y = operand64(b, mxcsr);
    return FloatMath.result64(doubles(mxcsr).add(d(x), -d(y)), x, y);
  }

  public static long multiply64(long a, long b, long mxcsr) {
    long x = operand64(a, mxcsr);
    long y = operand64(b, mxcsr);
    return FloatMath.result64(doubles(mxcsr).multiply(d(x), d(y)), x, y);
  }

  public static long divide64(long a, long b, long mxcsr) {
    long x = operand64(a, mxcsr);
    long y = operand64(b, mxcsr);
    return FloatMath.result64(doubles(mxcsr).divide(d(x), d(y)), x, y);
  }

  public static long min64(long a, long b, long mxcsr) {
    return FloatMath.min64(operand64(a, mxcsr), operand64(b, mxcsr));
  }

  public static long max64(long a, long b, long mxcsr) {
    return FloatMath.max64(operand64(a, mxcsr), operand64(b, mxcsr));
  }

  public static long squareRoot64(long a, long b, long mxcsr) {
    long y = operand64(b, mxcsr);
    return FloatMath.result64(doubles(mxcsr).sqrt(d(y)), y, y);
  }

  public static long add32(long a, long b, long mxcsr) {
    long x = operand32(a, mxcsr);
    long y = operand32(b, mxcsr);
    return FloatMath.result32((float) singles(mxcsr).add(f(x), f(y)), x, y);
  }

  public static long subtract32(long a, long b, long mxcsr) {
    long x = operand32(a, mxcsr);
    long y = operand32(b, mxcsr);
    return FloatMath.result32((float) singles(mxcsr).add(f(x), -f(y)), x, y);
  }

  public static long multiply32(long a, long b, long mxcsr) {
    long x = operand32(a, mxcsr);
    long y = operand32(b, mxcsr);
    return FloatMath.result32((float) singles(mxcsr).multiply(f(x), f(y)), x, y);
  }

  public static long divide32(long a, long b, long mxcsr) {
    long x = operand32(a, mxcsr);
    long y = operand32(b, mxcsr);
    return FloatMath.result32((float) singles(mxcsr).divide(f(x), f(y)), x, y);
  }

  public static long min32(long a, long b, long mxcsr) {
    return FloatMath.min32(operand32(a, mxcsr), operand32(b, mxcsr));
  }

  public static long max32(long a, long b, long mxcsr) {
    return FloatMath.max32(operand32(a, mxcsr), operand32(b, mxcsr));
  }

  public static long squareRoot32(long a, long b, long mxcsr) {
    long y = operand32(b, mxcsr);
    return FloatMath.result32((float) singles(mxcsr).sqrt(f(y)), y, y);
  }

  // ---- the same on the two singles of a half ----

  private static long both(long a, long b, long mxcsr, Helper.F3 f) {
    return f.apply(a, b, mxcsr) | f.apply(a >>> 32, b >>> 32, mxcsr) << 32;
  }

  public static long addSingles(long a, long b, long mxcsr) {
    return both(a, b, mxcsr, ControlledMath::add32);
  }

  public static long subtractSingles(long a, long b, long mxcsr) {
    return both(a, b, mxcsr, ControlledMath::subtract32);
  }

  public static long multiplySingles(long a, long b, long mxcsr) {
    return both(a, b, mxcsr, ControlledMath::multiply32);
  }

  public static long divideSingles(long a, long b, long mxcsr) {
    return both(a, b, mxcsr, ControlledMath::divide32);
  }

  public static long minSingles(long a, long b, long mxcsr) {
    return both(a, b, mxcsr, ControlledMath::min32);
  }

  public static long maxSingles(long a, long b, long mxcsr) {
    return both(a, b, mxcsr, ControlledMath::max32);
  }

  public static long squareRootSingles(long a, long b, long mxcsr) {
    return both(a, b, mxcsr, ControlledMath::squareRoot32);
  }

  public static long addHorizontalSingles(long low, long high, long mxcsr) {
    return add32(low, low >>> 32, mxcsr) | add32(high, high >>> 32, mxcsr) << 32;
  }

  public static long subtractHorizontalSingles(long low, long high, long mxcsr) {
    return subtract32(low, low >>> 32, mxcsr) | subtract32(high, high >>> 32, mxcsr) << 32;
  }

  public static long addSubtractSingles(long a, long b, long mxcsr) {
    return subtract32(a, b, mxcsr) | add32(a >>> 32, b >>> 32, mxcsr) << 32;
  }

  public static long dotProduct32(
      long aLow, long aHigh, long bLow, long bHigh, long lanes, long mxcsr) {
    long p0 = (lanes & 1) == 0 ? 0 : multiply32(aLow, bLow, mxcsr);
    long p1 = (lanes & 2) == 0 ? 0 : multiply32(aLow >>> 32, bLow >>> 32, mxcsr);
    long p2 = (lanes & 4) == 0 ? 0 : multiply32(aHigh, bHigh, mxcsr);
    long p3 = (lanes & 8) == 0 ? 0 : multiply32(aHigh >>> 32, bHigh >>> 32, mxcsr);
    return add32(add32(p0, p1, mxcsr), add32(p2, p3, mxcsr), mxcsr);
  }

  public static long dotProduct64(
      long aLow, long aHigh, long bLow, long bHigh, long lanes, long mxcsr) {
    long p0 = (lanes & 1) == 0 ? 0 : multiply64(aLow, bLow, mxcsr);
    return add64(p0, (lanes & 2) == 0 ? 0 : multiply64(aHigh, bHigh, mxcsr), mxcsr);
  }

  // ---- fused ----

  public static long fused64(long a, long b, long c, long signs, long mxcsr) {
    long x = operand64(a, mxcsr);
    long y = operand64(b, mxcsr);
    long z = operand64(c, mxcsr);
    double factor = (signs & FusedMath.NEGATE_PRODUCT) != 0 ? -d(x) : d(x);
    double addend = (signs & FusedMath.NEGATE_ADDEND) != 0 ? -d(z) : d(z);
    double r = doubles(mxcsr).fma(factor, d(y), addend);
    return Double.isNaN(r) ? FloatMath.nan64(x, y, z) : bits(r);
  }

  public static long fused32(long a, long b, long c, long signs, long mxcsr) {
    long x = operand32(a, mxcsr);
    long y = operand32(b, mxcsr);
    long z = operand32(c, mxcsr);
    float factor = (signs & FusedMath.NEGATE_PRODUCT) != 0 ? -f(x) : f(x);
    float addend = (signs & FusedMath.NEGATE_ADDEND) != 0 ? -f(z) : f(z);
    float r = (float) singles(mxcsr).fma(factor, f(y), addend);
    return Float.isNaN(r) ? FloatMath.nan32(x, y, z) : bits(r);
  }

  public static long fusedSingles(long a, long b, long c, long signs, long mxcsr) {
    return fused32(a, b, c, signs, mxcsr)
        | fused32(a >>> 32, b >>> 32, c >>> 32, signs >> FusedMath.UPPER, mxcsr) << 32;
  }

  // ---- comparison ----

  public static long compareFlags64(long a, long b, long mxcsr) {
    return FloatMath.compareFlags64(operand64(a, mxcsr), operand64(b, mxcsr));
  }

  public static long compareFlags32(long a, long b, long mxcsr) {
    return FloatMath.compareFlags32(operand32(a, mxcsr), operand32(b, mxcsr));
  }

  public static long compare64(long a, long b, long predicate, long mxcsr) {
    return FloatMath.compare64(operand64(a, mxcsr), operand64(b, mxcsr), predicate);
  }

  public static long compare32(long a, long b, long predicate, long mxcsr) {
    return FloatMath.compare32(operand32(a, mxcsr), operand32(b, mxcsr), predicate);
  }

  public static long compareSingles(long a, long b, long predicate, long mxcsr) {
    return compare32(a, b, predicate, mxcsr)
        | compare32(a >>> 32, b >>> 32, predicate, mxcsr) << 32;
  }

  // ---- conversion ----

  public static long int64ToDouble(long a, long mxcsr) {
    return bits(doubles(mxcsr).fromLong(a, true));
  }

  public static long int64ToSingle(long a, long mxcsr) {
    return bits((float) singles(mxcsr).fromLong(a, true));
  }

  public static long intsToSingles(long a, long mxcsr) {
    return int64ToSingle((int) a, mxcsr) | int64ToSingle(a >> 32, mxcsr) << 32;
  }

  private static long integral(double x, long mxcsr) {
    return bits(DirectedRounding.integral(x, mode(mxcsr)));
  }

  public static long doubleRoundToInt64(long a, long mxcsr) {
    return FloatMath.doubleToInt64(integral(d(operand64(a, mxcsr)), mxcsr));
  }

  public static long doubleRoundToInt32(long a, long mxcsr) {
    return FloatMath.doubleToInt32(integral(d(operand64(a, mxcsr)), mxcsr));
  }

  public static long singleRoundToInt64(long a, long mxcsr) {
    return FloatMath.doubleToInt64(integral(f(operand32(a, mxcsr)), mxcsr));
  }

  public static long singleRoundToInt32(long a, long mxcsr) {
    return FloatMath.doubleToInt32(integral(f(operand32(a, mxcsr)), mxcsr));
  }

  public static long singlesToInts(long a, long mxcsr) {
    return singleRoundToInt32(a, mxcsr) | singleRoundToInt32(a >>> 32, mxcsr) << 32;
  }

  public static long doublesToInts(long a, long b, long mxcsr) {
    return doubleRoundToInt32(a, mxcsr) | doubleRoundToInt32(b, mxcsr) << 32;
  }

  public static long singleToDouble(long a, long mxcsr) {
    return FloatMath.singleToDouble(operand32(a, mxcsr));
  }

  public static long doubleToSingle(long a, long mxcsr) {
    long x = operand64(a, mxcsr);
    return Double.isNaN(d(x))
        ? FloatMath.doubleToSingle(x)
        : bits((float) singles(mxcsr).round(d(x)));
  }

  public static long doublesToSingles(long a, long b, long mxcsr) {
    return doubleToSingle(a, mxcsr) | doubleToSingle(b, mxcsr) << 32;
  }

  /** VCVTPS2PH, which knows DAZ and the rounding mode, but keeps tiny results. */
  public static long fromSingles(long low, long high, long mode, long mxcsr) {
    long l = operand32(low, mxcsr) | operand32(low >>> 32, mxcsr) << 32;
    long h = operand32(high, mxcsr) | operand32(high >>> 32, mxcsr) << 32;
    return HalfPrecision.fromSingles(
        l, h, (mode & HalfPrecision.BY_MXCSR) == 0 ? mode : mxcsr >> 13 & 3);
  }

  // ---- rounding ----

  private static double rounded(double x, long mode, long mxcsr) {
    boolean byMxcsr = (mode & 4) != 0;
    return DirectedRounding.integral(x, byMxcsr ? mode(mxcsr) : MODES[(int) mode & 3]);
  }

  public static long round64(long a, long mode, long mxcsr) {
    long x = operand64(a, mxcsr);
    return Double.isNaN(d(x)) ? FloatMath.round64(x, mode) : bits(rounded(d(x), mode, mxcsr));
  }

  public static long round32(long a, long mode, long mxcsr) {
    long x = operand32(a, mxcsr);
    return Float.isNaN(f(x))
        ? FloatMath.round32(x, mode)
        : bits((float) rounded(f(x), mode, mxcsr));
  }

  public static long roundSingles(long a, long mode, long mxcsr) {
    return round32(a, mode, mxcsr) | round32(a >>> 32, mode, mxcsr) << 32;
  }
}
