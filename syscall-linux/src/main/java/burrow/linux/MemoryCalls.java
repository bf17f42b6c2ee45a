package burrow.linux;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.memory.ProcessMemory;
import burrow.kernel.memory.ProcessMemory.Placement;
import burrow.kernel.memory.ProcessMemory.Source;
import burrow.kernel.posix.FileAccess;
import burrow.machine.Access;
import burrow.machine.AddressSpace;

/** Memory: mmap and its kin. The PROT bits are those of {@link Access}. */
final class MemoryCalls {
  static final int PROT_SEM = 8;
  static final int MAP_SHARED = 1;
  static final int MAP_PRIVATE = 2;
  static final int MAP_SHARED_VALIDATE = 3;
  static final int MAP_TYPE = 15;
  static final int MAP_FIXED = 0x10;
  static final int MAP_ANONYMOUS = 0x20;
  static final int MAP_HUGETLB = 0x40000;
  static final int MAP_FIXED_NOREPLACE = 0x100000;

  static final int MADV_NORMAL = 0;
  static final int MADV_RANDOM = 1;
  static final int MADV_SEQUENTIAL = 2;
  static final int MADV_WILLNEED = 3;
  static final int MADV_DONTNEED = 4;
  static final int MADV_FREE = 8;
  static final int MADV_DONTFORK = 10;
  static final int MADV_DOFORK = 11;
  static final int MADV_HUGEPAGE = 14;
  static final int MADV_NOHUGEPAGE = 15;
  static final int MADV_DONTDUMP = 16;
  static final int MADV_DODUMP = 17;
  static final int MADV_COLD = 20;
  static final int MADV_PAGEOUT = 21;
  static final int MADV_COLLAPSE = 25;

  static final int MREMAP_MAYMOVE = 1;
  static final int MREMAP_FIXED = 2;
  static final int MREMAP_DONTUNMAP = 4;

  static final int MS_ASYNC = 1;
  static final int MS_INVALIDATE = 2;
  static final int MS_SYNC = 4;

  private static final long PAGE_MASK = AddressSpace.PAGE_SIZE - 1;
  private static final int ACCESS = Access.READ | Access.WRITE | Access.EXECUTE;

  private MemoryCalls() {}

  /** No architecture here can forbid reading a page that may be written or executed. */
  private static int access(int prot) {
    int access = prot & ACCESS;
    return access == 0 ? Access.NONE : access | Access.READ;
  }

  static long mmap(Call c) {
    int flags = c.intArgument(3);
    int type = flags & MAP_TYPE;
    if (type != MAP_SHARED && type != MAP_PRIVATE && type != MAP_SHARED_VALIDATE
        || (c.argument(5) & PAGE_MASK) != 0) {
      throw new KernelException(Errno.EINVAL);
    }
    if ((flags & MAP_HUGETLB) != 0) {
      throw new KernelException(Errno.ENOMEM, "no huge pages are configured");
    }
    int access = access(c.intArgument(2));
    boolean shared = type != MAP_PRIVATE;
    Placement placement = Placement.HINT;
    if ((flags & MAP_FIXED_NOREPLACE) != 0) {
      placement = Placement.FIXED_NO_REPLACE;
    } else if ((flags & MAP_FIXED) != 0) {
      placement = Placement.FIXED;
    }
    if ((flags & MAP_ANONYMOUS) == 0) {
      return FileAccess.map(
          c.thread(),
          c.intArgument(4),
          c.argument(5),
          c.argument(0),
          c.argument(1),
          placement,
          access,
          shared);
    }
    return c.process()
        .memory()
        .map(c.argument(0), c.argument(1), placement, Source.anonymous(access, shared));
  }

  static long munmap(Call c) {
    c.process().memory().unmap(c.argument(0), c.argument(1));
    return 0;
  }

