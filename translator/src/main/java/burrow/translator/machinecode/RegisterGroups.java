package burrow.translator.machinecode;

import burrow.machine.Cpu;
import burrow.machine.HostMemory;
import burrow.translator.IrOp;
import burrow.translator.RegisterFile;

/**
 * Which registers go between the {@link Cpu} and the {@link ThreadState} together: most code uses
 * the general ones only, and a vector file is four times as much.
 */
final class RegisterGroups {
  private static final int MOST = 8;

  private final int[] group;
  private final int[][] members = new int[MOST][];
  private final long[][] offsets = new long[MOST][];
  private final int count;

  /** Group 0 has what is not rare; the others 32 slots each. */
  RegisterGroups(RegisterFile registers) {
    if (registers.count() > ThreadState.MOST_SLOTS) {
      throw new IllegalArgumentException(registers.count() + " registers");
    }
    group = new int[registers.count()];
    int rare = 0;
    for (int slot = 0; slot < group.length; slot++) {
      group[slot] = registers.isRare(slot) ? 1 + rare++ / 32 : 0;
    }
    count = 2 + (rare - 1) / 32;
    for (int g = 0; g < count; g++) {
      members[g] = new int[size(g)];
      offsets[g] = new long[members[g].length];
      int n = 0;
      for (int slot = 0; slot < group.length; slot++) {
        if (group[slot] == g) {
          members[g][n] = ThreadState.slot(slot);
          offsets[g][n++] = registers.offset(slot);
        }
      }
    }
  }

  private int size(int g) {
    int n = 0;
    for (int of : group) {
      n += of == g ? 1 : 0;
    }
    return n;
  }

  /** All groups but the first, as bits. */
  int rare() {
    return (1 << count) - 2;
  }

  /** The bit of the group that must be brought for the operand; 0 if it is always there. */
  int of(int operand) {
    return IrOp.isRegister(operand) && group[operand] != 0 ? 1 << group[operand] : 0;
  }

  /** From the Cpu to the state at {@code state} (which RBP will hold). */
  void bring(Cpu cpu, long state, int groups) {
    for (int g = 0; g < count; g++) {
      if ((groups >> g & 1) != 0) {
        int[] to = members[g];
        long[] from = offsets[g];
        for (int i = 0; i < to.length; i++) {
          HostMemory.putLong(state + to[i], HostMemory.getField(cpu, from[i]));
        }
      }
    }
  }

  /** And back. */
  void takeBack(Cpu cpu, long state, int groups) {
    for (int g = 0; g < count; g++) {
      if ((groups >> g & 1) != 0) {
        int[] from = members[g];
        long[] to = offsets[g];
        for (int i = 0; i < from.length; i++) {
          HostMemory.putField(cpu, to[i], HostMemory.getLong(state + from[i]));
        }
      }
    }
  }
}
