package burrow.kernel.memory;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.memory.ProcessMemory.Placement;
import burrow.kernel.memory.ProcessMemory.Source;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Address space that is reserved first and backed by memory later, in two steps, and that remembers
 * which pages were reserved together. A committed page is one that the kernel has populated,
 * whatever its permissions; a reserved one is an area that never had any.
 */
public final class ReservedMemory {
  /** Reservations start at multiples of this. */
  public static final long GRANULARITY = 64 << 10;

  private final ProcessMemory memory;
  private final TreeMap<Long, Allocation> allocations = new TreeMap<>();

  /** What a reservation is for. */
  public enum Kind {
    PRIVATE,
    MAPPED,
    IMAGE
  }

  /**
   * Pages that were reserved together.
   *
   * @param access the permissions asked for at first
   */
  public record Allocation(long start, long end, int access, Kind kind) {}

  /** What holds for a run of pages. */
  public enum State {
    FREE,
    RESERVED,
    COMMITTED
  }

  /**
   * A run of pages that are alike.
   *
   * @param allocation what they belong to, null if they are free
   * @param access the present permissions of committed pages
   */
  public record Region(
      long start, long end, State state, int access, @Nullable Allocation allocation) {}

  public ReservedMemory(ProcessMemory memory) {
    this.memory = memory;
  }

  /**
   * Reserves pages.
   *
   * @param address where, rounded down to the granularity, or 0 for any place
   * @return the start of the reservation
   * @throws KernelException EINVAL if the length is zero, EEXIST if the place is taken, ENOMEM if
   *     there is no room
   */
  public long reserve(long address, long length, int access) {
    synchronized (memory) {
      long start = address & -GRANULARITY;
      long bytes = AddressSpace.pageUp(address - start + length);
      if (length <= 0 || bytes > memory.space().limit()) {
        throw new KernelException(length <= 0 ? Errno.EINVAL : Errno.ENOMEM);
      }
      Source source = Source.anonymous(Access.NONE, false);
      if (address != 0) {
        if (start < 0 || start > memory.space().limit() - bytes) {
          throw new KernelException(Errno.EEXIST, "outside the address space");
        }
        memory.map(start, bytes, Placement.FIXED_NO_REPLACE, source);
      } else {
        // One unit more leaves room to align; what is too much goes back at once.
        long wide = bytes + GRANULARITY - AddressSpace.PAGE_SIZE;
        long at = memory.map(0, wide, Placement.HINT, source);
        start = (at + GRANULARITY - 1) & -GRANULARITY;
        if (start > at) {
          memory.unmap(at, start - at);
        }
        if (at + wide > start + bytes) {
          memory.unmap(start + bytes, at + wide - start - bytes);
        }
      }
      allocations.put(start, new Allocation(start, start + bytes, access, Kind.PRIVATE));
      return start;
    }
  }

  /** Records pages that something else has mapped: an image, a view of a file. */
  public void adopt(long start, long length, int access, Kind kind) {
    synchronized (memory) {
      long end = start + AddressSpace.pageUp(length);
      allocations.put(start, new Allocation(start, end, access, kind));
    }
  }

  /** The reservation that holds the address, or null. */
  public @Nullable Allocation find(long address) {
    synchronized (memory) {
      Map.Entry<Long, Allocation> e = allocations.floorEntry(address);
      return e != null && address < e.getValue().end() ? e.getValue() : null;
    }
  }

  /**
   * Backs pages with memory that reads as zero; pages that are backed already keep their content
   * and take the permissions.
   *
   * @throws KernelException EFAULT if the range is not inside one reservation
   */
  public void commit(long address, long length, int access) {
    synchronized (memory) {
      long start = address & -AddressSpace.PAGE_SIZE;
      long end = AddressSpace.pageUp(address + length);
      requireInside(start, end);
      for (MemoryArea a : memory.in(start, end)) {
        if (a.populated()) {
          memory.protect(a.start(), a.length(), access);
        } else {
          Source source = Source.anonymous(Access.READ | Access.WRITE, false);
          memory.map(a.start(), a.length(), Placement.FIXED, source);
          if (access != (Access.READ | Access.WRITE)) {
            memory.protect(a.start(), a.length(), access);
          }
        }
      }
    }
  }

  /**
   * Takes the memory of pages back; they stay reserved.
   *
   * @throws KernelException EFAULT if the range is not reserved
   */
  public void decommit(long address, long length) {
    synchronized (memory) {
      long start = address & -AddressSpace.PAGE_SIZE;
      long end = AddressSpace.pageUp(address + length);
      if (!memory.isMapped(start, end - start)) {
        throw new KernelException(Errno.EFAULT);
      }
      Source source = Source.anonymous(Access.NONE, false);
      memory.map(start, end - start, Placement.FIXED, source);
    }
  }

  /**
   * Ends a whole reservation.
   *
   * @param start exactly its start
   * @throws KernelException EFAULT if none starts there
   */
  public void release(long start) {
    synchronized (memory) {
      Allocation a = allocations.get(start);
      if (a == null) {
        throw new KernelException(Errno.EFAULT);
      }
      memory.unmap(a.start(), a.end() - a.start());
      allocations.remove(start);
    }
  }

  /**
   * Changes the permissions of committed pages.
   *
   * @return the permissions of the first page before
   * @throws KernelException EFAULT if a page is not committed
   */
  public int protect(long address, long length, int access) {
    synchronized (memory) {
      long start = address & -AddressSpace.PAGE_SIZE;
      long end = AddressSpace.pageUp(address + length);
      requireInside(start, end);
      for (MemoryArea a : memory.in(start, end)) {
        if (!a.populated()) {
          throw new KernelException(Errno.EFAULT);
        }
      }
      MemoryArea first = memory.find(start);
      int old = first == null ? Access.NONE : first.access();
      memory.protect(start, end - start, access);
      return old;
    }
  }

  private void requireInside(long start, long end) {
    Allocation a = find(start);
    if (a == null || end > a.end() || end <= start) {
      throw new KernelException(Errno.EFAULT);
    }
  }

  /**
   * What holds at an address and how far from there on.
   *
   * @return null above the address space
   */
  public @Nullable Region query(long address) {
    synchronized (memory) {
      long start = address & -AddressSpace.PAGE_SIZE;
      long limit = memory.space().limit();
      if (start < 0 || start >= limit) {
        return null;
      }
      Allocation allocation = find(start);
      MemoryArea area = memory.find(start);
      if (area == null) {
        Long next = allocations.higherKey(start);
        return new Region(start, next == null ? limit : next, State.FREE, Access.NONE, null);
      }
      long end = allocation == null ? area.end() : Math.min(area.end(), allocation.end());
      State state = area.populated() ? State.COMMITTED : State.RESERVED;
      return new Region(start, end, state, area.access(), allocation);
    }
  }
}
