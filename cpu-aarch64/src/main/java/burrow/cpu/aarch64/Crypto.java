package burrow.cpu.aarch64;

/** AES rounds and carry-less multiplication on 64-bit halves. */
public final class Crypto {
  private static final byte[] SBOX = new byte[256];
  private static final byte[] INVERSE_SBOX = new byte[256];

  static {
    // FIPS 197, 5.1.1: the inverse in GF(2^8), then an affine map. 3 generates the field.
    int p = 1;
    int q = 1;
    do {
      p ^= p << 1 ^ ((p & 0x80) != 0 ? 0x11b : 0);
      q ^= q << 1;
      q ^= q << 2;
      q ^= q << 4;
      q = q & 0xff ^ ((q & 0x80) != 0 ? 0x09 : 0);
      substitute(p, q ^ rotate(q, 1) ^ rotate(q, 2) ^ rotate(q, 3) ^ rotate(q, 4) ^ 0x63);
    } while (p != 1);
    substitute(0, 0x63);
  }

  private Crypto() {}

  private static int rotate(int b, int by) {
    return (b << by | b >> (8 - by)) & 0xff;
  }

  private static void substitute(int from, int to) {
    SBOX[from] = (byte) to;
    INVERSE_SBOX[to & 0xff] = (byte) from;
  }

  /** AESE after the key was added: ShiftRows and SubBytes, half 0 or 1 of the result. */
  public static long aese(long low, long high, long half) {
    long r = 0;
    for (int k = 0; k < 8; k++) {
      int at = (int) half * 8 + k;
      // Row at % 4 moves left by its number; columns are four bytes apart.
      int from = at + 4 * (at & 3) & 15;
      r |= (SBOX[at(low, high, from)] & 0xffL) << 8 * k;
    }
    return r;
  }

  /** AESD: the inverses. */
  public static long aesd(long low, long high, long half) {
    long r = 0;
    for (int k = 0; k < 8; k++) {
      int at = (int) half * 8 + k;
      int from = at - 4 * (at & 3) & 15;
      r |= (INVERSE_SBOX[at(low, high, from)] & 0xffL) << 8 * k;
    }
    return r;
  }

  private static int at(long low, long high, int index) {
    return (int) ((index < 8 ? low : high) >>> 8 * (index & 7)) & 0xff;
  }

  /** Each byte times x in GF(2^8). */
  private static long doubled(long a) {
    long high = a >>> 7 & 0x0101_0101_0101_0101L;
    return (a & 0x7f7f_7f7f_7f7f_7f7fL) << 1 ^ high * 0x1b;
  }

  /** Rotates each column of four bytes so that byte k holds byte k + by. */
  private static long rotateColumns(long a, int by) {
    int right = 8 * by;
    long low = 0xffff_ffffL >>> right;
    long mask = low | low << 32;
    return a >>> right & mask | a << (32 - right) & ~mask;
  }

  /** AESMC of the two columns of a half. */
  public static long aesmc(long a) {
    long twice = doubled(a);
    long others = rotateColumns(a ^ twice, 1) ^ rotateColumns(a, 2) ^ rotateColumns(a, 3);
    return twice ^ others;
  }

  /** AESIMC: the inverse is MixColumns after adding 4 times what stands across. */
  public static long aesimc(long a) {
    long four = doubled(doubled(a ^ rotateColumns(a, 2)));
    return aesmc(a ^ four);
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
