package burrow.translator.region;

import static burrow.machine.Access.READ;
import static burrow.machine.Access.WRITE;
import static burrow.machine.AddressSpace.MOST_PAGES;
import static burrow.machine.AddressSpace.PAGE_SHIFT;
import static burrow.machine.AddressSpace.PAGE_SIZE;

import burrow.machine.Cpu;
import burrow.machine.HostMemory;
import burrow.machine.Memory;

/**
 * Memory accesses of translated code, one call each, so that it stays small: C2 inlines them where
 * they are hot, and C1, which would take its time, does not, because they are longer than 35
 * bytecodes. A forbidden access leaves {@code pc} in the Cpu and throws a fault. Loads are
 * zero-extended. Public because translated classes link to it by name.
 *
 * <p>{@code base} and {@code table} are the host addresses of guest memory and of its permission
 * table, which a region keeps in locals: C2 would read fields anew after each ordered access.
 *
 * <p>The methods with {@code In} are for an access whose group has been checked by {@link #group}:
 * {@code base} is what that returned, zero if they have to check for themselves.
 */
public final class RegionMemory {
  private RegionMemory() {}

  /** {@code base} if all bytes of the range (in one page) pass, else 0. */
  public static long group(long a, int bytes, int access, long base, long table) {
    // A page outside the window reads the table's last entry, which saves HotSpot a branch that it
    // would keep every local alive for.
    if ((HostMemory.getByte(table + Math.min(a >>> PAGE_SHIFT, MOST_PAGES)) & access) == 0
        || ((int) a & (PAGE_SIZE - 1)) > PAGE_SIZE - bytes) {
      return 0;
    }
    return base;
  }

  /** The host address of a checked range of a page at most. */
  public static long range(Cpu cpu, long a, int bytes, int access, long pc, long base, long table) {
    if ((HostMemory.getByte(table + Math.min(a >>> PAGE_SHIFT, MOST_PAGES)) & access) == 0
        || ((int) a & (PAGE_SIZE - 1)) > PAGE_SIZE - bytes) {
      cpu.pc = pc;
      Memory.check(cpu, a, bytes, access);
    }
    return base + a;
  }

  /** The same in a group. */
  public static long rangeIn(Cpu cpu, long a, int bytes, int access, long pc, long base) {
    return base != 0 ? base + a : range(cpu, a, bytes, access, pc, cpu.memoryBase, cpu.permissions);
  }

  public static long load8(Cpu cpu, long a, long pc, long base, long table) {
    return HostMemory.getByte(range(cpu, a, 1, READ, pc, base, table)) & 0xffL;
  }

  public static long load8In(Cpu cpu, long a, long pc, long base) {
    return base != 0
        ? HostMemory.getByte(base + a) & 0xffL
        : load8(cpu, a, pc, cpu.memoryBase, cpu.permissions);
  }

  public static long load16(Cpu cpu, long a, long pc, long base, long table) {
    return HostMemory.getShort(range(cpu, a, 2, READ, pc, base, table)) & 0xffffL;
  }

  public static long load16In(Cpu cpu, long a, long pc, long base) {
    return base != 0
        ? HostMemory.getShort(base + a) & 0xffffL
        : load16(cpu, a, pc, cpu.memoryBase, cpu.permissions);
  }

  public static long load32(Cpu cpu, long a, long pc, long base, long table) {
    return HostMemory.getInt(range(cpu, a, 4, READ, pc, base, table)) & 0xffff_ffffL;
  }

  public static long load32In(Cpu cpu, long a, long pc, long base) {
    return base != 0
        ? HostMemory.getInt(base + a) & 0xffff_ffffL
        : load32(cpu, a, pc, cpu.memoryBase, cpu.permissions);
  }

  public static long load64(Cpu cpu, long a, long pc, long base, long table) {
    return HostMemory.getLong(range(cpu, a, 8, READ, pc, base, table));
  }

  public static long load64In(Cpu cpu, long a, long pc, long base) {
    return base != 0
        ? HostMemory.getLong(base + a)
        : load64(cpu, a, pc, cpu.memoryBase, cpu.permissions);
  }

  public static long load8Acquire(Cpu cpu, long a, long pc, long base, long table) {
    return HostMemory.getByteAcquire(range(cpu, a, 1, READ, pc, base, table)) & 0xffL;
  }

  public static long load8AcquireIn(Cpu cpu, long a, long pc, long base) {
    return base != 0
        ? HostMemory.getByteAcquire(base + a) & 0xffL
        : load8Acquire(cpu, a, pc, cpu.memoryBase, cpu.permissions);
  }

  public static long load16Acquire(Cpu cpu, long a, long pc, long base, long table) {
    return HostMemory.getShortAcquire(range(cpu, a, 2, READ, pc, base, table)) & 0xffffL;
  }

