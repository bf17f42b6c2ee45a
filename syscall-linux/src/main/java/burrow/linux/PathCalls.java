package burrow.linux;

import static burrow.linux.FileArguments.AT_EACCESS;
import static burrow.linux.FileArguments.AT_EMPTY_PATH;
import static burrow.linux.FileArguments.AT_FDCWD;
import static burrow.linux.FileArguments.AT_NO_AUTOMOUNT;
import static burrow.linux.FileArguments.AT_REMOVEDIR;
import static burrow.linux.FileArguments.AT_STATX_SYNC_TYPE;
import static burrow.linux.FileArguments.AT_SYMLINK_FOLLOW;
import static burrow.linux.FileArguments.AT_SYMLINK_NOFOLLOW;
import static burrow.linux.FileArguments.path;
import static burrow.linux.FileArguments.requireFlags;
import static burrow.linux.FileArguments.withFile;
import static burrow.linux.FileArguments.withOpenFile;
import static burrow.linux.FileArguments.withPath;
import static burrow.linux.FileArguments.withPathOrFile;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.DirectoryNode;
import burrow.kernel.file.FileMode;
import burrow.kernel.file.FileStatus.FileTime;
import burrow.kernel.file.Location;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.PathBytes;
import burrow.kernel.file.PathWalker.Last;
import burrow.kernel.posix.FileNames;
import burrow.machine.AddressSpace;

/** Calls on names: open, stat, links, renaming, removing, attributes. */
final class PathCalls {
  private static final long RESOLVE_NO_XDEV = 0x01;
  private static final long RESOLVE_NO_MAGICLINKS = 0x02;
  private static final long RESOLVE_NO_SYMLINKS = 0x04;
  private static final long RESOLVE_BENEATH = 0x08;
  private static final long RESOLVE_IN_ROOT = 0x10;
  private static final long RESOLVE_CACHED = 0x20;

  private PathCalls() {}

  // ---- opening ----

  static long openat(Call c) {
    return open(c, c.intArgument(0), path(c, 1), c.intArgument(2), c.intArgument(3), false);
  }

  static long open(Call c) {
    return open(c, AT_FDCWD, path(c, 0), c.intArgument(1), c.intArgument(2), false);
  }

  static long creat(Call c) {
    int flags = LinuxOpenFlags.O_CREAT | LinuxOpenFlags.O_TRUNC | 1;
    return open(c, AT_FDCWD, path(c, 0), flags, c.intArgument(1), false);
  }

  private static long open(
      Call c, int directory, String path, int bits, int mode, boolean noLinks) {
    if ((bits & LinuxOpenFlags.O_TMPFILE_BIT) != 0) {
      throw new KernelException(Errno.EOPNOTSUPP, "O_TMPFILE");
    }
    int flags = LinuxOpenFlags.toKernel(bits, c.arch());
    boolean closes = DescriptorCalls.closesOnExec(bits);
    return FileNames.open(c.thread(), directory, path, flags, mode, closes, noLinks);
  }

  /** openat2: struct open_how is flags 0, mode 8, resolve 16. */
  static long openat2(Call c) {
    AddressSpace m = c.memory();
    long how = c.argument(2);
    long size = c.argument(3);
    if (size < 24) {
      throw new KernelException(Errno.EINVAL);
    }
    for (long i = 24; i < Math.min(size, AddressSpace.PAGE_SIZE); i++) {
      if (m.readByte(how + i) != 0) {
        throw new KernelException(Errno.E2BIG);
      }
    }
    long resolve = m.readLong(how + 16);
    if ((resolve & ~0x3fL) != 0 || (m.readLong(how) >>> 32) != 0) {
      throw new KernelException(Errno.EINVAL);
    }
    if ((resolve & (RESOLVE_BENEATH | RESOLVE_IN_ROOT | RESOLVE_NO_XDEV)) != 0) {
      throw new KernelException(
          Errno.ENOSYS, "openat2 with RESOLVE_BENEATH, RESOLVE_IN_ROOT or RESOLVE_NO_XDEV");
    }
    if ((resolve & RESOLVE_CACHED) != 0) {
      throw new KernelException(Errno.EAGAIN);
    }
    boolean noLinks = (resolve & (RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS)) != 0;
    return open(c, c.intArgument(0), path(c, 1), m.readInt(how), m.readInt(how + 8), noLinks);
  }

