package burrow.cpu.aarch64;

/** Integer operations on general registers that the IR has no operation for. */
public final class Scalar {
  private static final int CRC32_POLYNOMIAL = 0xedb8_8320;
  private static final int CRC32C_POLYNOMIAL = 0x82f6_3b78;
  private static final int[] CRC32_TABLE = table(CRC32_POLYNOMIAL);
  private static final int[] CRC32C_TABLE = table(CRC32C_POLYNOMIAL);

  private Scalar() {}

  /** Reverses the bytes of each halfword. */
  public static long rev16(long a) {
    return (a & 0x00ff_00ff_00ff_00ffL) << 8 | a >>> 8 & 0x00ff_00ff_00ff_00ffL;
  }

  private static int[] table(int polynomial) {
    int[] table = new int[256];
    for (int n = 0; n < 256; n++) {
      int c = n;
      for (int k = 0; k < 8; k++) {
        c = c >>> 1 ^ (polynomial & -(c & 1));
      }
      table[n] = c;
    }
    return table;
  }

  /** CRC32B to CRC32X: no inversion before or after. */
  public static long crc32(long crc, long value, long bytes) {
    return crc(CRC32_TABLE, crc, value, bytes);
  }

  /** The same with the Castagnoli polynomial. */
  public static long crc32c(long crc, long value, long bytes) {
    return crc(CRC32C_TABLE, crc, value, bytes);
  }

  private static long crc(int[] table, long crc, long value, long bytes) {
    int c = (int) crc;
    for (long v = value, n = bytes; n > 0; n--, v >>>= 8) {
      c = table[(c ^ (int) v) & 0xff] ^ c >>> 8;
    }
    return c & 0xffff_ffffL;
  }
}
