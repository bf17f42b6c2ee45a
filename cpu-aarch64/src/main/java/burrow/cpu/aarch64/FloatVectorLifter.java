package burrow.cpu.aarch64;

import burrow.translator.Helper;

/** Advanced SIMD on floating-point lanes: the scalar operations, lane by lane. */
final class FloatVectorLifter {
  private static final Helper FMA =
      Helper.of(Floats.class, "fma", Floats::fma).choosing(FloatIntrinsics::fused, 1, 2, 0);
  private static final Helper FMS = Helper.of(Floats.class, "fms", Floats::fms);
  private static final Helper ROUND =
      Helper.of(FloatConversions.class, "roundToIntegral", FloatConversions::roundToIntegral)
          .choosing(FloatIntrinsics::rounding, 0);
  private static final Helper TO_FLOAT_ODD =
      Helper.of(FloatConversions.class, "toFloatOdd", FloatConversions::toFloatOdd);

  private FloatVectorLifter() {}

  private static int size(Insn i) {
    return i.bit(22) ? 64 : 32;
  }

  /** Computes one lane from lanes that stand in the low bits. */
  private interface Lane {
    int of(int... operands);
  }

  /** Applies a lane function to all lanes of halves. */
  private static int half(Insn i, int size, Lane f, int... halves) {
    if (size == 64) {
      return f.of(halves);
    }
    int[] upper = new int[halves.length];
    for (int k = 0; k < halves.length; k++) {
      upper[k] = i.ir.shr(halves[k], i.con(32));
    }
    return i.ir.deposit(f.of(halves), f.of(upper), 32, 32);
  }

  private static int binary(Insn i, String f, int a, int b, int size) {
    return switch (f) {
      case "fcmle" -> binary(i, "fcmge", b, a, size);
      case "fcmlt" -> binary(i, "fcmgt", b, a, size);
      default -> i.call(FloatHelpers.binary(f), a, b, i.con(size));
    };
  }

  // ---- vectors ----

  static void floatLanes(Insn i) {
    String f = i.mnemonic();
    int size = size(i);
    VectorLifter.setVector(
        i,
        h ->
            half(i, size, o -> binary(i, f, o[0], o[1], size), i.half(i.n(), h), i.half(i.m(), h)));
  }

  private static Helper accumulating(Insn i) {
    return i.mnemonic().equals("fmls") ? FMS : FMA;
  }

  static void floatLanesAccumulate(Insn i) {
    Helper f = accumulating(i);
    int size = size(i);
    VectorLifter.setVector(
        i,
        h ->
            half(
                i,
                size,
                o -> i.call(f, o[0], o[1], o[2], i.con(size)),
                i.half(i.d(), h),
                i.half(i.n(), h),
                i.half(i.m(), h)));
  }

  static void floatLanesPairwise(Insn i) {
    String f = i.mnemonic().substring(0, i.mnemonic().length() - 1);
    int size = size(i);
    VectorLifter.setVector(
        i,
        h -> {
          int low = VectorLifter.pairLow(i, h);
          int high = VectorLifter.pairHigh(i, h);
          int even = VectorLifter.unzip(i, low, high, false, size);
          int odd = VectorLifter.unzip(i, low, high, true, size);
          return half(i, size, o -> binary(i, f, o[0], o[1], size), even, odd);
        });
  }

  static void floatLanesZero(Insn i) {
    String f = i.mnemonic();
    int size = size(i);
    VectorLifter.setVector(
        i, h -> half(i, size, o -> binary(i, f, o[0], i.con(0), size), i.half(i.n(), h)));
  }

  static void floatLanesUnary(Insn i) {
    int size = size(i);
    VectorLifter.setVector(i, h -> half(i, size, o -> unary(i, o[0], size, 0), i.half(i.n(), h)));
  }

  static void floatLanesFixed(Insn i) {
    int size = i.bit(22) ? 64 : 32;
    int fraction = VectorLifter.rightShift(i);
    VectorLifter.setVector(
        i, h -> half(i, size, o -> unary(i, o[0], size, fraction), i.half(i.n(), h)));
  }

  /** FCVT*, SCVTF, UCVTF, FRINT* and the plain ones, of one lane. */
  private static int unary(Insn i, int a, int size, int fraction) {
    String f = i.mnemonic();
    if (f.endsWith("cvtf")) {
      boolean signed = f.charAt(0) == 's';
      int source = size == 64 ? a : signed ? i.ir.sext32(a) : i.ir.zext32(a);
      Helper from = signed ? FloatLifter.FROM_SIGNED : FloatLifter.FROM_UNSIGNED;
      return i.call(from, source, i.con(size), i.con(fraction));
    }
    if (f.startsWith("fcvt")) {
      Helper to = f.endsWith("s") ? FloatLifter.TO_SIGNED : FloatLifter.TO_UNSIGNED;
      return i.call(to, a, i.con(size), i.con(size), i.con(rounding(f, 4)), i.con(fraction));
    }
    if (f.startsWith("frint")) {
      return i.call(ROUND, a, i.con(size), i.con(rounding(f, 5)));
    }
    return i.call(FloatHelpers.unary(f), a, i.con(size));
  }