  public static long load16AcquireIn(Cpu cpu, long a, long pc, long base) {
    return base != 0
        ? HostMemory.getShortAcquire(base + a) & 0xffffL
        : load16Acquire(cpu, a, pc, cpu.memoryBase, cpu.permissions);
  }

  public static long load32Acquire(Cpu cpu, long a, long pc, long base, long table) {
    return HostMemory.getIntAcquire(range(cpu, a, 4, READ, pc, base, table)) & 0xffff_ffffL;
  }

  public static long load32AcquireIn(Cpu cpu, long a, long pc, long base) {
    return base != 0
        ? HostMemory.getIntAcquire(base + a) & 0xffff_ffffL
        : load32Acquire(cpu, a, pc, cpu.memoryBase, cpu.permissions);
  }

  public static long load64Acquire(Cpu cpu, long a, long pc, long base, long table) {
    return HostMemory.getLongAcquire(range(cpu, a, 8, READ, pc, base, table));
  }

  public static long load64AcquireIn(Cpu cpu, long a, long pc, long base) {
    return base != 0
        ? HostMemory.getLongAcquire(base + a)
        : load64Acquire(cpu, a, pc, cpu.memoryBase, cpu.permissions);
  }

  public static void store8(Cpu cpu, long a, long v, long pc, long base, long table) {
    HostMemory.putByte(range(cpu, a, 1, WRITE, pc, base, table), (byte) v);
  }

  public static void store8In(Cpu cpu, long a, long v, long pc, long base) {
    if (base != 0) {
      HostMemory.putByte(base + a, (byte) v);
    } else {
      store8(cpu, a, v, pc, cpu.memoryBase, cpu.permissions);
    }
  }

  public static void store16(Cpu cpu, long a, long v, long pc, long base, long table) {
    HostMemory.putShort(range(cpu, a, 2, WRITE, pc, base, table), (short) v);
  }

  public static void store16In(Cpu cpu, long a, long v, long pc, long base) {
    if (base != 0) {
      HostMemory.putShort(base + a, (short) v);
    } else {
      store16(cpu, a, v, pc, cpu.memoryBase, cpu.permissions);
    }
  }

  public static void store32(Cpu cpu, long a, long v, long pc, long base, long table) {
    HostMemory.putInt(range(cpu, a, 4, WRITE, pc, base, table), (int) v);
  }

  public static void store32In(Cpu cpu, long a, long v, long pc, long base) {
    if (base != 0) {
      HostMemory.putInt(base + a, (int) v);
    } else {
      store32(cpu, a, v, pc, cpu.memoryBase, cpu.permissions);
    }
  }

  public static void store64(Cpu cpu, long a, long v, long pc, long base, long table) {
    HostMemory.putLong(range(cpu, a, 8, WRITE, pc, base, table), v);
  }

  public static void store64In(Cpu cpu, long a, long v, long pc, long base) {
    if (base != 0) {
      HostMemory.putLong(base + a, v);
    } else {
      store64(cpu, a, v, pc, cpu.memoryBase, cpu.permissions);
    }
  }

  public static void store8Release(Cpu cpu, long a, long v, long pc, long base, long table) {
    HostMemory.putByteRelease(range(cpu, a, 1, WRITE, pc, base, table), (byte) v);
  }

  public static void store8ReleaseIn(Cpu cpu, long a, long v, long pc, long base) {
    if (base != 0) {
      HostMemory.putByteRelease(base + a, (byte) v);
    } else {
      store8Release(cpu, a, v, pc, cpu.memoryBase, cpu.permissions);
    }
  }

  public static void store16Release(Cpu cpu, long a, long v, long pc, long base, long table) {
    HostMemory.putShortRelease(range(cpu, a, 2, WRITE, pc, base, table), (short) v);
  }

  public static void store16ReleaseIn(Cpu cpu, long a, long v, long pc, long base) {
    if (base != 0) {
      HostMemory.putShortRelease(base + a, (short) v);
    } else {
      store16Release(cpu, a, v, pc, cpu.memoryBase, cpu.permissions);
    }
  }

  public static void store32Release(Cpu cpu, long a, long v, long pc, long base, long table) {
    HostMemory.putIntRelease(range(cpu, a, 4, WRITE, pc, base, table), (int) v);
  }

  public static void store32ReleaseIn(Cpu cpu, long a, long v, long pc, long base) {
    if (base != 0) {
      HostMemory.putIntRelease(base + a, (int) v);
    } else {
      store32Release(cpu, a, v, pc, cpu.memoryBase, cpu.permissions);
    }
  }

  public static void store64Release(Cpu cpu, long a, long v, long pc, long base, long table) {
    HostMemory.putLongRelease(range(cpu, a, 8, WRITE, pc, base, table), v);
  }

  public static void store64ReleaseIn(Cpu cpu, long a, long v, long pc, long base) {
    if (base != 0) {
      HostMemory.putLongRelease(base + a, v);
    } else {
      store64Release(cpu, a, v, pc, cpu.memoryBase, cpu.permissions);
    }
  }
}
