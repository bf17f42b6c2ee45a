package burrow.cpu.aarch64;

import static burrow.cpu.aarch64.Lanes.mapSigned;
import static burrow.cpu.aarch64.Lanes.mapUnsigned;
import static burrow.cpu.aarch64.Lanes.maxSigned;
import static burrow.cpu.aarch64.Lanes.ones;
import static burrow.cpu.aarch64.Lanes.replicate;
import static burrow.cpu.aarch64.Lanes.signed;

/**
 * Shifts of the lanes of 64-bit halves of vectors, by a register or by a constant. Pure helpers of
 * the lifter, as in {@link Lanes}.
 */
public final class LaneShifts {
  private LaneShifts() {}

  // ---- shifts by register: the lowest byte of b's lane, negative to the right ----

  public static long sshl(long a, long b, long size) {
    return mapSigned(a, b, size, (x, y, s) -> shift(x, (byte) y, false));
  }

  public static long srshl(long a, long b, long size) {
    return mapSigned(a, b, size, (x, y, s) -> shift(x, (byte) y, true));
  }

  public static long ushl(long a, long b, long size) {
    return mapUnsigned(a, b, size, (x, y, s) -> shiftUnsigned(x, (byte) y, false));
  }

  public static long urshl(long a, long b, long size) {
    return mapUnsigned(a, b, size, (x, y, s) -> shiftUnsigned(x, (byte) y, true));
  }

  public static long sqshl(long a, long b, long size) {
    return mapSigned(a, b, size, (x, y, s) -> shiftSaturating(x, (byte) y, s, false));
  }

  public static long sqrshl(long a, long b, long size) {
    return mapSigned(a, b, size, (x, y, s) -> shiftSaturating(x, (byte) y, s, true));
  }

  public static long uqshl(long a, long b, long size) {
    return mapUnsigned(a, b, size, (x, y, s) -> shiftUnsignedSaturating(x, (byte) y, s, false));
  }

  public static long uqrshl(long a, long b, long size) {
    return mapUnsigned(a, b, size, (x, y, s) -> shiftUnsignedSaturating(x, (byte) y, s, true));
  }

  /** SQSHLU: signed values shifted left to the unsigned range. */
  public static long sqshlu(long a, long b, long size) {
    return mapSigned(
        a, b, size, (x, y, s) -> x < 0 ? 0 : shiftUnsignedSaturating(x, (byte) y, s, false));
  }

  private static long shift(long x, int by, boolean round) {
    if (by >= 0) {
      return by > 63 ? 0 : x << by;
    }
    if (round) {
      long half = x >> Math.min(-by - 1, 63);
      return by < -64 ? 0 : (half >> 1) + (half & 1);
    }
    return x >> Math.min(-by, 63);
  }

  private static long shiftUnsigned(long x, int by, boolean round) {
    if (by >= 0) {
      return by > 63 ? 0 : x << by;
    }
    if (round) {
      return by < -64 ? 0 : unsignedRoundingShift(x, -by);
    }
    return by < -63 ? 0 : x >>> -by;
  }

  /** (x + 2^(by-1)) >> by without losing the carry; 1 ≤ by ≤ 64. */
  private static long unsignedRoundingShift(long x, int by) {
    long half = x >>> (by - 1);
    return (half >>> 1) + (half & 1);
  }

  private static long shiftSaturating(long x, int by, long size, boolean round) {
    if (by < 0) {
      return shift(x, by, round);
    }
    long max = maxSigned(size);
    if (x == 0) {
      return 0;
    }
    if (by >= size || x > max >> by || x < ~max >> by) {
      return x < 0 ? ~max : max;
    }
    return x << by;
  }

  private static long shiftUnsignedSaturating(long x, int by, long size, boolean round) {
    if (by < 0) {
      return shiftUnsigned(x, by, round);
    }
    if (x == 0) {
      return 0;
    }
    return by >= size || Long.compareUnsigned(x, ones(size) >>> by) > 0 ? -1 : x << by;
  }

  // ---- shifts by a constant: 1 ≤ by ≤ size to the right, 0 ≤ by < size to the left ----

  public static long sshr(long a, long by, long size) {
    long shift = Long.compareUnsigned(by, size) < 0 ? by : size - 1;
    long r = 0;
    for (long at = 0; at < 64; at += size) {
      r |= (signed(a, at, size) >> shift & ones(size)) << at;
    }
    return r;
  }

  public static long ushr(long a, long by, long size) {
    return by == size ? 0 : a >>> by & replicate(ones(size) >>> by, size);
  }

  public static long srshr(long a, long by, long size) {
    return srshl(a, replicate(-by, size), size);
  }

  public static long urshr(long a, long by, long size) {
    return urshl(a, replicate(-by, size), size);
  }

  public static long shl(long a, long by, long size) {
    return a << by & replicate(ones(size) << by, size);
  }
}
