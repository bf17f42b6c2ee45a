package burrow.wasm.wasi;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.DirectoryNode;
import burrow.kernel.file.FileMode;
import burrow.kernel.file.FileStatus;
import burrow.kernel.file.FileStatus.FileTime;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;
import burrow.kernel.posix.FileAccess;
import burrow.kernel.posix.FileNames;
import burrow.machine.AddressSpace;
import burrow.wasm.WasmCall;

/** Calls on descriptors that transfer no data. */
final class DescriptorCalls {
  static final int APPEND = 1;
  static final int DSYNC = 2;
  static final int NONBLOCK = 4;
  static final int RSYNC = 8;
  static final int SYNC = 16;

  static final int FILESTAT_BYTES = 64;

  private static final long ALL_RIGHTS = (1L << 30) - 1;
  private static final String ROOT = "/";

  private DescriptorCalls() {}

  /** Runs an action on the file behind the descriptor in argument 0. */
  static long with(WasmCall c, FileAccess.OnFile action) {
    return FileAccess.withFile(c.thread(), c.intArgument(0), action);
  }

  // ---- types ----

  /** The filetype of a mode. */
  static int type(int mode) {
    return switch (mode & FileMode.TYPE_MASK) {
      case FileMode.BLOCK_DEVICE -> 1;
      case FileMode.CHARACTER_DEVICE -> 2;
      case FileMode.DIRECTORY -> 3;
      case FileMode.REGULAR -> 4;
      case FileMode.SOCKET -> 6;
      case FileMode.SYMLINK -> 7;
      default -> 0;
    };
  }

  /** Stores a filestat of {@value #FILESTAT_BYTES} bytes. */
  static long store(AddressSpace m, long at, FileStatus s) {
    m.writeLong(at, (long) s.deviceMajor() << 32 | s.deviceMinor() & 0xffff_ffffL);
    m.writeLong(at + 8, s.inode());
    m.writeLong(at + 16, type(s.mode()));
    m.writeLong(at + 24, s.links());
    m.writeLong(at + 32, s.size());
    m.writeLong(at + 40, nanos(s.accessed()));
    m.writeLong(at + 48, nanos(s.modified()));
    m.writeLong(at + 56, nanos(s.changed()));
    return 0;
  }

  private static long nanos(FileTime t) {
    return t.seconds() * 1_000_000_000L + t.nanos();
  }

  // ---- calls ----

  static long close(WasmCall c) {
    c.thread().descriptors().close(c.intArgument(0));
    return 0;
  }

  static long renumber(WasmCall c) {
    int from = c.intArgument(0);
    int to = c.intArgument(1);
    c.thread().descriptors().acquire(to).release();
    c.thread().descriptors().duplicateTo(from, to, false);
    if (from != to) {
      c.thread().descriptors().close(from);
    }
    return 0;
  }

  /** An fdstat of 24 bytes: type, flags at 2, rights at 8 and 16. */
  static long fdstatGet(WasmCall c) {
    return with(
        c,
        f -> {
          AddressSpace m = c.memory();
          long at = c.unsigned(1);
          int flags = f.has(OpenFlags.APPEND) ? APPEND : 0;
          flags |= f.has(OpenFlags.DATA_SYNC) ? DSYNC : 0;
          flags |= f.nonBlocking() ? NONBLOCK : 0;
          flags |= f.has(OpenFlags.SYNC) ? SYNC : 0;
          m.writeLong(at, type(f.status().mode()) | (long) flags << 16);
          m.writeLong(at + 8, ALL_RIGHTS);
          m.writeLong(at + 16, ALL_RIGHTS);
          return 0;
        });
  }

  static long fdstatSetFlags(WasmCall c) {
    int bits = c.intArgument(1);
    return with(
        c,
        f -> {
          int flags = f.flags() & ~(OpenFlags.APPEND | OpenFlags.NON_BLOCK);
          flags |= (bits & APPEND) != 0 ? OpenFlags.APPEND : 0;
          flags |= (bits & NONBLOCK) != 0 ? OpenFlags.NON_BLOCK : 0;
          f.setFlags(flags);
          return 0;
        });
  }

  static long fdstatSetRights(WasmCall c) {
    return with(c, f -> 0);
  }

  static long filestatGet(WasmCall c) {
    return with(c, f -> store(c.memory(), c.unsigned(1), f.status()));
  }

  static long filestatSetSize(WasmCall c) {
    return FileNames.truncate(c.thread(), c.intArgument(0), c.argument(1));
  }

  static long filestatSetTimes(WasmCall c) {
    FileTime[] times = times(c, 1);
    return with(
        c,
        f -> {
          f.setTimes(times);
          return 0;
        });
  }

  /** Access time, modification time and flags: arguments {@code first} to {@code first + 2}. */
  static FileTime[] times(WasmCall c, int first) {
    int flags = c.intArgument(first + 2);
    return new FileTime[] {
      time(c.argument(first), flags & 3), time(c.argument(first + 1), flags >> 2 & 3)
    };
  }

  private static FileTime time(long nanos, int how) {
    return switch (how) {
      case 0 -> new FileTime(0, DirectoryNode.OMIT);
      case 1 -> FileTime.ofNanos(nanos);
      case 2 -> new FileTime(0, DirectoryNode.NOW);
      default -> throw new KernelException(Errno.EINVAL);
    };
  }

  static long sync(WasmCall c) {
    return sync(c, false);
  }

  static long datasync(WasmCall c) {
    return sync(c, true);
  }

  private static long sync(WasmCall c, boolean dataOnly) {
    return with(
        c,
        f -> {
          f.sync(dataOnly);
          return 0;
        });
  }

  static long advise(WasmCall c) {
    return with(
        c,
        f -> {
          f.advise(c.argument(1), c.argument(2), c.intArgument(3));
          return 0;
        });
  }

  static long allocate(WasmCall c) {
    return with(
        c,
        f -> {
          f.allocate(0, c.argument(1), c.argument(2));
          return 0;
        });
  }

  static long seek(WasmCall c) {
    OpenFile.Whence whence =
        switch (c.intArgument(2)) {
          case 0 -> OpenFile.Whence.SET;
          case 1 -> OpenFile.Whence.CURRENT;
          case 2 -> OpenFile.Whence.END;
          default -> throw new KernelException(Errno.EINVAL);
        };
    return with(
        c,
        f -> {
          long at = f.seek(c.argument(1), whence);
          c.memory().writeLong(c.unsigned(3), at);
          return 0;
        });
  }

  static long tell(WasmCall c) {
    return with(
        c,
        f -> {
          c.memory().writeLong(c.unsigned(1), f.seek(0, OpenFile.Whence.CURRENT));
          return 0;
        });
  }

  // ---- preopened directories ----

  private static void requirePreopened(WasmCall c) {
    with(
        c,
        f -> {
          if (!(f instanceof PreopenedRoot)) {
            throw new KernelException(Errno.EBADF);
          }
          return 0;
        });
  }

  /** A prestat: tag 0 (directory), length of its name at 4. */
  static long prestatGet(WasmCall c) {
    requirePreopened(c);
    c.memory().writeInt(c.unsigned(1), 0);
    c.memory().writeInt(c.unsigned(1) + 4, ROOT.length());
    return 0;
  }

  static long prestatDirName(WasmCall c) {
    requirePreopened(c);
    if (c.unsigned(2) < ROOT.length()) {
      throw new KernelException(Errno.ENAMETOOLONG);
    }
    c.memory().writeByte(c.unsigned(1), ROOT.charAt(0));
    return 0;
  }
}
