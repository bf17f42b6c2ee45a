package burrow.cpu.x86_64;

/**
 * Packed integer functions on 64-bit halves of vectors; lane 0 is the lowest. Pure helpers of the
 * lifter.
 */
public final class Packed {
  private static final long BYTE_TOPS = 0x8080_8080_8080_8080L;
  private static final long WORD_TOPS = 0x8000_8000_8000_8000L;
  private static final long DWORD_TOPS = 0x8000_0000_8000_0000L;

  private Packed() {}

  /** A function of two lanes. */
  @FunctionalInterface
  private interface Lane {
    long apply(long a, long b);
  }

  /** Applies f to sign-extended lanes. */
  private static long signed(int bits, long a, long b, Lane f) {
    long r = 0;
    int up = 64 - bits;
    for (int at = 0; at < 64; at += bits) {
      long v = f.apply(a << (up - at) >> up, b << (up - at) >> up);
      r |= v << up >>> (up - at);
    }
    return r;
  }

  /** Applies f to zero-extended lanes. */
  private static long unsigned(int bits, long a, long b, Lane f) {
    long r = 0;
    int up = 64 - bits;
    for (int at = 0; at < 64; at += bits) {
      long v = f.apply(a << (up - at) >>> up, b << (up - at) >>> up);
      r |= v << up >>> (up - at);
    }
    return r;
  }

  private static long clamp(long v, long low, long high) {
    return v < low ? low : Math.min(v, high);
  }

  // ---- addition and subtraction ----

  private static long add(long a, long b, long tops) {
    return ((a & ~tops) + (b & ~tops)) ^ ((a ^ b) & tops);
  }

  private static long subtract(long a, long b, long tops) {
    return ((a | tops) - (b & ~tops)) ^ ((a ^ ~b) & tops);
  }

  public static long addBytes(long a, long b) {
    return add(a, b, BYTE_TOPS);
  }

  public static long addWords(long a, long b) {
    return add(a, b, WORD_TOPS);
  }

  public static long addDwords(long a, long b) {
    return add(a, b, DWORD_TOPS);
  }

  public static long subtractBytes(long a, long b) {
    return subtract(a, b, BYTE_TOPS);
  }

  public static long subtractWords(long a, long b) {
    return subtract(a, b, WORD_TOPS);
  }

  public static long subtractDwords(long a, long b) {
    return subtract(a, b, DWORD_TOPS);
  }

  public static long addSignedSaturateBytes(long a, long b) {
    return signed(8, a, b, (x, y) -> clamp(x + y, -128, 127));
  }

  public static long addSignedSaturateWords(long a, long b) {
    return signed(16, a, b, (x, y) -> clamp(x + y, -32768, 32767));
  }

  public static long addUnsignedSaturateBytes(long a, long b) {
    return unsigned(8, a, b, (x, y) -> Math.min(x + y, 255));
  }

  public static long addUnsignedSaturateWords(long a, long b) {
    return unsigned(16, a, b, (x, y) -> Math.min(x + y, 65535));
  }

  public static long subtractSignedSaturateBytes(long a, long b) {
    return signed(8, a, b, (x, y) -> clamp(x - y, -128, 127));
  }

  public static long subtractSignedSaturateWords(long a, long b) {
    return signed(16, a, b, (x, y) -> clamp(x - y, -32768, 32767));
  }

  public static long subtractUnsignedSaturateBytes(long a, long b) {
    return unsigned(8, a, b, (x, y) -> Math.max(x - y, 0));
  }

  public static long subtractUnsignedSaturateWords(long a, long b) {
    return unsigned(16, a, b, (x, y) -> Math.max(x - y, 0));
  }

  /** Adds neighbouring words of (low, high) into four words. */
  public static long addHorizontalWords(long low, long high) {
    return pairs16(low, high, (x, y) -> x + y);
  }

