package burrow.cpu.aarch64;

import burrow.translator.Helper;
import burrow.translator.Opcode;

/** Advanced SIMD on integer lanes: a vector is two halves of 64 bits. */
final class VectorLifter {
  private VectorLifter() {}

  /** Computes one half of a result, 0 the low one. */
  interface Half {
    int of(int half);
  }

  /** Writes a vector register of 64 or, with Q, 128 bits. */
  static void setVector(Insn i, Half result) {
    boolean full = i.bit(30);
    int low = result.of(0);
    int high = full ? result.of(1) : i.con(0);
    setHalves(i, low, high);
  }

  /** Writes all 128 bits whatever Q says: results wider than their operands. */
  static void setWhole(Insn i, Half result) {
    int low = result.of(0);
    int high = result.of(1);
    setHalves(i, low, high);
  }

  private static void setHalves(Insn i, int low, int high) {
    int d = i.low(i.d());
    int kept = high == d ? i.ir.copy(high) : high;
    i.ir.set(d, low);
    i.ir.set(i.high(i.d()), kept);
  }

  /** Writes 64 bits to the half that Q picks; the high half becomes zero if it is not that. */
  private static void setNarrow(Insn i, int result) {
    if (i.bit(30)) {
      i.ir.set(i.high(i.d()), result);
    } else {
      i.setScalar(i.d(), result);
    }
  }

  static int laneSize(Insn i) {
    return 8 << i.bits(22, 2);
  }

  /** The mnemonic without the 2 that says: upper half. */
  private static String base(Insn i) {
    String m = i.mnemonic();
    return m.endsWith("2") ? m.substring(0, m.length() - 1) : m;
  }

  private static int apply(Insn i, String f, int a, int b, int size) {
    if (size == 64 && f.equals("add")) {
      return i.ir.add(a, b);
    }
    if (size == 64 && f.equals("sub")) {
      return i.ir.sub(a, b);
    }
    return i.call(LaneHelpers.binary(f), a, b, i.con(size));
  }

  private static int apply(Insn i, String f, int a, int size) {
    return switch (f) {
      case "neg" -> apply(i, "sub", i.con(0), a, size);
      case "rev64", "rev32", "rev16" -> LaneOperations.reverse(i, f, a, size);
      case "cnt" -> LaneOperations.countBits(i, a);
      case "uaddlv" ->
          size == 8 ? LaneOperations.sumBytes(i, a) : i.call(LaneHelpers.unary(f), a, i.con(size));
      default -> i.call(LaneHelpers.unary(f), a, i.con(size));
    };
  }

  // ---- lane by lane ----

  static void lanes(Insn i) {
    String f = i.mnemonic();
    int size = laneSize(i);
    setVector(i, h -> apply(i, f, i.half(i.n(), h), i.half(i.m(), h), size));
  }

  private static final String[][] ACCUMULATING = {
    {"mla", "mul", "add"},
    {"mls", "mul", "sub"},
    {"saba", "sabd", "add"},
    {"uaba", "uabd", "add"},
    {"smlal", "mul", "add"},
    {"umlal", "mul", "add"},
    {"smlsl", "mul", "sub"},
    {"umlsl", "mul", "sub"},
    {"sqdmlal", "sqdmull", "sqadd"},
    {"sqdmlsl", "sqdmull", "sqsub"},
    {"sabal", "sabd", "add"},
    {"uabal", "uabd", "add"},
  };

  /** d = d op2 (a op1 b), where the mnemonic names both. */
  private static int accumulate(Insn i, String mnemonic, int d, int a, int b, int size) {
    for (String[] row : ACCUMULATING) {
      if (row[0].equals(mnemonic)) {
        return apply(i, row[2], d, apply(i, row[1], a, b, size), size);
      }
    }
    throw new IllegalArgumentException(mnemonic);
  }

  static void lanesAccumulate(Insn i) {
    String f = i.mnemonic();
    int size = laneSize(i);
    setVector(i, h -> accumulate(i, f, i.half(i.d(), h), i.half(i.n(), h), i.half(i.m(), h), size));
  }

