package burrow.cpu.x86_64;

import static burrow.translator.Sha256.pack;

import burrow.translator.Aes;
import burrow.translator.Sha256;

/**
 * AES, carry-less multiplication and SHA as pure helpers on halves of vectors. Sources: FIPS 197,
 * FIPS 180-4 and the Intel SDM's pseudo-code. Each function returns one half; {@code half} 0 is the
 * low one.
 */
public final class CryptoMath {
  private CryptoMath() {}

  // ---- AES ----

  public static long aesEncrypt(long low, long high, long key, long half) {
    return Aes.round(low, high, half) ^ key;
  }

  public static long aesEncryptLast(long low, long high, long key, long half) {
    return Aes.lastRound(low, high, half) ^ key;
  }

  public static long aesDecrypt(long low, long high, long key, long half) {
    return Aes.inverseMixColumns(Aes.inverseLastRound(low, high, half)) ^ key;
  }

  public static long aesDecryptLast(long low, long high, long key, long half) {
    return Aes.inverseLastRound(low, high, half) ^ key;
  }

  /** AESIMC of one half. */
  public static long aesInverseMixColumns(long a) {
    return Aes.inverseMixColumns(a);
  }

  /** AESKEYGENASSIST of one half: from its upper dword. */
  public static long aesKeyAssist(long a, long constant) {
    int word = Aes.substituted((int) (a >>> 32));
    return pack(word, Integer.rotateRight(word, 8) ^ (int) constant);
  }

  // ---- carry-less multiplication ----

  public static long carrylessLow(long a, long b) {
    long r = 0;
    for (long rest = b; rest != 0; rest &= rest - 1) {
      r ^= a << Long.numberOfTrailingZeros(rest);
    }
    return r;
  }

  public static long carrylessHigh(long a, long b) {
    long r = 0;
    for (long rest = b & -2L; rest != 0; rest &= rest - 1) {
      r ^= a >>> (64 - Long.numberOfTrailingZeros(rest));
    }
    return r;
  }

  // ---- SHA: dword 3 is the highest; results are (low, high) by half ----

  /** SHA1NEXTE's upper half. */
  public static long sha1NextE(long aHigh, long bHigh) {
    int e = Integer.rotateLeft((int) (aHigh >>> 32), 30);
    return bHigh & 0xffff_ffffL | (long) ((int) (bHigh >>> 32) + e) << 32;
  }

  /** SHA1MSG2. */
  public static long sha1Message2(long aLow, long aHigh, long bLow, long bHigh, long half) {
    int w16 = Integer.rotateLeft((int) (aHigh >>> 32) ^ (int) bHigh, 1);
    int w17 = Integer.rotateLeft((int) aHigh ^ (int) (bLow >>> 32), 1);
    int w18 = Integer.rotateLeft((int) (aLow >>> 32) ^ (int) bLow, 1);
    int w19 = Integer.rotateLeft((int) aLow ^ w16, 1);
    return half == 0 ? pack(w19, w18) : pack(w17, w16);
  }

  /** SHA1RNDS4; {@code select} is the function, 0 to 3, plus 4 for the high half. */
  public static long sha1Rounds(long aLow, long aHigh, long bLow, long bHigh, long select) {
    int a = (int) (aHigh >>> 32);
    int b = (int) aHigh;
    int c = (int) (aLow >>> 32);
    int d = (int) aLow;
    int e = 0;
    int f = (int) select & 3;
    for (int n = 0; n < 4; n++) {
      int w = (int) ((n < 2 ? bHigh : bLow) >>> (32 * (1 - (n & 1))));
      int t = sha1Function(f, b, c, d) + Integer.rotateLeft(a, 5) + w + e + SHA1_CONSTANTS[f];
      e = d;
      d = c;
      c = Integer.rotateLeft(b, 30);
      b = a;
      a = t;
    }
    return select < 4 ? pack(d, c) : pack(b, a);
  }

  private static final int[] SHA1_CONSTANTS = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};

  private static int sha1Function(int f, int b, int c, int d) {
    return switch (f) {
      case 0 -> b & c ^ ~b & d;
      case 2 -> b & c ^ b & d ^ c & d;
      default -> b ^ c ^ d;
    };
  }

  // SHA256RNDS2: a is (CDGH), b is (ABEF), the keys are two dwords. Its two rounds make two new E,
  // the low half of the result, and two new A, which come of the same sums.

  /** The two new E. */
  public static long sha256RoundsLow(long aLow, long aHigh, long bLow, long keys) {
    int e = (int) (bLow >>> 32);
    int f = (int) bLow;
    int g = (int) (aLow >>> 32);
    int first = (int) aHigh + (int) aLow + (int) keys + Sha256.chosen(e, f, g);
    return pack(first, (int) (aHigh >>> 32) + g + (int) (keys >>> 32) + Sha256.chosen(first, e, f));
  }

  /** The two new A, given the low half. */
  public static long sha256RoundsHigh(long low, long aHigh, long bHigh) {
    int a = (int) (bHigh >>> 32);
    int b = (int) bHigh;
    int c = (int) (aHigh >>> 32);
    int first = (int) low - (int) aHigh + Sha256.majority(a, b, c);
    return pack(first, (int) (low >>> 32) - c + Sha256.majority(first, a, b));
  }
}
