package burrow.cpu.aarch64;

import burrow.translator.DirectedRounding;
import burrow.translator.DirectedRounding.Format;
import burrow.translator.DirectedRounding.Mode;
import burrow.translator.DirectedRounding.Tiny;
import burrow.translator.Helper;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The twins of {@link Floats}, {@link FloatConversions} and {@link Estimates} for threads whose
 * FPCR asks for another rounding mode, for denormal numbers that are zeros as operands and results
 * (FZ), or for the default NaN wherever a NaN results (DN). Each has the name of its twin and FPCR
 * as one more argument.
 */
public final class ControlledFloats {
  private static final long DEFAULT_NAN = 1L << 25;
  private static final long FLUSH = 1L << 24;
  private static final Mode[] MODES = {Mode.NEAREST_EVEN, Mode.UP, Mode.DOWN, Mode.TO_ZERO};

  private static final Set<Class<?>> TWINS_OF =
      Set.of(Floats.class, FloatConversions.class, Estimates.class);
  private static final Map<String, Object> TWINS = twins();
  private static final Map<Helper, Helper> HELPERS = new ConcurrentHashMap<>();

  private ControlledFloats() {}

  /** The twin of a helper, or null if FPCR makes no difference to it. */
  static @Nullable Helper twin(Helper helper) {
    Object function = TWINS_OF.contains(helper.owner()) ? TWINS.get(helper.name()) : null;
    return function == null
        ? null
        : HELPERS.computeIfAbsent(
            helper,
            h -> new Helper(ControlledFloats.class, h.name(), h.arity() + 1, false, function));
  }

  private static Map<String, Object> twins() {
    Map<String, Object> t = new HashMap<>();
    two(t, "add", ControlledFloats::add);
    two(t, "sub", ControlledFloats::sub);
    two(t, "mul", ControlledFloats::mul);
    two(t, "div", ControlledFloats::div);
    two(t, "nmul", ControlledFloats::nmul);
    two(t, "mulx", ControlledFloats::mulx);
    two(t, "abd", ControlledFloats::abd);
    two(t, "max", ControlledFloats::max);
    two(t, "min", ControlledFloats::min);
    two(t, "maxnm", ControlledFloats::maxnm);
    two(t, "minnm", ControlledFloats::minnm);
    two(t, "cmeq", ControlledFloats::cmeq);
    two(t, "cmge", ControlledFloats::cmge);
    two(t, "cmgt", ControlledFloats::cmgt);
    two(t, "acge", ControlledFloats::acge);
    two(t, "acgt", ControlledFloats::acgt);
    two(t, "recps", ControlledFloats::recps);
    two(t, "rsqrts", ControlledFloats::rsqrts);
    Helper.F5 fma = ControlledFloats::fma;
    Helper.F5 fms = ControlledFloats::fms;
    t.put("fma", fma);
    t.put("fms", fms);
    one(t, "sqrt", ControlledFloats::sqrt);
    one(t, "recpe", ControlledFloats::recpe);
    one(t, "rsqrte", ControlledFloats::rsqrte);
    one(t, "recpx", ControlledFloats::recpx);
    Helper.F4 roundToIntegral = ControlledFloats::roundToIntegral;
    Helper.F6 toSigned = ControlledFloats::toSigned;
    Helper.F6 toUnsigned = ControlledFloats::toUnsigned;
    Helper.F4 fromSigned = ControlledFloats::fromSigned;
    Helper.F4 fromUnsigned = ControlledFloats::fromUnsigned;
    Helper.F4 convert = ControlledFloats::convert;
    Helper.F2 toFloatOdd = ControlledFloats::toFloatOdd;
    t.put("roundToIntegral", roundToIntegral);
    t.put("toSigned", toSigned);
    t.put("toUnsigned", toUnsigned);
    t.put("fromSigned", fromSigned);
    t.put("fromUnsigned", fromUnsigned);
    t.put("convert", convert);
    t.put("toFloatOdd", toFloatOdd);
    return t;
  }

  private static void one(Map<String, Object> t, String name, Helper.F3 f) {
    t.put(name, f);
  }

  private static void two(Map<String, Object> t, String name, Helper.F4 f) {
    t.put(name, f);
  }

  // ---- control ----

  private static Mode mode(long fpcr) {
    return MODES[(int) fpcr >> 22 & 3];
  }

  private static Tiny tiny(long fpcr) {
    return (fpcr & FLUSH) == 0 ? Tiny.KEPT : Tiny.ZERO_BEFORE_ROUNDING;
  }

  private static DirectedRounding rounding(long size, long fpcr) {
    return DirectedRounding.of(size == 64 ? Format.DOUBLE : Format.SINGLE, mode(fpcr), tiny(fpcr));
  }