  // ---- status ----

  private static long writeStat(Call c, burrow.kernel.file.FileStatus s, int index) {
    StatLayout.writeStat(c.memory(), c.argument(index), s, c.arch());
    return 0;
  }

  static long newfstatat(Call c) {
    int flags = c.intArgument(3);
    requireFlags(flags, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH);
    return withPathOrFile(
        c,
        c.intArgument(0),
        path(c, 1),
        flags,
        l -> writeStat(c, l.status(), 2),
        f -> writeStat(c, f.status(), 2));
  }

  static long stat(Call c) {
    return withPath(c, AT_FDCWD, path(c, 0), Last.FOLLOW, l -> writeStat(c, l.status(), 1));
  }

  static long lstat(Call c) {
    return withPath(c, AT_FDCWD, path(c, 0), Last.NO_FOLLOW, l -> writeStat(c, l.status(), 1));
  }

  static long fstat(Call c) {
    return withFile(c, c.intArgument(0), f -> writeStat(c, f.status(), 1));
  }

  static long statx(Call c) {
    int flags = c.intArgument(2);
    requireFlags(flags, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH | AT_STATX_SYNC_TYPE);
    if (c.intArgument(3) < 0) {
      throw new KernelException(Errno.EINVAL);
    }
    return withPathOrFile(
        c,
        c.intArgument(0),
        path(c, 1),
        flags,
        l -> writeStatx(c, l.status()),
        f -> writeStatx(c, f.status()));
  }

  private static long writeStatx(Call c, burrow.kernel.file.FileStatus s) {
    StatLayout.writeStatx(c.memory(), c.argument(4), s);
    return 0;
  }

  static long statfs(Call c) {
    return withPath(c, AT_FDCWD, path(c, 0), Last.FOLLOW, l -> writeStatfs(c, l.fileSystem()));
  }

  static long fstatfs(Call c) {
    return withFile(c, c.intArgument(0), f -> writeStatfs(c, f.fileSystem()));
  }

  private static long writeStatfs(Call c, burrow.kernel.file.FileSystemStatus s) {
    StatLayout.writeStatfs(c.memory(), c.argument(1), s);
    return 0;
  }

  static long faccessat(Call c) {
    return access(c, c.intArgument(0), path(c, 1), c.intArgument(2), 0);
  }

  static long faccessat2(Call c) {
    return access(c, c.intArgument(0), path(c, 1), c.intArgument(2), c.intArgument(3));
  }

  static long access(Call c) {
    return access(c, AT_FDCWD, path(c, 0), c.intArgument(1), 0);
  }

  private static long access(Call c, int directory, String path, int mode, int flags) {
    requireFlags(mode, 7);
    requireFlags(flags, AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH);
    boolean effective = (flags & AT_EACCESS) != 0;
    return withPathOrFile(
        c,
        directory,
        path,
        flags,
        l -> {
          l.checkAccess(mode, effective);
          return 0;
        },
        f -> {
          f.checkAccess(mode, effective);
          return 0;
        });
  }

  static long readlinkat(Call c) {
    return readlink(c, c.intArgument(0), path(c, 1), c.argument(2), c.intArgument(3));
  }

  static long readlink(Call c) {
    return readlink(c, AT_FDCWD, path(c, 0), c.argument(1), c.intArgument(2));
  }

  private static long readlink(Call c, int directory, String path, long buffer, int size) {
    if (size <= 0) {
      throw new KernelException(Errno.EINVAL);
    }
    return withPath(
        c,
        directory,
        path,
        Last.NO_FOLLOW,
        l -> {
          byte[] target = PathBytes.bytes(FileNames.linkTarget(l));
          int n = Math.min(target.length, size);
          c.memory().write(buffer, target, 0, n);
          return n;
        });
  }

  // ---- making and removing names ----

