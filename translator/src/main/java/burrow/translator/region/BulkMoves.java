package burrow.translator.region;

import static burrow.machine.AddressSpace.MOST_PAGES;
import static burrow.machine.AddressSpace.PAGE_SHIFT;

import burrow.machine.Access;
import burrow.machine.Cpu;
import burrow.machine.HostMemory;

/**
 * Many rounds of a guest's loop at once: see {@link BulkLoop}. Public because translated classes
 * link to it by name.
 */
public final class BulkMoves {
  // How the counter and its limit are compared.
  static final int NOT_EQUAL = 0;
  static final int UNSIGNED = 1;
  static final int SIGNED = 2;

  /** Bytes moved at most, so that an interrupt need not wait long. */
  private static final long MOST = 1 << 20;

  private BulkMoves() {}

  /**
   * Copies what some next rounds would copy. The round behind them is sure to happen and not to
   * fault.
   *
   * @param larger of the counter and its limit in the next round
   * @param smaller the other one, which comes nearer by {@code step} each round
   * @param comparison how the two are compared
   * @param from where the next round copies from: the lowest address
   * @param to and where to
   * @param bytes of a round, positive; negative if addresses fall
   * @param ahead bytes that a round reads beyond what it copies
   * @return rounds done; 0 if the loop is to go on as it stands
   */
  public static long copy(
      long larger,
      long smaller,
      int comparison,
      long step,
      long from,
      long to,
      int bytes,
      int ahead,
      Cpu cpu) {
    long rounds = rounds(larger, smaller, comparison, step, bytes);
    long round = Math.abs(bytes);
    long total = rounds * round;
    // Where the ranges overlap the bytes must be read before they are overwritten, as by the loop.
    long apart = bytes > 0 ? to - from : from - to;
    if (rounds == 0 || Long.compareUnsigned(apart, total + round) < 0) {
      return 0;
    }
    if (!allowed(
            lowest(from, total + round + ahead, bytes), total + round + ahead, Access.READ, cpu)
        || !allowed(lowest(to, total + round, bytes), total + round, Access.WRITE, cpu)) {
      return 0;
    }
    HostMemory.copy(
        cpu.memoryBase + lowest(from, total, bytes),
        cpu.memoryBase + lowest(to, total, bytes),
        total);
    return rounds;
  }

  /** Clears what some next rounds would clear; parameters and result as for copies. */
  public static long clear(
      long larger, long smaller, int comparison, long step, long to, int bytes, Cpu cpu) {
    long rounds = rounds(larger, smaller, comparison, step, bytes);
    long round = Math.abs(bytes);
    long total = rounds * round;
    if (rounds == 0
        || !allowed(lowest(to, total + round, bytes), total + round, Access.WRITE, cpu)) {
      return 0;
    }
    HostMemory.fill(cpu.memoryBase + lowest(to, total, bytes), total, (byte) 0);
    return rounds;
  }

  /**
   * The lowest address of what a loop goes over.
   *
   * @param next lowest address of the next round
   * @param length of all rounds together
   * @param bytes of a round, negative if addresses fall
   */
  private static long lowest(long next, long length, int bytes) {
    return bytes > 0 ? next : next - bytes - length;
  }

  /** Rounds after which the loop surely goes on. */
  private static long rounds(long larger, long smaller, int comparison, long step, int bytes) {
    long distance = larger - smaller;
    boolean apart =
        switch (comparison) {
          case UNSIGNED -> Long.compareUnsigned(larger, smaller) > 0;
          case SIGNED -> larger > smaller;
          default -> true;
        };
    return apart && distance > 0 ? Math.min((distance - 1) / step, MOST / Math.abs(bytes)) : 0;
  }

  private static boolean allowed(long a, long length, int access, Cpu cpu) {
    long first = a >>> PAGE_SHIFT;
    long last = a + length - 1 >>> PAGE_SHIFT;
    if (first > last || last >= MOST_PAGES) {
      return false;
    }
    for (long page = first; page <= last; page++) {
      if ((HostMemory.getByte(cpu.permissions + page) & access) == 0) {
        return false;
      }
    }
    return true;
  }
}