  /** The rounding mode that a letter of the mnemonic names. */
  private static int rounding(String mnemonic, int at) {
    return switch (mnemonic.charAt(at)) {
      case 'p' -> FloatConversions.UP;
      case 'm' -> FloatConversions.DOWN;
      case 'z' -> FloatConversions.ZERO;
      case 'a' -> FloatConversions.AWAY;
      case 'i', 'x' -> FloatConversions.CURRENT;
      default -> FloatConversions.NEAREST;
    };
  }

  /** FMAXV and its kin on four single lanes: pairs first, as the manual's Reduce does. */
  static int reduce(Insn i, String f, int low, int high) {
    int a = binary(i, f, low, i.ir.shr(low, i.con(32)), 32);
    int b = binary(i, f, high, i.ir.shr(high, i.con(32)), 32);
    return binary(i, f, a, b, 32);
  }

  // ---- precision ----

  static void floatNarrow(Insn i) {
    int to = i.bit(22) ? 32 : 16;
    boolean odd = i.bit(29);
    int result = i.con(0);
    for (int lane = 0; lane < 64 / to; lane++) {
      int wide = VectorMoveLifter.lane(i, i.n(), lane, 2 * to);
      int narrow =
          odd
              ? i.call(TO_FLOAT_ODD, wide)
              : i.call(FloatLifter.CONVERT, wide, i.con(2 * to), i.con(to));
      result = lane == 0 ? narrow : i.ir.deposit(result, narrow, lane * to, to);
    }
    if (i.bit(30)) {
      i.ir.set(i.high(i.d()), result);
    } else {
      i.setScalar(i.d(), result);
    }
  }

  static void floatLong(Insn i) {
    int from = i.bit(22) ? 32 : 16;
    int perHalf = 32 / from;
    int first = i.bit(30) ? 64 / from : 0;
    VectorLifter.setWhole(
        i,
        h -> {
          int result = i.con(0);
          for (int lane = 0; lane < perHalf; lane++) {
            int index = first + h * perHalf + lane;
            int narrow = VectorMoveLifter.lane(i, i.n(), index, from);
            int wide = i.call(FloatLifter.CONVERT, narrow, i.con(from), i.con(2 * from));
            result = lane == 0 ? wide : i.ir.deposit(result, wide, 2 * from * lane, 2 * from);
          }
          return result;
        });
  }

  // ---- by element ----

  static void floatElement(Insn i) {
    String f = i.mnemonic();
    int size = size(i);
    int m = VectorLifter.element(i, size);
    VectorLifter.setVector(
        i, h -> half(i, size, o -> binary(i, f, o[0], m, size), i.half(i.n(), h)));
  }

  static void floatElementAccumulate(Insn i) {
    Helper f = accumulating(i);
    int size = size(i);
    int m = VectorLifter.element(i, size);
    VectorLifter.setVector(
        i,
        h ->
            half(
                i,
                size,
                o -> i.call(f, o[0], o[1], m, i.con(size)),
                i.half(i.d(), h),
                i.half(i.n(), h)));
  }

  // ---- scalars ----

  static void scalarFloat(Insn i) {
    i.setScalar(i.d(), binary(i, i.mnemonic(), i.low(i.n()), i.low(i.m()), size(i)));
  }

  static void scalarFloatZero(Insn i) {
    i.setScalar(i.d(), binary(i, i.mnemonic(), i.low(i.n()), i.con(0), size(i)));
  }

  static void scalarFloatUnary(Insn i) {
    i.setScalar(i.d(), unary(i, i.low(i.n()), size(i), 0));
  }

  static void scalarFixed(Insn i) {
    i.setScalar(i.d(), unary(i, i.low(i.n()), size(i), VectorLifter.rightShift(i)));
  }

  static void scalarFloatNarrow(Insn i) {
    i.setScalar(i.d(), i.call(TO_FLOAT_ODD, i.low(i.n())));
  }

  static void scalarFloatElement(Insn i) {
    int size = size(i);
    int m = VectorLifter.element(i, size);
    i.setScalar(i.d(), binary(i, i.mnemonic(), i.low(i.n()), m, size));
  }

  static void scalarFloatElementAccumulate(Insn i) {
    int size = size(i);
    int m = VectorLifter.element(i, size);
    i.setScalar(i.d(), i.call(accumulating(i), i.low(i.d()), i.low(i.n()), m, i.con(size)));
  }
}
