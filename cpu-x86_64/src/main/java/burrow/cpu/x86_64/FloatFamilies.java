package burrow.cpu.x86_64;

import burrow.machine.Trap;
import burrow.translator.Cond;
import burrow.translator.Helper;
import burrow.translator.Intrinsic;
import burrow.translator.IrBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** SSE and SSE2 floating point, and what SSE3 and SSE4.1 add. */
final class FloatFamilies {
  // By predicate of CMPSD.
  private static final Intrinsic[] DOUBLES = {
    Intrinsic.MASK_EQUAL_DOUBLE,
    Intrinsic.MASK_LESS_DOUBLE,
    Intrinsic.MASK_LESS_OR_EQUAL_DOUBLE,
    Intrinsic.MASK_UNORDERED_DOUBLE,
    Intrinsic.MASK_NOT_EQUAL_DOUBLE,
    Intrinsic.MASK_NOT_LESS_DOUBLE,
    Intrinsic.MASK_NOT_LESS_OR_EQUAL_DOUBLE,
    Intrinsic.MASK_ORDERED_DOUBLE
  };
  private static final Intrinsic[] SINGLES = {
    Intrinsic.MASK_EQUAL_SINGLE,
    Intrinsic.MASK_LESS_SINGLE,
    Intrinsic.MASK_LESS_OR_EQUAL_SINGLE,
    Intrinsic.MASK_UNORDERED_SINGLE,
    Intrinsic.MASK_NOT_EQUAL_SINGLE,
    Intrinsic.MASK_NOT_LESS_SINGLE,
    Intrinsic.MASK_NOT_LESS_OR_EQUAL_SINGLE,
    Intrinsic.MASK_ORDERED_SINGLE
  };

  // By mode of ROUNDSD.
  private static final Intrinsic[] ROUND_DOUBLES = {
    Intrinsic.ROUND_DOUBLE,
    Intrinsic.FLOOR_DOUBLE,
    Intrinsic.CEILING_DOUBLE,
    Intrinsic.TRUNCATE_DOUBLE
  };
  private static final Intrinsic[] ROUND_SINGLES = {
    Intrinsic.ROUND_SINGLE,
    Intrinsic.FLOOR_SINGLE,
    Intrinsic.CEILING_SINGLE,
    Intrinsic.TRUNCATE_SINGLE
  };

  private static final Helper COMPARE_64 =
      of("compare64", FloatMath::compare64).choosing(args -> predicate(args, DOUBLES), 0, 1);
  private static final Helper COMPARE_32 =
      of("compare32", FloatMath::compare32).choosing(args -> predicate(args, SINGLES), 0, 1);
  private static final Helper COMPARE_SINGLES = of("compareSingles", FloatMath::compareSingles);
  private static final Helper ADD_64 = of("add64", FloatMath::add64).as(Intrinsic.ADD_DOUBLE);
  private static final Helper SUBTRACT_64 =
      of("subtract64", FloatMath::subtract64).as(Intrinsic.SUBTRACT_DOUBLE);
  private static final Helper INTS_TO_DOUBLE =
      of("int32ToDouble", FloatMath::int32ToDouble).as(Intrinsic.INT_TO_DOUBLE);
  private static final Helper SINGLE_TO_DOUBLE =
      of("singleToDouble", FloatMath::singleToDouble).as(Intrinsic.SINGLE_TO_DOUBLE);

  private static final long EXCEPTION_MASKS = 0x1f80;

  private final Map<String, Family> families;

  private FloatFamilies(Map<String, Family> families) {
    this.families = families;
  }

  private static Helper of(String name, Helper.F1 f) {
    return Helper.of(FloatMath.class, name, f);
  }

  private static Helper of(String name, Helper.F2 f) {
    return Helper.of(FloatMath.class, name, f);
  }

  private static Helper of(String name, Helper.F3 f) {
    return Helper.of(FloatMath.class, name, f);
  }

  static void register(Map<String, Family> families) {
    FloatFamilies f = new FloatFamilies(families);
    f.arithmetic();
    f.comparisons();
    f.scalarConversions();
    f.packedConversions();
    f.sse3();
    f.rounding();
    f.dotProducts();
  }

  private static @Nullable Intrinsic predicate(long[] args, Intrinsic[] all) {
    return args[2] < all.length ? all[(int) args[2]] : null;
  }

  private static Intrinsic rounding(long[] args, Intrinsic[] all) {
    return (args[1] & 4) != 0 ? all[0] : all[(int) args[1] & 3];
  }

  // ---- arithmetic ----