  static void lanesUnary(Insn i) {
    String f = i.mnemonic();
    int size = laneSize(i);
    setVector(
        i,
        h -> {
          int a = i.half(i.n(), h);
          return f.equals("not") ? i.ir.not(a) : apply(i, f, a, size);
        });
  }

  static void lanesUnaryAccumulate(Insn i) {
    String f = i.mnemonic();
    int size = laneSize(i);
    setVector(
        i,
        h -> {
          int d = i.half(i.d(), h);
          int a = i.half(i.n(), h);
          return f.endsWith("adalp")
              ? apply(i, "add", d, apply(i, f.charAt(0) + "addlp", a, size), 2 * size)
              : apply(i, f, d, a, size);
        });
  }

  private static int againstZero(Insn i, String f, int a, int size) {
    int zero = i.con(0);
    return switch (f) {
      case "cmle" -> apply(i, "cmge", zero, a, size);
      case "cmlt" -> apply(i, "cmgt", zero, a, size);
      default -> apply(i, f, a, zero, size);
    };
  }

  static void lanesZero(Insn i) {
    String f = i.mnemonic();
    setVector(i, h -> againstZero(i, f, i.half(i.n(), h), laneSize(i)));
  }

  /** The even or odd lanes of two halves, as one half. */
  static int unzip(Insn i, int low, int high, boolean odd, int size) {
    if (size == 64) {
      return odd ? high : low;
    }
    int a = odd ? i.ir.shr(low, i.con(size)) : low;
    int b = odd ? i.ir.shr(high, i.con(size)) : high;
    return narrow(i, "xtn", a, b, size);
  }

  static void lanesPairwise(Insn i) {
    String f = i.mnemonic().substring(0, i.mnemonic().length() - 1);
    int size = laneSize(i);
    setVector(
        i,
        h -> {
          int low = pairLow(i, h);
          int high = pairHigh(i, h);
          int even = unzip(i, low, high, false, size);
          return apply(i, f, even, unzip(i, low, high, true, size), size);
        });
  }

  /** First half of the concatenation m:n that half h of a pairwise result comes from. */
  static int pairLow(Insn i, int h) {
    return i.bit(30) ? i.low(h == 0 ? i.n() : i.m()) : i.low(i.n());
  }

  static int pairHigh(Insn i, int h) {
    return i.bit(30) ? i.high(h == 0 ? i.n() : i.m()) : i.low(i.m());
  }

  static void bitwise(Insn i) {
    int operation = i.bits(22, 2);
    setVector(
        i,
        h -> {
          int d = i.half(i.d(), h);
          int n = i.half(i.n(), h);
          int m = i.half(i.m(), h);
          if (!i.bit(29)) {
            return switch (operation) {
              case 0 -> i.ir.and(n, m);
              case 1 -> i.ir.binary(Opcode.ANDN, n, m);
              case 2 -> i.n() == i.m() ? n : i.ir.or(n, m);
              default -> i.ir.binary(Opcode.ORN, n, m);
            };
          }
          return switch (operation) {
            case 0 -> i.ir.xor(n, m);
            case 1 -> i.ir.xor(m, i.ir.and(i.ir.xor(m, n), d)); // BSL: d ? n : m
            case 2 -> i.ir.xor(d, i.ir.and(i.ir.xor(d, n), m)); // BIT: m ? n : d
            default -> i.ir.xor(d, i.ir.binary(Opcode.ANDN, i.ir.xor(d, n), m)); // BIF
          };
        });
  }

  // ---- wider and narrower ----

  /** Half h of the widened lanes of the 64 bits of v that Q picks. */
  private static int widened(Insn i, int v, int h, boolean signed, int size) {
    int source = i.half(v, i.bit(30) ? 1 : 0);
    return widen(i, source, h, signed, size);
  }

  private static int widen(Insn i, int source, int h, boolean signed, int size) {
    int part = h == 0 ? source : i.ir.shr(source, i.con(32));
    if (size == 32) {
      return signed ? i.ir.sext32(part) : i.ir.zext32(part);
    }
    return i.call(signed ? LaneHelpers.SXTL : LaneHelpers.UXTL, part, i.con(size));
  }

