package burrow.darwin;

import static burrow.darwin.PathArguments.AT_FLAGS;
import static burrow.darwin.PathArguments.AT_REMOVEDIR;
import static burrow.darwin.PathArguments.AT_SYMLINK_FOLLOW;
import static burrow.darwin.PathArguments.DIRECTORY;
import static burrow.darwin.PathArguments.directory;
import static burrow.kernel.posix.FileAccess.WORKING_DIRECTORY;
import static burrow.kernel.posix.FileAccess.withPath;
import static burrow.kernel.trace.Formats.HEX;
import static burrow.kernel.trace.Formats.LONG;
import static burrow.kernel.trace.Formats.OCTAL;
import static burrow.kernel.trace.Formats.OUTPUT;
import static burrow.kernel.trace.Formats.STRING;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.DirectoryNode;
import burrow.kernel.file.FileMode;
import burrow.kernel.file.PathBytes;
import burrow.kernel.file.PathWalker.Last;
import burrow.kernel.posix.FileNames;
import java.util.List;

/** Functions on names: open, make, link, rename, remove. */
final class NameFunctions {
  static final List<DarwinFunction> ROWS =
      List.of(
          DarwinFunction.of("open", NameFunctions::open, STRING, DarwinOpenFlags.FORMAT, OCTAL)
              .variadicFrom(2)
              .bsd(5)
              .partial("no O_SHLOCK, O_EXLOCK, O_SYMLINK"),
          DarwinFunction.of(
                  "openat", NameFunctions::openat, DIRECTORY, STRING, DarwinOpenFlags.FORMAT, OCTAL)
              .variadicFrom(3)
              .bsd(463)
              .partial("no O_SHLOCK, O_EXLOCK, O_SYMLINK"),
          DarwinFunction.of("readlink", NameFunctions::readlink, STRING, OUTPUT, LONG).bsd(58),
          DarwinFunction.of(
                  "readlinkat", NameFunctions::readlinkat, DIRECTORY, STRING, OUTPUT, LONG)
              .bsd(473),
          DarwinFunction.of("mkdir", NameFunctions::mkdir, STRING, OCTAL).bsd(136),
          DarwinFunction.of("mkdirat", NameFunctions::mkdirat, DIRECTORY, STRING, OCTAL).bsd(475),
          DarwinFunction.of("mkfifo", NameFunctions::mkfifo, STRING, OCTAL).bsd(132),
          DarwinFunction.of("mknod", NameFunctions::mknod, STRING, OCTAL, HEX).bsd(14),
          DarwinFunction.of("unlink", NameFunctions::unlink, STRING).bsd(10),
          DarwinFunction.of("unlinkat", NameFunctions::unlinkat, DIRECTORY, STRING, AT_FLAGS)
              .bsd(472),
          DarwinFunction.of("rmdir", NameFunctions::rmdir, STRING).bsd(137),
          DarwinFunction.of("rename", NameFunctions::rename, STRING, STRING).bsd(128),
          DarwinFunction.of(
                  "renameat", NameFunctions::renameat, DIRECTORY, STRING, DIRECTORY, STRING)
              .bsd(465),
          DarwinFunction.of("link", NameFunctions::link, STRING, STRING).bsd(9),
          DarwinFunction.of(
                  "linkat", NameFunctions::linkat, DIRECTORY, STRING, DIRECTORY, STRING, AT_FLAGS)
              .bsd(471),
          DarwinFunction.of("symlink", NameFunctions::symlink, STRING, STRING).bsd(57),
          DarwinFunction.of("symlinkat", NameFunctions::symlinkat, STRING, DIRECTORY, STRING)
              .bsd(474),
          DarwinFunction.of("truncate", NameFunctions::truncate, STRING, LONG).bsd(200),
          // Go falls back to reading and writing, as on file systems that cannot clone.
          DarwinFunction.of(
                  "clonefile", PathArguments.failing(Errno.EOPNOTSUPP), STRING, STRING, HEX)
              .bsd(462)
              .unsupported("ENOTSUP, as on a file system that cannot clone"),
          DarwinFunction.of(
                  "clonefileat",
                  PathArguments.failing(Errno.EOPNOTSUPP),
                  DIRECTORY,
                  STRING,
                  DIRECTORY,
                  STRING,
                  HEX)
              .unsupported("ENOTSUP, as on a file system that cannot clone"),
          DarwinFunction.of(
                  "fclonefileat",
                  PathArguments.failing(Errno.EOPNOTSUPP),
                  DIRECTORY,
                  DIRECTORY,
                  STRING,
                  HEX)
              .unsupported("ENOTSUP, as on a file system that cannot clone"));

