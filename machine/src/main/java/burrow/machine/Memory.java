package burrow.machine;

import static burrow.machine.Access.READ;
import static burrow.machine.Access.WRITE;
import static burrow.machine.AddressSpace.PAGE_SHIFT;
import static burrow.machine.AddressSpace.PAGE_SIZE;

/**
 * Guest memory accesses of a running {@link Cpu}: the hot path, a bounds and permission test and a
 * plain host access. A forbidden access throws {@link GuestFault} before anything is written; an
 * access that crosses a page checks both pages first. Loads return zero-extended values.
 */
public final class Memory {
  private static final Object UNALIGNED_ATOMICS = new Object();

  private Memory() {}

  /** The host address of a checked access. */
  private static long at(Cpu c, long a, int size, int access) {
    long page = a >>> PAGE_SHIFT;
    if (page >= c.pageCount
        || (HostMemory.getByte(c.permissions + page) & access) == 0
        || (size > 1 && (a & (PAGE_SIZE - 1)) > PAGE_SIZE - size)) {
      if (c.memory.slowAccess(a, size, access)) {
        c.writesCode(a, size);
      }
    }
    return c.memoryBase + a;
  }

  public static long load8(Cpu c, long a) {
    return HostMemory.getByte(at(c, a, 1, READ)) & 0xffL;
  }

  public static long load16(Cpu c, long a) {
    return HostMemory.getShort(at(c, a, 2, READ)) & 0xffffL;
  }

  public static long load32(Cpu c, long a) {
    return HostMemory.getInt(at(c, a, 4, READ)) & 0xffff_ffffL;
  }

  public static long load64(Cpu c, long a) {
    return HostMemory.getLong(at(c, a, 8, READ));
  }

  public static void store8(Cpu c, long a, long v) {
    HostMemory.putByte(at(c, a, 1, WRITE), (byte) v);
  }

  public static void store16(Cpu c, long a, long v) {
    HostMemory.putShort(at(c, a, 2, WRITE), (short) v);
  }

  public static void store32(Cpu c, long a, long v) {
    HostMemory.putInt(at(c, a, 4, WRITE), (int) v);
  }

  public static void store64(Cpu c, long a, long v) {
    HostMemory.putLong(at(c, a, 8, WRITE), v);
  }

  /**
   * Checks that {@code size} bytes (at most a page) can be accessed; for wide and paired accesses.
   */
  public static void check(Cpu c, long a, int size, int access) {
    at(c, a, size, access);
  }

  private static boolean aligned(long a, int size) {
    return (a & (size - 1)) == 0;
  }

  /** Later accesses of this thread are not seen before it. Unaligned: not atomic, still ordered. */
  public static long loadAcquire(Cpu c, long a, int size) {
    long h = at(c, a, size, READ);
    if (!HostLibrary.X86 && !aligned(a, size)) {
      long v = plain(h, size);
      HostMemory.loadFence();
      return v;
    }
    return switch (size) {
      case 1 -> HostMemory.getByteAcquire(h) & 0xffL;
      case 2 -> HostMemory.getShortAcquire(h) & 0xffffL;
      case 4 -> HostMemory.getIntAcquire(h) & 0xffff_ffffL;
      default -> HostMemory.getLongAcquire(h);
    };
  }

  /** Earlier accesses of this thread are not seen after it. */
  public static void storeRelease(Cpu c, long a, int size, long v) {
    long h = at(c, a, size, WRITE);
    if (!HostLibrary.X86 && !aligned(a, size)) {
      HostMemory.storeFence();
      HostMemory.loadFence();
      putPlain(h, size, v);
      return;
    }
    switch (size) {
      case 1 -> HostMemory.putByteRelease(h, (byte) v);
      case 2 -> HostMemory.putShortRelease(h, (short) v);
      case 4 -> HostMemory.putIntRelease(h, (int) v);
      default -> HostMemory.putLongRelease(h, v);
    }
  }

  private static long plain(long h, int size) {
    return switch (size) {
      case 1 -> HostMemory.getByte(h) & 0xffL;
      case 2 -> HostMemory.getShort(h) & 0xffffL;
      case 4 -> HostMemory.getInt(h) & 0xffff_ffffL;
      default -> HostMemory.getLong(h);
    };
  }

