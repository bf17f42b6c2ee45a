package burrow.darwin;

import static burrow.darwin.PathArguments.AT_EACCESS;
import static burrow.darwin.PathArguments.AT_FLAGS;
import static burrow.darwin.PathArguments.AT_SYMLINK_NOFOLLOW;
import static burrow.darwin.PathArguments.DIRECTORY;
import static burrow.darwin.PathArguments.directory;
import static burrow.kernel.posix.FileAccess.WORKING_DIRECTORY;
import static burrow.kernel.posix.FileAccess.withFile;
import static burrow.kernel.posix.FileAccess.withOpenFile;
import static burrow.kernel.posix.FileAccess.withPath;
import static burrow.kernel.trace.Formats.FD;
import static burrow.kernel.trace.Formats.HEX;
import static burrow.kernel.trace.Formats.INT;
import static burrow.kernel.trace.Formats.OCTAL;
import static burrow.kernel.trace.Formats.POINTER;
import static burrow.kernel.trace.Formats.STRING;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.DirectoryNode;
import burrow.kernel.file.FileMode;
import burrow.kernel.file.FileStatus.FileTime;
import burrow.kernel.file.PathWalker.Last;
import burrow.kernel.posix.FileAccess.OnFile;
import burrow.kernel.posix.FileAccess.OnLocation;
import burrow.machine.AddressSpace;
import java.util.List;

/** What files are and who may do what: stat, statfs, access, chmod, chown, times, flags. */
final class StatusFunctions {
  static final List<DarwinFunction> ROWS =
      List.of(
          DarwinFunction.of("stat", c -> stat(c, Last.FOLLOW), STRING, POINTER)
              .onAmd64("stat64")
              .bsd(338),
          DarwinFunction.of("lstat", c -> stat(c, Last.NO_FOLLOW), STRING, POINTER)
              .onAmd64("lstat64")
              .bsd(340),
          DarwinFunction.of("fstat", StatusFunctions::fstat, FD, POINTER)
              .onAmd64("fstat64")
              .bsd(339),
          DarwinFunction.of(
                  "fstatat", StatusFunctions::fstatat, DIRECTORY, STRING, POINTER, AT_FLAGS)
              .onAmd64("fstatat64")
              .bsd(470),
          DarwinFunction.of("statfs", StatusFunctions::statfs, STRING, POINTER)
              .onAmd64("statfs64")
              .bsd(345)
              .partial("every file system is an apfs mounted at /"),
          DarwinFunction.of("fstatfs", StatusFunctions::fstatfs, FD, POINTER)
              .onAmd64("fstatfs64")
              .bsd(346)
              .partial("every file system is an apfs mounted at /"),
          DarwinFunction.of("getfsstat", StatusFunctions::getfsstat, POINTER, INT, INT)
              .onAmd64("getfsstat64")
              .bsd(347)
              .partial("only the file system of /"),
          DarwinFunction.of("access", StatusFunctions::access, STRING, INT).bsd(33),
          DarwinFunction.of(
                  "faccessat", StatusFunctions::faccessat, DIRECTORY, STRING, INT, AT_FLAGS)
              .bsd(466),
          DarwinFunction.of("chmod", StatusFunctions::chmod, STRING, OCTAL).bsd(15),
          DarwinFunction.of("fchmod", StatusFunctions::fchmod, FD, OCTAL).bsd(124),
          DarwinFunction.of(
                  "fchmodat", StatusFunctions::fchmodat, DIRECTORY, STRING, OCTAL, AT_FLAGS)
              .bsd(467),
          DarwinFunction.of("chown", c -> chown(c, Last.FOLLOW), STRING, INT, INT).bsd(16),
          DarwinFunction.of("lchown", c -> chown(c, Last.NO_FOLLOW), STRING, INT, INT).bsd(364),
          DarwinFunction.of("fchown", StatusFunctions::fchown, FD, INT, INT).bsd(123),
          DarwinFunction.of(
                  "fchownat", StatusFunctions::fchownat, DIRECTORY, STRING, INT, INT, AT_FLAGS)
              .bsd(468),
          DarwinFunction.of("utimes", StatusFunctions::utimes, STRING, POINTER).bsd(138),
          DarwinFunction.of("futimes", StatusFunctions::futimes, FD, POINTER).bsd(139),
          DarwinFunction.of(
              "utimensat", StatusFunctions::utimensat, DIRECTORY, STRING, POINTER, AT_FLAGS),
          DarwinFunction.of("futimens", StatusFunctions::futimens, FD, POINTER),
          DarwinFunction.of("chflags", StatusFunctions::chflags, STRING, HEX)
              .bsd(34)
              .partial("no flag can be set (ENOTSUP)"),
          DarwinFunction.of("fchflags", StatusFunctions::fchflags, FD, HEX)
              .bsd(35)
              .partial("no flag can be set (ENOTSUP)"),
          DarwinFunction.of("pathconf", StatusFunctions::pathconf, STRING, INT).bsd(191),
          DarwinFunction.of("fpathconf", StatusFunctions::fpathconf, FD, INT).bsd(192),
          DarwinFunction.of("umask", StatusFunctions::umask, OCTAL).bsd(60));

