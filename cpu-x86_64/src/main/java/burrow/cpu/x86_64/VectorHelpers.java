package burrow.cpu.x86_64;

import burrow.machine.Access;
import burrow.machine.Cpu;
import burrow.machine.Memory;

/** Vector instructions that need more than values: helpers that see the {@link X86Cpu}. */
public final class VectorHelpers {
  private VectorHelpers() {}

  /** MASKMOVDQU: stores the bytes whose mask byte has its top bit set. */
  public static long maskedStore(Cpu cpu, long address, long source, long mask) {
    X86Cpu c = (X86Cpu) cpu;
    for (int pass = 0; pass < 2; pass++) {
      for (int k = 0; k < 16; k++) {
        if (lane(c, (int) mask, k) >>> 7 == 0) {
          continue;
        }
        if (pass == 0) {
          Memory.check(c, address + k, 1, Access.WRITE);
        } else {
          Memory.store8(c, address + k, lane(c, (int) source, k));
        }
      }
    }
    return 0;
  }

  public static long zeroAll(Cpu cpu) {
    X86Cpu c = (X86Cpu) cpu;
    for (int n = 0; n < X86Cpu.REGISTERS; n++) {
      c.setVector(n, 0, 0);
      c.setUpper(n, 0, 0);
    }
    return 0;
  }

  /** What {@link #maskedLoad} and {@link #maskedLaneStore} work on, as one number. */
  static long masked(int data, int mask, int quads, int element) {
    return data | mask << 4 | quads << 8 | element << 12;
  }

  /** VMASKMOV from memory: elements whose mask has its top bit set; the others become zero. */
  public static long maskedLoad(Cpu cpu, long address, long what) {
    X86Cpu c = (X86Cpu) cpu;
    int mask = (int) what >> 4 & 15;
    int element = (int) what >> 12;
    long[] r = new long[4];
    for (int at = 0; at < 8 * ((int) what >> 8 & 15); at += element) {
      if (selected(c, mask, at, element)) {
        r[at / 8] |= Memory.load(c, address + at, element) << (8 * (at & 7));
      }
    }
    setRegister(c, (int) what & 15, r);
    return 0;
  }

  /** VMASKMOV to memory. */
  public static long maskedLaneStore(Cpu cpu, long address, long what) {
    X86Cpu c = (X86Cpu) cpu;
    int mask = (int) what >> 4 & 15;
    int element = (int) what >> 12;
    for (int pass = 0; pass < 2; pass++) {
      for (int at = 0; at < 8 * ((int) what >> 8 & 15); at += element) {
        if (!selected(c, mask, at, element)) {
          continue;
        }
        if (pass == 0) {
          Memory.check(c, address + at, element, Access.WRITE);
        } else {
          long quad = c.quad((int) what & 15, at / 8);
          Memory.store(c, address + at, element, quad >>> (8 * (at & 7)));
        }
      }
    }
    return 0;
  }

  /** Whether the top bit of the element at a byte position is set. */
  private static boolean selected(X86Cpu c, int mask, int at, int element) {
    return (c.quad(mask, at / 8) >>> (8 * ((at & 7) + element) - 1) & 1) != 0;
  }

  private static void setRegister(X86Cpu c, int n, long[] quads) {
    c.setVector(n, quads[0], quads[1]);
    c.setUpper(n, quads[2], quads[3]);
  }

  /** What {@link #gather} works on, as one number. */
  static long gathered(
      int data, int mask, int indices, int scale, int vectorLength, int index, int element) {
    return data
        | mask << 4
        | indices << 8
        | scale << 12
        | vectorLength << 16
        | index << 24
        | element << 28;
  }

  /**
   * VGATHER: elements from base + index × 2^scale where the mask has its top bit set; the mask
   * becomes zero. If one faults nothing has changed, as if it were the first.
   */
  public static long gather(Cpu cpu, long base, long what) {
    X86Cpu c = (X86Cpu) cpu;
    int data = (int) what & 15;
    int mask = (int) what >> 4 & 15;
    int indices = (int) what >> 8 & 15;
    int vectorLength = (int) what >> 16 & 255;
    int index = (int) what >> 24 & 15;
    int element = (int) what >>> 28;
    int count = vectorLength / Math.max(index, element);
    long[] r = new long[4];
    for (int k = 0; k < count; k++) {
      int at = k * element;
      int shift = 8 * (at & 7);
      long value;
      if (selected(c, mask, at, element)) {
        int indexAt = k * index;
        long quad = c.quad(indices, indexAt / 8);
        long offset = index == 8 ? quad : (int) (quad >>> (8 * (indexAt & 7)));
        value = Memory.load(c, base + (offset << ((int) what >> 12 & 15)), element);
      } else {
        value = c.quad(data, at / 8) >>> shift & -1L >>> (64 - 8 * element);
      }
      r[at / 8] |= value << shift;
    }
    setRegister(c, data, r);
    setRegister(c, mask, new long[4]);
    return 0;
  }

  private static long lane(X86Cpu c, int register, int k) {
    long half = k < 8 ? c.vectorLow(register) : c.vectorHigh(register);
    return half >>> (8 * (k & 7)) & 0xff;
  }
}