  /** An operand as FZ has it. */
  public static long operand(long a, long size, long fpcr) {
    long sign = 1L << (size - 1);
    long exponent = size == 64 ? 0x7ff0_0000_0000_0000L : 0x7f80_0000L;
    long x = a & (sign | sign - 1);
    return (fpcr & FLUSH) != 0 && (x & exponent) == 0 ? x & sign : x;
  }

  /** A result that is a NaN by the rules without DN. */
  private static long nan(long nan, long size, long fpcr) {
    return (fpcr & DEFAULT_NAN) != 0 ? Floats.defaultNan(size) : nan;
  }

  /** A result, which DN changes if it is a NaN. */
  private static long result(long r, long size, long fpcr) {
    return Floats.isNan(r, size) ? nan(r, size, fpcr) : r;
  }

  private static long result(double r, long a, long b, long size, long fpcr) {
    return Double.isNaN(r) ? nan(Floats.nan(a, b, size), size, fpcr) : Floats.fromDouble(r, size);
  }

  // ---- two operands ----

  public static long add(long a, long b, long size, long fpcr) {
    long x = operand(a, size, fpcr);
    long y = operand(b, size, fpcr);
    double r = rounding(size, fpcr).add(Floats.value(x, size), Floats.value(y, size));
    return result(r, x, y, size, fpcr);
  }

  public static long sub(long a, long b, long size, long fpcr) {
    long x = operand(a, size, fpcr);
    long y = operand(b, size, fpcr);
    double r = rounding(size, fpcr).add(Floats.value(x, size), -Floats.value(y, size));
    return result(r, x, y, size, fpcr);
  }

  public static long mul(long a, long b, long size, long fpcr) {
    long x = operand(a, size, fpcr);
    long y = operand(b, size, fpcr);
    double r = rounding(size, fpcr).multiply(Floats.value(x, size), Floats.value(y, size));
    return result(r, x, y, size, fpcr);
  }

  public static long div(long a, long b, long size, long fpcr) {
    long x = operand(a, size, fpcr);
    long y = operand(b, size, fpcr);
    double r = rounding(size, fpcr).divide(Floats.value(x, size), Floats.value(y, size));
    return result(r, x, y, size, fpcr);
  }

  public static long nmul(long a, long b, long size, long fpcr) {
    return Floats.negate(mul(a, b, size, fpcr), size);
  }

  public static long mulx(long a, long b, long size, long fpcr) {
    long x = operand(a, size, fpcr);
    long y = operand(b, size, fpcr);
    return Floats.infinityTimesZero(x, y, size) ? Floats.mulx(x, y, size) : mul(x, y, size, fpcr);
  }

  public static long abd(long a, long b, long size, long fpcr) {
    return Floats.abs(sub(a, b, size, fpcr), size);
  }

  public static long max(long a, long b, long size, long fpcr) {
    return result(Floats.max(operand(a, size, fpcr), operand(b, size, fpcr), size), size, fpcr);
  }

  public static long min(long a, long b, long size, long fpcr) {
    return result(Floats.min(operand(a, size, fpcr), operand(b, size, fpcr), size), size, fpcr);
  }

  public static long maxnm(long a, long b, long size, long fpcr) {
    return result(Floats.maxnm(operand(a, size, fpcr), operand(b, size, fpcr), size), size, fpcr);
  }

  public static long minnm(long a, long b, long size, long fpcr) {
    return result(Floats.minnm(operand(a, size, fpcr), operand(b, size, fpcr), size), size, fpcr);
  }

  public static long cmeq(long a, long b, long size, long fpcr) {
    return Floats.cmeq(operand(a, size, fpcr), operand(b, size, fpcr), size);
  }

  public static long cmge(long a, long b, long size, long fpcr) {
    return Floats.cmge(operand(a, size, fpcr), operand(b, size, fpcr), size);
  }

  public static long cmgt(long a, long b, long size, long fpcr) {
    return Floats.cmgt(operand(a, size, fpcr), operand(b, size, fpcr), size);
  }

  public static long acge(long a, long b, long size, long fpcr) {
    return Floats.acge(operand(a, size, fpcr), operand(b, size, fpcr), size);
  }

  public static long acgt(long a, long b, long size, long fpcr) {
    return Floats.acgt(operand(a, size, fpcr), operand(b, size, fpcr), size);
  }

  // ---- fused multiply-add ----

  public static long fma(long addend, long a, long b, long size, long fpcr) {
    long z = operand(addend, size, fpcr);
    long x = operand(a, size, fpcr);
    long y = operand(b, size, fpcr);
    double r =
        rounding(size, fpcr)
            .fma(Floats.value(x, size), Floats.value(y, size), Floats.value(z, size));
    return Double.isNaN(r)
        ? nan(Floats.nan3(z, x, y, size), size, fpcr)
        : Floats.fromDouble(r, size);
  }

  public static long fms(long addend, long a, long b, long size, long fpcr) {
    return fma(addend, Floats.negate(a, size), b, size, fpcr);
  }

  // ---- reciprocals ----

