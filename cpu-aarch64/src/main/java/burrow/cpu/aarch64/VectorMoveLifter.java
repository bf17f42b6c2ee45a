package burrow.cpu.aarch64;

import burrow.translator.Opcode;

/** Advanced SIMD that moves lanes: copies, permutations, tables, immediates. */
final class VectorMoveLifter {
  private VectorMoveLifter() {}

  /** A lane as the low bits of a value, zero-extended. */
  static int lane(Insn i, int v, int index, int size) {
    int at = index * size;
    int half = i.half(v, at >> 6);
    return size == 64 ? half : i.ir.extract(half, at & 63, size);
  }

  /** A zero-extended lane in all lanes of 64 bits. */
  static int repeat(Insn i, int value, int size) {
    return size == 64 ? value : i.ir.binary(Opcode.MUL, value, i.con(Lanes.replicate(1, size)));
  }

  // The field imm5: its lowest set bit is the size of a lane, what is above it the index.

  private static int size(Insn i) {
    return 8 * Integer.lowestOneBit(i.m());
  }

  private static int index(Insn i) {
    return i.m() >> Integer.numberOfTrailingZeros(i.m()) + 1;
  }

  static void duplicateElement(Insn i) {
    int size = size(i);
    int repeated = repeat(i, lane(i, i.n(), index(i), size), size);
    VectorLifter.setVector(i, h -> repeated);
  }

  static void duplicateGeneral(Insn i) {
    int size = size(i);
    int value = i.x(i.n());
    int repeated = size == 64 ? i.ir.copy(value) : repeat(i, i.ir.extract(value, 0, size), size);
    VectorLifter.setVector(i, h -> repeated);
  }

  static void duplicateScalar(Insn i) {
    i.setScalar(i.d(), lane(i, i.n(), index(i), size(i)));
  }

  /** SMOV and UMOV. */
  static void moveElement(Insn i) {
    int size = size(i);
    boolean signed = !i.bit(12);
    int at = index(i) * size;
    int half = i.half(i.n(), at >> 6);
    if (size == 64) {
      i.setX(i.d(), half);
    } else if (signed) {
      int value = i.ir.sextract(half, at & 63, size);
      i.setX(i.d(), i.bit(30) ? value : i.ir.zext32(value));
    } else {
      i.setX(i.d(), i.ir.extract(half, at & 63, size));
    }
  }

  static void insertGeneral(Insn i) {
    insert(i, i.x(i.n()));
  }

  static void insertElement(Insn i) {
    int from = i.bits(11, 4) >> Integer.numberOfTrailingZeros(i.m());
    insert(i, lane(i, i.n(), from, size(i)));
  }

  private static void insert(Insn i, int value) {
    int size = size(i);
    int at = index(i) * size;
    int half = i.half(i.d(), at >> 6);
    i.ir.set(half, size == 64 ? value : i.ir.deposit(half, value, at & 63, size));
  }

  // ---- permutations ----

  static void permute(Insn i) {
    boolean second = i.bit(14);
    int size = VectorLifter.laneSize(i);
    switch (i.bits(12, 2)) {
      case 1 ->
          VectorLifter.setVector(
              i,
              h ->
                  VectorLifter.unzip(
                      i, VectorLifter.pairLow(i, h), VectorLifter.pairHigh(i, h), second, size));
      case 2 -> VectorLifter.setVector(i, h -> transpose(i, h, second, size));
      default -> VectorLifter.setVector(i, h -> zip(i, h, second, size));
    }
  }

  private static int transpose(Insn i, int h, boolean odd, int size) {
    if (size == 64) {
      return i.half(h == 0 ? i.n() : i.m(), odd ? 1 : 0);
    }
    int even = i.con(Lanes.replicate(Lanes.ones(size), 2 * size));
    int n = i.half(i.n(), h);
    int m = i.half(i.m(), h);
    return odd
        ? i.ir.or(i.ir.and(i.ir.shr(n, i.con(size)), even), i.ir.binary(Opcode.ANDN, m, even))
        : i.ir.or(i.ir.and(n, even), i.ir.shl(i.ir.and(m, even), i.con(size)));
  }