  private void arithmetic() {
    singles(
        "add",
        of("add32", FloatMath::add32).as(Intrinsic.ADD_SINGLE),
        of("addSingles", FloatMath::addSingles));
    singles(
        "sub",
        of("subtract32", FloatMath::subtract32).as(Intrinsic.SUBTRACT_SINGLE),
        of("subtractSingles", FloatMath::subtractSingles));
    singles(
        "mul",
        of("multiply32", FloatMath::multiply32).as(Intrinsic.MULTIPLY_SINGLE),
        of("multiplySingles", FloatMath::multiplySingles));
    singles(
        "div",
        of("divide32", FloatMath::divide32).as(Intrinsic.DIVIDE_SINGLE),
        of("divideSingles", FloatMath::divideSingles));
    singles(
        "min",
        of("min32", FloatMath::min32).as(Intrinsic.LESSER_OR_SECOND_SINGLE),
        of("minSingles", FloatMath::minSingles));
    singles(
        "max",
        of("max32", FloatMath::max32).as(Intrinsic.GREATER_OR_SECOND_SINGLE),
        of("maxSingles", FloatMath::maxSingles));
    singles(
        "sqrt",
        of("squareRoot32", FloatMath::squareRoot32).as(Intrinsic.SQUARE_ROOT_SINGLE, 1),
        of("squareRootSingles", FloatMath::squareRootSingles));
    singles(
        "rcp",
        of("reciprocal32", FloatMath::reciprocal32),
        of("reciprocalSingles", FloatMath::reciprocalSingles));
    singles(
        "rsqrt",
        of("reciprocalSquareRoot32", FloatMath::reciprocalSquareRoot32),
        of("reciprocalSquareRootSingles", FloatMath::reciprocalSquareRootSingles));
    doubles("add", of("add64", FloatMath::add64).as(Intrinsic.ADD_DOUBLE));
    doubles("sub", of("subtract64", FloatMath::subtract64).as(Intrinsic.SUBTRACT_DOUBLE));
    doubles("mul", of("multiply64", FloatMath::multiply64).as(Intrinsic.MULTIPLY_DOUBLE));
    doubles("div", of("divide64", FloatMath::divide64).as(Intrinsic.DIVIDE_DOUBLE));
    doubles("min", of("min64", FloatMath::min64).as(Intrinsic.LESSER_OR_SECOND_DOUBLE));
    doubles("max", of("max64", FloatMath::max64).as(Intrinsic.GREATER_OR_SECOND_DOUBLE));
    doubles(
        "sqrt", of("squareRoot64", FloatMath::squareRoot64).as(Intrinsic.SQUARE_ROOT_DOUBLE, 1));
  }

  private void singles(String stem, Helper scalar, Helper packed) {
    families.put(stem + "ss", x -> scalar(x, scalar));
    families.put(stem + "ps", x -> packed(x, packed));
  }

  private void doubles(String stem, Helper h) {
    families.put(stem + "sd", x -> scalar(x, h));
    families.put(stem + "pd", x -> packed(x, h));
  }

  private static void scalar(Lifter x, Helper helper) {
    int b = x.scalar(1);
    x.writeScalar(0, x.call(helper, x.scalar(0), b));
  }

  private static void packed(Lifter x, Helper helper) {
    int[] b = x.vector(1);
    int[] a = x.vector(0);
    int low = x.call(helper, a[0], b[0]);
    x.writeVector(0, low, x.call(helper, a[1], b[1]));
  }

  // ---- comparison ----

  private void comparisons() {
    Helper flags64 = of("compareFlags64", FloatMath::compareFlags64).as(Intrinsic.RELATION_DOUBLE);
    Helper flags32 = of("compareFlags32", FloatMath::compareFlags32).as(Intrinsic.RELATION_SINGLE);
    for (String prefix : new String[] {"ucomis", "comis"}) {
      families.put(prefix + "d", x -> compareFlags(x, flags64));
      families.put(prefix + "s", x -> compareFlags(x, flags32));
    }
    families.put("cmpss", x -> compareScalar(x, COMPARE_32));
    families.put("cmpsd", x -> compareScalar(x, COMPARE_64));
    families.put("cmpps", x -> comparePacked(x, COMPARE_SINGLES));
    families.put("cmppd", x -> comparePacked(x, COMPARE_64));
  }

  private static void compareFlags(Lifter x, Helper helper) {
    int b = x.scalar(1);
    x.flagsImage(x.call(helper, x.scalar(0), b));
  }

  /** SSE knows eight predicates, AVX 32. */
  private static int predicate(Lifter x) {
    return x.ir.con(x.i.immediate & (x.i.form.space == Form.Space.VEX ? 31 : 7));
  }

  private static void compareScalar(Lifter x, Helper helper) {
    int b = x.scalar(1);
    x.writeScalar(0, x.call(helper, x.scalar(0), b, predicate(x)));
  }

