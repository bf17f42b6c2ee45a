package burrow.cpu.aarch64;

import burrow.machine.Access;
import burrow.machine.Cpu;
import burrow.machine.GuestFault;
import burrow.machine.Memory;

/**
 * Exclusive accesses as compare-and-set on the value that was loaded: a store succeeds if memory
 * still holds it. That admits ABA, which a program of load- and store-exclusive cannot exclude
 * either way for the operations compilers build of them.
 */
public final class Exclusive {
  private Exclusive() {}

  /**
   * Faults unless the operand of an atomic or exclusive access is aligned and readable: what
   * Armv8.0 demands of all of them, and what a fault on a page without access is reported as.
   */
  public static long check(Cpu cpu, long address, long bytes) {
    requireAligned(address, bytes, Access.READ);
    Memory.check(cpu, address, (int) bytes, Access.READ);
    return 0;
  }

  private static void requireAligned(long address, long bytes, int access) {
    if ((address & bytes - 1) != 0) {
      throw new GuestFault(address, access, GuestFault.Kind.MISALIGNED);
    }
  }

  /** LDXR, LDAXR: always with acquire ordering. */
  public static long load(Cpu cpu, long address, long bytes) {
    check(cpu, address, bytes);
    long value = Memory.loadAcquire(cpu, address, (int) bytes);
    cpu.reservationAddress = address;
    cpu.reservationValue = value;
    return value;
  }

  /** STXR, STLXR: always sequentially consistent. 0 if it stored, 1 if not. */
  public static long store(Cpu cpu, long address, long bytes, long value) {
    requireAligned(address, bytes, Access.WRITE);
    if (cpu.reservationAddress != address) {
      cpu.reservationAddress = -1;
      return 1;
    }
    long expected = cpu.reservationValue;
    long found = Memory.compareAndExchange(cpu, address, (int) bytes, expected, value);
    cpu.reservationAddress = -1;
    return found == expected ? 0 : 1;
  }

  /** LDXP, LDAXP of 64-bit registers, whose numbers are given. */
  public static long loadPair(Cpu cpu, long address, long first, long second) {
    check(cpu, address, 16);
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
    requireAligned(address, 16, Access.WRITE);
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

  /** CLREX. */
  public static long clear(Cpu cpu) {
    cpu.reservationAddress = -1;
    return 0;
  }

  /** CASP of 64-bit registers: the number of the first compared one and of the first new one. */
  public static long compareAndSwapPair(Cpu cpu, long address, long compared, long stored) {
    check(cpu, address, 16);
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
