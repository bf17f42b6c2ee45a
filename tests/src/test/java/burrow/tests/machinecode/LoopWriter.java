package burrow.tests.machinecode;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Writes a program of random instructions that goes round and round: blocks with branches forwards,
 * inner loops that go up to four times, and a function that is called, all within a loop. What
 * counts is in memory, and is out of the random instructions' reach.
 */
abstract class LoopWriter {
  static final long CODE = 0x1_0000;
  static final long DATA = 0x40_0000;
  static final int DATA_BYTES = 0x2000;

  /**
   * Counters, and where a function comes back to. No register may hold an address here when a
   * random instruction comes: it could overwrite a counter, and the program would not end. Nor is
   * this a round number, which one could come to by counting.
   */
  static final long OWN = 0x50_05a8;

  static final long RETURN_TO = OWN + 0x100;

  static final int OWN_BYTES = 0x200;
  private static final int FUNCTION = 100;

  final SplittableRandom random;
  private final ByteArrayOutputStream code = new ByteArrayOutputStream();
  private final Map<Integer, Integer> labels = new HashMap<>();

  /** Where a distance is still to be written: place and label. */
  private final List<int[]> open = new ArrayList<>();

  /** Addresses of all instructions. */
  final TreeSet<Long> starts = new TreeSet<>();

  LoopWriter(SplittableRandom random) {
    this.random = random;
  }

  // ---- of the architecture ----

  /** One random instruction that leads nowhere. */
  abstract byte[] drawn();

  abstract void set(int register, long value);

  /** Branches under some condition. */
  abstract void branch(int label);

  /** Takes one from a counter, and branches unless that is 0 under the mask. */
  abstract void countDown(long counter, int mask, int label);

  abstract void call(int label);

  /** Keeps where a function will come back to out of the random instructions' reach. */
  abstract void enter();

  abstract void comeBack();

  abstract void end();

  /** Adds a distance to the branch that stands somewhere. */
  abstract void complete(ByteBuffer program, int at, int distance);

  // ---- writing ----

  final void put(int... bytes) {
    starts.add(CODE + code.size());
    for (int b : bytes) {
      code.write(b);
    }
  }

  final void word(int instruction) {
    put(instruction, instruction >> 8, instruction >> 16, instruction >>> 24);
  }

  final void distanceTo(int label) {
    open.add(new int[] {code.size(), label});
  }

  final void int32(int value) {
    for (int i = 0; i < 4; i++) {
      code.write(value >> 8 * i);
    }
  }

  /** Another byte of the instruction. */
  final void more(int value) {
    code.write(value);
  }

  private void label(int number) {
    labels.put(number, code.size());
  }

  private void straight(int most) {
    for (int n = random.nextInt(1, most); n > 0; n--) {
      byte[] bytes = drawn();
      starts.add(CODE + code.size());
      code.writeBytes(bytes);
    }
  }

  /** The bytes of the program, which stands at {@link #CODE}. */
  final byte[] program() {
    int blocks = random.nextInt(2, 7);
    for (int n = 0; n < blocks; n++) {
      label(n);
      for (int k = random.nextInt(3); k > 0; k--) {
        set(random.nextInt(16), DATA + (random.nextInt(DATA_BYTES) & 0x1_f7f8));
      }
      straight(8);
      switch (random.nextInt(4)) {
        case 0 -> countDown(OWN + 8 + 8 * n, 3, n);
        case 1 -> call(FUNCTION);
        default -> branch(random.nextInt(n + 1, blocks + 1));
      }
    }
    label(blocks);
    countDown(OWN, -1, 0);
    end();
    label(FUNCTION);
    enter();
    straight(5);
    comeBack();
    end();
    ByteBuffer program = ByteBuffer.wrap(code.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    for (int[] o : open) {
      complete(program, o[0], Objects.requireNonNull(labels.get(o[1])) - o[0]);
    }
    return program.array();
  }
}