  public static long addHorizontalDwords(long low, long high) {
    return low + (low >>> 32) & 0xffff_ffffL | high + (high >>> 32) << 32;
  }

  public static long addHorizontalSaturateWords(long low, long high) {
    return pairs16(low, high, (x, y) -> clamp(x + y, -32768, 32767));
  }

  public static long subtractHorizontalWords(long low, long high) {
    return pairs16(low, high, (x, y) -> x - y);
  }

  public static long subtractHorizontalDwords(long low, long high) {
    return low - (low >>> 32) & 0xffff_ffffL | high - (high >>> 32) << 32;
  }

  public static long subtractHorizontalSaturateWords(long low, long high) {
    return pairs16(low, high, (x, y) -> clamp(x - y, -32768, 32767));
  }

  private static long pairs16(long low, long high, Lane f) {
    long r = 0;
    for (int k = 0; k < 4; k++) {
      long half = k < 2 ? low : high;
      int at = 32 * (k & 1);
      r |= (f.apply((short) (half >>> at), (short) (half >>> (at + 16))) & 0xffff) << (16 * k);
    }
    return r;
  }

  // ---- comparison, minimum, maximum, average ----

  public static long equalBytes(long a, long b) {
    return signed(8, a, b, (x, y) -> x == y ? -1 : 0);
  }

  public static long equalWords(long a, long b) {
    return signed(16, a, b, (x, y) -> x == y ? -1 : 0);
  }

  public static long equalDwords(long a, long b) {
    return signed(32, a, b, (x, y) -> x == y ? -1 : 0);
  }

  public static long equalQwords(long a, long b) {
    return a == b ? -1 : 0;
  }

  public static long greaterBytes(long a, long b) {
    return signed(8, a, b, (x, y) -> x > y ? -1 : 0);
  }

  public static long greaterWords(long a, long b) {
    return signed(16, a, b, (x, y) -> x > y ? -1 : 0);
  }

  public static long greaterDwords(long a, long b) {
    return signed(32, a, b, (x, y) -> x > y ? -1 : 0);
  }

  public static long greaterQwords(long a, long b) {
    return a > b ? -1 : 0;
  }

  public static long minUnsignedBytes(long a, long b) {
    return unsigned(8, a, b, Math::min);
  }

  public static long maxUnsignedBytes(long a, long b) {
    return unsigned(8, a, b, Math::max);
  }

  public static long minSignedBytes(long a, long b) {
    return signed(8, a, b, Math::min);
  }

  public static long maxSignedBytes(long a, long b) {
    return signed(8, a, b, Math::max);
  }

  public static long minSignedWords(long a, long b) {
    return signed(16, a, b, Math::min);
  }

  public static long maxSignedWords(long a, long b) {
    return signed(16, a, b, Math::max);
  }

  public static long minUnsignedWords(long a, long b) {
    return unsigned(16, a, b, Math::min);
  }

  public static long maxUnsignedWords(long a, long b) {
    return unsigned(16, a, b, Math::max);
  }

  public static long minSignedDwords(long a, long b) {
    return signed(32, a, b, Math::min);
  }

  public static long maxSignedDwords(long a, long b) {
    return signed(32, a, b, Math::max);
  }

  public static long minUnsignedDwords(long a, long b) {
    return unsigned(32, a, b, Math::min);
  }

  public static long maxUnsignedDwords(long a, long b) {
    return unsigned(32, a, b, Math::max);
  }

  public static long averageBytes(long a, long b) {
    return unsigned(8, a, b, (x, y) -> x + y + 1 >>> 1);
  }

  public static long averageWords(long a, long b) {
    return unsigned(16, a, b, (x, y) -> x + y + 1 >>> 1);
  }

  public static long absoluteBytes(long a, long b) {
    return signed(8, a, b, (x, y) -> Math.abs(y));
  }

  public static long absoluteWords(long a, long b) {
    return signed(16, a, b, (x, y) -> Math.abs(y));
  }

