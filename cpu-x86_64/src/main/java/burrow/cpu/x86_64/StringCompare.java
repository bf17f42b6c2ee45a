package burrow.cpu.x86_64;

/**
 * PCMPESTRI and its kin (Intel SDM volume 2, 4.1): compares two short strings of bytes or words, by
 * the control in the immediate. The second string is the one that may be in memory.
 */
public final class StringCompare {
  private static final int WORDS = 1;
  private static final int SIGNED = 2;
  private static final int NEGATIVE = 16;
  private static final int MASKED = 32;

  private StringCompare() {}

  private static int count(long control) {
    return (control & WORDS) != 0 ? 8 : 16;
  }

  private static long element(long low, long high, int k, long control) {
    int bits = (control & WORDS) != 0 ? 16 : 8;
    int at = k * bits;
    long v = (at < 64 ? low : high) << (64 - bits - (at & 63));
    return (control & SIGNED) != 0 ? v >> (64 - bits) : v >>> (64 - bits);
  }

  /** An explicit length: the magnitude, at most all elements. */
  public static long explicitLength(long register, long control) {
    int count = count(control);
    return register < 0 ? (register < -count ? count : -register) : Math.min(register, count);
  }

  /** An implicit length: the elements before the first that is zero. */
  public static long implicitLength(long low, long high, long control) {
    int k = 0;
    while (k < count(control) && element(low, high, k, control) != 0) {
      k++;
    }
    return k;
  }

  /**
   * The comparison.
   *
   * @param lengths of the first string, and of the second times 256
   * @return one bit for each element of the second string; the flags' image times 2^32
   */
  public static long compare(
      long aLow, long aHigh, long bLow, long bHigh, long lengths, long control) {
    int count = count(control);
    int aLength = (int) lengths & 255;
    int bLength = (int) lengths >> 8;
    long[] a = new long[count];
    long[] b = new long[count];
    for (int k = 0; k < count; k++) {
      a[k] = element(aLow, aHigh, k, control);
      b[k] = element(bLow, bHigh, k, control);
    }
    long result = 0;
    for (int k = 0; k < count; k++) {
      boolean equal =
          switch ((int) control >> 2 & 3) {
            case 0 -> k < bLength && contains(a, aLength, b[k]);
            case 1 -> k < bLength && inRanges(a, aLength, b[k]);
            case 2 -> k < aLength && k < bLength ? a[k] == b[k] : k >= aLength && k >= bLength;
            default -> startsAt(a, aLength, b, bLength, k);
          };
      boolean negated = (control & NEGATIVE) != 0 && ((control & MASKED) == 0 || k < bLength);
      result |= (equal != negated ? 1L : 0) << k;
    }
    long flags = result != 0 ? Flags.CF : 0;
    flags |= bLength < count ? Flags.ZF : 0;
    flags |= aLength < count ? Flags.SF : 0;
    flags |= (result & 1) != 0 ? Flags.OF : 0;
    return result | flags << 32;
  }

  private static boolean contains(long[] set, int length, long v) {
    for (int k = 0; k < length; k++) {
      if (set[k] == v) {
        return true;
      }
    }
    return false;
  }

  private static boolean inRanges(long[] bounds, int length, long v) {
    for (int k = 0; k + 1 < length; k += 2) {
      if (bounds[k] <= v && v <= bounds[k + 1]) {
        return true;
      }
    }
    return false;
  }

  /** Whether a stands in b from {@code at} on, as far as the elements reach. */
  private static boolean startsAt(long[] a, int aLength, long[] b, int bLength, int at) {
    for (int k = 0; k < aLength && at + k < b.length; k++) {
      if (at + k >= bLength || a[k] != b[at + k]) {
        return false;
      }
    }
    return true;
  }

  /** The index that PCMPxSTRI returns: of the lowest or the highest bit, or all elements. */
  public static long index(long result, long control) {
    int bits = (int) result & 0xffff;
    if (bits == 0) {
      return count(control);
    }
    return (control & 64) == 0
        ? Integer.numberOfTrailingZeros(bits)
        : 31 - Integer.numberOfLeadingZeros(bits);
  }

  /** A half of the mask that PCMPxSTRM returns: the bits, or elements of ones. */
  public static long mask(long result, long control, long half) {
    long bits = result & 0xffff;
    if ((control & 64) == 0) {
      return half == 0 ? bits : 0;
    }
    int size = (control & WORDS) != 0 ? 16 : 8;
    long r = 0;
    for (int k = 0; k < 64 / size; k++) {
      if ((bits >>> (half * (64 / size) + k) & 1) != 0) {
        r |= -1L >>> (64 - size) << (size * k);
      }
    }
    return r;
  }
}
