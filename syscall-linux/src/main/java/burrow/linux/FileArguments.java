package burrow.linux;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.PathBytes;
import burrow.kernel.file.PathWalker;
import burrow.kernel.posix.FileAccess;
import burrow.machine.AddressSpace;

/** Decodes the arguments that file calls have in common: paths, descriptors, buffers. */
final class FileArguments {
  static final int AT_FDCWD = FileAccess.WORKING_DIRECTORY;
  static final int AT_SYMLINK_NOFOLLOW = 0x100;
  static final int AT_EACCESS = 0x200;
  static final int AT_REMOVEDIR = 0x200;
  static final int AT_SYMLINK_FOLLOW = 0x400;
  static final int AT_NO_AUTOMOUNT = 0x800;
  static final int AT_EMPTY_PATH = 0x1000;
  static final int AT_STATX_SYNC_TYPE = 0x6000;

  private FileArguments() {}

  static long withFile(Call c, int descriptor, FileAccess.OnFile action) {
    return FileAccess.withFile(c.thread(), descriptor, action);
  }

  static long withOpenFile(Call c, int descriptor, FileAccess.OnFile action) {
    return FileAccess.withOpenFile(c.thread(), descriptor, action);
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

  static long withPath(
      Call c, int directory, String path, PathWalker.Last last, FileAccess.OnLocation action) {
    return FileAccess.withPath(c.thread(), directory, path, last, action);
  }

  /** As {@link #withPath}, or the descriptor itself if the path is empty and the flags allow it. */
  static long withPathOrFile(
      Call c,
      int directory,
      String path,
      int flags,
      FileAccess.OnLocation onPath,
      FileAccess.OnFile onFile) {
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
}