  /** What a long operation does to widened lanes: SADDL adds, UMULL multiplies. */
  private static String longOperation(String base) {
    return switch (base) {
      case "saddl", "uaddl", "saddw", "uaddw" -> "add";
      case "ssubl", "usubl", "ssubw", "usubw" -> "sub";
      case "sabdl" -> "sabd";
      case "uabdl" -> "uabd";
      case "smull", "umull" -> "mul";
      case "pmull" -> "pmul";
      default -> base;
    };
  }

  static void lanesLong(Insn i) {
    String f = longOperation(base(i));
    boolean signed = !i.bit(29);
    int size = laneSize(i);
    boolean polynomial = f.equals("pmul");
    setWhole(
        i,
        h ->
            apply(
                i,
                f,
                widened(i, i.n(), h, signed && !polynomial, size),
                widened(i, i.m(), h, signed && !polynomial, size),
                2 * size));
  }

  static void lanesLongAccumulate(Insn i) {
    String f = base(i);
    boolean signed = !i.bit(29);
    int size = laneSize(i);
    setWhole(
        i,
        h ->
            accumulate(
                i,
                f,
                i.half(i.d(), h),
                widened(i, i.n(), h, signed, size),
                widened(i, i.m(), h, signed, size),
                2 * size));
  }

  static void lanesWide(Insn i) {
    String f = longOperation(base(i));
    int size = laneSize(i);
    setWhole(
        i, h -> apply(i, f, i.half(i.n(), h), widened(i, i.m(), h, !i.bit(29), size), 2 * size));
  }

  private static int narrow(Insn i, String f, int low, int high, int size) {
    if (size == 32 && f.equals("xtn")) {
      return i.ir.deposit(low, high, 32, 32);
    }
    return i.call(LaneHelpers.binary(f), low, high, i.con(size));
  }

  static void lanesHighNarrow(Insn i) {
    String f = base(i);
    boolean round = f.charAt(0) == 'r';
    String operation = f.contains("add") ? "add" : "sub";
    int size = laneSize(i);
    Half high =
        h -> {
          int sum = apply(i, operation, i.half(i.n(), h), i.half(i.m(), h), 2 * size);
          int half = i.con(Lanes.replicate(1L << (size - 1), 2 * size));
          int rounded = round ? apply(i, "add", sum, half, 2 * size) : sum;
          return i.ir.shr(rounded, i.con(size));
        };
    int low = high.of(0);
    setNarrow(i, narrow(i, "xtn", low, high.of(1), size));
  }

  static void lanesNarrow(Insn i) {
    setNarrow(i, narrow(i, base(i), i.low(i.n()), i.high(i.n()), laneSize(i)));
  }

  static void lanesShiftLong(Insn i) {
    boolean immediate = i.bit(10); // else SHLL, by the lane's width
    int size = immediate ? shiftLane(i) : laneSize(i);
    int by = immediate ? leftShift(i) : size;
    boolean signed = immediate && !i.bit(29);
    setWhole(
        i,
        h -> {
          int wide = widened(i, i.n(), h, signed, size);
          return by == 0 ? wide : LaneOperations.shiftLeft(i, wide, by, 2 * size);
        });
  }

  // ---- shifts by immediate ----

  private static int shiftLane(Insn i) {
    return 8 * Integer.highestOneBit(i.bits(19, 4));
  }

  static int rightShift(Insn i) {
    return 2 * shiftLane(i) - i.bits(16, 7);
  }

  private static int leftShift(Insn i) {
    return i.bits(16, 7) - shiftLane(i);
  }

  private static int shift(Insn i, String f, int d, int a, int size) {
    return switch (f) {
      case "sshr", "ushr", "srshr", "urshr" ->
          LaneOperations.shiftRight(i, f, a, rightShift(i), size);
      case "ssra", "usra", "srsra", "ursra" -> {
        String shift = f.charAt(0) + (f.length() == 4 ? "shr" : "rshr");
        yield apply(i, "add", d, LaneOperations.shiftRight(i, shift, a, rightShift(i), size), size);
      }
      case "sri" -> LaneOperations.insertRight(i, d, a, rightShift(i), size);
      case "sli" -> LaneOperations.insertLeft(i, d, a, leftShift(i), size);
      case "shl" -> LaneOperations.shiftLeft(i, a, leftShift(i), size);
      default -> apply(i, f, a, i.con(Lanes.replicate(leftShift(i), size)), size);
    };
  }

