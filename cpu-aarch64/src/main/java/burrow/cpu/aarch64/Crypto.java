package burrow.cpu.aarch64;

import burrow.translator.Aes;

/** AES rounds and carry-less multiplication on 64-bit halves. */
public final class Crypto {
  private Crypto() {}

  /** AESE after the key was added, half 0 or 1 of the result. */
  public static long aese(long low, long high, long half) {
    return Aes.lastRound(low, high, half);
  }

  /** AESD. */
  public static long aesd(long low, long high, long half) {
    return Aes.inverseLastRound(low, high, half);
  }

  /** AESMC of the two columns of a half. */
  public static long aesmc(long a) {
    return Aes.mixColumns(a);
  }

  /** AESIMC. */
  public static long aesimc(long a) {
    return Aes.inverseMixColumns(a);
  }

  // Carry-less products by integer multiplication of every fourth bit: carries cannot meet.
  private static final long EVERY_4TH = 0x1111_1111_1111_1111L;

  /** Bits 63..0 of the carry-less product. */
  public static long carrylessLow(long x, long y) {
    long r = 0;
    for (int bit = 0; bit < 4; bit++) {
      long z = 0;
      for (int k = 0; k < 4; k++) {
        z ^= (x & EVERY_4TH << k) * (y & EVERY_4TH << (bit - k & 3));
      }
      r |= z & EVERY_4TH << bit;
    }
    return r;
  }

  /** Bits 127..64: the mirror image of the low bits of the mirrored operands. */
  public static long carrylessHigh(long x, long y) {
    return Long.reverse(carrylessLow(Long.reverse(x), Long.reverse(y))) >>> 1;
  }
}