  private static void putPlain(long h, int size, long v) {
    switch (size) {
      case 1 -> HostMemory.putByte(h, (byte) v);
      case 2 -> HostMemory.putShort(h, (short) v);
      case 4 -> HostMemory.putInt(h, (int) v);
      default -> HostMemory.putLong(h, v);
    }
  }

  /**
   * Sequentially consistent compare-and-exchange of {@code size} bytes; the page must be writable
   * even if the comparison fails. Returns the value found, zero-extended. An unaligned operand is
   * atomic only against other unaligned ones unless the host is x86.
   */
  public static long compareAndExchange(Cpu c, long a, int size, long expected, long v) {
    long h = at(c, a, size, WRITE);
    // Java has no two-byte operation across words, not even where the host has.
    boolean acrossWords = size == 2 && (a & 3) == 3;
    if (acrossWords || (!HostLibrary.X86 && !aligned(a, size))) {
      synchronized (UNALIGNED_ATOMICS) {
        long old = plain(h, size);
        if (old == zeroExtend(expected, size)) {
          putPlain(h, size, v);
        }
        HostMemory.fullFence();
        return old;
      }
    }
    return switch (size) {
      case 1 -> HostMemory.compareAndExchangeByte(h, (byte) expected, (byte) v) & 0xffL;
      case 2 -> HostMemory.compareAndExchangeShort(h, (short) expected, (short) v) & 0xffffL;
      case 4 -> HostMemory.compareAndExchangeInt(h, (int) expected, (int) v) & 0xffff_ffffL;
      default -> HostMemory.compareAndExchangeLong(h, expected, v);
    };
  }

  private static long zeroExtend(long v, int size) {
    return size == 8 ? v : v & (1L << (size * 8)) - 1;
  }

  /** Sequentially consistent fetch-and-add; returns the old value, zero-extended. */
  public static long getAndAdd(Cpu c, long a, int size, long v) {
    if (size >= 4 && (HostLibrary.X86 || aligned(a, size))) {
      long h = at(c, a, size, WRITE);
      return size == 8
          ? HostMemory.getAndAddLong(h, v)
          : HostMemory.getAndAddInt(h, (int) v) & 0xffff_ffffL;
    }
    for (long old = load(c, a, size); ; ) {
      long found = compareAndExchange(c, a, size, old, old + v);
      if (found == old) {
        return old;
      }
      old = found;
    }
  }

  /** Sequentially consistent exchange; returns the old value, zero-extended. */
  public static long getAndSet(Cpu c, long a, int size, long v) {
    if (size >= 4 && (HostLibrary.X86 || aligned(a, size))) {
      long h = at(c, a, size, WRITE);
      return size == 8
          ? HostMemory.getAndSetLong(h, v)
          : HostMemory.getAndSetInt(h, (int) v) & 0xffff_ffffL;
    }
    for (long old = load(c, a, size); ; ) {
      long found = compareAndExchange(c, a, size, old, v);
      if (found == old) {
        return old;
      }
      old = found;
    }
  }

  /** A plain load of 1, 2, 4 or 8 bytes, zero-extended. */
  public static long load(Cpu c, long a, int size) {
    return plain(at(c, a, size, READ), size);
  }

  /** A plain store of 1, 2, 4 or 8 bytes. */
  public static void store(Cpu c, long a, int size, long v) {
    putPlain(at(c, a, size, WRITE), size, v);
  }

  /**
   * 16-byte compare-and-exchange. Java has no such operation: it is atomic only against its own
   * kind.
   *
   * @return whether the store took place; {@code found} (two longs, low first) receives what was
   *     there
   */
  public static boolean compareAndExchange128(
      Cpu c, long a, long expectedLow, long expectedHigh, long low, long high, long[] found) {
    long h = at(c, a, 16, WRITE);
    synchronized (UNALIGNED_ATOMICS) {
      found[0] = HostMemory.getLongAcquire(h);
      found[1] = HostMemory.getLongAcquire(h + 8);
      boolean equal = found[0] == expectedLow && found[1] == expectedHigh;
      if (equal) {
        HostMemory.putLong(h, low);
        HostMemory.putLong(h + 8, high);
      }
      HostMemory.fullFence();
      return equal;
    }
  }

  /** The host address of a checked range, for bulk operations such as REP MOVS. */
  public static long hostAddress(Cpu c, long a, long bytes, int access) {
    c.memory.check(a, bytes, access);
    return c.memoryBase + a;
  }
}
