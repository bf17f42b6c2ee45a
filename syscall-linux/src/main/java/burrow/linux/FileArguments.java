package burrow.linux;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.FileSystemContext;
import burrow.kernel.file.Location;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.PathBytes;
import burrow.kernel.file.PathWalker;
import burrow.machine.AddressSpace;
import burrow.machine.GuestFault;
import java.nio.ByteBuffer;

/** Decodes the arguments that file calls have in common: paths, descriptors, buffers. */
final class FileArguments {
  static final int AT_FDCWD = -100;
  static final int AT_SYMLINK_NOFOLLOW = 0x100;
  static final int AT_EACCESS = 0x200;
  static final int AT_REMOVEDIR = 0x200;
  static final int AT_SYMLINK_FOLLOW = 0x400;
  static final int AT_NO_AUTOMOUNT = 0x800;
  static final int AT_EMPTY_PATH = 0x1000;
  static final int AT_STATX_SYNC_TYPE = 0x6000;

  /** MAX_RW_COUNT: the most that one call transfers. */
  static final int MAX_TRANSFER = 0x7ffff000;

  /** What is done with an acquired description. */
  @FunctionalInterface
  interface OnFile {
    long run(OpenFile file);
  }

  /** What is done with a resolved path. */
  @FunctionalInterface
  interface OnLocation {
    long run(Location location);
  }

  private FileArguments() {}

  /** Does something with the description behind a descriptor, which stays open meanwhile. */
  static long withFile(Call c, int descriptor, OnFile action) {
    OpenFile f = c.thread().descriptors().acquire(descriptor);
    try {
      return action.run(f);
    } finally {
      f.release();
    }
  }

  /** As {@link #withFile}; a mere place (O_PATH) is no file. */
  static long withOpenFile(Call c, int descriptor, OnFile action) {
    return withFile(
        c,
        descriptor,
        f -> {
          if (f.has(burrow.kernel.file.OpenFlags.PATH_ONLY)) {
            throw new KernelException(Errno.EBADF);
          }
          return action.run(f);
        });
  }

  /** The path that argument {@code index} points to, as {@link PathBytes}. */
  static String path(Call c, int index) {
    return string(c.memory(), c.argument(index), PathWalker.PATH_MAX - 1, Errno.ENAMETOOLONG);
  }

  static String string(AddressSpace memory, long address, int limit, Errno tooLong) {
    byte[] b = memory.readStringBytes(address, limit);
    if (b == null) {
      throw new KernelException(tooLong);
    }
    return PathBytes.of(b);
  }

  /** Resolves a path relative to a descriptor argument. */
  static long withPath(
      Call c, int directory, String path, PathWalker.Last last, OnLocation action) {
    return withPath(c, directory, path, last, false, action);
  }

  static long withPath(
      Call c,
      int directory,
      String path,
      PathWalker.Last last,
      boolean noLinks,
      OnLocation action) {
    LinuxFileSystem.enter(c.thread());
    FileSystemContext context = c.thread().fileSystem();
    if (directory == AT_FDCWD || path.startsWith("/") || path.isEmpty()) {
      try (Location l = PathWalker.walk(context, null, path, last, noLinks)) {
        return action.run(l);
      }
    }
    return withFile(
        c,
        directory,
        at -> {
          try (Location l = PathWalker.walk(context, at, path, last, noLinks)) {
            return action.run(l);
          }
        });
  }

  /** As {@link #withPath}, or the descriptor itself if the path is empty and the flags allow it. */
  static long withPathOrFile(
      Call c, int directory, String path, int flags, OnLocation onPath, OnFile onFile) {
    if (path.isEmpty() && (flags & AT_EMPTY_PATH) != 0) {
      return directory == AT_FDCWD
          ? withPath(c, directory, ".", PathWalker.Last.FOLLOW, onPath)
          : withFile(c, directory, onFile);
    }
    PathWalker.Last last =
        (flags & AT_SYMLINK_NOFOLLOW) != 0 ? PathWalker.Last.NO_FOLLOW : PathWalker.Last.FOLLOW;
    return withPath(c, directory, path, last, onPath);
  }

  static void requireFlags(int flags, int known) {
    if ((flags & ~known) != 0) {
      throw new KernelException(Errno.EINVAL);
    }
  }

  /** Guest memory as a buffer; as much of it as is accessible, if at least its start is. */
  static ByteBuffer view(AddressSpace memory, long address, long length, int access) {
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
}
