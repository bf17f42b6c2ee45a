package burrow.translator;

/** The functions of SHA-256 (FIPS 180-4, 4.1.2), for the instructions of all ISAs. */
public final class Sha256 {
  private Sha256() {}

  /** Σ1(e) + Ch(e, f, g). */
  public static int chosen(int e, int f, int g) {
    return (Integer.rotateRight(e, 6) ^ Integer.rotateRight(e, 11) ^ Integer.rotateRight(e, 25))
        + (g ^ e & (f ^ g));
  }

  /** Σ0(a) + Maj(a, b, c). */
  public static int majority(int a, int b, int c) {
    return (Integer.rotateRight(a, 2) ^ Integer.rotateRight(a, 13) ^ Integer.rotateRight(a, 22))
        + (a & b | (a | b) & c);
  }

  /** σ0. */
  public static int sigma0(int w) {
    return Integer.rotateRight(w, 7) ^ Integer.rotateRight(w, 18) ^ w >>> 3;
  }

  /** σ1. */
  public static int sigma1(int w) {
    return Integer.rotateRight(w, 17) ^ Integer.rotateRight(w, 19) ^ w >>> 10;
  }

  // Two rounds, on halves of the state of eight words as SHA256RNDS2 has them: two words each, the
  // earlier letter in the upper dword. They make two new E and two new A, which come of the same
  // sums; what was AB and EF becomes CD and GH.

  /**
   * The new EF.
   *
   * @param keys the rounds' words and constants, added; the first in the low dword
   */
  public static long roundsE(long gh, long cd, long ef, long keys) {
    int e = (int) (ef >>> 32);
    int f = (int) ef;
    int g = (int) (gh >>> 32);
    int first = (int) cd + (int) gh + (int) keys + chosen(e, f, g);
    return pack(first, (int) (cd >>> 32) + g + (int) (keys >>> 32) + chosen(first, e, f));
  }

  /** The new AB, given the new EF. */
  public static long roundsA(long newEf, long cd, long ab) {
    int a = (int) (ab >>> 32);
    int b = (int) ab;
    int c = (int) (cd >>> 32);
    int first = (int) newEf - (int) cd + majority(a, b, c);
    return pack(first, (int) (newEf >>> 32) - c + majority(first, a, b));
  }

  /** Two words of the schedule: w + σ0(next), where the second's next is another vector's. */
  public static long schedule0(long w, long next) {
    return pack((int) w + sigma0((int) (w >>> 32)), (int) (w >>> 32) + sigma0((int) next));
  }

  /** Two words of the schedule: w + σ1(before). */
  public static long schedule1(long w, long before) {
    return pack((int) w + sigma1((int) before), (int) (w >>> 32) + sigma1((int) (before >>> 32)));
  }

  /** Two sums. */
  public static long sum(long a, long b) {
    return pack((int) a + (int) b, (int) (a >>> 32) + (int) (b >>> 32));
  }

  /** Two dwords. */
  public static long pack(int low, int high) {
    return low & 0xffff_ffffL | (long) high << 32;
  }
}
