package burrow.cpu.aarch64;

/**
 * Integer operations on the lanes of 64 bits of a vector. The last argument is the width of a lane:
 * 8, 16, 32 or 64. Saturation does not set FPSR.QC.
 */
public final class Lanes {
  private Lanes() {}

  /** Lane by lane; operands are sign- or zero-extended, the result is cut to the lane. */
  interface Binary {
    long apply(long a, long b, long size);
  }

  interface Unary {
    long apply(long a, long size);
  }

  static long signed(long v, long at, long size) {
    return v << (64 - size - at) >> (64 - size);
  }

  static long unsigned(long v, long at, long size) {
    return v << (64 - size - at) >>> (64 - size);
  }

  static long mapSigned(long a, long b, long size, Binary f) {
    long r = 0;
    for (long at = 0; at < 64; at += size) {
      r |= (f.apply(signed(a, at, size), signed(b, at, size), size) & ones(size)) << at;
    }
    return r;
  }

  static long mapUnsigned(long a, long b, long size, Binary f) {
    long r = 0;
    for (long at = 0; at < 64; at += size) {
      r |= (f.apply(unsigned(a, at, size), unsigned(b, at, size), size) & ones(size)) << at;
    }
    return r;
  }

  static long mapSigned(long a, long size, Unary f) {
    long r = 0;
    for (long at = 0; at < 64; at += size) {
      r |= (f.apply(signed(a, at, size), size) & ones(size)) << at;
    }
    return r;
  }

  static long ones(long size) {
    return -1L >>> (64 - size);
  }

  /** A lane's value repeated in all lanes. */
  static long replicate(long value, long size) {
    long r = value & ones(size);
    for (long width = size; width < 64; width *= 2) {
      r |= r << width;
    }
    return r;
  }

  private static long highBits(long size) {
    return replicate(1L << (size - 1), size);
  }

  // ---- addition and subtraction ----

  public static long add(long a, long b, long size) {
    long high = highBits(size);
    return (a & ~high) + (b & ~high) ^ (a ^ b) & high;
  }

  public static long sub(long a, long b, long size) {
    long high = highBits(size);
    return (a | high) - (b & ~high) ^ (a ^ ~b) & high;
  }

  public static long shadd(long a, long b, long size) {
    return mapSigned(a, b, size, (x, y, s) -> x + y >> 1);
  }

  public static long uhadd(long a, long b, long size) {
    return mapUnsigned(a, b, size, (x, y, s) -> x + y >>> 1);
  }

  public static long srhadd(long a, long b, long size) {
    return mapSigned(a, b, size, (x, y, s) -> x + y + 1 >> 1);
  }

  public static long urhadd(long a, long b, long size) {
    return mapUnsigned(a, b, size, (x, y, s) -> x + y + 1 >>> 1);
  }

  public static long shsub(long a, long b, long size) {
    return mapSigned(a, b, size, (x, y, s) -> x - y >> 1);
  }

  public static long uhsub(long a, long b, long size) {
    return mapUnsigned(a, b, size, (x, y, s) -> x - y >> 1);
  }

  public static long sabd(long a, long b, long size) {
    return mapSigned(a, b, size, (x, y, s) -> x > y ? x - y : y - x);
  }

  public static long uabd(long a, long b, long size) {
    return mapUnsigned(a, b, size, (x, y, s) -> Long.compareUnsigned(x, y) > 0 ? x - y : y - x);
  }

  // ---- saturation ----

  static long maxSigned(long size) {
    return Long.MAX_VALUE >> (64 - size);
  }

  /** A value that fits 64 bits, cut to the signed range of a lane. */
  private static long saturateSigned(long v, long size) {
    long max = maxSigned(size);
    return Math.max(~max, Math.min(max, v));
  }

  private static long saturateUnsigned(long v, long size) {
    return v < 0 ? 0 : size == 64 ? v : Math.min(v, ones(size));
  }

