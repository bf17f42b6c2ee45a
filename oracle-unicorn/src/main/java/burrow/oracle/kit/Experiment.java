package burrow.oracle.kit;

import burrow.oracle.RegisterSet;
import java.util.List;

/**
 * What both engines are to run.
 *
 * @param instructions one byte array each; they stand from {@link TestMemory#START} on, followed by
 *     a breakpoint
 * @param registers initial values in the order of {@link RegisterSet}
 * @param stores initial content of memory beyond that of {@link TestMemory}
 * @param mask what not to compare
 * @param steps how many instructions to execute one by one, or 0 to run until the breakpoint; for
 *     code with loops
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Experiment(
    List<byte[]> instructions, long[] registers, List<Store> stores, Mask mask, int steps) {
  /** Initial bytes at an address in {@link TestMemory#SCRATCH}. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Store(long address, byte[] bytes) {}

  /** Runs to the breakpoint. */
  public Experiment(List<byte[]> instructions, long[] registers, Mask mask) {
    this(instructions, registers, List.of(), mask, 0);
  }

  Experiment with(List<byte[]> fewer) {
    return new Experiment(fewer, registers, stores, mask, steps);
  }

  Experiment stepping(int count) {
    return new Experiment(instructions, registers, stores, mask, count);
  }

  byte[] code() {
    int length = instructions.stream().mapToInt(i -> i.length).sum();
    byte[] code = new byte[length];
    int at = 0;
    for (byte[] i : instructions) {
      System.arraycopy(i, 0, code, at, i.length);
      at += i.length;
    }
    return code;
  }
}
