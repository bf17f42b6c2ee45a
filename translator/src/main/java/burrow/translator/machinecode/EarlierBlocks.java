package burrow.translator.machinecode;

import java.util.Arrays;
import java.util.function.IntConsumer;

/** The blocks of an earlier run whose guest code is what it was: numbers by address. */
final class EarlierBlocks {
  static final EarlierBlocks NONE = new EarlierBlocks(new long[0], new int[0]);

  /** A block has fewer bytes. */
  private static final int LONGEST = 1024;

  private static final int GONE = -1;

  private final long[] pcs;
  private final int[] numbers;

  /**
   * @param pcs in ascending order
   * @param numbers of the blocks there
   */
  EarlierBlocks(long[] pcs, int[] numbers) {
    this.pcs = pcs;
    this.numbers = numbers;
  }

  int blocks() {
    return pcs.length;
  }

  /** The block's number, or -1. */
  int find(long pc) {
    int i = Arrays.binarySearch(pcs, pc);
    return i < 0 ? GONE : numbers[i];
  }

  /** Blocks that may have code between the addresses are there no more; whether any were. */
  boolean forget(long from, long to, IntConsumer unlink) {
    boolean any = false;
    int i = Arrays.binarySearch(pcs, from - LONGEST);
    for (i = i < 0 ? -i - 1 : i; i < pcs.length && pcs[i] < to; i++) {
      if (numbers[i] != GONE) {
        unlink.accept(numbers[i]);
        numbers[i] = GONE;
        any = true;
      }
    }
    return any;
  }
}
