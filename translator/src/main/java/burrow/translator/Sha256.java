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
