package burrow.cpu.aarch64;

import burrow.translator.Opcode;

/** What lanes undergo by constants, as IR: a few shifts and masks of 64 bits. */
final class LaneOperations {
  private LaneOperations() {}

  /** The lanes of every 64, 32 or 16 bits in the opposite order. */
  static int reverse(Insn i, String f, int a, int size) {
    int container = Integer.parseInt(f.substring(3));
    if (container == 64 && size == 32) {
      return i.ir.binary(Opcode.ROTR, a, i.con(32));
    }
    if (container == 2 * size) {
      int low = i.con(Lanes.replicate(Lanes.ones(size), container));
      int up = i.ir.shl(i.ir.and(a, low), i.con(size));
      return i.ir.or(up, i.ir.and(i.ir.shr(a, i.con(size)), low));
    }
    if (size == 8) {
      int reversed = i.ir.unary(Opcode.BSWAP, a);
      return container == 64 ? reversed : i.ir.binary(Opcode.ROTR, reversed, i.con(32));
    }
    return i.call(LaneHelpers.unary(f), a, i.con(size));
  }

  /** Lanes shifted left by a constant; 0 ≤ by < size. */
  static int shiftLeft(Insn i, int a, int by, int size) {
    int shifted = i.ir.shl(a, i.con(by));
    return size == 64
        ? shifted
        : i.ir.and(shifted, i.con(Lanes.replicate(Lanes.ones(size) << by, size)));
  }

  /** SSHR and its kin; 1 ≤ by ≤ size. */
  static int shiftRight(Insn i, String f, int a, int by, int size) {
    if (f.equals("ushr")) {
      if (by == size) {
        return i.con(0);
      }
      int shifted = i.ir.shr(a, i.con(by));
      return size == 64
          ? shifted
          : i.ir.and(shifted, i.con(Lanes.replicate(Lanes.ones(size) >>> by, size)));
    }
    return f.equals("sshr") && size == 64
        ? i.ir.sar(a, i.con(Math.min(by, 63)))
        : i.call(LaneHelpers.binary(f), a, i.con(by), i.con(size));
  }

  /** SRI: {@code a} shifted right into {@code d}, whose high bits stay. */
  static int insertRight(Insn i, int d, int a, int by, int size) {
    long kept = by == size ? -1 : ~Lanes.replicate(Lanes.ones(size) >>> by, size);
    return i.ir.or(i.ir.and(d, i.con(kept)), shiftRight(i, "ushr", a, by, size));
  }

  /** SLI: {@code a} shifted left into {@code d}, whose low bits stay. */
  static int insertLeft(Insn i, int d, int a, int by, int size) {
    long kept = Lanes.replicate((1L << by) - 1, size);
    return i.ir.or(i.ir.and(d, i.con(kept)), shiftLeft(i, a, by, size));
  }

  /** CNT: how many bits are set in each byte. */
  static int countBits(Insn i, int a) {
    int odd = i.con(0x5555_5555_5555_5555L);
    int pairs = i.ir.sub(a, i.ir.and(i.ir.shr(a, i.con(1)), odd));
    int low = i.con(0x3333_3333_3333_3333L);
    int fours = i.ir.add(i.ir.and(pairs, low), i.ir.and(i.ir.shr(pairs, i.con(2)), low));
    int eights = i.ir.add(fours, i.ir.shr(fours, i.con(4)));
    return i.ir.and(eights, i.con(0x0f0f_0f0f_0f0f_0f0fL));
  }

  /** UADDLV of the bytes of one half. */
  static int sumBytes(Insn i, int a) {
    int even = i.con(0x00ff_00ff_00ff_00ffL);
    int words = i.ir.add(i.ir.and(a, even), i.ir.and(i.ir.shr(a, i.con(8)), even));
    return i.ir.shr(i.ir.binary(Opcode.MUL, words, i.con(0x0001_0001_0001_0001L)), i.con(48));
  }
}
