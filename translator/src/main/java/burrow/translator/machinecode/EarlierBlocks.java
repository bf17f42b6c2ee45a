package burrow.translator.machinecode;

import java.util.Arrays;

/** The blocks of an earlier run that can be entered: numbers of their records, by address. */
final class EarlierBlocks {
  static final EarlierBlocks NONE = new EarlierBlocks(new long[0], new int[0]);

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
    return i < 0 ? -1 : numbers[i];
  }
}