  public static long absoluteDwords(long a, long b) {
    return signed(32, a, b, (x, y) -> Math.abs(y));
  }

  public static long signBytes(long a, long b) {
    return signed(8, a, b, (x, y) -> x * Long.signum(y));
  }

  public static long signWords(long a, long b) {
    return signed(16, a, b, (x, y) -> x * Long.signum(y));
  }

  public static long signDwords(long a, long b) {
    return signed(32, a, b, (x, y) -> x * Long.signum(y));
  }

  // ---- multiplication ----

  public static long multiplyLowWords(long a, long b) {
    return signed(16, a, b, (x, y) -> x * y);
  }

  public static long multiplyHighWords(long a, long b) {
    return signed(16, a, b, (x, y) -> x * y >> 16);
  }

  public static long multiplyHighUnsignedWords(long a, long b) {
    return unsigned(16, a, b, (x, y) -> x * y >>> 16);
  }

  public static long multiplyLowDwords(long a, long b) {
    return signed(32, a, b, (x, y) -> x * y);
  }

  public static long multiplyUnsignedDwords(long a, long b) {
    return (a & 0xffff_ffffL) * (b & 0xffff_ffffL);
  }

  public static long multiplySignedDwords(long a, long b) {
    return (long) (int) a * (int) b;
  }

  public static long multiplyRoundScaleWords(long a, long b) {
    return signed(16, a, b, (x, y) -> (x * y >> 14) + 1 >> 1);
  }

  public static long multiplyAddWords(long a, long b) {
    return signed(
        32, a, b, (x, y) -> (short) x * (short) y + (long) ((int) x >> 16) * ((int) y >> 16));
  }

  /** Unsigned bytes of a by signed bytes of b, neighbours added with saturation. */
  public static long multiplyAddBytes(long a, long b) {
    return signed(
        16,
        a,
        b,
        (x, y) -> clamp((x & 0xff) * (byte) y + (x >> 8 & 0xff) * (byte) (y >> 8), -32768, 32767));
  }

  public static long sumOfDifferences(long a, long b) {
    long sum = 0;
    for (int at = 0; at < 64; at += 8) {
      sum += Math.abs((a >>> at & 0xff) - (b >>> at & 0xff));
    }
    return sum;
  }

  // ---- shifts: the count is that of the whole vector ----

  public static long shiftLeftWords(long a, long count) {
    return tooMuch(count, 16) ? 0 : unsigned(16, a, 0, (x, y) -> x << count);
  }

  public static long shiftLeftDwords(long a, long count) {
    return tooMuch(count, 32) ? 0 : unsigned(32, a, 0, (x, y) -> x << count);
  }

  public static long shiftLeftQword(long a, long count) {
    return tooMuch(count, 64) ? 0 : a << count;
  }

  public static long shiftRightWords(long a, long count) {
    return tooMuch(count, 16) ? 0 : unsigned(16, a, 0, (x, y) -> x >>> count);
  }

  public static long shiftRightDwords(long a, long count) {
    return tooMuch(count, 32) ? 0 : unsigned(32, a, 0, (x, y) -> x >>> count);
  }

  public static long shiftRightQword(long a, long count) {
    return tooMuch(count, 64) ? 0 : a >>> count;
  }

  public static long shiftArithmeticWords(long a, long count) {
    long n = tooMuch(count, 16) ? 15 : count;
    return signed(16, a, 0, (x, y) -> x >> n);
  }

  public static long shiftArithmeticDwords(long a, long count) {
    long n = tooMuch(count, 32) ? 31 : count;
    return signed(32, a, 0, (x, y) -> x >> n);
  }

  private static boolean tooMuch(long count, int bits) {
    return Long.compareUnsigned(count, bits) >= 0;
  }

  // ---- interleaving, packing, shuffling ----

