package burrow.windows;

import static burrow.windows.WindowsFormats.FLAGS;
import static burrow.windows.WindowsFormats.HANDLE;
import static burrow.windows.WindowsFormats.POINTER;
import static burrow.windows.WindowsFormats.SIZE;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.call.HostFunction;
import burrow.kernel.memory.ReservedMemory;
import burrow.kernel.memory.ReservedMemory.Allocation;
import burrow.kernel.memory.ReservedMemory.Kind;
import burrow.kernel.memory.ReservedMemory.Region;
import burrow.kernel.memory.ReservedMemory.State;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import java.util.List;

/** Virtual memory, and the small heaps of kernel32. */
final class MemoryFunctions {
  private static final String KERNEL32 = "kernel32.dll";

  private static final int MEM_COMMIT = 0x1000;
  private static final int MEM_RESERVE = 0x2000;
  private static final int MEM_DECOMMIT = 0x4000;
  private static final int MEM_RELEASE = 0x8000;
  private static final int MEM_FREE = 0x10000;
  private static final int MEM_PRIVATE = 0x20000;
  private static final int MEM_MAPPED = 0x40000;
  private static final int MEM_RESET = 0x80000;
  private static final int MEM_TOP_DOWN = 0x100000;
  private static final int MEM_IMAGE = 0x1000000;
  private static final int MEM_RESET_UNDO = 0x1000000;

  // MEMORY_BASIC_INFORMATION for 64 bits.
  static final int BASIC_INFORMATION_BYTES = 48;
  private static final int ALLOCATION_BASE = 8;
  private static final int ALLOCATION_PROTECT = 16;
  private static final int REGION_SIZE = 24;
  private static final int STATE = 32;
  private static final int PROTECT = 36;
  private static final int TYPE = 40;

  private static final int ZERO_INIT = 0x40;
  private static final int HEAP_ZERO_MEMORY = 8;

  private MemoryFunctions() {}

  static List<HostFunction<Call>> table() {
    return List.of(
        Row.of(KERNEL32, "VirtualAlloc", MemoryFunctions::allocate, POINTER, SIZE, FLAGS, FLAGS)
            .partial("no guard pages, large pages or write watching"),
        Row.of(KERNEL32, "VirtualFree", MemoryFunctions::free, POINTER, SIZE, FLAGS),
        Row.of(KERNEL32, "VirtualProtect", MemoryFunctions::protect, POINTER, SIZE, FLAGS, POINTER)
            .partial("no guard pages"),
        Row.of(KERNEL32, "VirtualQuery", MemoryFunctions::query, POINTER, POINTER, SIZE),
        Row.of(KERNEL32, "VirtualLock", c -> 1, POINTER, SIZE)
            .partial("succeeds; the host may still swap"),
        Row.of(KERNEL32, "VirtualUnlock", c -> 1, POINTER, SIZE),
        Row.of(KERNEL32, "LocalAlloc", MemoryFunctions::localAllocate, FLAGS, SIZE),
        Row.of(KERNEL32, "LocalFree", MemoryFunctions::localFree, POINTER),
        Row.of(KERNEL32, "GetProcessHeap", c -> c.process().heap().handle()),
        Row.of(KERNEL32, "HeapAlloc", MemoryFunctions::heapAllocate, HANDLE, FLAGS, SIZE),
        Row.of(KERNEL32, "HeapFree", MemoryFunctions::heapFree, HANDLE, FLAGS, POINTER),
        Row.of(
            KERNEL32,
            "HeapSize",
            c -> c.process().heap().size(c.argument(2)),
            HANDLE,
            FLAGS,
            POINTER),
        Row.of(KERNEL32, "FlushInstructionCache", c -> 1, HANDLE, POINTER, SIZE));
  }

  /** Permissions of a PAGE_* constant. */
  static int access(int protect) {
    return switch (protect) {
      case 0x01 -> Access.NONE;
      case 0x02 -> Access.READ;
      case 0x04, 0x08 -> Access.READ | Access.WRITE;
      case 0x10 -> Access.EXECUTE;
      case 0x20 -> Access.READ | Access.EXECUTE;
      case 0x40, 0x80 -> Access.READ | Access.WRITE | Access.EXECUTE;
      default ->
          throw new KernelException(
              Errno.EINVAL, "page protection 0x" + Integer.toHexString(protect));
    };
  }

  /** The PAGE_* constant for permissions. */
  static int protection(int access) {
    return switch (access) {
      case Access.READ -> 0x02;
      case Access.READ | Access.WRITE, Access.WRITE -> 0x04;
      case Access.EXECUTE -> 0x10;
      case Access.READ | Access.EXECUTE -> 0x20;
      case Access.READ | Access.WRITE | Access.EXECUTE -> 0x40;
      default -> 0x01;
    };
  }