  public static long recps(long a, long b, long size, long fpcr) {
    return step(a, b, size, fpcr, 2, 0);
  }

  public static long rsqrts(long a, long b, long size, long fpcr) {
    return step(a, b, size, fpcr, 3, -1);
  }

  /** (from - a × b) × 2^power with one rounding. */
  private static long step(long a, long b, long size, long fpcr, int from, int power) {
    long x = Floats.negate(operand(a, size, fpcr), size);
    long y = operand(b, size, fpcr);
    if (Floats.isNan(x, size) || Floats.isNan(y, size)) {
      return nan(Floats.nan(x, y, size), size, fpcr);
    }
    if (Floats.infinityTimesZero(x, y, size)) {
      return Floats.fromDouble(Math.scalb((double) from, power), size);
    }
    double r = rounding(size, fpcr).fma(Floats.value(x, size), Floats.value(y, size), from, power);
    return Floats.fromDouble(r, size);
  }

  public static long recpe(long a, long size, long fpcr) {
    long x = operand(a, size, fpcr);
    double v = Math.abs(Floats.value(x, size));
    long sign = x & 1L << (size - 1);
    boolean negative = sign != 0;
    int most = size == 64 ? Double.MAX_EXPONENT : Float.MAX_EXPONENT;
    if (v > 0 && v < Math.scalb(1.0, -most - 1)) {
      boolean infinite =
          switch (mode(fpcr)) {
            case UP -> !negative;
            case DOWN -> negative;
            case TO_ZERO -> false;
            default -> true;
          };
      return infinite
          ? Estimates.recpe(x, size)
          : sign | Floats.fromDouble(size == 64 ? Double.MAX_VALUE : Float.MAX_VALUE, size);
    }
    if ((fpcr & FLUSH) != 0 && v >= Math.scalb(1.0, most - 1)) {
      return sign;
    }
    return result(Estimates.recpe(x, size), size, fpcr);
  }

  public static long rsqrte(long a, long size, long fpcr) {
    return result(Estimates.rsqrte(operand(a, size, fpcr), size), size, fpcr);
  }

  public static long recpx(long a, long size, long fpcr) {
    return result(Estimates.recpx(a, size), size, fpcr);
  }

  // ---- one operand ----

  public static long sqrt(long a, long size, long fpcr) {
    long x = operand(a, size, fpcr);
    return result(rounding(size, fpcr).sqrt(Floats.value(x, size)), x, x, size, fpcr);
  }

  /** By the numbers of {@link FloatConversions}. */
  private static int current(long mode, long fpcr) {
    return mode == FloatConversions.CURRENT ? (int) fpcr >> 22 & 3 : (int) mode;
  }

  public static long roundToIntegral(long a, long size, long mode, long fpcr) {
    long x = operand(a, size, fpcr);
    return result(FloatConversions.roundToIntegral(x, size, current(mode, fpcr)), size, fpcr);
  }

  public static long toSigned(long a, long size, long target, long mode, long fraction, long fpcr) {
    return FloatConversions.toSigned(operand(a, size, fpcr), size, target, mode, fraction);
  }

  public static long toUnsigned(
      long a, long size, long target, long mode, long fraction, long fpcr) {
    return FloatConversions.toUnsigned(operand(a, size, fpcr), size, target, mode, fraction);
  }

  public static long fromSigned(long v, long size, long fraction, long fpcr) {
    return Floats.fromDouble(rounding(size, fpcr).fromFixed(v, true, (int) fraction), size);
  }

  public static long fromUnsigned(long v, long size, long fraction, long fpcr) {
    return Floats.fromDouble(rounding(size, fpcr).fromFixed(v, false, (int) fraction), size);
  }

  // ---- between precisions; half precision is not flushed ----

  public static long convert(long a, long from, long to, long fpcr) {
    long x = from == 16 ? a & 0xffff : operand(a, from, fpcr);
    if (from == 16 ? (x & 0x7fff) > 0x7c00 : Floats.isNan(x, from)) {
      boolean byDefault = (fpcr & DEFAULT_NAN) != 0;
      return byDefault ? FloatConversions.defaultNan(to) : FloatConversions.convert(x, from, to);
    }
    if (from < to) {
      return FloatConversions.convert(x, from, to);
    }
    double v = Floats.value(x, from);
    return to == 16
        ? FloatConversions.half(DirectedRounding.of(Format.HALF, mode(fpcr)).round(v))
        : Floats.fromDouble(rounding(to, fpcr).round(v), to);
  }

  public static long toFloatOdd(long a, long fpcr) {
    long x = operand(a, 64, fpcr);
    if ((fpcr & FLUSH) != 0 && Math.abs(Double.longBitsToDouble(x)) < Float.MIN_NORMAL) {
      return x >>> 32 & 0x8000_0000L;
    }
    return result(FloatConversions.toFloatOdd(x), 32, fpcr);
  }
}