  private static long interleave(long a, long b, int bits, int from) {
    long r = 0;
    long mask = -1L >>> (64 - bits);
    for (int k = 0; k < 32 / bits; k++) {
      int at = from + k * bits;
      r |= (a >>> at & mask | (b >>> at & mask) << bits) << (2 * bits * k);
    }
    return r;
  }

  /** The low four bytes of a and b, alternating. */
  public static long interleaveLowBytes(long a, long b) {
    return interleave(a, b, 8, 0);
  }

  public static long interleaveHighBytes(long a, long b) {
    return interleave(a, b, 8, 32);
  }

  public static long interleaveLowWords(long a, long b) {
    return interleave(a, b, 16, 0);
  }

  public static long interleaveHighWords(long a, long b) {
    return interleave(a, b, 16, 32);
  }

  public static long interleaveLowDwords(long a, long b) {
    return interleave(a, b, 32, 0);
  }

  public static long interleaveHighDwords(long a, long b) {
    return interleave(a, b, 32, 32);
  }

  private static long pack(long low, long high, int bits, long min, long max) {
    long r = 0;
    int n = 64 / bits;
    for (int k = 0; k < 2 * n; k++) {
      long half = k < n ? low : high;
      long v = half << (64 - bits - bits * (k % n)) >> (64 - bits);
      r |= (clamp(v, min, max) & -1L >>> (64 - bits / 2)) << (bits / 2 * k);
    }
    return r;
  }

  /** Eight words to bytes with signed saturation. */
  public static long packSignedWords(long low, long high) {
    return pack(low, high, 16, -128, 127);
  }

  public static long packUnsignedWords(long low, long high) {
    return pack(low, high, 16, 0, 255);
  }

  public static long packSignedDwords(long low, long high) {
    return pack(low, high, 32, -32768, 32767);
  }

  public static long packUnsignedDwords(long low, long high) {
    return pack(low, high, 32, 0, 65535);
  }

  /** Two dwords of a vector, selected by bits 1..0 and 3..2. */
  public static long shuffleDwords(long low, long high, long select) {
    return dword(low, high, select) | dword(low, high, select >>> 2) << 32;
  }

  private static long dword(long low, long high, long n) {
    return ((n & 2) == 0 ? low : high) >>> (32 * (n & 1)) & 0xffff_ffffL;
  }

  public static long shuffleWords(long a, long select) {
    long r = 0;
    for (int k = 0; k < 4; k++) {
      r |= (a >>> (16 * (select >>> (2 * k) & 3)) & 0xffff) << (16 * k);
    }
    return r;
  }

  /** PSHUFB for one half of the mask. */
  public static long shuffleBytes(long low, long high, long mask) {
    long r = 0;
    for (int at = 0; at < 64; at += 8) {
      long m = mask >>> at;
      if ((m & 0x80) == 0) {
        r |= (((m & 8) == 0 ? low : high) >>> (8 * (m & 7)) & 0xff) << at;
      }
    }
    return r;
  }

  /** Lanes of b where the mask lane's top bit is set, else of a. */
  public static long blendBytes(long a, long b, long mask) {
    long m = (mask & BYTE_TOPS) >>> 7;
    m *= 0xff;
    return a & ~m | b & m;
  }

  public static long blendDwords(long a, long b, long mask) {
    long m = (mask << 32 >> 63) >>> 32 | mask >> 63 << 32;
    return a & ~m | b & m;
  }

  public static long blendQword(long a, long b, long mask) {
    return mask < 0 ? b : a;
  }

  // ---- whole vectors to numbers ----

  public static long byteSigns(long low, long high) {
    return signBits(low) | signBits(high) << 8;
  }

  private static long signBits(long a) {
    // Gathers the eight top bits at bits 63..56.
    return ((a & BYTE_TOPS) >>> 7) * 0x0102_0408_1020_4080L >>> 56;
  }