  private static void comparePacked(Lifter x, Helper helper) {
    int[] b = x.vector(1);
    int[] a = x.vector(0);
    int low = x.call(helper, a[0], b[0], predicate(x));
    x.writeVector(0, low, x.call(helper, a[1], b[1], predicate(x)));
  }

  // ---- conversion ----

  private void scalarConversions() {
    fromInteger(
        "cvtsi2sd", of("int64ToDouble", FloatMath::int64ToDouble).as(Intrinsic.LONG_TO_DOUBLE));
    fromInteger(
        "cvtsi2ss", of("int64ToSingle", FloatMath::int64ToSingle).as(Intrinsic.LONG_TO_SINGLE));
    toInteger(
        "cvttsd2si",
        of("doubleToInt32", FloatMath::doubleToInt32).as(Intrinsic.DOUBLE_TO_INT),
        of("doubleToInt64", FloatMath::doubleToInt64).as(Intrinsic.DOUBLE_TO_LONG));
    toInteger(
        "cvtsd2si",
        of("doubleRoundToInt32", FloatMath::doubleRoundToInt32).as(Intrinsic.DOUBLE_ROUND_TO_INT),
        of("doubleRoundToInt64", FloatMath::doubleRoundToInt64).as(Intrinsic.DOUBLE_ROUND_TO_LONG));
    toInteger(
        "cvttss2si",
        of("singleToInt32", FloatMath::singleToInt32).as(Intrinsic.SINGLE_TO_INT),
        of("singleToInt64", FloatMath::singleToInt64).as(Intrinsic.SINGLE_TO_LONG));
    toInteger(
        "cvtss2si",
        of("singleRoundToInt32", FloatMath::singleRoundToInt32).as(Intrinsic.SINGLE_ROUND_TO_INT),
        of("singleRoundToInt64", FloatMath::singleRoundToInt64).as(Intrinsic.SINGLE_ROUND_TO_LONG));
    Helper narrow = of("doubleToSingle", FloatMath::doubleToSingle).as(Intrinsic.DOUBLE_TO_SINGLE);
    families.put("cvtss2sd", x -> x.writeScalar(0, x.call(SINGLE_TO_DOUBLE, x.scalar(1))));
    families.put("cvtsd2ss", x -> x.writeScalar(0, x.call(narrow, x.scalar(1))));
  }

  private void fromInteger(String mnemonic, Helper helper) {
    families.put(mnemonic, x -> x.writeScalar(0, x.call(helper, x.sext(1))));
  }

  private void toInteger(String mnemonic, Helper to32, Helper to64) {
    families.put(mnemonic, x -> x.write(0, x.call(x.size(0) == 8 ? to64 : to32, x.scalar(1))));
  }

  private void packedConversions() {
    eachHalf("cvtdq2ps", of("intsToSingles", FloatMath::intsToSingles));
    eachHalf("cvtps2dq", of("singlesToInts", FloatMath::singlesToInts));
    eachHalf("cvttps2dq", of("singlesTruncateToInts", FloatMath::singlesTruncateToInts));
    widening("cvtps2pd", SINGLE_TO_DOUBLE);
    widening("cvtdq2pd", INTS_TO_DOUBLE);
    narrowing("cvtpd2ps", of("doublesToSingles", FloatMath::doublesToSingles));
    narrowing("cvtpd2dq", of("doublesToInts", FloatMath::doublesToInts));
    narrowing("cvttpd2dq", of("doublesTruncateToInts", FloatMath::doublesTruncateToInts));
  }

  private void eachHalf(String mnemonic, Helper helper) {
    families.put(
        mnemonic,
        x -> {
          int[] v = x.vector(1);
          int low = x.call(helper, v[0]);
          x.writeVector(0, low, x.call(helper, v[1]));
        });
  }

  private void widening(String mnemonic, Helper helper) {
    families.put(
        mnemonic,
        x -> {
          int[] source = x.sourceQuads(1, 8 * x.lanes());
          int[] r = new int[2 * x.lanes()];
          for (int k = 0; k < r.length; k += 2) {
            int v = x.ir.copy(source[k / 2]);
            r[k] = x.call(helper, v);
            r[k + 1] = x.call(helper, x.ir.shr(v, x.ir.con(32)));
          }
          x.writeAll(r);
        });
  }

  private void narrowing(String mnemonic, Helper helper) {
    families.put(
        mnemonic,
        x -> {
          int[] v = x.quads(1);
          int low = x.call(helper, v[0], v[1]);
          int high = v.length == 4 ? x.call(helper, v[2], v[3]) : x.ir.con(0);
          x.writeVector(0, low, high);
        });
  }

  // ---- later extensions ----

