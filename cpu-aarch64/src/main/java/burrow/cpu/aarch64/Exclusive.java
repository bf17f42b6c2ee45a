package burrow.cpu.aarch64;

import burrow.machine.Access;
import burrow.machine.Cpu;
import burrow.machine.GuestFault;
import burrow.machine.Memory;

/**
 * Exclusive and atomic accesses of two 64-bit registers. Exclusive ones are compare-and-set on the
 * value that was loaded, as those of one register are: a store succeeds if memory still holds it.
 * That admits ABA, which a program of load- and store-exclusive cannot exclude either way for the
 * operations compilers build of them.
 */
public final class Exclusive {
  private Exclusive() {}

  /** Faults unless the operand is aligned and readable: so are the accesses of one register. */
  private static void check(Cpu cpu, long address) {
    requireAligned(address, Access.READ);
    Memory.check(cpu, address, 16, Access.READ);
  }

  private static void requireAligned(long address, int access) {
    if ((address & 15) != 0) {
      throw new GuestFault(address, access, GuestFault.Kind.MISALIGNED);
    }
  }

  /** LDXP, LDAXP of 64-bit registers, whose numbers are given. */
  public static long loadPair(Cpu cpu, long address, long first, long second) {
    check(cpu, address);
    long[] found = new long[2];
    if (cpu.memory.query(address) >= 0 && (cpu.memory.query(address) & Access.WRITE) != 0) {
      // Comparing with what is there and storing it back reads both words in one piece.
      Memory.compareAndExchange128(cpu, address, 0, 0, 0, 0, found);
    } else {
      found[0] = Memory.loadAcquire(cpu, address, 8);
      found[1] = Memory.loadAcquire(cpu, address + 8, 8);
    }
    cpu.reservationAddress = address;
    cpu.reservationValue = found[0];
    cpu.reservationValueHigh = found[1];
    Arm64Cpu arm = (Arm64Cpu) cpu;
    arm.setGeneral((int) first, found[0]);
    arm.setGeneral((int) second, found[1]);
    return 0;
  }

  /** STXP, STLXP of 64-bit values. 0 if it stored, 1 if not. */
  public static long storePair(Cpu cpu, long address, long low, long high) {
    requireAligned(address, Access.WRITE);
    if (cpu.reservationAddress != address) {
      cpu.reservationAddress = -1;
      return 1;
    }
    boolean stored =
        Memory.compareAndExchange128(
            cpu, address, cpu.reservationValue, cpu.reservationValueHigh, low, high, new long[2]);
    cpu.reservationAddress = -1;
    return stored ? 0 : 1;
  }

  /** CASP of 64-bit registers: the number of the first compared one and of the first new one. */
  public static long compareAndSwapPair(Cpu cpu, long address, long compared, long stored) {
    check(cpu, address);
    Arm64Cpu arm = (Arm64Cpu) cpu;
    int s = (int) compared;
    int t = (int) stored;
    long[] found = new long[2];
    Memory.compareAndExchange128(
        cpu,
        address,
        arm.general(s),
        arm.general(s + 1),
        arm.general(t),
        arm.general(t + 1),
        found);
    arm.setGeneral(s, found[0]);
    arm.setGeneral(s + 1, found[1]);
    return 0;
  }
}