  private static int zip(Insn i, int h, boolean second, int size) {
    boolean full = i.bit(30);
    int half = full && second ? 1 : 0;
    if (size == 64) {
      return i.half(h == 0 ? i.n() : i.m(), half);
    }
    boolean upper = full ? h == 1 : second;
    int n = i.half(i.n(), half);
    int m = i.half(i.m(), half);
    int shift = i.con(32);
    return i.call(
        LaneHelpers.ZIP,
        upper ? i.ir.shr(n, shift) : n,
        upper ? i.ir.shr(m, shift) : m,
        i.con(size));
  }

  static void extractVector(Insn i) {
    int position = 8 * i.bits(11, 4);
    boolean full = i.bit(30);
    VectorLifter.setVector(
        i,
        h -> {
          // The halves of m:n in order; the result starts `position` bits into them.
          int first = (position >> 6) + h;
          int low = concatenated(i, first, full);
          int by = position & 63;
          if (by == 0) {
            return low;
          }
          int high = concatenated(i, first + 1, full);
          return i.ir.or(i.ir.shr(low, i.con(by)), i.ir.shl(high, i.con(64 - by)));
        });
  }

  private static int concatenated(Insn i, int half, boolean full) {
    int halves = full ? 2 : 1;
    return half < halves
        ? i.half(i.n(), half)
        : half < 2 * halves ? i.half(i.m(), half - halves) : i.con(0);
  }

  static void table(Insn i) {
    int registers = i.bits(13, 2) + 1;
    boolean extend = i.bit(12);
    VectorLifter.setVector(
        i,
        h -> {
          int indices = i.half(i.m(), h);
          int result =
              extend
                  ? i.call(LaneHelpers.OUTSIDE, i.half(i.d(), h), indices, i.con(16 * registers))
                  : i.con(0);
          for (int r = 0; r < registers; r++) {
            int v = i.n() + r & 31;
            int found = i.call(LaneHelpers.TBL, i.low(v), i.high(v), indices, i.con(16 * r));
            result = i.ir.or(result, found);
          }
          return result;
        });
  }

  // ---- immediates ----

  static void vectorImmediate(Insn i) {
    int cmode = i.bits(12, 4);
    boolean inverting = i.bit(29);
    int immediate = i.con(expand(i.bits(16, 3) << 5 | i.bits(5, 5), cmode, inverting));
    boolean logical = cmode < 12 && (cmode & 1) != 0;
    VectorLifter.setVector(
        i,
        h -> {
          int d = i.half(i.d(), h);
          if (logical) {
            return inverting ? i.ir.binary(Opcode.ANDN, d, immediate) : i.ir.or(d, immediate);
          }
          return inverting && cmode < 14 ? i.ir.not(immediate) : immediate;
        });
  }

  /** AdvSIMDExpandImm of the manual. */
  private static long expand(int imm8, int cmode, boolean op) {
    return switch (cmode >> 1) {
      case 0, 1, 2, 3 -> Lanes.replicate((long) imm8 << 8 * (cmode >> 1), 32);
      case 4, 5 -> Lanes.replicate((long) imm8 << 8 * (cmode >> 1 & 1), 16);
      case 6 ->
          Lanes.replicate(
              (cmode & 1) == 0 ? (long) imm8 << 8 | 0xff : (long) imm8 << 16 | 0xffff, 32);
      default ->
          (cmode & 1) != 0
              ? op
                  ? FloatLifter.expand(imm8, 64)
                  : Lanes.replicate(FloatLifter.expand(imm8, 32), 32)
              : op ? byteMask(imm8) : Lanes.replicate(imm8, 8);
    };
  }

  /** A byte of ones for each bit. */
  private static long byteMask(int bits) {
    long r = 0;
    for (int k = 0; k < 8; k++) {
      r |= (bits >> k & 1) == 0 ? 0 : 0xffL << 8 * k;
    }
    return r;
  }
}