  private static final int UTIME_NOW = -1;
  private static final int UTIME_OMIT = -2;

  private StatusFunctions() {}

  // ---- what files are ----

  private static long stat(Call c, Last last) {
    return withPath(
        c.thread(),
        WORKING_DIRECTORY,
        c.path(0),
        last,
        l -> StatLayout.writeStat(c.memory(), c.argument(1), l.status()));
  }

  private static long fstat(Call c) {
    return withFile(
        c.thread(),
        c.intArgument(0),
        f -> StatLayout.writeStat(c.memory(), c.argument(1), f.status()));
  }

  private static long fstatat(Call c) {
    return withPath(
        c.thread(),
        directory(c, 0),
        c.path(1),
        last(c, 3, 0),
        l -> StatLayout.writeStat(c.memory(), c.argument(2), l.status()));
  }

  /** Whether AT_SYMLINK_NOFOLLOW is set among flags of which {@code others} are known too. */
  private static Last last(Call c, int index, int others) {
    int flags = PathArguments.flags(c, index, AT_SYMLINK_NOFOLLOW | others);
    return (flags & AT_SYMLINK_NOFOLLOW) != 0 ? Last.NO_FOLLOW : Last.FOLLOW;
  }

  private static long statfs(Call c) {
    return withPath(
        c.thread(),
        WORKING_DIRECTORY,
        c.path(0),
        Last.FOLLOW,
        l -> StatLayout.writeStatfs(c.memory(), c.argument(1), l.fileSystem()));
  }

  private static long fstatfs(Call c) {
    return withFile(
        c.thread(),
        c.intArgument(0),
        f -> StatLayout.writeStatfs(c.memory(), c.argument(1), f.fileSystem()));
  }

  /** Returns how many file systems there are; a null buffer only counts. */
  private static long getfsstat(Call c) {
    if (c.argument(0) == 0) {
      return 1;
    }
    if (c.intArgument(1) < StatLayout.STATFS_BYTES) {
      return 0;
    }
    withPath(
        c.thread(),
        WORKING_DIRECTORY,
        "/",
        Last.FOLLOW,
        l -> StatLayout.writeStatfs(c.memory(), c.argument(0), l.fileSystem()));
    return 1;
  }

  // ---- permissions ----

  private static OnLocation checkAccess(int mode, boolean effective) {
    if ((mode & ~7) != 0) {
      throw new KernelException(Errno.EINVAL);
    }
    return l -> {
      l.checkAccess(mode, effective);
      return 0;
    };
  }

  private static long access(Call c) {
    OnLocation check = checkAccess(c.intArgument(1), false);
    return withPath(c.thread(), WORKING_DIRECTORY, c.path(0), Last.FOLLOW, check);
  }

  private static long faccessat(Call c) {
    Last last = last(c, 3, AT_EACCESS);
    boolean effective = (c.intArgument(3) & AT_EACCESS) != 0;
    OnLocation check = checkAccess(c.intArgument(2), effective);
    return withPath(c.thread(), directory(c, 0), c.path(1), last, check);
  }

  private static OnLocation changeMode(int mode) {
    return l -> {
      l.changeMode(mode & FileMode.PERMISSIONS);
      return 0;
    };
  }

  private static long chmod(Call c) {
    OnLocation change = changeMode(c.intArgument(1));
    return withPath(c.thread(), WORKING_DIRECTORY, c.path(0), Last.FOLLOW, change);
  }

  private static long fchmodat(Call c) {
    OnLocation change = changeMode(c.intArgument(2));
    return withPath(c.thread(), directory(c, 0), c.path(1), last(c, 3, 0), change);
  }

  private static long fchmod(Call c) {
    OnFile change =
        f -> {
          f.changeMode(c.intArgument(1) & FileMode.PERMISSIONS);
          return 0;
        };
    return withOpenFile(c.thread(), c.intArgument(0), change);
  }

  private static OnLocation changeOwner(int uid, int gid) {
    return l -> {
      l.changeOwner(uid, gid);
      return 0;
    };
  }

  private static long chown(Call c, Last last) {
    OnLocation change = changeOwner(c.intArgument(1), c.intArgument(2));
    return withPath(c.thread(), WORKING_DIRECTORY, c.path(0), last, change);
  }

  private static long fchownat(Call c) {
    OnLocation change = changeOwner(c.intArgument(2), c.intArgument(3));
    return withPath(c.thread(), directory(c, 0), c.path(1), last(c, 4, 0), change);
  }