  static void lanesShift(Insn i) {
    String f = i.mnemonic();
    int size = shiftLane(i);
    setVector(i, h -> shift(i, f, i.half(i.d(), h), i.half(i.n(), h), size));
  }

  /** The shift and the narrowing that make up SHRN and its kin. */
  private static int shiftNarrow(Insn i, String f, int low, int high, int size) {
    boolean unsignedSource = f.charAt(0) == 'u' || f.equals("shrn") || f.equals("rshrn");
    boolean round = f.contains("rshr");
    String shift = (unsignedSource ? "u" : "s") + (round ? "rshr" : "shr");
    String narrow =
        switch (f.charAt(0)) {
          case 'u' -> "uqxtn";
          case 's' -> f.startsWith("sq") ? f.endsWith("un") ? "sqxtun" : "sqxtn" : "xtn";
          default -> "xtn";
        };
    int by = rightShift(i);
    int a = LaneOperations.shiftRight(i, shift, low, by, 2 * size);
    return narrow(i, narrow, a, LaneOperations.shiftRight(i, shift, high, by, 2 * size), size);
  }

  static void lanesShiftNarrow(Insn i) {
    int result = shiftNarrow(i, base(i), i.low(i.n()), i.high(i.n()), shiftLane(i));
    setNarrow(i, result);
  }

  // ---- across lanes ----

  static void acrossLanes(Insn i) {
    String f = i.mnemonic();
    int size = laneSize(i);
    int low = i.low(i.n());
    int high = i.bit(30) ? i.high(i.n()) : Insn.NONE;
    int result;
    if (f.charAt(0) == 'f') {
      result = FloatVectorLifter.reduce(i, f.substring(0, f.length() - 1), low, high);
    } else if (f.endsWith("addlv")) {
      int a = apply(i, f, low, size);
      int sum = high < 0 ? a : i.ir.add(a, apply(i, f, high, size));
      result = size == 32 ? sum : i.ir.extract(sum, 0, 2 * size);
    } else if (f.equals("addv")) {
      result = apply(i, f, low, high < 0 ? i.con(0) : high, size);
    } else {
      result = reduce(i, f.substring(0, f.length() - 1), low, high, size);
    }
    i.setScalar(i.d(), result);
  }

  /** Folds all lanes with a commutative operation; {@code high} may be absent. */
  private static int reduce(Insn i, String f, int low, int high, int size) {
    int r = high < 0 ? low : apply(i, f, low, high, size);
    for (int width = 32; width >= size; width /= 2) {
      r = apply(i, f, r, i.ir.shr(r, i.con(width)), size);
    }
    return i.ir.extract(r, 0, size);
  }

  // ---- by element ----

  /** Element of m that an instruction by element names, as a 64-bit value's low bits. */
  static int element(Insn i, int size) {
    int h = i.bits(11, 1);
    int l = i.bits(21, 1);
    int m = i.bits(20, 1);
    int register = size == 16 ? i.bits(16, 4) : i.m();
    int index = size == 16 ? h << 2 | l << 1 | m : size == 32 ? h << 1 | l : h;
    return VectorMoveLifter.lane(i, register, index, size);
  }

  private static int repeatedElement(Insn i, int size) {
    return VectorMoveLifter.repeat(i, element(i, size), size);
  }

  static void element(Insn i) {
    String f = i.mnemonic();
    int size = laneSize(i);
    int m = repeatedElement(i, size);
    setVector(i, h -> apply(i, f, i.half(i.n(), h), m, size));
  }

  static void elementAccumulate(Insn i) {
    String f = i.mnemonic();
    int size = laneSize(i);
    int m = repeatedElement(i, size);
    setVector(i, h -> accumulate(i, f, i.half(i.d(), h), i.half(i.n(), h), m, size));
  }