  static long mkdirat(Call c) {
    return FileNames.makeDirectory(c.thread(), c.intArgument(0), path(c, 1), c.intArgument(2));
  }

  static long mkdir(Call c) {
    return FileNames.makeDirectory(c.thread(), AT_FDCWD, path(c, 0), c.intArgument(1));
  }

  static long mknodat(Call c) {
    return FileNames.makeNode(
        c.thread(), c.intArgument(0), path(c, 1), c.intArgument(2), c.argument(3));
  }

  static long mknod(Call c) {
    return FileNames.makeNode(c.thread(), AT_FDCWD, path(c, 0), c.intArgument(1), c.argument(2));
  }

  static long unlinkat(Call c) {
    int flags = c.intArgument(2);
    requireFlags(flags, AT_REMOVEDIR);
    boolean isDirectory = (flags & AT_REMOVEDIR) != 0;
    return FileNames.remove(c.thread(), c.intArgument(0), path(c, 1), isDirectory);
  }

  static long unlink(Call c) {
    return FileNames.remove(c.thread(), AT_FDCWD, path(c, 0), false);
  }

  static long rmdir(Call c) {
    return FileNames.remove(c.thread(), AT_FDCWD, path(c, 0), true);
  }

  static long renameat(Call c) {
    return rename(c, c.intArgument(0), path(c, 1), c.intArgument(2), path(c, 3), 0);
  }

  static long renameat2(Call c) {
    return rename(c, c.intArgument(0), path(c, 1), c.intArgument(2), path(c, 3), c.intArgument(4));
  }

  static long rename(Call c) {
    return rename(c, AT_FDCWD, path(c, 0), AT_FDCWD, path(c, 1), 0);
  }

  private static long rename(Call c, int from, String path, int to, String toPath, int flags) {
    DirectoryNode.Rename how =
        switch (flags) {
          case 0 -> DirectoryNode.Rename.REPLACE;
          case 1 -> DirectoryNode.Rename.NO_REPLACE;
          case 2 -> DirectoryNode.Rename.EXCHANGE;
          default -> throw new KernelException(Errno.EINVAL);
        };
    return FileNames.rename(c.thread(), from, path, to, toPath, how);
  }

  static long linkat(Call c) {
    return link(c, c.intArgument(0), path(c, 1), c.intArgument(2), path(c, 3), c.intArgument(4));
  }

  static long link(Call c) {
    return link(c, AT_FDCWD, path(c, 0), AT_FDCWD, path(c, 1), 0);
  }

  private static long link(Call c, int from, String path, int to, String toPath, int flags) {
    requireFlags(flags, AT_SYMLINK_FOLLOW | AT_EMPTY_PATH);
    if (path.isEmpty() && (flags & AT_EMPTY_PATH) != 0) {
      return withFile(c, from, f -> FileNames.link(c.thread(), f, to, toPath));
    }
    boolean follow = (flags & AT_SYMLINK_FOLLOW) != 0;
    return FileNames.link(c.thread(), from, path, to, toPath, follow);
  }

  static long symlinkat(Call c) {
    return FileNames.symlink(c.thread(), path(c, 0), c.intArgument(1), path(c, 2));
  }

  static long symlink(Call c) {
    return FileNames.symlink(c.thread(), path(c, 0), AT_FDCWD, path(c, 1));
  }

  // ---- mode, owner, times, size ----

  static long fchmodat(Call c) {
    return chmod(c, c.intArgument(0), path(c, 1), c.intArgument(2), 0);
  }

  static long fchmodat2(Call c) {
    return chmod(c, c.intArgument(0), path(c, 1), c.intArgument(2), c.intArgument(3));
  }

  static long chmod(Call c) {
    return chmod(c, AT_FDCWD, path(c, 0), c.intArgument(1), 0);
  }

  private static long chmod(Call c, int directory, String path, int mode, int flags) {
    requireFlags(flags, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH);
    int permissions = mode & FileMode.PERMISSIONS;
    return withPathOrFile(
        c,
        directory,
        path,
        flags,
        l -> {
          l.changeMode(permissions);
          return 0;
        },
        f -> {
          f.changeMode(permissions);
          return 0;
        });
  }