  static long mprotect(Call c) {
    int prot = c.intArgument(2);
    if ((prot & ~(ACCESS | PROT_SEM)) != 0) {
      throw new KernelException(Errno.EINVAL);
    }
    c.process().memory().protect(c.argument(0), c.argument(1), access(prot));
    return 0;
  }

  static long madvise(Call c) {
    long address = c.argument(0);
    long length = c.argument(1);
    ProcessMemory memory = c.process().memory();
    switch (c.intArgument(2)) {
      // Giving freed pages back at once is one of the moments that MADV_FREE allows.
      case MADV_DONTNEED, MADV_FREE -> memory.discard(address, length);
      case MADV_NORMAL,
          MADV_RANDOM,
          MADV_SEQUENTIAL,
          MADV_WILLNEED,
          MADV_DONTFORK,
          MADV_DOFORK,
          MADV_HUGEPAGE,
          MADV_NOHUGEPAGE,
          MADV_DONTDUMP,
          MADV_DODUMP,
          MADV_COLD,
          MADV_PAGEOUT,
          MADV_COLLAPSE ->
          requireMapped(c, address, length);
      default -> throw new KernelException(Errno.EINVAL);
    }
    return 0;
  }

  private static void requireMapped(Call c, long address, long length) {
    if ((address & PAGE_MASK) != 0 || length < 0) {
      throw new KernelException(Errno.EINVAL);
    }
    if (!c.process().memory().isMapped(address, AddressSpace.pageUp(length))) {
      throw new KernelException(Errno.ENOMEM);
    }
  }

  static long mremap(Call c) {
    int flags = c.intArgument(3);
    boolean mayMove = (flags & MREMAP_MAYMOVE) != 0;
    boolean fixed = (flags & MREMAP_FIXED) != 0;
    boolean keepOld = (flags & MREMAP_DONTUNMAP) != 0;
    if ((flags & ~7) != 0
        || (fixed || keepOld) && !mayMove
        || keepOld && c.argument(1) != c.argument(2)) {
      throw new KernelException(Errno.EINVAL);
    }
    return c.process()
        .memory()
        .remap(
            c.argument(0),
            c.argument(1),
            c.argument(2),
            mayMove,
            fixed ? c.argument(4) : -1,
            keepOld);
  }

  static long msync(Call c) {
    int flags = c.intArgument(2);
    if ((flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC)) != 0
        || (flags & MS_ASYNC) != 0 && (flags & MS_SYNC) != 0
        || (c.argument(0) & PAGE_MASK) != 0) {
      throw new KernelException(Errno.EINVAL);
    }
    requireMapped(c, c.argument(0), c.argument(1));
    c.process().memory().sync(c.argument(0), c.argument(1));
    return 0;
  }

  /** Every mapped page counts as resident: the host does not tell. */
  static long mincore(Call c) {
    long address = c.argument(0);
    long length = c.argument(1);
    if ((address & PAGE_MASK) != 0) {
      throw new KernelException(Errno.EINVAL);
    }
    if (length < 0 || !c.process().memory().isMapped(address, AddressSpace.pageUp(length))) {
      throw new KernelException(Errno.ENOMEM);
    }
    long pages = AddressSpace.pageUp(length) / AddressSpace.PAGE_SIZE;
    for (long i = 0; i < pages; i++) {
      c.memory().writeByte(c.argument(2) + i, 1);
    }
    return 0;
  }

  static long brk(Call c) {
    return c.process().memory().setBreakEnd(c.argument(0));
  }

  /** Guest memory is never locked; only whether it is mapped can be told. */
  static long mlock(Call c) {
    long from = c.argument(0) & ~PAGE_MASK;
    long to = AddressSpace.pageUp(c.argument(0) + c.argument(1));
    if (!c.process().memory().isMapped(from, to - from)) {
      throw new KernelException(Errno.ENOMEM);
    }
    return 0;
  }

  static long nothing(Call c) {
    return 0;
  }
}
