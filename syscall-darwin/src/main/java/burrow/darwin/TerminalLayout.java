package burrow.darwin;

import burrow.machine.AddressSpace;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * struct termios of macOS (sys/termios.h: four words of flags, cc 32, speeds 56 and 64; 72 bytes)
 * against that of Linux, which {@link burrow.kernel.file.Terminal} speaks (asm-generic/termbits.h:
 * four words of 32 bits, line 16, cc 17; 36 bytes). Flags that only one of them knows stay as they
 * are on the terminal.
 */
final class TerminalLayout {
  static final int BYTES = 72;
  private static final int CC = 32;
  private static final int LINUX_CC = 17;
  private static final int SPEED = 38400;

  /** Flags of one word: macOS value, Linux value. */
  private static final int[][][] FLAGS = {
    { // c_iflag
      {0x1, 0x1},
      {0x2, 0x2},
      {0x4, 0x4},
      {0x8, 0x8},
      {0x10, 0x10},
      {0x20, 0x20},
      {0x40, 0x40},
      {0x80, 0x80},
      {0x100, 0x100},
      {0x200, 0x400},
      {0x400, 0x1000},
      {0x800, 0x800},
      {0x2000, 0x2000},
      {0x4000, 0x4000}
    },
    { // c_oflag
      {0x1, 0x1},
      {0x2, 0x4},
      {0x4, 0x1800},
      {0x10, 0x8},
      {0x20, 0x10},
      {0x40, 0x20},
      {0x80, 0x40},
      {0x20000, 0x80}
    },
    { // c_cflag
      {0x100, 0x10},
      {0x200, 0x20},
      {0x400, 0x40},
      {0x800, 0x80},
      {0x1000, 0x100},
      {0x2000, 0x200},
      {0x4000, 0x400},
      {0x8000, 0x800}
    },
    { // c_lflag
      {0x2, 0x10},
      {0x4, 0x20},
      {0x8, 0x8},
      {0x10, 0x40},
      {0x20, 0x400},
      {0x40, 0x200},
      {0x1, 0x800},
      {0x80, 0x1},
      {0x100, 0x2},
      {0x400, 0x8000},
      {0x400000, 0x100},
      {0x800000, 0x1000},
      {0x20000000, 0x4000},
      {0x80000000, 0x80}
    }
  };

  /** Special characters: index on macOS, index on Linux. */
  private static final int[][] CHARACTERS = {
    {0, 4}, {1, 11}, {2, 16}, {3, 2}, {4, 14}, {5, 3}, {6, 12}, {8, 0}, {9, 1}, {10, 10}, {12, 8},
    {13, 9}, {14, 15}, {15, 13}, {16, 6}, {17, 5}
  };

  private TerminalLayout() {}

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Stores a terminal's attributes as macOS has them. */
  static void write(AddressSpace memory, long address, byte[] linux) {
    ByteBuffer from = buffer(linux);
    byte[] attributes = new byte[BYTES];
    ByteBuffer to = buffer(attributes);
    for (int w = 0; w < FLAGS.length; w++) {
      int value = from.getInt(4 * w);
      long flags = 0;
      for (int[] f : FLAGS[w]) {
        flags |= (value & f[1]) != 0 ? f[0] & 0xffff_ffffL : 0;
      }
      to.putLong(8 * w, flags);
    }
    for (int[] c : CHARACTERS) {
      to.put(CC + c[0], from.get(LINUX_CC + c[1]));
    }
    to.putLong(56, SPEED).putLong(64, SPEED);
    memory.write(address, attributes);
  }

  /**
   * Reads attributes.
   *
   * @param present what the terminal has now, as Linux has it
   */
  static byte[] read(AddressSpace memory, long address, byte[] present) {
    ByteBuffer from = buffer(memory.read(address, BYTES));
    byte[] changed = present.clone();
    ByteBuffer to = buffer(changed);
    for (int w = 0; w < FLAGS.length; w++) {
      long value = from.getLong(8 * w);
      int flags = to.getInt(4 * w);
      for (int[] f : FLAGS[w]) {
        flags = (value & f[0] & 0xffff_ffffL) != 0 ? flags | f[1] : flags & ~f[1];
      }
      to.putInt(4 * w, flags);
    }
    for (int[] c : CHARACTERS) {
      to.put(LINUX_CC + c[1], from.get(CC + c[0]));
    }
    return changed;
  }
}
