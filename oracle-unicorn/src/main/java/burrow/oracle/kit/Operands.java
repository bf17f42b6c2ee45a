package burrow.oracle.kit;

import static burrow.oracle.kit.TestMemory.READ_ONLY;
import static burrow.oracle.kit.TestMemory.SCRATCH;
import static burrow.oracle.kit.TestMemory.SCRATCH_SIZE;
import static burrow.oracle.kit.TestMemory.UNMAPPED;

import burrow.machine.AddressSpace;
import burrow.oracle.RegisterSet;
import java.util.random.RandomGenerator;

/** Draws operands: corner cases of integers, floats and addresses, mixed with random ones. */
public final class Operands {
  private static final long[] INTEGERS = {
    0,
    1,
    -1,
    2,
    -2,
    Long.MIN_VALUE,
    Long.MAX_VALUE,
    Integer.MIN_VALUE,
    Integer.MAX_VALUE,
    0x8000_0000L,
    0xffff_ffffL,
    0x1_0000_0000L,
    0x7f,
    0x80,
    0xff,
    0x7fff,
    0x8000,
    0xffff,
    31,
    32,
    33,
    63,
    64,
    65,
    0x5555_5555_5555_5555L,
    0xaaaa_aaaa_aaaa_aaaaL,
    0x0102_0408_1020_4080L
  };

  private static final double[] DOUBLES = {
    0.0,
    -0.0,
    1.0,
    -1.0,
    1.5,
    0.5,
    -0.5,
    2.5,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    Double.MIN_NORMAL,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    0x1p31,
    -0x1p31,
    0x1p32,
    0x1p63,
    -0x1p63,
    0x1p64,
    0x1p52,
    0x1p53,
    2147483647.5,
    -2147483648.5,
    1e300,
    1e-300,
    Math.PI,
    0.1,
    Float.MAX_VALUE,
    0x1p-149,
    0x1p-126
  };

  private static final float[] FLOATS = {
    0.0f,
    -0.0f,
    1.0f,
    -1.0f,
    1.5f,
    0.5f,
    -0.5f,
    2.5f,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    0x1p31f,
    -0x1p31f,
    0x1p32f,
    0x1p63f,
    -0x1p63f,
    0x1p64f,
    0x1p23f,
    0x1p24f,
    1e30f,
    1e-30f,
    (float) Math.PI,
    0.1f
  };

  // Quiet and signalling, either sign, with and without payload.
  private static final long[] DOUBLE_NANS = {
    0x7ff8_0000_0000_0000L,
    0xfff8_0000_0000_0000L,
    0x7ff8_0000_dead_beefL,
    0xfff8_1234_5678_9abcL,
    0x7ff0_0000_0000_0001L,
    0xfff0_0000_0000_0001L,
    0x7ff4_0000_0000_0123L
  };

  private static final int[] FLOAT_NANS = {
    0x7fc0_0000, 0xffc0_0000, 0x7fc1_2345, 0xffc5_4321, 0x7f80_0001, 0xff80_0001, 0x7fa0_0123
  };

  private final RandomGenerator random;

  public Operands(RandomGenerator random) {
    this.random = random;
  }

  /** A value for every register of a set; no address register is special. */
  public long[] registers(RegisterSet set) {
    long[] values = new long[set.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = register(set, i);
    }
    return values;
  }

  /** A value that register {@code i} may hold when user code runs. */
  public long register(RegisterSet set, int i) {
    if (i == set.stackPointer()) {
      return SCRATCH + SCRATCH_SIZE / 2 + 16L * random.nextInt(-64, 64);
    }
    if (set.isGeneral(i)) {
      return random.nextInt(3) == 0 ? address() : integer();
    }
    if (set.isVector(i)) {
      return set.name(i).startsWith("f") ? scalar() : bits();
    }
    return switch (set.name(i)) {
      case "rflags" -> 0x202 | random.nextLong() & 0x8d5 | (random.nextInt(8) == 0 ? 0x400 : 0);
      case "mxcsr" -> 0x1f80;
      case "nzcv" -> random.nextLong() & 0xf000_0000L;
      case "fsBase", "gsBase" -> SCRATCH + 0x1000;
      case "tpidr" -> random.nextLong();
      default -> 0; // fpcr, fpsr, fcsr: round to nearest, no exception yet
    };
  }

  /** An integer. */
  public long integer() {
    long r = random.nextLong();
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> INTEGERS[random.nextInt(INTEGERS.length)];
      case 3 -> 1L << (r & 63);
      case 4 -> (1L << (r & 63)) - 1;
      case 5 -> r >> 56;
      case 6 -> r >>> 32;
      default -> r;
    };
  }

  /** An address: mostly usable, often unaligned, at page ends, read-only or unmapped. */
  public long address() {
    long offset = random.nextInt(SCRATCH_SIZE);
    return switch (random.nextInt(16)) {
      case 0 -> READ_ONLY - random.nextInt(1, 20);
      case 1 -> UNMAPPED - random.nextInt(1, 20);
      case 2 -> SCRATCH - random.nextInt(1, 20);
      case 3, 4, 5 ->
          SCRATCH
              + (offset & -AddressSpace.PAGE_SIZE)
              + AddressSpace.PAGE_SIZE
              - random.nextInt(20);
      case 6, 7, 8 -> SCRATCH + offset;
      default -> SCRATCH + (offset & -16);
    };
  }

  /** 64 bits of a vector: two floats, a double, or integers of any width. */
  public long bits() {
    return switch (random.nextInt(4)) {
      case 0 -> doubleBits();
      case 1 -> (long) floatBits() << 32 | floatBits() & 0xffff_ffffL;
      case 2 -> random.nextLong();
      default -> integer();
    };
  }

  /** A scalar register of 64 bits that holds a double, or a float boxed in ones as RISC-V wants. */
  public long scalar() {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> boxedFloat();
      case 3 -> bits();
      default -> doubleBits();
    };
  }

  /** A float boxed in ones, as RISC-V keeps it. */
  public long boxedFloat() {
    return 0xffff_ffff_0000_0000L | floatBits() & 0xffff_ffffL;
  }

  public long doubleBits() {
    return switch (random.nextInt(6)) {
      case 0 -> DOUBLE_NANS[random.nextInt(DOUBLE_NANS.length)];
      case 1, 2, 3 -> Double.doubleToRawLongBits(DOUBLES[random.nextInt(DOUBLES.length)]);
      case 4 -> Double.doubleToRawLongBits(random.nextInt(-1000, 1000) / 8.0);
      default -> random.nextLong();
    };
  }

  public int floatBits() {
    return switch (random.nextInt(6)) {
      case 0 -> FLOAT_NANS[random.nextInt(FLOAT_NANS.length)];
      case 1, 2, 3 -> Float.floatToRawIntBits(FLOATS[random.nextInt(FLOATS.length)]);
      case 4 -> Float.floatToRawIntBits(random.nextInt(-1000, 1000) / 8.0f);
      default -> random.nextInt();
    };
  }
}
