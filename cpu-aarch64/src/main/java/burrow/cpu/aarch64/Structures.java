package burrow.cpu.aarch64;

import burrow.machine.Access;
import burrow.machine.Cpu;
import burrow.machine.Memory;

/**
 * LD2 to LD4 and ST2 to ST4 of whole registers: memory holds the first lane of each register, then
 * the second of each, and so on. The functions take the instruction itself.
 */
public final class Structures {
  // By the opcode field: LD4, LD1 of four, LD3, LD1 of three, LD1, LD2, LD1 of two.
  private static final int[] REGISTERS = {4, 0, 4, 0, 3, 0, 3, 1, 2, 0, 2};

  private Structures() {}

  private static int opcode(int word) {
    return word >>> 12 & 15;
  }

  /** How many registers the instruction transfers. */
  static int registers(int word) {
    return REGISTERS[opcode(word)];
  }

  /** Whether lanes alternate between registers, as everywhere but in LD1 and ST1. */
  static boolean interleaved(int word) {
    int opcode = opcode(word);
    return opcode == 0 || opcode == 4 || opcode == 8;
  }

  private static int bytes(long word) {
    return (word & 1 << 30) != 0 ? 16 : 8;
  }

  public static long load(Cpu cpu, long address, long word) {
    int registers = registers((int) word);
    int bytes = bytes(word);
    int lane = 1 << ((int) word >>> 10 & 3);
    Memory.check(cpu, address, registers * bytes, Access.READ);
    long[] halves = new long[2 * registers];
    long from = address;
    for (int at = 0; at < bytes; at += lane) {
      for (int r = 0; r < registers; r++, from += lane) {
        halves[2 * r + (at >> 3)] |= Memory.load(cpu, from, lane) << 8 * (at & 7);
      }
    }
    for (int r = 0; r < registers; r++) {
      ((Arm64Cpu) cpu).setVector((int) word + r & 31, halves[2 * r], halves[2 * r + 1]);
    }
    return 0;
  }

  public static long store(Cpu cpu, long address, long word) {
    int registers = registers((int) word);
    int bytes = bytes(word);
    int lane = 1 << ((int) word >>> 10 & 3);
    Memory.check(cpu, address, registers * bytes, Access.WRITE);
    long to = address;
    for (int at = 0; at < bytes; at += lane) {
      for (int r = 0; r < registers; r++, to += lane) {
        int v = (int) word + r & 31;
        long half = at < 8 ? ((Arm64Cpu) cpu).vectorLow(v) : ((Arm64Cpu) cpu).vectorHigh(v);
        Memory.store(cpu, to, lane, half >>> 8 * (at & 7));
      }
    }
    return 0;
  }
}
