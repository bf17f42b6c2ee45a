package burrow.wasm.wasi;

import static burrow.kernel.posix.FileAccess.withPath;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.DirectoryNode.Rename;
import burrow.kernel.file.OpenFlags;
import burrow.kernel.file.PathBytes;
import burrow.kernel.file.PathWalker;
import burrow.kernel.file.PathWalker.Last;
import burrow.kernel.posix.FileAccess;
import burrow.kernel.posix.FileNames;
import burrow.wasm.WasmCall;

/** Calls on paths, each relative to an open directory. */
final class PathCalls {
  private static final int FOLLOW = 1;
  private static final int NEW_FILE_MODE = 0666;
  private static final int NEW_DIRECTORY_MODE = 0777;
  private static final int CREATE = 1;
  private static final int DIRECTORY = 2;
  private static final int EXCLUSIVE = 4;
  private static final int TRUNCATE = 8;
  private static final long RIGHT_READ = 1L << 1;
  private static final long RIGHT_WRITE = 1L << 6;
  private static final long RIGHT_READDIR = 1L << 14;

  private PathCalls() {}

  private static String text(WasmCall c, int index) {
    long length = c.unsigned(index + 1);
    if (length >= PathWalker.PATH_MAX) {
      throw new KernelException(Errno.ENAMETOOLONG);
    }
    String path = PathBytes.of(c.memory().read(c.unsigned(index), (int) length));
    if (path.indexOf('\0') >= 0) {
      throw new KernelException(Errno.EINVAL);
    }
    return path;
  }

  /**
   * The path in argument {@code index}, which may not lead out of the directory it starts from.
   *
   * @param directory which argument the descriptor of that is
   */
  private static String path(WasmCall c, int directory, int index) {
    String path = text(c, index);
    long preopened =
        FileAccess.withFile(
            c.thread(), c.intArgument(directory), f -> f instanceof PreopenedRoot ? 1 : 0);
    if (path.startsWith("/") || preopened == 0 && escapes(path)) {
      throw new KernelException(Errno.EPERM);
    }
    return path;
  }

  /**
   * Does something with where the path in two arguments leads, which argument 0 is the start of.
   */
  private static long at(WasmCall c, int index, Last last, FileAccess.OnLocation action) {
    return withPath(c.thread(), c.intArgument(0), path(c, 0, index), last, action);
  }

  /** Whether a relative path leads above where it starts. */
  private static boolean escapes(String path) {
    int depth = 0;
    for (String name : path.split("/")) {
      if (name.equals("..")) {
        depth--;
      } else if (!name.isEmpty() && !name.equals(".")) {
        depth++;
      }
      if (depth < 0) {
        return true;
      }
    }
    return false;
  }

  private static Last last(int lookup) {
    return (lookup & FOLLOW) != 0 ? Last.FOLLOW : Last.NO_FOLLOW;
  }

  static long open(WasmCall c) {
    int flags = openFlags(c.intArgument(4), c.argument(5), c.intArgument(7));
    if ((c.intArgument(1) & FOLLOW) == 0) {
      flags |= OpenFlags.NO_FOLLOW;
    }
    long descriptor =
        FileNames.open(
            c.thread(), c.intArgument(0), path(c, 0, 2), flags, NEW_FILE_MODE, false, false);
    c.memory().writeInt(c.unsigned(8), (int) descriptor);
    return 0;
  }

  private static int openFlags(int open, long rights, int descriptorFlags) {
    boolean directory = (open & DIRECTORY) != 0;
    boolean write = (rights & RIGHT_WRITE) != 0 && !directory;
    boolean read = directory || !write || (rights & (RIGHT_READ | RIGHT_READDIR)) != 0;
    int flags = read ? OpenFlags.READ : 0;
    flags |= write ? OpenFlags.WRITE : 0;
    flags |= directory ? OpenFlags.DIRECTORY : 0;
    flags |= (open & CREATE) != 0 ? OpenFlags.CREATE : 0;
    flags |= (open & EXCLUSIVE) != 0 ? OpenFlags.EXCLUSIVE : 0;
    flags |= (open & TRUNCATE) != 0 ? OpenFlags.TRUNCATE : 0;
    flags |= (descriptorFlags & DescriptorCalls.APPEND) != 0 ? OpenFlags.APPEND : 0;
    flags |= (descriptorFlags & DescriptorCalls.NONBLOCK) != 0 ? OpenFlags.NON_BLOCK : 0;
    flags |= (descriptorFlags & DescriptorCalls.DSYNC) != 0 ? OpenFlags.DATA_SYNC : 0;
    boolean sync = (descriptorFlags & (DescriptorCalls.SYNC | DescriptorCalls.RSYNC)) != 0;
    return flags | (sync ? OpenFlags.SYNC : 0);
  }

  static long createDirectory(WasmCall c) {
    return FileNames.makeDirectory(c.thread(), c.intArgument(0), path(c, 0, 1), NEW_DIRECTORY_MODE);
  }

  static long filestatGet(WasmCall c) {
    Last last = last(c.intArgument(1));
    return at(c, 2, last, l -> DescriptorCalls.store(c.memory(), c.unsigned(4), l.status()));
  }

  static long filestatSetTimes(WasmCall c) {
    return at(
        c,
        2,
        last(c.intArgument(1)),
        l -> {
          l.setTimes(DescriptorCalls.times(c, 4));
          return 0;
        });
  }

  static long link(WasmCall c) {
    boolean follow = (c.intArgument(1) & FOLLOW) != 0;
    String from = path(c, 0, 2);
    return FileNames.link(
        c.thread(), c.intArgument(0), from, c.intArgument(4), path(c, 4, 5), follow);
  }

  static long readlink(WasmCall c) {
    return at(
        c,
        1,
        Last.NO_FOLLOW,
        l -> {
          byte[] target = PathBytes.bytes(FileNames.linkTarget(l));
          int n = (int) Math.min(target.length, c.unsigned(4));
          c.memory().write(c.unsigned(3), target, 0, n);
          c.memory().writeInt(c.unsigned(5), n);
          return 0;
        });
  }

  static long removeDirectory(WasmCall c) {
    return FileNames.remove(c.thread(), c.intArgument(0), path(c, 0, 1), true);
  }

  static long unlinkFile(WasmCall c) {
    return FileNames.remove(c.thread(), c.intArgument(0), path(c, 0, 1), false);
  }

  static long rename(WasmCall c) {
    String from = path(c, 0, 1);
    return FileNames.rename(
        c.thread(), c.intArgument(0), from, c.intArgument(3), path(c, 3, 4), Rename.REPLACE);
  }

  static long symlink(WasmCall c) {
    return FileNames.symlink(c.thread(), text(c, 0), c.intArgument(2), path(c, 2, 3));
  }
}
