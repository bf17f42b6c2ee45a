package burrow.cpu.x86_64;

import static burrow.translator.Sha256.pack;

import burrow.translator.Aes;

/**
 * AES and carry-less multiplication as pure helpers on halves of vectors. Sources: FIPS 197 and the
 * Intel SDM's pseudo-code. Each function returns one half; {@code half} 0 is the low one.
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
}