  private static long fchown(Call c) {
    OnFile change =
        f -> {
          f.changeOwner(c.intArgument(1), c.intArgument(2));
          return 0;
        };
    return withOpenFile(c.thread(), c.intArgument(0), change);
  }

  private static long umask(Call c) {
    return c.thread().fileSystem().setUmask(c.intArgument(0));
  }

  // ---- times ----

  /** Two struct timeval, or the current time for a null. */
  private static FileTime[] timevals(AddressSpace m, long at) {
    FileTime now = new FileTime(0, DirectoryNode.NOW);
    if (at == 0) {
      return new FileTime[] {now, now};
    }
    FileTime[] times = new FileTime[2];
    for (int i = 0; i < 2; i++) {
      long seconds = m.readLong(at + 16L * i);
      int micros = m.readInt(at + 16L * i + 8);
      if (micros < 0 || micros >= 1_000_000) {
        throw new KernelException(Errno.EINVAL);
      }
      times[i] = new FileTime(seconds, micros * 1000);
    }
    return times;
  }

  /** Two struct timespec, or the current time for a null. */
  private static FileTime[] timespecs(AddressSpace m, long at) {
    FileTime now = new FileTime(0, DirectoryNode.NOW);
    if (at == 0) {
      return new FileTime[] {now, now};
    }
    FileTime[] times = new FileTime[2];
    for (int i = 0; i < 2; i++) {
      long seconds = m.readLong(at + 16L * i);
      long nanos = m.readLong(at + 16L * i + 8);
      if (nanos == UTIME_NOW) {
        times[i] = now;
      } else if (nanos == UTIME_OMIT) {
        times[i] = new FileTime(0, DirectoryNode.OMIT);
      } else if (nanos < 0 || nanos >= TimeLayout.NANOS) {
        throw new KernelException(Errno.EINVAL);
      } else {
        times[i] = new FileTime(seconds, (int) nanos);
      }
    }
    return times;
  }

  private static OnLocation setTimes(FileTime[] times) {
    return l -> {
      l.setTimes(times);
      return 0;
    };
  }

  private static long utimes(Call c) {
    OnLocation set = setTimes(timevals(c.memory(), c.argument(1)));
    return withPath(c.thread(), WORKING_DIRECTORY, c.path(0), Last.FOLLOW, set);
  }

  private static long utimensat(Call c) {
    OnLocation set = setTimes(timespecs(c.memory(), c.argument(2)));
    return withPath(c.thread(), directory(c, 0), c.path(1), last(c, 3, 0), set);
  }

  private static long setFileTimes(Call c, FileTime[] times) {
    return withOpenFile(
        c.thread(),
        c.intArgument(0),
        f -> {
          f.setTimes(times);
          return 0;
        });
  }

  private static long futimes(Call c) {
    return setFileTimes(c, timevals(c.memory(), c.argument(1)));
  }

  private static long futimens(Call c) {
    return setFileTimes(c, timespecs(c.memory(), c.argument(1)));
  }

  // ---- flags and limits ----

  private static long requireNoFlags(int flags) {
    if (flags != 0) {
      throw new KernelException(Errno.EOPNOTSUPP, "file flags 0x" + Integer.toHexString(flags));
    }
    return 0;
  }

  private static long chflags(Call c) {
    return withPath(
        c.thread(),
        WORKING_DIRECTORY,
        c.path(0),
        Last.FOLLOW,
        l -> {
          l.status();
          return requireNoFlags(c.intArgument(1));
        });
  }

  private static long fchflags(Call c) {
    return withOpenFile(c.thread(), c.intArgument(0), f -> requireNoFlags(c.intArgument(1)));
  }

  private static long pathconf(Call c) {
    return withPath(
        c.thread(),
        WORKING_DIRECTORY,
        c.path(0),
        Last.FOLLOW,
        l -> {
          l.status();
          return limit(c.intArgument(1));
        });
  }

  private static long fpathconf(Call c) {
    return withFile(c.thread(), c.intArgument(0), f -> limit(c.intArgument(1)));
  }

  /** _PC_LINK_MAX and what follows it (unistd.h). */
  private static long limit(int name) {
    return switch (name) {
      case 1 -> 32767; // _PC_LINK_MAX
      case 2, 3 -> 1024; // _PC_MAX_CANON, _PC_MAX_INPUT
      case 4 -> 255; // _PC_NAME_MAX
      case 5 -> 1024; // _PC_PATH_MAX
      case 6 -> 512; // _PC_PIPE_BUF
      case 7, 8 -> 1; // _PC_CHOWN_RESTRICTED, _PC_NO_TRUNC
      case 9 -> 0xff; // _PC_VDISABLE
      case 11 -> 1; // _PC_CASE_SENSITIVE
      case 18 -> 64; // _PC_FILESIZEBITS
      default -> throw new KernelException(Errno.EINVAL);
    };
  }
}
