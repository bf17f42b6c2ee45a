package burrow.cpu.x86_64;

/** Integer functions that are too wide for IR: helpers of the lifter. Pure. */
public final class BitMath {
  private BitMath() {}

  private static long mask(long bits) {
    return -1L >>> (64 - bits);
  }

  /** {@code a} of {@code bits} (8 or 16) bits rotated left; count modulo bits. */
  public static long rotateLeft(long a, long count, long bits) {
    long n = count & (bits - 1);
    return (a << n | a >>> (bits - n)) & mask(bits);
  }

  /**
   * The flags after ROL (width positive) or ROR (negative).
   *
   * @param count masked to 5 or 6 bits; 0 changes nothing
   */
  public static long rotateFlags(long image, long result, long count, long width) {
    if (count == 0) {
      return image;
    }
    long bits = Math.abs(width);
    long top = result >>> (bits - 1) & 1;
    long carry = width > 0 ? result & 1 : top;
    long overflow = width > 0 ? top ^ carry : top ^ result >>> (bits - 2) & 1;
    return image & ~(Flags.CF | Flags.OF) | carry | overflow << 11;
  }

  /** RCL (width positive) or RCR (negative) of a zero-extended value; the carry is in the image. */
  public static long rotateThroughCarry(long a, long image, long count, long width) {
    long r = a;
    long carry = image & 1;
    long bits = Math.abs(width);
    for (long n = count % (bits + 1); n > 0; n--) {
      if (width > 0) {
        long out = r >>> (bits - 1) & 1;
        r = (r << 1 | carry) & mask(bits);
        carry = out;
      } else {
        long out = r & 1;
        r = r >>> 1 | carry << (bits - 1);
        carry = out;
      }
    }
    return r;
  }

  /** The flags after {@link #rotateThroughCarry}. */
  public static long rotateThroughCarryFlags(long a, long image, long count, long width) {
    long bits = Math.abs(width);
    long n = count % (bits + 1);
    if (n == 0) {
      return image;
    }
    // The last bit out is the one that a rotation by one less leaves at the end.
    long before = rotateThroughCarry(a, image, n - 1, width);
    long carry = width > 0 ? before >>> (bits - 1) & 1 : before & 1;
    long result = rotateThroughCarry(a, image, n, width);
    long overflow = (a ^ result) >>> (bits - 1) & 1;
    return image & ~(Flags.CF | Flags.OF) | carry | overflow << 11;
  }

  /**
   * SHLD: a shifted left, filled from the top of b. A 16-bit count above 16, undefined by the
   * manual, goes on through b and then a again.
   */
  public static long shiftLeftDouble(long a, long b, long count, long bits) {
    if (count == 0) {
      return a;
    }
    if (bits == 16) {
      long v = a << 32 | b << 16 | a;
      return v << count >>> 32 & 0xffff;
    }
    return (a << count | b >>> (bits - count)) & mask(bits);
  }

  /** SHRD: a shifted right, filled from the bottom of b. */
  public static long shiftRightDouble(long a, long b, long count, long bits) {
    if (count == 0) {
      return a;
    }
    if (bits == 16) {
      return (a << 32 | b << 16 | a) >>> count & 0xffff;
    }
    return (a >>> count | b << (bits - count)) & mask(bits);
  }

  public static long shiftLeftDoubleFlags(long image, long a, long b, long count, long bits) {
    if (count == 0) {
      return image;
    }
    long before = shiftLeftDouble(a, b, count - 1, bits);
    return doubleFlags(before, before >>> (bits - 1) & 1, shiftLeftDouble(a, b, count, bits), bits);
  }

  public static long shiftRightDoubleFlags(long image, long a, long b, long count, long bits) {
    if (count == 0) {
      return image;
    }
    // For 64 bits without b's: QEMU's choice of an OF that is undefined for counts above 1.
    long before = bits == 64 ? a >>> (count - 1) : shiftRightDouble(a, b, count - 1, bits);
    return doubleFlags(before, before & 1, shiftRightDouble(a, b, count, bits), bits);
  }