  private static long addSaturating(long x, long y, long size) {
    long r = x + y;
    if (((x ^ r) & (y ^ r)) < 0) {
      return x < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    return saturateSigned(r, size);
  }

  public static long sqadd(long a, long b, long size) {
    return mapSigned(a, b, size, Lanes::addSaturating);
  }

  public static long uqadd(long a, long b, long size) {
    return mapUnsigned(
        a,
        b,
        size,
        (x, y, s) -> {
          long r = x + y;
          return Long.compareUnsigned(r, x) < 0 || Long.compareUnsigned(r, ones(s)) > 0 ? -1 : r;
        });
  }

  public static long sqsub(long a, long b, long size) {
    return mapSigned(
        a,
        b,
        size,
        (x, y, s) -> {
          long r = x - y;
          if (((x ^ y) & (x ^ r)) < 0) {
            return x < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
          }
          return saturateSigned(r, s);
        });
  }

  public static long uqsub(long a, long b, long size) {
    return mapUnsigned(a, b, size, (x, y, s) -> Long.compareUnsigned(x, y) < 0 ? 0 : x - y);
  }

  /** SUQADD: signed {@code a} plus unsigned {@code b}, to the signed range. */
  public static long suqadd(long a, long b, long size) {
    return mapSigned(
        a,
        b,
        size,
        (x, y, s) -> {
          long unsigned = y & ones(s);
          if (s < 64) {
            return saturateSigned(x + unsigned, s);
          }
          long r = x + unsigned;
          // The exact sum is at least x; it is too large if it is out of range above.
          return Long.compareUnsigned(unsigned, Long.MAX_VALUE - x) > 0 ? Long.MAX_VALUE : r;
        });
  }

  /** USQADD: unsigned {@code a} plus signed {@code b}, to the unsigned range. */
  public static long usqadd(long a, long b, long size) {
    return mapSigned(
        a,
        b,
        size,
        (x, y, s) -> {
          long unsigned = x & ones(s);
          if (s < 64) {
            return saturateUnsigned(unsigned + y, s);
          }
          long r = unsigned + y;
          if (y < 0) {
            return Long.compareUnsigned(r, unsigned) > 0 ? 0 : r;
          }
          return Long.compareUnsigned(r, unsigned) < 0 ? -1 : r;
        });
  }

  // ---- comparison ----

  private static long flag(boolean b) {
    return b ? -1 : 0;
  }

  public static long cmgt(long a, long b, long size) {
    return mapSigned(a, b, size, (x, y, s) -> flag(x > y));
  }

  public static long cmge(long a, long b, long size) {
    return mapSigned(a, b, size, (x, y, s) -> flag(x >= y));
  }

  public static long cmhi(long a, long b, long size) {
    return mapUnsigned(a, b, size, (x, y, s) -> flag(Long.compareUnsigned(x, y) > 0));
  }

  public static long cmhs(long a, long b, long size) {
    return mapUnsigned(a, b, size, (x, y, s) -> flag(Long.compareUnsigned(x, y) >= 0));
  }

  public static long cmeq(long a, long b, long size) {
    long high = highBits(size);
    long x = a ^ b;
    // The high bit of a lane is set where the lane is not zero.
    long differs = ((x & ~high) + ~high | x) & high;
    long equal = (differs ^ high) >>> (size - 1);
    return size == 64 ? -equal : equal * ones(size);
  }

  public static long cmtst(long a, long b, long size) {
    return ~cmeq(a & b, 0, size);
  }

  public static long smax(long a, long b, long size) {
    return mapSigned(a, b, size, (x, y, s) -> Math.max(x, y));
  }

  public static long smin(long a, long b, long size) {
    return mapSigned(a, b, size, (x, y, s) -> Math.min(x, y));
  }

  public static long umax(long a, long b, long size) {
    return mapUnsigned(a, b, size, (x, y, s) -> Long.compareUnsigned(x, y) > 0 ? x : y);
  }

  public static long umin(long a, long b, long size) {
    return mapUnsigned(a, b, size, (x, y, s) -> Long.compareUnsigned(x, y) < 0 ? x : y);
  }

  // ---- multiplication ----

  public static long mul(long a, long b, long size) {
    return mapUnsigned(a, b, size, (x, y, s) -> x * y);
  }

  /** PMUL: carry-less product, cut to the lane. */
  public static long pmul(long a, long b, long size) {
    return mapUnsigned(a, b, size, (x, y, s) -> Crypto.carrylessLow(x, y));
  }

  public static long sqdmulh(long a, long b, long size) {
    return mapSigned(a, b, size, (x, y, s) -> saturateSigned(x * y >> (s - 1), s));
  }

  public static long sqrdmulh(long a, long b, long size) {
    return mapSigned(
        a, b, size, (x, y, s) -> saturateSigned(x * y + (1L << (s - 2)) >> (s - 1), s));
  }

  /** The doubled product of lanes that were widened, so that the product fits. */
  public static long sqdmull(long a, long b, long size) {
    return mapSigned(
        a,
        b,
        size,
        (x, y, s) -> {
          long p = x * y;
          return addSaturating(p, p, s);
        });
  }

  // ---- one operand ----

  public static long abs(long a, long size) {
    return mapSigned(a, size, (x, s) -> Math.abs(x));
  }

  public static long sqabs(long a, long size) {
    return mapSigned(a, size, (x, s) -> x < 0 ? x == ~maxSigned(s) ? maxSigned(s) : -x : x);
  }

  public static long sqneg(long a, long size) {
    return mapSigned(a, size, (x, s) -> x == ~maxSigned(s) ? maxSigned(s) : -x);
  }

  public static long cls(long a, long size) {
    return mapSigned(a, size, (x, s) -> Long.numberOfLeadingZeros(x ^ x >> 1) - 1 - (64 - s));
  }

  public static long clz(long a, long size) {
    return mapSigned(a, size, (x, s) -> Long.numberOfLeadingZeros(x & ones(s)) - (64 - s));
  }

  /** Reverses the bits of each byte. */
  public static long rbit(long a, long size) {
    return Long.reverseBytes(Long.reverse(a));
  }

  /** REV64: reverses the order of lanes in 64 bits. */
  public static long rev64(long a, long size) {
    long r = a;
    for (long width = size; width < 64; width *= 2) {
      long low = replicate(ones(width), 2 * width);
      r = (r & low) << width | r >>> width & low;
    }
    return r;
  }

  /** SADDLP: sums of adjacent lanes, twice as wide. */
  public static long saddlp(long a, long size) {
    return add(
        LaneShifts.sshr(LaneShifts.shl(a, size, 2 * size), size, 2 * size),
        LaneShifts.sshr(a, size, 2 * size),
        2 * size);
  }

  public static long uaddlp(long a, long size) {
    return add(a & replicate(ones(size), 2 * size), LaneShifts.ushr(a, size, 2 * size), 2 * size);
  }

  public static long urecpe(long a, long size) {
    return mapSigned(a, 32, (x, s) -> Estimates.unsignedReciprocal((int) x));
  }

  public static long ursqrte(long a, long size) {
    return mapSigned(a, 32, (x, s) -> Estimates.unsignedReciprocalRoot((int) x));
  }

  // ---- changing width ----

  /** The lanes of the low 32 bits, sign-extended to twice {@code size}. */
  public static long sxtl(long a, long size) {
    long r = 0;
    for (long at = 0; at < 32; at += size) {
      r |= (signed(a, at, size) & ones(2 * size)) << 2 * at;
    }
    return r;
  }

  public static long uxtl(long a, long size) {
    long r = 0;
    for (long at = 0; at < 32; at += size) {
      r |= unsigned(a, at, size) << 2 * at;
    }
    return r;
  }

  /** Narrows lanes of twice {@code size}: four from {@code low}, then those of {@code high}. */
  private static long narrow(long low, long high, long size, Unary f) {
    long r = 0;
    for (long at = 0; at < 32; at += size) {
      r |= (f.apply(signed(low, 2 * at, 2 * size), size) & ones(size)) << at;
      r |= (f.apply(signed(high, 2 * at, 2 * size), size) & ones(size)) << (32 + at);
    }
    return r;
  }

  public static long xtn(long low, long high, long size) {
    return narrow(low, high, size, (x, s) -> x);
  }

  public static long sqxtn(long low, long high, long size) {
    return narrow(low, high, size, Lanes::saturateSigned);
  }

  public static long sqxtun(long low, long high, long size) {
    return narrow(low, high, size, Lanes::saturateUnsigned);
  }

  public static long uqxtn(long low, long high, long size) {
    return narrow(
        low, high, size, (x, s) -> Long.compareUnsigned(x & ones(2 * s), ones(s)) > 0 ? -1 : x);
  }

  // ---- rearranging ----

  /** ZIP: the lanes of the low 32 bits of both, alternating. */
  public static long zip(long a, long b, long size) {
    return uxtl(a, size) | uxtl(b, size) << size;
  }

  /**
   * TBL of one register of the table: bytes of {@code low:high} where an index is in [first, first
   * + 16), else 0.
   */
  public static long tbl(long low, long high, long indices, long first) {
    long r = 0;
    for (int at = 0; at < 64; at += 8) {
      long index = (indices >>> at & 0xff) - first;
      if (index >= 0 && index < 16) {
        long source = index < 8 ? low : high;
        r |= (source >>> (index & 7) * 8 & 0xff) << at;
      }
    }
    return r;
  }

  /** TBX: {@code old} where an index is not less than {@code limit}, else 0. */
  public static long outside(long old, long indices, long limit) {
    return old & cmhs(indices, replicate(limit, 8), 8);
  }

  // ---- across lanes: of low and, for 128 bits, high ----

  public static long addv(long low, long high, long size) {
    long sum = add(low, high, size);
    for (long width = 32; width >= size; width /= 2) {
      sum = add(sum, sum >>> width, size);
    }
    return sum & ones(size);
  }

  /** SADDLV of the lanes of one half. */
  public static long saddlv(long a, long size) {
    long sum = 0;
    for (long at = 0; at < 64; at += size) {
      sum += signed(a, at, size);
    }
    return sum;
  }

  public static long uaddlv(long a, long size) {
    long sum = 0;
    for (long at = 0; at < 64; at += size) {
      sum += unsigned(a, at, size);
    }
    return sum;
  }
}
