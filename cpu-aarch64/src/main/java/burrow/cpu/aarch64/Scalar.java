package burrow.cpu.aarch64;

/** Integer operations on general registers that the IR has no operation for. */
public final class Scalar {
  private Scalar() {}

  /** Reverses the bytes of each halfword. */
  public static long rev16(long a) {
    return (a & 0x00ff_00ff_00ff_00ffL) << 8 | a >>> 8 & 0x00ff_00ff_00ff_00ffL;
  }
}