  static long fchmod(Call c) {
    return withOpenFile(
        c,
        c.intArgument(0),
        f -> {
          f.changeMode(c.intArgument(1) & FileMode.PERMISSIONS);
          return 0;
        });
  }

  static long fchownat(Call c) {
    return chown(
        c, c.intArgument(0), path(c, 1), c.intArgument(2), c.intArgument(3), c.intArgument(4));
  }

  static long chown(Call c) {
    return chown(c, AT_FDCWD, path(c, 0), c.intArgument(1), c.intArgument(2), 0);
  }

  static long lchown(Call c) {
    int flags = AT_SYMLINK_NOFOLLOW;
    return chown(c, AT_FDCWD, path(c, 0), c.intArgument(1), c.intArgument(2), flags);
  }

  private static long chown(Call c, int directory, String path, int uid, int gid, int flags) {
    requireFlags(flags, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH);
    return withPathOrFile(
        c,
        directory,
        path,
        flags,
        l -> {
          l.changeOwner(uid, gid);
          return 0;
        },
        f -> {
          f.changeOwner(uid, gid);
          return 0;
        });
  }

  static long fchown(Call c) {
    return withOpenFile(
        c,
        c.intArgument(0),
        f -> {
          f.changeOwner(c.intArgument(1), c.intArgument(2));
          return 0;
        });
  }

  static long utimensat(Call c) {
    FileTime[] times = times(c.memory(), c.argument(2), 1);
    int flags = c.intArgument(3);
    requireFlags(flags, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH);
    if (times[0].nanos() == DirectoryNode.OMIT && times[1].nanos() == DirectoryNode.OMIT) {
      return 0;
    }
    if (c.argument(1) == 0) {
      if (c.intArgument(0) == AT_FDCWD) {
        throw new KernelException(Errno.EFAULT);
      }
      requireFlags(flags, 0);
      return withOpenFile(c, c.intArgument(0), f -> setTimes(f, times));
    }
    return withPathOrFile(
        c,
        c.intArgument(0),
        path(c, 1),
        flags,
        l -> {
          l.setTimes(times);
          return 0;
        },
        f -> setTimes(f, times));
  }

  private static long setTimes(OpenFile f, FileTime[] times) {
    f.setTimes(times);
    return 0;
  }

  /** Two struct timespec ({@code scale} 1) or timeval (1000), or the current time for a null. */
  private static FileTime[] times(AddressSpace memory, long address, int scale) {
    FileTime[] times = new FileTime[2];
    for (int i = 0; i < 2; i++) {
      if (address == 0) {
        times[i] = new FileTime(0, DirectoryNode.NOW);
        continue;
      }
      long seconds = memory.readLong(address + 16L * i);
      long fraction = memory.readLong(address + 16L * i + 8);
      boolean special =
          scale == 1 && (fraction == DirectoryNode.NOW || fraction == DirectoryNode.OMIT);
      if (!special && (fraction < 0 || fraction >= 1_000_000_000L / scale)) {
        throw new KernelException(Errno.EINVAL);
      }
      times[i] = new FileTime(special ? 0 : seconds, (int) fraction * (special ? 1 : scale));
    }
    return times;
  }

  static long utimes(Call c) {
    FileTime[] times = times(c.memory(), c.argument(1), 1000);
    return withPath(c, AT_FDCWD, path(c, 0), Last.FOLLOW, l -> setTimes(l, times));
  }

  static long futimesat(Call c) {
    FileTime[] times = times(c.memory(), c.argument(2), 1000);
    return withPath(c, c.intArgument(0), path(c, 1), Last.FOLLOW, l -> setTimes(l, times));
  }

  private static long setTimes(Location l, FileTime[] times) {
    l.setTimes(times);
    return 0;
  }

  static long truncate(Call c) {
    return FileNames.truncate(c.thread(), path(c, 0), c.argument(1));
  }

  static long ftruncate(Call c) {
    return FileNames.truncate(c.thread(), c.intArgument(0), c.argument(1));
  }
}