  private NameFunctions() {}

  // ---- opening ----

  private static long open(Call c) {
    return open(c, WORKING_DIRECTORY, c.path(0), c.intArgument(1), c.intArgument(2));
  }

  private static long openat(Call c) {
    return open(c, directory(c, 0), c.path(1), c.intArgument(2), c.intArgument(3));
  }

  private static long open(Call c, int directory, String path, int bits, int mode) {
    int flags = DarwinOpenFlags.toKernel(bits);
    boolean closes = DarwinOpenFlags.closesOnExec(bits);
    return FileNames.open(c.thread(), directory, path, flags, mode & 0xffff, closes, false);
  }

  private static long readlink(Call c) {
    return readlink(c, WORKING_DIRECTORY, c.path(0), c.argument(1), c.argument(2));
  }

  private static long readlinkat(Call c) {
    return readlink(c, directory(c, 0), c.path(1), c.argument(2), c.argument(3));
  }

  private static long readlink(Call c, int directory, String path, long buffer, long size) {
    return withPath(
        c.thread(),
        directory,
        path,
        Last.NO_FOLLOW,
        l -> {
          byte[] target = PathBytes.bytes(FileNames.linkTarget(l));
          int n = (int) Math.min(target.length, Math.max(0, size));
          c.memory().write(buffer, target, 0, n);
          return n;
        });
  }

  // ---- making and removing ----

  private static long mkdir(Call c) {
    return FileNames.makeDirectory(c.thread(), WORKING_DIRECTORY, c.path(0), c.intArgument(1));
  }

  private static long mkdirat(Call c) {
    return FileNames.makeDirectory(c.thread(), directory(c, 0), c.path(1), c.intArgument(2));
  }

  private static long mkfifo(Call c) {
    int mode = FileMode.FIFO | c.intArgument(1) & FileMode.PERMISSIONS;
    return FileNames.makeNode(c.thread(), WORKING_DIRECTORY, c.path(0), mode, 0);
  }

  private static long mknod(Call c) {
    int device = c.intArgument(2);
    if (device != 0) {
      throw new KernelException(Errno.EPERM, "device files");
    }
    return FileNames.makeNode(
        c.thread(), WORKING_DIRECTORY, c.path(0), c.intArgument(1) & 0xffff, 0);
  }

  private static long unlink(Call c) {
    return FileNames.remove(c.thread(), WORKING_DIRECTORY, c.path(0), false);
  }

  private static long unlinkat(Call c) {
    boolean isDirectory = (PathArguments.flags(c, 2, AT_REMOVEDIR) & AT_REMOVEDIR) != 0;
    return FileNames.remove(c.thread(), directory(c, 0), c.path(1), isDirectory);
  }

  private static long rmdir(Call c) {
    return FileNames.remove(c.thread(), WORKING_DIRECTORY, c.path(0), true);
  }

  private static long rename(Call c) {
    return FileNames.rename(
        c.thread(),
        WORKING_DIRECTORY,
        c.path(0),
        WORKING_DIRECTORY,
        c.path(1),
        DirectoryNode.Rename.REPLACE);
  }

  private static long renameat(Call c) {
    return FileNames.rename(
        c.thread(),
        directory(c, 0),
        c.path(1),
        directory(c, 2),
        c.path(3),
        DirectoryNode.Rename.REPLACE);
  }

  /** link(2) of macOS follows a symbolic link, unlike that of Linux. */
  private static long link(Call c) {
    return FileNames.link(
        c.thread(), WORKING_DIRECTORY, c.path(0), WORKING_DIRECTORY, c.path(1), true);
  }

  private static long linkat(Call c) {
    boolean follow = (PathArguments.flags(c, 4, AT_SYMLINK_FOLLOW) & AT_SYMLINK_FOLLOW) != 0;
    return FileNames.link(
        c.thread(), directory(c, 0), c.path(1), directory(c, 2), c.path(3), follow);
  }

  private static long symlink(Call c) {
    return FileNames.symlink(c.thread(), c.path(0), WORKING_DIRECTORY, c.path(1));
  }

  private static long symlinkat(Call c) {
    return FileNames.symlink(c.thread(), c.path(0), directory(c, 1), c.path(2));
  }

  private static long truncate(Call c) {
    return FileNames.truncate(c.thread(), c.path(0), c.argument(1));
  }
}
