package burrow.translator.region;

import burrow.machine.Cpu;
import burrow.translator.interpreter.HotCode;
import java.lang.invoke.MethodHandle;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Translated guest code: one static method, and the guest addresses it was made from. */
final class Region implements HotCode.Code {
  final long entry;

  /** {@code long run(Cpu, int depth, long returnPc)}: the next guest pc. */
  final MethodHandle method;

  /** The same, for callers that do not know which region it is. */
  private final RegionCode code;

  /** Start and end of each block. */
  private final long[] ranges;

  /** False once its guest code has changed; frames that run it leave at the next call or poll. */
  private volatile boolean valid = true;

  /** Size of its class file if the class goes with it, 0 if the class stays. */
  final int bytes;

  Region(long entry, MethodHandle method, RegionCode code, long[] ranges, int bytes) {
    this.bytes = bytes;
    this.entry = entry;
    this.method = method;
    this.code = code;
    this.ranges = ranges;
  }

  boolean overlaps(long from, long to) {
    for (int i = 0; i < ranges.length; i += 2) {
      if (ranges[i] < to && ranges[i + 1] > from) {
        return true;
      }
    }
    return false;
  }

  /** Where its blocks start. */
  LongStream starts() {
    return IntStream.range(0, ranges.length / 2).mapToLong(i -> ranges[2 * i]);
  }

  void invalidate() {
    valid = false;
  }

  @Override
  public boolean valid() {
    return valid;
  }

  @Override
  public long run(Cpu cpu, int depth, long returnPc) {
    return code.call(cpu, depth, returnPc);
  }
}
