package burrow.windows;

import static burrow.windows.WindowsFormats.FLAGS;
import static burrow.windows.WindowsFormats.HANDLE;
import static burrow.windows.WindowsFormats.INT;
import static burrow.windows.WindowsFormats.POINTER;
import static burrow.windows.WindowsFormats.SIZE;
import static burrow.windows.WindowsFormats.WIDE;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.call.HostFunction;
import burrow.kernel.file.OpenFlags;
import burrow.kernel.memory.MappedFile;
import burrow.kernel.memory.ProcessMemory.Placement;
import burrow.kernel.memory.ProcessMemory.Source;
import burrow.kernel.memory.ReservedMemory;
import burrow.kernel.object.KernelObject;
import burrow.kernel.process.GuestThread;
import burrow.machine.Access;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files mapped into memory. */
final class MappingFunctions {
  private static final String KERNEL32 = "kernel32.dll";
  private static final int PAGE_WRITECOPY = 8;
  private static final int PAGE_EXECUTE_WRITECOPY = 0x80;
  private static final int FILE_MAP_COPY = 1;
  private static final int FILE_MAP_WRITE = 2;
  private static final int FILE_MAP_READ = 4;
  private static final int FILE_MAP_EXECUTE = 0x20;
  private static final int ERROR_FILE_INVALID = 1006;

  private MappingFunctions() {}

  static List<HostFunction<Call>> table() {
    return List.of(
        Row.of(
                KERNEL32,
                "CreateFileMappingW",
                MappingFunctions::create,
                HANDLE,
                POINTER,
                FLAGS,
                INT,
                INT,
                WIDE)
            .partial("of files, and of memory that only the process itself maps; no names"),
        Row.of(KERNEL32, "MapViewOfFile", MappingFunctions::map, HANDLE, FLAGS, INT, INT, SIZE),
        Row.of(KERNEL32, "UnmapViewOfFile", MappingFunctions::unmap, POINTER),
        Row.of(KERNEL32, "FlushViewOfFile", MappingFunctions::flush, POINTER, SIZE));
  }

  /** A file as it can be mapped, or anonymous memory. */
  private static final class Section extends KernelObject {
    final @Nullable FileObject file;
    final long size;
    final int access;
    final boolean copies;

    Section(@Nullable FileObject file, long size, int access, boolean copies) {
      this.file = file;
      this.size = size;
      this.access = access;
      this.copies = copies;
      if (file != null) {
        file.retain();
      }
    }

    @Override
    protected void close() {
      if (file != null) {
        file.release();
      }
    }

    @Override
    public boolean isWaitable() {
      return false;
    }

    @Override
    protected boolean isSignaled(GuestThread waiter) {
      return false;
    }
  }

  private static long create(Call c) {
    int protect = c.intArgument(2) & 0xff;
    int access = MemoryFunctions.access(protect);
    boolean copies = protect == PAGE_WRITECOPY || protect == PAGE_EXECUTE_WRITECOPY;
    long size = c.unsignedArgument(3) << 32 | c.unsignedArgument(4);
    if (c.argument(0) == Win32.INVALID_HANDLE) {
      if (size == 0) {
        throw new KernelException(Errno.EINVAL);
      }
      return WaitFunctions.addWith(c, new Section(null, size, access, false), c.argument(1));
    }
    FileObject f = c.object(0, FileObject.class);
    boolean writes = (access & Access.WRITE) != 0 && !copies;
    if (!f.file().has(OpenFlags.READ) || writes && !f.file().has(OpenFlags.WRITE)) {
      throw new KernelException(Errno.EACCES);
    }
    long length = f.file().status().size();
    if (size > length) {
      if (!writes) {
        throw new KernelException(Errno.ENOMEM);
      }
      FileHandleFunctions.truncate(c, f, size);
    } else if (size == 0) {
      size = length;
    }
    if (size == 0) {
      throw new Win32Exception(ERROR_FILE_INVALID);
    }
    return WaitFunctions.addWith(c, new Section(f, size, access, copies), c.argument(1));
  }

  private static long map(Call c) {
    Section s = c.object(0, Section.class);
    int wanted = c.intArgument(1);
    long offset = c.unsignedArgument(2) << 32 | c.unsignedArgument(3);
    long length = c.argument(4) == 0 ? s.size - offset : c.argument(4);
    if ((offset & ReservedMemory.GRANULARITY - 1) != 0 || length <= 0) {
      throw new KernelException(Errno.EINVAL);
    }
    if (offset + length > s.size) {
      throw new KernelException(Errno.EACCES);
    }
    boolean copies = s.copies || (wanted & FILE_MAP_COPY) != 0 && (wanted & FILE_MAP_WRITE) == 0;
    int access = (wanted & (FILE_MAP_READ | FILE_MAP_WRITE | FILE_MAP_COPY)) != 0 ? Access.READ : 0;
    access |= (wanted & FILE_MAP_WRITE) != 0 || copies ? Access.WRITE : 0;
    access |= (wanted & FILE_MAP_EXECUTE) != 0 ? Access.EXECUTE : 0;
    if ((access & ~s.access & ~(copies ? Access.WRITE : 0)) != 0) {
      throw new KernelException(Errno.EACCES);
    }
    MappedFile file = s.file == null ? null : s.file.file().mapping();
    boolean writable = s.file != null && s.file.file().has(OpenFlags.WRITE);
    ReservedMemory reserved = c.process().reserved();
    Source source = new Source(access, !copies && file != null, file, offset, writable, "");
    synchronized (c.process().memory()) {
      long at = reserved.reserve(0, length, access);
      reserved.release(at);
      c.process().memory().map(at, length, Placement.FIXED, source);
      reserved.adopt(at, length, access, ReservedMemory.Kind.MAPPED);
      return at;
    }
  }

  private static long unmap(Call c) {
    ReservedMemory.Allocation a = c.process().reserved().find(c.argument(0));
    if (a == null || a.kind() != ReservedMemory.Kind.MAPPED) {
      throw new Win32Exception(Win32.ERROR_INVALID_ADDRESS);
    }
    c.process().reserved().release(a.start());
    return 1;
  }

  private static long flush(Call c) {
    ReservedMemory.Allocation a = c.process().reserved().find(c.argument(0));
    if (a == null || a.kind() != ReservedMemory.Kind.MAPPED) {
      throw new Win32Exception(Win32.ERROR_INVALID_ADDRESS);
    }
    c.process().memory().sync(a.start(), a.end() - a.start());
    return 1;
  }
}