  private static long doubleFlags(long before, long carry, long result, long bits) {
    return Flags.ofResult(result, (int) bits)
        | carry
        | ((before ^ result) >>> (bits - 1) & 1) << 11;
  }

  /** Quotient of the unsigned high:low by d, where high is below d. */
  public static long divideUnsigned(long high, long low, long d) {
    if (high == 0) {
      return Long.divideUnsigned(low, d);
    }
    return divideLong(high, low, d);
  }

  /** Remainder of the unsigned high:low by d, where high is below d. */
  public static long remainderUnsigned(long high, long low, long d) {
    if (high == 0) {
      return Long.remainderUnsigned(low, d);
    }
    return low - divideLong(high, low, d) * d;
  }

  /** Knuth's algorithm D with two 32-bit digits of quotient. */
  private static long divideLong(long high, long low, long d) {
    int s = Long.numberOfLeadingZeros(d);
    long v = d << s;
    long v1 = v >>> 32;
    long v0 = v & 0xffff_ffffL;
    long u = s == 0 ? high : high << s | low >>> (64 - s);
    long l = low << s;
    long q1 = digit(u, v1, v0, l >>> 32);
    long rest = (u << 32 | l >>> 32) - q1 * v;
    long q0 = digit(rest, v1, v0, l & 0xffff_ffffL);
    return (q1 << 32) + q0;
  }

  /** One 32-bit digit of the quotient of u:next by v1:v0. */
  private static long digit(long u, long v1, long v0, long next) {
    long q = Long.divideUnsigned(u, v1);
    long r = u - q * v1;
    while (q >>> 32 != 0 || Long.compareUnsigned(q * v0, r << 32 | next) > 0) {
      q--;
      r += v1;
      if (r >>> 32 != 0) {
        break;
      }
    }
    return q;
  }

  /** Whether high:low by d divides by zero or has a quotient beyond 64 bits: 1 or 0. */
  public static long signedQuotientOverflows(long high, long low, long d) {
    if (d == 0) {
      return 1;
    }
    if (high == low >> 63) {
      return low == Long.MIN_VALUE && d == -1 ? 1 : 0;
    }
    boolean negative = high < 0;
    long absoluteHigh = negative ? ~high + (low == 0 ? 1 : 0) : high;
    long absoluteD = Math.abs(d);
    if (Long.compareUnsigned(absoluteHigh, absoluteD) >= 0) {
      return 1;
    }
    long q = divideUnsigned(absoluteHigh, negative ? -low : low, absoluteD);
    boolean negativeQuotient = negative != d < 0;
    return q < 0 && !(negativeQuotient && q == Long.MIN_VALUE) ? 1 : 0;
  }

  /** Quotient of the signed high:low by d, truncated, where it fits. */
  public static long divideSigned(long high, long low, long d) {
    if (high == low >> 63) {
      return low / d;
    }
    boolean negative = high < 0;
    long absoluteHigh = negative ? ~high + (low == 0 ? 1 : 0) : high;
    long q = divideUnsigned(absoluteHigh, negative ? -low : low, Math.abs(d));
    return negative != d < 0 ? -q : q;
  }

  /** Remainder of the signed high:low by d, of the dividend's sign. */
  public static long remainderSigned(long high, long low, long d) {
    return low - divideSigned(high, low, d) * d;
  }

  /** PEXT. */
  public static long extractBits(long a, long mask) {
    return Long.compress(a, mask);
  }

  /** PDEP. */
  public static long depositBits(long a, long mask) {
    return Long.expand(a, mask);
  }

  /** BEXTR: start in bits 7..0 of the control, length in bits 15..8. */
  public static long bitField(long a, long control) {
    long start = control & 0xff;
    long length = control >>> 8 & 0xff;
    long shifted = start < 64 ? a >>> start : 0;
    return length < 64 ? shifted & (1L << length) - 1 : shifted;
  }

  /** BZHI: the low n bits. */
  public static long zeroHigh(long a, long n) {
    return n < 64 ? a & (1L << n) - 1 : a;
  }
}
