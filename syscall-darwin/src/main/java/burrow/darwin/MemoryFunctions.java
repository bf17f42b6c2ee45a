package burrow.darwin;

import static burrow.darwin.DarwinFormats.MAP_FLAGS;
import static burrow.darwin.DarwinFormats.PROTECTION;
import static burrow.kernel.trace.Formats.FD;
import static burrow.kernel.trace.Formats.HEX;
import static burrow.kernel.trace.Formats.INT;
import static burrow.kernel.trace.Formats.LONG;
import static burrow.kernel.trace.Formats.POINTER;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.memory.ProcessMemory;
import burrow.kernel.memory.ProcessMemory.Placement;
import burrow.kernel.memory.ProcessMemory.Source;
import burrow.kernel.posix.FileAccess;
import burrow.machine.Access;
import java.util.List;

/** mmap and its kin, in pages of the guest's size. The PROT bits are those of {@link Access}. */
final class MemoryFunctions {
  static final List<DarwinFunction> ROWS =
      List.of(
          DarwinFunction.of(
                  "mmap", MemoryFunctions::mmap, POINTER, LONG, PROTECTION, MAP_FLAGS, FD, LONG)
              .bsd(197),
          DarwinFunction.of("munmap", MemoryFunctions::munmap, POINTER, LONG).bsd(73),
          DarwinFunction.of("mprotect", MemoryFunctions::mprotect, POINTER, LONG, PROTECTION)
              .bsd(74),
          DarwinFunction.of("madvise", MemoryFunctions::madvise, POINTER, LONG, INT).bsd(75),
          DarwinFunction.of("msync", MemoryFunctions::msync, POINTER, LONG, HEX).bsd(65),
          DarwinFunction.of("mincore", MemoryFunctions::mincore, POINTER, LONG, POINTER).bsd(78),
          DarwinFunction.of("mlockall", c -> 0, HEX).partial("memory is never locked"),
          DarwinFunction.of("munlockall", c -> 0),
          DarwinFunction.of("mlock", MemoryFunctions::mlock, POINTER, LONG).bsd(203),
          DarwinFunction.of("munlock", MemoryFunctions::mlock, POINTER, LONG).bsd(204));

  private static final int MAP_SHARED = 1;
  private static final int MAP_PRIVATE = 2;
  private static final int MAP_FIXED = 0x10;
  private static final int MAP_ANON = 0x1000;

  private static final int MADV_NORMAL = 0;
  private static final int MADV_RANDOM = 1;
  private static final int MADV_SEQUENTIAL = 2;
  private static final int MADV_WILLNEED = 3;
  private static final int MADV_DONTNEED = 4;
  private static final int MADV_FREE = 5;
  private static final int MADV_ZERO_WIRED_PAGES = 6;
  private static final int MADV_FREE_REUSABLE = 7;
  private static final int MADV_FREE_REUSE = 8;
  private static final int MADV_CAN_REUSE = 9;

  private static final int ACCESS = Access.READ | Access.WRITE | Access.EXECUTE;

  private MemoryFunctions() {}

  private static long pageSize(Call c) {
    return c.process().abi().pageSize();
  }

  private static long pages(Call c, long length) {
    return (length + pageSize(c) - 1) & -pageSize(c);
  }

  private static void requireAligned(Call c, long value) {
    if ((value & (pageSize(c) - 1)) != 0) {
      throw new KernelException(Errno.EINVAL);
    }
  }

  /** Neither processor here can forbid reading a page that may be written or executed. */
  private static int access(int prot) {
    int access = prot & ACCESS;
    return access == 0 ? Access.NONE : access | Access.READ;
  }

  private static long mmap(Call c) {
    int flags = c.intArgument(3);
    boolean shared = (flags & MAP_SHARED) != 0;
    if (shared == ((flags & MAP_PRIVATE) != 0)) {
      throw new KernelException(Errno.EINVAL);
    }
    long length = pages(c, c.argument(1));
    int access = access(c.intArgument(2));
    Placement placement = Placement.HINT;
    if ((flags & MAP_FIXED) != 0) {
      requireAligned(c, c.argument(0));
      placement = Placement.FIXED;
    }
    if ((flags & MAP_ANON) == 0) {
      requireAligned(c, c.argument(5));
      return FileAccess.map(
          c.thread(),
          c.intArgument(4),
          c.argument(5),
          c.argument(0),
          length,
          placement,
          access,
          shared);
    }
    ProcessMemory memory = c.process().memory();
    return memory.map(c.argument(0), length, placement, Source.anonymous(access, shared));
  }

  private static long munmap(Call c) {
    requireAligned(c, c.argument(0));
    c.process().memory().unmap(c.argument(0), pages(c, c.argument(1)));
    return 0;
  }

  private static long mprotect(Call c) {
    requireAligned(c, c.argument(0));
    long length = pages(c, c.argument(1));
    c.process().memory().protect(c.argument(0), length, access(c.intArgument(2)));
    return 0;
  }

  private static long madvise(Call c) {
    requireAligned(c, c.argument(0));
    switch (c.intArgument(2)) {
      // Giving pages back at once is one of the moments that MADV_FREE allows.
      case MADV_FREE, MADV_FREE_REUSABLE ->
          c.process().memory().discard(c.argument(0), pages(c, c.argument(1)));
      // MADV_DONTNEED of macOS is a hint that keeps the content.
      case MADV_NORMAL,
          MADV_RANDOM,
          MADV_SEQUENTIAL,
          MADV_WILLNEED,
          MADV_DONTNEED,
          MADV_ZERO_WIRED_PAGES,
          MADV_FREE_REUSE,
          MADV_CAN_REUSE ->
          requireMapped(c);
      default -> throw new KernelException(Errno.EINVAL);
    }
    return 0;
  }

  private static void requireMapped(Call c) {
    if (!c.process().memory().isMapped(c.argument(0), pages(c, c.argument(1)))) {
      throw new KernelException(Errno.ENOMEM);
    }
  }

  private static long msync(Call c) {
    requireAligned(c, c.argument(0));
    c.process().memory().sync(c.argument(0), pages(c, c.argument(1)));
    return 0;
  }

  /** Every mapped page counts as resident: the host does not tell. */
  private static long mincore(Call c) {
    requireAligned(c, c.argument(0));
    requireMapped(c);
    long count = pages(c, c.argument(1)) / pageSize(c);
    for (long i = 0; i < count; i++) {
      c.memory().writeByte(c.argument(2) + i, 1);
    }
    return 0;
  }

  /** Guest memory is never locked; only whether it is mapped can be told. */
  private static long mlock(Call c) {
    long from = c.argument(0) & -pageSize(c);
    long to = pages(c, c.argument(0) + c.argument(1));
    if (!c.process().memory().isMapped(from, to - from)) {
      throw new KernelException(Errno.ENOMEM);
    }
    return 0;
  }
}