  private static long allocate(Call c) {
    long address = c.argument(0);
    long size = c.argument(1);
    int type = c.intArgument(2) & ~MEM_TOP_DOWN;
    int access = access(c.intArgument(3));
    ReservedMemory memory = c.process().reserved();
    if (size <= 0) {
      throw new KernelException(size == 0 ? Errno.EINVAL : Errno.ENOMEM);
    }
    if (type == MEM_RESET || type == MEM_RESET_UNDO) {
      return address; // advice: the content may go or stay
    }
    if ((type & ~(MEM_COMMIT | MEM_RESERVE)) != 0 || type == 0) {
      throw new KernelException(Errno.EINVAL, "allocation type 0x" + Integer.toHexString(type));
    }
    try {
      if ((type & MEM_RESERVE) == 0 && address != 0) {
        memory.commit(address, size, access);
        return address & -AddressSpace.PAGE_SIZE;
      }
      long start = memory.reserve(address, size, access);
      if ((type & MEM_COMMIT) != 0) {
        Allocation a = memory.find(start);
        memory.commit(start, a == null ? size : a.end() - start, access);
      }
      return start;
    } catch (KernelException e) {
      if (e.errno() == Errno.EEXIST || e.errno() == Errno.EFAULT) {
        throw new Win32Exception(Win32.ERROR_INVALID_ADDRESS);
      }
      throw e;
    }
  }

  private static long free(Call c) {
    long address = c.argument(0);
    long size = c.argument(1);
    ReservedMemory memory = c.process().reserved();
    try {
      switch (c.intArgument(2)) {
        case MEM_DECOMMIT -> {
          Allocation a = size == 0 ? memory.find(address) : null;
          memory.decommit(address, a == null ? size : a.end() - address);
        }
        case MEM_RELEASE -> {
          if (size != 0) {
            throw new KernelException(Errno.EINVAL);
          }
          memory.release(address);
        }
        default -> throw new KernelException(Errno.EINVAL);
      }
    } catch (KernelException e) {
      if (e.errno() == Errno.EFAULT) {
        throw new Win32Exception(Win32.ERROR_INVALID_ADDRESS);
      }
      throw e;
    }
    return 1;
  }

  private static long protect(Call c) {
    int access = access(c.intArgument(2));
    c.memory().check(c.argument(3), 4, Access.WRITE);
    try {
      int old = c.process().reserved().protect(c.argument(0), c.argument(1), access);
      c.memory().writeInt(c.argument(3), protection(old));
    } catch (KernelException e) {
      throw new Win32Exception(
          e.errno() == Errno.EFAULT ? Win32.ERROR_INVALID_ADDRESS : Errors.win32(e.errno()));
    }
    return 1;
  }

  private static long query(Call c) {
    long at = c.argument(1);
    if (c.argument(2) < BASIC_INFORMATION_BYTES) {
      throw new Win32Exception(24 /* ERROR_BAD_LENGTH */);
    }
    Region r = c.process().reserved().query(c.argument(0));
    if (r == null) {
      throw new KernelException(Errno.EINVAL);
    }
    AddressSpace m = c.memory();
    Allocation a = r.allocation();
    m.write(at, new byte[BASIC_INFORMATION_BYTES]);
    m.writeLong(at, r.start());
    m.writeLong(at + REGION_SIZE, r.end() - r.start());
    m.writeInt(at + STATE, state(r.state()));
    m.writeInt(
        at + PROTECT,
        switch (r.state()) {
          case FREE -> 1;
          case RESERVED -> 0;
          case COMMITTED -> protection(r.access());
        });
    if (a != null) {
      m.writeLong(at + ALLOCATION_BASE, a.start());
      m.writeInt(at + ALLOCATION_PROTECT, a.kind() == Kind.IMAGE ? 0x80 : protection(a.access()));
      m.writeInt(at + TYPE, type(a.kind()));
    } else if (r.state() != State.FREE) {
      m.writeLong(at + ALLOCATION_BASE, r.start());
      m.writeInt(at + ALLOCATION_PROTECT, protection(r.access()));
      m.writeInt(at + TYPE, MEM_PRIVATE);
    }
    return BASIC_INFORMATION_BYTES;
  }

  private static int state(State state) {
    return switch (state) {
      case FREE -> MEM_FREE;
      case RESERVED -> MEM_RESERVE;
      case COMMITTED -> MEM_COMMIT;
    };
  }

  private static int type(Kind kind) {
    return switch (kind) {
      case PRIVATE -> MEM_PRIVATE;
      case MAPPED -> MEM_MAPPED;
      case IMAGE -> MEM_IMAGE;
    };
  }

  // ---- heaps ----

  private static long localAllocate(Call c) {
    return c.process().heap().allocate(c.argument(1), (c.intArgument(0) & ZERO_INIT) != 0);
  }

  private static long localFree(Call c) {
    if (c.argument(0) != 0) {
      c.process().heap().free(c.argument(0));
    }
    return 0;
  }

  private static long heapAllocate(Call c) {
    return c.process().heap().allocate(c.argument(2), (c.intArgument(1) & HEAP_ZERO_MEMORY) != 0);
  }

  private static long heapFree(Call c) {
    if (c.argument(2) != 0) {
      c.process().heap().free(c.argument(2));
    }
    return 1;
  }
}
