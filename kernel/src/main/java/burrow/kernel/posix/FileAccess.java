package burrow.kernel.posix;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.FileStatus;
import burrow.kernel.file.FileSystemContext;
import burrow.kernel.file.Location;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;
import burrow.kernel.file.PathWalker;
import burrow.kernel.memory.MappedFile;
import burrow.kernel.memory.MemoryArea;
import burrow.kernel.memory.ProcessMemory.Placement;
import burrow.kernel.memory.ProcessMemory.Source;
import burrow.kernel.process.GuestProcess;
import burrow.kernel.process.GuestThread;
import burrow.machine.AddressSpace;
import burrow.machine.GuestFault;
import java.nio.ByteBuffer;

/** How file calls reach what their arguments mean: descriptors, paths, buffers. */
public final class FileAccess {
  /** In place of a directory's descriptor: paths start from the working directory (AT_FDCWD). */
  public static final int WORKING_DIRECTORY = -100;

  /** The most that one call transfers. */
  public static final int MAX_TRANSFER = 0x7ffff000;

  /** What is done with an acquired description. */
  @FunctionalInterface
  public interface OnFile {
    long run(OpenFile file);
  }

  /** What is done with a resolved path. */
  @FunctionalInterface
  public interface OnLocation {
    long run(Location location);
  }

  private FileAccess() {}

  /**
   * Does something with the description behind a descriptor, which stays open meanwhile.
   *
   * @throws KernelException EBADF, or as the action does
   */
  public static long withFile(GuestThread thread, int descriptor, OnFile action) {
    OpenFile f = thread.descriptors().acquire(descriptor);
    try {
      return action.run(f);
    } finally {
      f.release();
    }
  }

  /** As {@link #withFile}; a mere place (O_PATH) is no file. */
  public static long withOpenFile(GuestThread thread, int descriptor, OnFile action) {
    return withFile(
        thread,
        descriptor,
        f -> {
          if (f.has(OpenFlags.PATH_ONLY)) {
            throw new KernelException(Errno.EBADF);
          }
          return action.run(f);
        });
  }

  /**
   * Resolves a path and does something with where it leads.
   *
   * @param directory a descriptor that relative paths start from, or {@link #WORKING_DIRECTORY}
   * @throws KernelException as {@link PathWalker#walk}, or as the action does
   */
  public static long withPath(
      GuestThread thread, int directory, String path, PathWalker.Last last, OnLocation action) {
    return withPath(thread, directory, path, last, false, action);
  }

  /**
   * As {@link #withPath(GuestThread, int, String, PathWalker.Last, OnLocation)}.
   *
   * @param noLinks fail with ELOOP at any symbolic link
   */
  public static long withPath(
      GuestThread thread,
      int directory,
      String path,
      PathWalker.Last last,
      boolean noLinks,
      OnLocation action) {
    FileSystemContext context = thread.fileSystem();
    if (directory == WORKING_DIRECTORY || path.startsWith("/") || path.isEmpty()) {
      try (Location l = PathWalker.walk(context, null, path, last, noLinks)) {
        return action.run(l);
      }
    }
    return withFile(
        thread,
        directory,
        at -> {
          try (Location l = PathWalker.walk(context, at, path, last, noLinks)) {
            return action.run(l);
          }
        });
  }

  /**
   * Guest memory as a buffer; as much of it as is accessible, if at least its start is.
   *
   * @throws KernelException EINVAL for a negative length
   * @throws GuestFault if not even the first byte is accessible
   */
  public static ByteBuffer view(AddressSpace memory, long address, long length, int access) {
    if (length < 0) {
      throw new KernelException(Errno.EINVAL);
    }
    int n = (int) Math.min(length, MAX_TRANSFER);
    try {
      return memory.view(address, n, access);
    } catch (GuestFault f) {
      long usable = memory.accessible(address, n, access);
      if (usable <= 0) {
        throw f;
      }
      return memory.view(address, (int) usable, access);
    }
  }

  /**
   * Maps an open file (mmap without MAP_ANONYMOUS).
   *
   * @param shared whether stores reach the file
   * @param offset in the file, a multiple of the page size
   * @return the address
   */
  public static long map(
      GuestThread thread,
      int descriptor,
      long offset,
      long address,
      long length,
      Placement placement,
      int access,
      boolean shared) {
    return withOpenFile(
        thread,
        descriptor,
        f -> {
          boolean writable = f.has(OpenFlags.WRITE);
          Source source = new Source(access, shared, f.mapping(), offset, writable, "");
          return thread.process().memory().map(address, length, placement, source);
        });
  }

  /** A file changed its size: mappings of it end elsewhere now. */
  static void resized(GuestProcess process, FileStatus status) {
    long device = (long) status.deviceMajor() << 32 | status.deviceMinor() & 0xffff_ffffL;
    for (MemoryArea a : process.memory().areas()) {
      MappedFile f = a.file();
      if (f != null && f.device() == device && f.inode() == status.inode()) {
        process.memory().fileResized(f);
        return;
      }
    }
  }

  /** As {@link #resized}, for calls that change the size of an open file in their own ways. */
  public static void resized(GuestThread thread, OpenFile file) {
    resized(thread.process(), file.status());
  }
}
