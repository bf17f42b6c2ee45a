package burrow.machine;

/** The host side of an {@link AddressSpace}: the reserved window and its permission tables. */
final class HostWindow {
  // mmap and madvise constants; Linux and macOS agree on all but MAP_ANONYMOUS and MAP_NORESERVE.
  private static final long PROT_READ = 1;
  private static final long PROT_WRITE = 2;
  private static final long MAP_SHARED = 1;
  private static final long MAP_PRIVATE = 2;
  private static final long MAP_FIXED = 0x10;
  private static final long MAP_ANONYMOUS = HostLibrary.MACOS ? 0x1000 : 0x20;
  private static final long MAP_NORESERVE = HostLibrary.MACOS ? 0x40 : 0x4000;
  private static final long MADV_DONTNEED = 4;

  // VirtualAlloc
  private static final long MEM_COMMIT = 0x1000;
  private static final long MEM_RESERVE = 0x2000;
  private static final long MEM_RELEASE = 0x8000;
  private static final long PAGE_READWRITE = 4;

  /** Below this a fill is cheaper than a system call. */
  private static final long SMALL = 64 << 10;

  /** The tables of {@link PermissionTable}. */
  private static final long TABLE_BYTES = PermissionTable.BYTES;

  private final long base;
  private final long bytes;
  private final long table;
  private volatile boolean hasShared;

  private HostWindow(long base, long bytes, long table) {
    this.base = base;
    this.bytes = bytes;
    this.table = table;
  }

  static HostWindow reserve(int log2Most, int log2Least) {
    for (int log2 = log2Most; log2 >= log2Least; log2--) {
      long base = reserve(1L << log2);
      if (base != 0) {
        long table = reserve(TABLE_BYTES);
        if (table != 0) {
          if (HostLibrary.WINDOWS) {
            commitWindows(table, TABLE_BYTES);
          }
          return new HostWindow(base, 1L << log2, table);
        }
        free(base, 1L << log2);
      }
    }
    throw new OutOfMemoryError("cannot reserve 2^" + log2Least + " bytes of address space");
  }

  private static long reserve(long bytes) {
    if (HostLibrary.WINDOWS) {
      return HostLibrary.call("VirtualAlloc", 0, bytes, MEM_RESERVE, PAGE_READWRITE, 0, 0);
    }
    long a = anonymous(0, bytes, 0);
    return a == -1 ? 0 : a;
  }

  private static long anonymous(long address, long bytes, long fixed) {
    long flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | fixed;
    return HostLibrary.call("mmap", address, bytes, PROT_READ | PROT_WRITE, flags, -1, 0);
  }

  private static void commitWindows(long address, long bytes) {
    if (HostLibrary.call("VirtualAlloc", address, bytes, MEM_COMMIT, PAGE_READWRITE, 0, 0) == 0) {
      throw new OutOfMemoryError("cannot commit " + bytes + " bytes");
    }
  }

  private static void free(long address, long bytes) {
    if (HostLibrary.WINDOWS) {
      HostLibrary.call("VirtualFree", address, 0, MEM_RELEASE, 0, 0, 0);
    } else {
      HostLibrary.call("munmap", address, bytes, 0, 0, 0, 0);
    }
  }

  long base() {
    return base;
  }

  long table() {
    return table;
  }

  long bytes() {
    return bytes;
  }

  void release() {
    free(base, bytes);
    free(table, TABLE_BYTES);
  }

  /** Where reserving does not make accessible (Windows), makes the pages so. */
  void commit(long address, long length) {
    if (HostLibrary.WINDOWS && length > 0) {
      commitWindows(base + address, length);
    }
  }

  /** Zeroes, and gives the memory back where that is worth a call. */
  void discard(long address, long length) {
    if (length <= 0) {
      return;
    }
    if (HostLibrary.WINDOWS) {
      HostMemory.fill(base + address, length, (byte) 0);
    } else if (HostLibrary.MACOS || hasShared) {
      // A fresh mapping also replaces a shared file mapping, which MADV_DONTNEED would keep.
      if (anonymous(base + address, length, MAP_FIXED) == -1) {
        throw new OutOfMemoryError("mmap: errno " + HostLibrary.lastError());
      }
    } else {
      HostLibrary.call("madvise", base + address, length, MADV_DONTNEED, 0, 0, 0);
    }
  }

  /** Zeroes part of a table, and gives the memory back where that is worth a call. */
  static void clear(long address, long bytes) {
    if (HostLibrary.WINDOWS || HostLibrary.MACOS || bytes < SMALL) {
      HostMemory.fill(address, bytes, (byte) 0);
      return;
    }
    long from = AddressSpace.pageUp(address);
    long to = (address + bytes) & -AddressSpace.PAGE_SIZE;
    HostMemory.fill(address, from - address, (byte) 0);
    HostLibrary.call("madvise", from, to - from, MADV_DONTNEED, 0, 0, 0);
    HostMemory.fill(to, address + bytes - to, (byte) 0);
  }

  boolean canMapShared() {
    return !HostLibrary.WINDOWS;
  }

  boolean mapShared(long address, long length, int descriptor, long offset, boolean writable) {
    if (HostLibrary.WINDOWS) {
      return false;
    }
    hasShared = true;
    long prot = writable ? PROT_READ | PROT_WRITE : PROT_READ;
    return HostLibrary.call(
            "mmap", base + address, length, prot, MAP_SHARED | MAP_FIXED, descriptor, offset)
        != -1;
  }
}
