package burrow.translator;

import static burrow.translator.Sha256.pack;

/**
 * The functions of SHA-1 (FIPS 180-4, 6.1.2) as x86-64's instructions have them, for all ISAs: on
 * vectors of four words, the first in the highest dword. Of those that make a vector, each call
 * makes one half.
 */
public final class Sha1 {
  /** What each of the four functions has added in a round. */
  private static final int[] CONSTANTS = {0x5a82_7999, 0x6ed9_eba1, 0x8f1b_bcdc, 0xca62_c1d6};

  private Sha1() {}

  /** The constant of a function's rounds. */
  public static int constant(int function) {
    return CONSTANTS[function];
  }

  /**
   * SHA1RNDS4: a half of A to D after four rounds.
   *
   * @param aLow, aHigh A to D
   * @param wLow, wHigh four words of the schedule; the first has E added
   * @param select the function, 0 to 3, plus 4 for the upper half
   */
  public static long rounds(long aLow, long aHigh, long wLow, long wHigh, long select) {
    int a = (int) (aHigh >>> 32);
    int b = (int) aHigh;
    int c = (int) (aLow >>> 32);
    int d = (int) aLow;
    int e = 0;
    int f = (int) select & 3;
    for (int n = 0; n < 4; n++) {
      int w = (int) ((n < 2 ? wHigh : wLow) >>> (32 * (1 - (n & 1))));
      int t = function(f, b, c, d) + Integer.rotateLeft(a, 5) + w + e + CONSTANTS[f];
      e = d;
      d = c;
      c = Integer.rotateLeft(b, 30);
      b = a;
      a = t;
    }
    return select < 4 ? pack(d, c) : pack(b, a);
  }

  private static int function(int f, int b, int c, int d) {
    return switch (f) {
      case 0 -> b & c ^ ~b & d;
      case 2 -> b & c ^ b & d ^ c & d;
      default -> b ^ c ^ d;
    };
  }

  /**
   * SHA1MSG2: a half of the next four words of the schedule.
   *
   * @param aLow, aHigh their exclusive or without the words three before each
   * @param bLow, bHigh the last four words
   * @param half 0 for the lower one, 1
   */
  public static long schedule(long aLow, long aHigh, long bLow, long bHigh, long half) {
    int w16 = Integer.rotateLeft((int) (aHigh >>> 32) ^ (int) bHigh, 1);
    int w17 = Integer.rotateLeft((int) aHigh ^ (int) (bLow >>> 32), 1);
    int w18 = Integer.rotateLeft((int) (aLow >>> 32) ^ (int) bLow, 1);
    int w19 = Integer.rotateLeft((int) aLow ^ w16, 1);
    return half == 0 ? pack(w19, w18) : pack(w17, w16);
  }

  /** SHA1NEXTE's upper half: of the two words the first has the E of four rounds later added. */
  public static long nextE(long aHigh, long wHigh) {
    int e = Integer.rotateLeft((int) (aHigh >>> 32), 30);
    return wHigh & 0xffff_ffffL | (long) ((int) (wHigh >>> 32) + e) << 32;
  }
}