  static void elementLong(Insn i) {
    String f = longOperation(base(i));
    int size = laneSize(i);
    boolean signed = !i.bit(29);
    int m = widen(i, repeatedElement(i, size), 0, signed, size);
    setWhole(i, h -> apply(i, f, widened(i, i.n(), h, signed, size), m, 2 * size));
  }

  static void elementLongAccumulate(Insn i) {
    String f = base(i);
    int size = laneSize(i);
    boolean signed = !i.bit(29);
    int m = widen(i, repeatedElement(i, size), 0, signed, size);
    setWhole(
        i,
        h -> accumulate(i, f, i.half(i.d(), h), widened(i, i.n(), h, signed, size), m, 2 * size));
  }

  // ---- scalars: the lowest lane alone ----

  private static void setLane(Insn i, int value, int size) {
    i.setScalar(i.d(), size == 64 ? value : i.ir.extract(value, 0, size));
  }

  static void scalarLanes(Insn i) {
    int size = laneSize(i);
    setLane(i, apply(i, i.mnemonic(), i.low(i.n()), i.low(i.m()), size), size);
  }

  static void scalarUnary(Insn i) {
    int size = laneSize(i);
    setLane(i, apply(i, i.mnemonic(), i.low(i.n()), size), size);
  }

  static void scalarUnaryAccumulate(Insn i) {
    int size = laneSize(i);
    setLane(i, apply(i, i.mnemonic(), i.low(i.d()), i.low(i.n()), size), size);
  }

  static void scalarZero(Insn i) {
    setLane(i, againstZero(i, i.mnemonic(), i.low(i.n()), laneSize(i)), laneSize(i));
  }

  static void scalarNarrow(Insn i) {
    int size = laneSize(i);
    setLane(i, narrow(i, i.mnemonic(), i.low(i.n()), i.con(0), size), size);
  }

  static void scalarShift(Insn i) {
    int size = shiftLane(i);
    setLane(i, shift(i, i.mnemonic(), i.low(i.d()), i.low(i.n()), size), size);
  }

  static void scalarShiftNarrow(Insn i) {
    int size = shiftLane(i);
    setLane(i, shiftNarrow(i, i.mnemonic(), i.low(i.n()), i.con(0), size), size);
  }

  static void scalarElement(Insn i) {
    int size = laneSize(i);
    setLane(i, apply(i, i.mnemonic(), i.low(i.n()), element(i, size), size), size);
  }

  static void scalarLong(Insn i) {
    scalarLong(i, i.low(i.m()));
  }

  static void scalarElementLong(Insn i) {
    scalarLong(i, element(i, laneSize(i)));
  }

  private static void scalarLong(Insn i, int m) {
    int size = laneSize(i);
    int a = widen(i, i.low(i.n()), 0, true, size);
    int b = widen(i, m, 0, true, size);
    setLane(i, apply(i, i.mnemonic(), a, b, 2 * size), 2 * size);
  }

  static void scalarLongAccumulate(Insn i) {
    scalarLongAccumulate(i, i.low(i.m()));
  }

  static void scalarElementLongAccumulate(Insn i) {
    scalarLongAccumulate(i, element(i, laneSize(i)));
  }

  private static void scalarLongAccumulate(Insn i, int m) {
    int size = laneSize(i);
    int a = widen(i, i.low(i.n()), 0, true, size);
    int b = widen(i, m, 0, true, size);
    setLane(i, accumulate(i, i.mnemonic(), i.low(i.d()), a, b, 2 * size), 2 * size);
  }

  static void scalarPairwise(Insn i) {
    if (i.mnemonic().equals("addp")) {
      i.setScalar(i.d(), i.ir.add(i.low(i.n()), i.high(i.n())));
      return;
    }
    Helper f = FloatHelpers.binary(i.mnemonic().substring(0, i.mnemonic().length() - 1));
    boolean wide = i.bit(22);
    int a = i.low(i.n());
    int b = wide ? i.high(i.n()) : i.ir.shr(a, i.con(32));
    i.setScalar(i.d(), i.call(f, a, b, i.con(wide ? 64 : 32)));
  }
}