  private void sse3() {
    Helper addHorizontal = of("addHorizontalSingles", FloatMath::addHorizontalSingles);
    Helper subHorizontal = of("subtractHorizontalSingles", FloatMath::subtractHorizontalSingles);
    Helper addSubtract = of("addSubtractSingles", FloatMath::addSubtractSingles);
    families.put("haddps", x -> horizontal(x, addHorizontal));
    families.put("hsubps", x -> horizontal(x, subHorizontal));
    families.put("haddpd", x -> horizontal(x, ADD_64));
    families.put("hsubpd", x -> horizontal(x, SUBTRACT_64));
    families.put("addsubps", x -> packed(x, addSubtract));
    families.put(
        "addsubpd",
        x -> {
          int[] b = x.vector(1);
          int[] a = x.vector(0);
          int low = x.call(SUBTRACT_64, a[0], b[0]);
          x.writeVector(0, low, x.call(ADD_64, a[1], b[1]));
        });
  }

  /** DPPS and DPPD: products of some lanes, their sum into some lanes. */
  private void dotProducts() {
    Helper singles = Helper.of(FloatMath.class, "dotProduct32", FloatMath::dotProduct32);
    Helper doubles = Helper.of(FloatMath.class, "dotProduct64", FloatMath::dotProduct64);
    families.put(
        "dpps",
        x -> {
          IrBuilder ir = x.ir;
          long to = x.i.immediate & 15;
          int sum = dotProduct(x, singles);
          int both = ir.deposit(sum, sum, 32, 32);
          x.writeVector(0, ir.and(both, ir.con(lanes(to))), ir.and(both, ir.con(lanes(to >> 2))));
        });
    families.put(
        "dppd",
        x -> {
          int sum = dotProduct(x, doubles);
          int zero = x.ir.con(0);
          int low = (x.i.immediate & 1) == 0 ? zero : sum;
          x.writeVector(0, low, (x.i.immediate & 2) == 0 ? zero : sum);
        });
  }

  private static int dotProduct(Lifter x, Helper helper) {
    int[] b = x.vector(1);
    int[] a = x.vector(0);
    return x.call(helper, a[0], a[1], b[0], b[1], x.ir.con(x.i.immediate >> 4 & 15));
  }

  /** A mask of the two dwords that the low two bits name. */
  private static long lanes(long bits) {
    return ((bits & 1) != 0 ? 0xffff_ffffL : 0) | ((bits & 2) != 0 ? 0xffff_ffffL << 32 : 0);
  }

  private static void horizontal(Lifter x, Helper helper) {
    int[] b = x.vector(1);
    int[] a = x.vector(0);
    int low = x.call(helper, a[0], a[1]);
    x.writeVector(0, low, x.call(helper, b[0], b[1]));
  }

  private void rounding() {
    Helper round64 =
        of("round64", FloatMath::round64).choosing(args -> rounding(args, ROUND_DOUBLES), 0);
    Helper round32 =
        of("round32", FloatMath::round32).choosing(args -> rounding(args, ROUND_SINGLES), 0);
    Helper roundSingles = of("roundSingles", FloatMath::roundSingles);
    families.put("roundsd", x -> roundScalar(x, round64));
    families.put("roundss", x -> roundScalar(x, round32));
    families.put("roundpd", x -> roundPacked(x, round64));
    families.put("roundps", x -> roundPacked(x, roundSingles));
  }

  private static void roundScalar(Lifter x, Helper helper) {
    x.writeScalar(0, x.call(helper, x.scalar(1), x.ir.con(x.i.immediate & 7)));
  }

  private static void roundPacked(Lifter x, Helper helper) {
    IrBuilder ir = x.ir;
    int[] v = x.vector(1);
    int mode = ir.con(x.i.immediate & 7);
    int low = x.call(helper, v[0], mode);
    x.writeVector(0, low, x.call(helper, v[1], mode));
  }

  // ---- control ----

  /** LDMXCSR: exceptions that are not masked are refused, loudly. */
  static void loadControl(Lifter x) {
    IrBuilder ir = x.ir;
    int v = x.raw(0);
    ir.trapIf(Cond.TEST, v, ir.con(~0xffffL), Trap.UNDEFINED_INSTRUCTION);
    int masks = ir.and(v, ir.con(EXCEPTION_MASKS));
    ir.trapIf(Cond.NE, masks, ir.con(EXCEPTION_MASKS), Trap.UNDEFINED_INSTRUCTION);
    int control = ir.and(v, ir.con(ControlledMath.CONTROL));
    Cond other = x.controlled ? Cond.EQ : Cond.NE;
    ir.trapIf(other, control, ir.con(0), Trap.FLOAT_CONTROL);
    ir.set(Lifter.MXCSR, v);
  }
}
