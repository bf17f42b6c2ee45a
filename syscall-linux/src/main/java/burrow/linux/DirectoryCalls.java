package burrow.linux;

import static burrow.linux.FileArguments.AT_FDCWD;
import static burrow.linux.FileArguments.path;
import static burrow.linux.FileArguments.withOpenFile;
import static burrow.linux.FileArguments.withPath;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.PathBytes;
import burrow.kernel.file.PathWalker.Last;
import burrow.kernel.posix.FileAccess;
import burrow.kernel.posix.FileNames;
import burrow.machine.Access;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reading directories, the working directory, the mode mask. */
final class DirectoryCalls {
  /** Offset of d_name in struct linux_dirent64. */
  private static final int HEADER = 19;

  private DirectoryCalls() {}

  /** struct linux_dirent64: inode 8, offset 8, length 2, type 1, name with NUL, padded to 8. */
  static long getdents64(Call c) {
    int size = (int) Math.min(c.argument(2) & 0xffff_ffffL, Integer.MAX_VALUE);
    return withOpenFile(
        c,
        c.intArgument(0),
        f -> {
          ByteBuffer out =
              FileAccess.view(c.memory(), c.argument(1), size, Access.WRITE)
                  .order(ByteOrder.LITTLE_ENDIAN);
          boolean[] refused = new boolean[1];
          f.readDirectory(
              out.remaining(),
              (inode, next, type, name) -> {
                refused[0] = !put(out, inode, next, type, name);
                return !refused[0];
              });
          if (out.position() == 0 && refused[0]) {
            throw new KernelException(Errno.EINVAL);
          }
          return out.position();
        });
  }

  private static boolean put(ByteBuffer out, long inode, long next, int type, String name) {
    byte[] bytes = PathBytes.bytes(name);
    int length = (HEADER + bytes.length + 1 + 7) & ~7;
    if (length > out.remaining()) {
      return false;
    }
    int start = out.position();
    out.putLong(inode).putLong(next).putShort((short) length).put((byte) type).put(bytes);
    while (out.position() < start + length) {
      out.put((byte) 0);
    }
    return true;
  }

  static long getcwd(Call c) {
    byte[] path = PathBytes.bytes(c.thread().fileSystem().workingPath());
    long size = c.argument(1);
    if (Long.compareUnsigned(size, path.length + 1) < 0) {
      throw new KernelException(Errno.ERANGE);
    }
    c.memory().write(c.argument(0), java.util.Arrays.copyOf(path, path.length + 1));
    return path.length + 1;
  }

  static long chdir(Call c) {
    return FileNames.changeDirectory(c.thread(), path(c, 0));
  }

  static long fchdir(Call c) {
    return FileNames.changeDirectory(c.thread(), c.intArgument(0));
  }

  static long chroot(Call c) {
    return withPath(
        c,
        AT_FDCWD,
        path(c, 0),
        Last.FOLLOW,
        l -> {
          throw new KernelException(Errno.EPERM, "chroot; use --root");
        });
  }

  static long umask(Call c) {
    return c.thread().fileSystem().setUmask(c.intArgument(0));
  }
}
