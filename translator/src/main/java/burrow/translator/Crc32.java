package burrow.translator;

/**
 * The CRC-32 instructions of all ISAs: remainders of bit-reflected polynomials, without the
 * inversions before and after that checksums add. Eight bytes take eight table look-ups that do not
 * wait for each other; byte by byte each would wait for the one before.
 */
public final class Crc32 {
  /** Eight tables, one after the other: C2 then knows that no index is out of bounds. */
  private static final int[] IEEE = tables(0xedb8_8320);

  private static final int[] CASTAGNOLI = tables(0x82f6_3b78);

  private Crc32() {}

  /** In the table k: the remainder of a byte that k zero bytes follow. */
  private static int[] tables(int polynomial) {
    int[] tables = new int[8 << 8];
    for (int n = 0; n < 256; n++) {
      int c = n;
      for (int k = 0; k < 8; k++) {
        c = (c & 1) != 0 ? c >>> 1 ^ polynomial : c >>> 1;
      }
      tables[n] = c;
    }
    for (int n = 256; n < tables.length; n++) {
      int c = tables[n - 256];
      tables[n] = tables[c & 0xff] ^ c >>> 8;
    }
    return tables;
  }

  /**
   * With the polynomial of IEEE 802.3 (0x04c11db7).
   *
   * @param crc the remainder so far, in the low 32 bits
   * @param data the low bytes are what comes next, the lowest first
   * @param size of data in bytes: 1, 2, 4 or 8
   */
  public static long ieee(long crc, long data, long size) {
    return update(IEEE, crc, data, size);
  }

  /** With Castagnoli's polynomial (0x1edc6f41); parameters as for {@link #ieee}. */
  public static long castagnoli(long crc, long data, long size) {
    return update(CASTAGNOLI, crc, data, size);
  }

  private static long update(int[] t, long crc, long data, long size) {
    if (size == 8) {
      long x = data ^ crc & 0xffff_ffffL;
      int c =
          t[7 << 8 | (int) x & 0xff]
              ^ t[6 << 8 | (int) (x >>> 8) & 0xff]
              ^ t[5 << 8 | (int) (x >>> 16) & 0xff]
              ^ t[4 << 8 | (int) (x >>> 24) & 0xff]
              ^ t[3 << 8 | (int) (x >>> 32) & 0xff]
              ^ t[2 << 8 | (int) (x >>> 40) & 0xff]
              ^ t[1 << 8 | (int) (x >>> 48) & 0xff]
              ^ t[(int) (x >>> 56)];
      return c & 0xffff_ffffL;
    }
    int c = (int) crc;
    for (int k = 0; k < size; k++) {
      c = t[(c ^ (int) (data >>> 8 * k)) & 0xff] ^ c >>> 8;
    }
    return c & 0xffff_ffffL;
  }
}
