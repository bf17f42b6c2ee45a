package burrow.oracle.kit;

import burrow.machine.Arch;
import burrow.oracle.Flags;
import burrow.oracle.RegisterSet;

/**
 * What a comparison does not look at: bits of registers that the architecture leaves undefined or
 * that we do not model. Immutable.
 */
public final class Mask {
  private final RegisterSet set;
  private final long[] ignored;
  private final boolean nanPayloads;

  private Mask(RegisterSet set, long[] ignored, boolean nanPayloads) {
    this.set = set;
    this.ignored = ignored;
    this.nanPayloads = nanPayloads;
  }

  /**
   * The bits that mean nothing to programs, and what accumulates: floating-point exceptions and QC.
   */
  public static Mask of(Arch arch) {
    RegisterSet set = RegisterSet.of(arch);
    Mask none = new Mask(set, new long[set.size()], false);
    return switch (arch) {
      case AMD64 -> none.ignoring("rflags", ~Flags.all("rflags")).ignoring("mxcsr", 0x3f);
      case ARM64 -> none.ignoring("fpsr", 0x0800_009f);
      default -> none.ignoring("fcsr", 0x1f);
    };
  }

  /** This mask and further bits of a register. */
  public Mask ignoring(String register, long bits) {
    long[] all = ignored.clone();
    all[set.index(register)] |= bits;
    return new Mask(set, all, nanPayloads);
  }

  /**
   * This mask and a register or flag.
   *
   * @param name {@code "rax"}, {@code "rflags.af"}, or {@code "nan"} for {@link
   *     #ignoringNanPayloads}
   */
  public Mask ignoring(String name) {
    if (name.equals("nan")) {
      return ignoringNanPayloads();
    }
    int dot = name.indexOf('.');
    return dot < 0 ? ignoring(name, -1) : ignoring(name.substring(0, dot), Flags.bit(name));
  }

  /**
   * This mask, and two NaNs in the same lane of a vector are equal whatever their payload. For SSE
   * arithmetic with two NaN operands: Unicorn takes the larger significand as the x87 does, the
   * architecture the first operand.
   */
  public Mask ignoringNanPayloads() {
    return new Mask(set, ignored, true);
  }

  /** The union of both. */
  public Mask and(Mask other) {
    long[] all = ignored.clone();
    for (int i = 0; i < all.length; i++) {
      all[i] |= other.ignored[i];
    }
    return new Mask(set, all, nanPayloads || other.nanPayloads);
  }

  /** Whether both ignore the same. */
  boolean sameAs(Mask other) {
    return nanPayloads == other.nanPayloads && java.util.Arrays.equals(ignored, other.ignored);
  }

  boolean equal(int register, long a, long b) {
    if (((a ^ b) & ~ignored[register]) == 0) {
      return true;
    }
    return nanPayloads && set.isVector(register) && sameUpToNans(a, b);
  }

  private static boolean sameUpToNans(long a, long b) {
    boolean doubles =
        Double.isNaN(Double.longBitsToDouble(a)) && Double.isNaN(Double.longBitsToDouble(b));
    return doubles
        || (sameUpToNans((int) a, (int) b) && sameUpToNans((int) (a >>> 32), (int) (b >>> 32)));
  }

  private static boolean sameUpToNans(int a, int b) {
    return a == b || (Float.isNaN(Float.intBitsToFloat(a)) && Float.isNaN(Float.intBitsToFloat(b)));
  }
}
