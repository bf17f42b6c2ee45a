package burrow.translator;

/**
 * The steps of AES (FIPS 197) on halves of the state, for the instructions of all ISAs. Byte n of
 * the 16 is row n % 4 of column n / 4; half 0 is columns 0 and 1.
 */
public final class Aes {
  private static final byte[] BOX = new byte[256];
  private static final byte[] INVERSE_BOX = new byte[256];

  /** What a byte in row 0 adds to its column after SubBytes and MixColumns. */
  private static final int[] MIXED = new int[256];

  static {
    // 5.1.1: the inverse in GF(2^8), where 3 generates the field, then an affine map.
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

  private Aes() {}

  private static int rotate(int b, int by) {
    return (b << by | b >> (8 - by)) & 0xff;
  }

  private static void substitute(int from, int to) {
    BOX[from] = (byte) to;
    INVERSE_BOX[to] = (byte) from;
    int twice = (int) doubled(to);
    MIXED[from] = twice | to << 8 | to << 16 | (twice ^ to) << 24;
  }

  private static long pack(int low, int high) {
    return low & 0xffff_ffffL | (long) high << 32;
  }

  private static int high(long columns) {
    return (int) (columns >>> 32);
  }

  /** ShiftRows, SubBytes and MixColumns. */
  public static long round(long low, long high, long half) {
    long own = half == 0 ? low : high;
    long other = half == 0 ? high : low;
    int a = (int) own;
    int b = high(own);
    int c = (int) other;
    int d = high(other);
    return pack(mixed(a, b, c, d), mixed(b, c, d, a));
  }

  private static int mixed(int a, int b, int c, int d) {
    return MIXED[a & 0xff]
        ^ Integer.rotateLeft(MIXED[b >>> 8 & 0xff], 8)
        ^ Integer.rotateLeft(MIXED[c >>> 16 & 0xff], 16)
        ^ Integer.rotateLeft(MIXED[d >>> 24], 24);
  }

  /** ShiftRows and SubBytes. */
  public static long lastRound(long low, long high, long half) {
    long own = half == 0 ? low : high;
    long other = half == 0 ? high : low;
    int a = (int) own;
    int b = high(own);
    int c = (int) other;
    int d = high(other);
    return pack(substituted(BOX, a, b, c, d), substituted(BOX, b, c, d, a));
  }

  /** Their inverses. */
  public static long inverseLastRound(long low, long high, long half) {
    long own = half == 0 ? low : high;
    long other = half == 0 ? high : low;
    int a = (int) own;
    int b = high(own);
    int c = (int) other;
    int d = high(other);
    return pack(substituted(INVERSE_BOX, a, d, c, b), substituted(INVERSE_BOX, b, a, d, c));
  }

  /** One column, each row of which is another column's. */
  private static int substituted(byte[] box, int a, int b, int c, int d) {
    return box[a & 0xff] & 0xff
        | (box[b >>> 8 & 0xff] & 0xff) << 8
        | (box[c >>> 16 & 0xff] & 0xff) << 16
        | box[d >>> 24] << 24;
  }

  /** SubBytes of four bytes. */
  public static int substituted(int word) {
    return substituted(BOX, word, word, word, word);
  }

  /** Each byte times x in GF(2^8). */
  private static long doubled(long a) {
    long tops = a >>> 7 & 0x0101_0101_0101_0101L;
    return (a & 0x7f7f_7f7f_7f7f_7f7fL) << 1 ^ tops * 0x1b;
  }

  /** Rotates both columns: row r takes what row r + n held. */
  private static long rows(long v, int n) {
    return pack(Integer.rotateRight((int) v, 8 * n), Integer.rotateRight(high(v), 8 * n));
  }

  /** MixColumns of two columns. */
  public static long mixColumns(long v) {
    long next = rows(v, 1);
    return doubled(v ^ next) ^ next ^ rows(v, 2) ^ rows(v, 3);
  }

  /** Its inverse, whose matrix is the other times (5, 0, 4, 0). */
  public static long inverseMixColumns(long v) {
    return mixColumns(v ^ doubled(doubled(v ^ rows(v, 2))));
  }
}
