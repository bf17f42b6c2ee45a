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

  private static long lane(X86Cpu c, int register, int k) {
    long half = k < 8 ? c.vectorLow(register) : c.vectorHigh(register);
    return half >>> (8 * (k & 7)) & 0xff;
  }
}
