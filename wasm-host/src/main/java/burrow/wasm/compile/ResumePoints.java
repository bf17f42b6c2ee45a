package burrow.wasm.compile;

import org.jspecify.annotations.Nullable;

/**
 * How the Go compiler shapes a function that can be resumed: a loop around as many nested blocks as
 * there are resume points, the innermost with nothing but a br_table on the local variable that
 * holds the point (cmd/internal/obj/wasm). Behind the end of block k stands the code of point k; a
 * jump stores a number and branches to the loop. Known, a jump is a jump, and a function that is
 * too large for a method can be cut between points.
 *
 * @param loop file offset of the loop instruction
 * @param blocks how many blocks, which is also how many points
 * @param local the variable
 * @param targets the point for each value of the variable; the last for all others
 */
@SuppressWarnings("ArrayRecordComponent")
record ResumePoints(int loop, int blocks, int local, int[] targets) {

  /** Looks for the shape at the start of a function's code; null if it is another. */
  static @Nullable ResumePoints find(byte[] code, int start, int end) {
    WasmCode in = new WasmCode(code, start);
    while (in.at() < end) {
      int at = in.at();
      int op = in.u8();
      switch (op) {
        case 0x03 -> {
          return afterLoop(in, at, end);
        }
        case 0x02 -> in.u8();
        case 0x20, 0x21, 0x22, 0x23, 0x24 -> in.u32();
        case 0x41 -> in.s32();
        case 0x6b -> {}
        default -> {
          return null;
        }
      }
    }
    return null;
  }

  private static @Nullable ResumePoints afterLoop(WasmCode in, int loop, int end) {
    if (in.u8() != 0x40) {
      return null;
    }
    int blocks = 0;
    while (in.at() + 2 < end && in.peek() == 0x02) {
      in.u8();
      if (in.u8() != 0x40) {
        return null;
      }
      blocks++;
    }
    if (blocks == 0 || in.u8() != 0x20) {
      return null;
    }
    int local = in.u32();
    if (in.u8() != 0x0e) {
      return null;
    }
    int n = in.u32() + 1;
    int[] targets = new int[n];
    for (int i = 0; i < n; i++) {
      targets[i] = in.u32();
      if (targets[i] >= blocks) {
        return null;
      }
    }
    return in.u8() == 0x0b ? new ResumePoints(loop, blocks, local, targets) : null;
  }

  /** The point for a value of the variable. */
  int target(int value) {
    return targets[value >= 0 && value < targets.length ? value : targets.length - 1];
  }
}