  public static long singleSigns(long low, long high) {
    return low >>> 31 & 1 | low >>> 63 << 1 | (high >>> 31 & 1) << 2 | high >>> 63 << 3;
  }

  public static long doubleSigns(long low, long high) {
    return low >>> 63 | high >>> 63 << 1;
  }

  /** PHMINPOSUW: the smallest word, its index above it. */
  public static long smallestWord(long low, long high) {
    long best = low & 0xffff;
    long index = 0;
    for (int k = 1; k < 8; k++) {
      long w = (k < 4 ? low : high) >>> (16 * (k & 3)) & 0xffff;
      if (w < best) {
        best = w;
        index = k;
      }
    }
    return best | index << 16;
  }

  /** MPSADBW: four words; {@code select} holds the immediate, plus 4 times the first word at 8. */
  public static long blockDifferences(long low, long high, long bLow, long bHigh, long select) {
    long r = 0;
    for (int k = 0; k < 4; k++) {
      int at = (int) ((select >>> 2 & 1) * 4 + (select >>> 8) + k);
      long sum = 0;
      for (int j = 0; j < 4; j++) {
        sum += Math.abs(octet(low, high, at + j) - octet(bLow, bHigh, (int) (select & 3) * 4 + j));
      }
      r |= sum << (16 * k);
    }
    return r;
  }

  private static long octet(long low, long high, int n) {
    return (n < 8 ? low : high) >>> (8 * (n & 7)) & 0xff;
  }

  /** Lanes of {@code from} bits of a, from byte {@code offset} on, sign-extended to {@code to}. */
  public static long extendSigned(long a, long from, long to, long offset) {
    return extend(a, from, to, offset, true);
  }

  public static long extendUnsigned(long a, long from, long to, long offset) {
    return extend(a, from, to, offset, false);
  }

  private static long extend(long a, long from, long to, long offset, boolean signed) {
    long r = 0;
    long source = a >>> (8 * offset);
    for (int k = 0; k < 64 / to; k++) {
      long v = source << (64 - from - from * k);
      v = signed ? v >> (64 - from) : v >>> (64 - from);
      r |= (to == 64 ? v : v & -1L >>> (64 - to)) << (to * k);
    }
    return r;
  }

  // ---- of 256 bits ----

  /** VPERMD: two of the eight dwords, by the low three bits of two indices. */
  public static long permuteDwords(long a, long b, long c, long d, long indices) {
    return dword(a, b, c, d, indices) | dword(a, b, c, d, indices >>> 32) << 32;
  }

  private static long dword(long a, long b, long c, long d, long index) {
    long quad =
        switch ((int) index >> 1 & 3) {
          case 0 -> a;
          case 1 -> b;
          case 2 -> c;
          default -> d;
        };
    return quad >>> (32 * (index & 1)) & 0xffff_ffffL;
  }

  /** VPERMILPS: two of the four dwords of a lane, by the low two bits of two indices. */
  public static long selectDwords(long low, long high, long indices) {
    return dword(low, high, low, high, indices) | dword(low, high, low, high, indices >>> 32) << 32;
  }

  /** VPSLLVD: zero for counts above 31. */
  public static long shiftLeftEachDword(long a, long counts) {
    return shiftLeftDwords(a & 0xffff_ffffL, counts & 0xffff_ffffL)
        | shiftLeftDwords(a & 0xffff_ffffL << 32, counts >>> 32);
  }

  public static long shiftRightEachDword(long a, long counts) {
    return shiftRightDwords(a & 0xffff_ffffL, counts & 0xffff_ffffL)
        | shiftRightDwords(a & 0xffff_ffffL << 32, counts >>> 32);
  }

  public static long shiftArithmeticEachDword(long a, long counts) {
    return shiftArithmeticDwords(a & 0xffff_ffffL, counts & 0xffff_ffffL)
        | shiftArithmeticDwords(a & 0xffff_ffffL << 32, counts >>> 32);
  }
}
