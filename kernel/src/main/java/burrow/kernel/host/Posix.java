package burrow.kernel.host;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.FileStatus;
import burrow.kernel.file.FileStatus.FileTime;
import burrow.kernel.file.FileSystemStatus;
import burrow.kernel.file.OpenFlags;
import burrow.machine.HostLibrary;
import burrow.machine.HostMemory;
import org.jspecify.annotations.Nullable;

/**
 * The file calls of a Linux host's C library, with types and with failures as {@link
 * KernelException}. Only values that the kernel has checked arrive here. Calls restart on EINTR: a
 * signal of the JVM is none of the guest's.
 *
 * <p>Variadic functions are called through the one shape of {@link HostLibrary}, which the ABIs of
 * all 64-bit Linux hosts allow.
 */
public final class Posix {
  /** Whether this host has these calls. */
  public static final boolean AVAILABLE = !HostLibrary.WINDOWS && !HostLibrary.MACOS;

  private static final boolean ARM = System.getProperty("os.arch", "").equals("aarch64");

  public static final int AT_FDCWD = -100;
  public static final int AT_SYMLINK_NOFOLLOW = 0x100;
  public static final int AT_REMOVEDIR = 0x200;
  public static final int AT_EMPTY_PATH = 0x1000;

  private static final int O_CREAT = 0100;
  private static final int O_EXCL = 0200;
  private static final int O_NOCTTY = 0400;
  private static final int O_TRUNC = 01000;
  private static final int O_APPEND = 02000;
  private static final int O_NONBLOCK = 04000;
  private static final int O_DSYNC = 010000;
  private static final int O_SYNC = 04010000;
  private static final int O_DIRECTORY = ARM ? 040000 : 0200000;
  private static final int O_NOFOLLOW = ARM ? 0100000 : 0400000;
  private static final int O_DIRECT = ARM ? 0200000 : 040000;
  private static final int O_NOATIME = 01000000;
  private static final int O_CLOEXEC = 02000000;
  private static final int O_PATH = 010000000;

  private static final int SYS_OPENAT2 = 437;
  private static final int SYS_GETDENTS64 = HostLibrary.X86 ? 217 : 61;

  private static final int RESOLVE_NO_SYMLINKS = 0x04;
  private static final int RESOLVE_BENEATH = 0x08;

  private Posix() {}

  // ---- the call ----

  private interface Attempt {
    long call();
  }

  /** The result of a function that returns ssize_t or off_t. */
  private static long wide(Attempt a) {
    while (true) {
      long r = a.call();
      if (r != -1) {
        return r;
      }
      int error = HostLibrary.lastError();
      if (error != 4) {
        throw HostErrno.failure(error);
      }
    }
  }

  /** The result of a function that returns int: the upper half of the register is undefined. */
  private static int narrow(Attempt a) {
    return (int) wide(() -> (int) a.call());
  }

  private static long call(String f, long a) {
    return HostLibrary.call(f, a, 0, 0, 0, 0, 0);
  }

  private static long call(String f, long a, long b) {
    return HostLibrary.call(f, a, b, 0, 0, 0, 0);
  }

  private static long call(String f, long a, long b, long c) {
    return HostLibrary.call(f, a, b, c, 0, 0, 0);
  }

  private static long call(String f, long a, long b, long c, long d) {
    return HostLibrary.call(f, a, b, c, d, 0, 0);
  }

  private static long call(String f, long a, long b, long c, long d, long e) {
    return HostLibrary.call(f, a, b, c, d, e, 0);
  }

  // ---- opening ----

  private static int hostFlags(int flags) {
    int access = flags & (OpenFlags.READ | OpenFlags.WRITE);
    int host = O_CLOEXEC | (access == 0 || access == OpenFlags.READ ? 0 : access - 1);
    host |= bit(flags, OpenFlags.CREATE, O_CREAT) | bit(flags, OpenFlags.EXCLUSIVE, O_EXCL);
    host |= bit(flags, OpenFlags.TRUNCATE, O_TRUNC) | bit(flags, OpenFlags.APPEND, O_APPEND);
    host |= bit(flags, OpenFlags.NON_BLOCK, O_NONBLOCK) | bit(flags, OpenFlags.SYNC, O_SYNC);
    host |= bit(flags, OpenFlags.DATA_SYNC, O_DSYNC) | bit(flags, OpenFlags.DIRECT, O_DIRECT);
    host |= bit(flags, OpenFlags.DIRECTORY, O_DIRECTORY);
    host |= bit(flags, OpenFlags.NO_FOLLOW, O_NOFOLLOW);
    host |= bit(flags, OpenFlags.NO_ACCESS_TIME, O_NOATIME);
    host |= bit(flags, OpenFlags.NO_CONTROLLING_TERMINAL, O_NOCTTY);
    return host | bit(flags, OpenFlags.PATH_ONLY, O_PATH);
  }

  private static int bit(int flags, int ours, int host) {
    return (flags & ours) == ours ? host : 0;
  }

  /**
   * openat(2).
   *
   * @param flags of {@link OpenFlags}; close-on-exec is always added
   */
  public static int open(int directory, String path, int flags, int mode) {
    long p = Scratch.get().path(path);
    int host = hostFlags(flags);
    return narrow(() -> call("openat", directory, p, host, mode));
  }

  /** A descriptor that stands for a directory; fails with ENOTDIR for a symbolic link. */
  public static int openDirectory(int directory, String path) {
    int flags = OpenFlags.PATH_ONLY | OpenFlags.DIRECTORY | OpenFlags.NO_FOLLOW;
    return open(directory, path, flags, 0);
  }

  /**
   * As {@link #openDirectory} for a path of several names, if none of them is a symbolic link and
   * the path does not leave the directory.
   *
   * @return -1 if it cannot be done this way, for whatever reason
   */
  public static int openDirectoryBeneath(int directory, String path) {
    Scratch s = Scratch.get();
    long p = s.path(path);
    long how = s.struct();
    HostMemory.putLong(how, O_PATH | O_DIRECTORY | O_CLOEXEC);
    HostMemory.putLong(how + 8, 0);
    HostMemory.putLong(how + 16, RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH);
    return (int) call("syscall", SYS_OPENAT2, directory, p, how, 24);
  }

  public static void close(int fd) {
    call("close", fd);
  }

  public static int duplicate(int fd) {
    return narrow(() -> call("fcntl", fd, 1030 /* F_DUPFD_CLOEXEC */, 0));
  }

  /** The status flags of an open description that fcntl F_GETFL tells, as {@link OpenFlags}. */
  public static int statusFlags(int fd) {
    int host = narrow(() -> call("fcntl", fd, 3));
    int access = host & 3;
    int flags = access == 0 ? OpenFlags.READ : access == 1 ? OpenFlags.WRITE : 3;
    return flags
        | bit(host, O_APPEND, OpenFlags.APPEND)
        | bit(host, O_NONBLOCK, OpenFlags.NON_BLOCK);
  }

  /** Sets the status flags that fcntl F_SETFL can change. */
  public static void setStatusFlags(int fd, int flags) {
    int host = hostFlags(flags & OpenFlags.CHANGEABLE) & ~O_CLOEXEC;
    narrow(() -> call("fcntl", fd, 4, host));
  }

  /** Whether the descriptor is open in this JVM. */
  public static boolean isOpen(int fd) {
    return (int) call("fcntl", fd, 1) != -1;
  }

  /** memfd_create(2). */
  public static int memoryFile(String name, int flags) {
    long p = Scratch.get().path(name);
    return narrow(() -> call("memfd_create", p, flags | 1 /* MFD_CLOEXEC */));
  }

  // ---- transfers; addresses are of host memory ----

  public static long read(int fd, long address, long length) {
    return wide(() -> call("read", fd, address, length));
  }

  public static long write(int fd, long address, long length) {
    return wide(() -> call("write", fd, address, length));
  }

  public static long readAt(int fd, long address, long length, long offset) {
    return wide(() -> call("pread", fd, address, length, offset));
  }

  public static long writeAt(int fd, long address, long length, long offset) {
    return wide(() -> call("pwrite", fd, address, length, offset));
  }

  /** lseek(2); {@code whence} as on Linux: 0 set, 1 current, 2 end, 3 data, 4 hole. */
  public static long seek(int fd, long offset, int whence) {
    return wide(() -> call("lseek", fd, offset, whence));
  }

  /** Copies inside the host's kernel; offsets of -1 mean the descriptors' own. */
  public static long copyRange(int in, long inOffset, int out, long outOffset, long length) {
    long at = Scratch.get().struct();
    HostMemory.putLong(at, inOffset);
    HostMemory.putLong(at + 8, outOffset);
    return wide(() ->
        HostLibrary.call(
            "copy_file_range",
            in,
            inOffset < 0 ? 0 : at,
            out,
            outOffset < 0 ? 0 : at + 8,
            length,
            0));
  }

  // ---- an open file ----

  public static FileStatus status(int fd) {
    return status(fd, "", AT_EMPTY_PATH);
  }

  public static void truncate(int fd, long length) {
    narrow(() -> call("ftruncate", fd, length));
  }

  public static void sync(int fd, boolean dataOnly) {
    narrow(() -> call(dataOnly ? "fdatasync" : "fsync", fd));
  }

  public static void allocate(int fd, int mode, long offset, long length) {
    narrow(() -> call("fallocate", fd, mode, offset, length));
  }

  public static void advise(int fd, long offset, long length, int advice) {
    int error = (int) call("posix_fadvise", fd, offset, length, advice);
    if (error != 0) {
      throw HostErrno.failure(error);
    }
  }

  /** flock(2); {@code operation} as on Linux. */
  public static void flock(int fd, int operation) {
    narrow(() -> call("flock", fd, operation));
  }

  /**
   * A record lock.
   *
   * @param command F_GETLK 5, F_SETLK 6 or their OFD kin 36, 37
   * @param type F_RDLCK 0, F_WRLCK 1, F_UNLCK 2
   * @return for the get commands {type, whence, start, length, pid} of a conflicting lock
   */
  public static long[] lock(int fd, int command, int type, int whence, long start, long length) {
    long l = Scratch.get().struct();
    HostMemory.fill(l, 32, (byte) 0);
    HostMemory.putShort(l, (short) type);
    HostMemory.putShort(l + 2, (short) whence);
    HostMemory.putLong(l + 8, start);
    HostMemory.putLong(l + 16, length);
    narrow(() -> call("fcntl", fd, command, l));
    return new long[] {
      HostMemory.getShort(l),
      HostMemory.getShort(l + 2),
      HostMemory.getLong(l + 8),
      HostMemory.getLong(l + 16),
      HostMemory.getInt(l + 24)
    };
  }

  /** Where an open descriptor leads, as the host names it now. */
  public static String pathOf(int fd) {
    return readLink(AT_FDCWD, descriptorPath(fd));
  }

  /** A path of the host that leads to what a descriptor stands for, without a race. */
  public static String descriptorPath(int fd) {
    return "/proc/self/fd/" + fd;
  }

  // ---- names ----

  /**
   * statx(2), whose structure is the same on every architecture.
   *
   * @param flags AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH
   */
  public static FileStatus status(int directory, String path, int flags) {
    Scratch s = Scratch.get();
    long p = s.path(path);
    long x = s.struct();
    narrow(() -> call("statx", directory, p, flags, 0xfff /* STATX_ALL */, x));
    return new FileStatus(
        HostMemory.getInt(x + 136),
        HostMemory.getInt(x + 140),
        HostMemory.getLong(x + 32),
        HostMemory.getShort(x + 28) & 0xffff,
        HostMemory.getInt(x + 16) & 0xffff_ffffL,
        HostMemory.getInt(x + 20),
        HostMemory.getInt(x + 24),
        HostMemory.getInt(x + 128),
        HostMemory.getInt(x + 132),
        HostMemory.getLong(x + 40),
        HostMemory.getInt(x + 4),
        HostMemory.getLong(x + 48),
        time(x + 64),
        time(x + 112),
        time(x + 96),
        time(x + 80));
  }

  private static FileTime time(long at) {
    return new FileTime(HostMemory.getLong(at), HostMemory.getInt(at + 8));
  }

  public static String readLink(int directory, String path) {
    Scratch s = Scratch.get();
    long p = s.path(path);
    long b = s.buffer();
    return Scratch.string(b, (int) wide(() -> call("readlinkat", directory, p, b, 65536)));
  }

  /** The target of a symbolic link, or null if the name is there and is none. */
  public static @Nullable String linkTarget(int directory, String path) {
    Scratch s = Scratch.get();
    long p = s.path(path);
    long b = s.buffer();
    long n = call("readlinkat", directory, p, b, Scratch.BUFFER_BYTES);
    if (n >= 0) {
      return Scratch.string(b, (int) n);
    }
    int error = HostLibrary.lastError();
    if (error == 22) {
      return null;
    }
    throw HostErrno.failure(error);
  }

  public static void makeDirectory(int directory, String path, int mode) {
    long p = Scratch.get().path(path);
    narrow(() -> call("mkdirat", directory, p, mode));
  }

  public static void makeNode(int directory, String path, int mode, long device) {
    long p = Scratch.get().path(path);
    narrow(() -> call("mknodat", directory, p, mode, device));
  }

  public static void unlink(int directory, String path, boolean isDirectory) {
    long p = Scratch.get().path(path);
    narrow(() -> call("unlinkat", directory, p, isDirectory ? AT_REMOVEDIR : 0));
  }

  /** renameat2(2); {@code flags} as on Linux. */
  public static void rename(int from, String fromPath, int to, String toPath, int flags) {
    Scratch s = Scratch.get();
    long p = s.path(fromPath);
    long q = s.secondPath(toPath);
    if (flags == 0) {
      narrow(() -> call("renameat", from, p, to, q));
    } else {
      narrow(() -> call("renameat2", from, p, to, q, flags));
    }
  }

  /** linkat(2) with flags 0 or AT_SYMLINK_FOLLOW 0x400. */
  public static void link(int from, String fromPath, int to, String toPath, int flags) {
    Scratch s = Scratch.get();
    long p = s.path(fromPath);
    long q = s.secondPath(toPath);
    narrow(() -> call("linkat", from, p, to, q, flags));
  }

  public static void symlink(String target, int directory, String path) {
    Scratch s = Scratch.get();
    long p = s.path(target);
    long q = s.secondPath(path);
    narrow(() -> call("symlinkat", p, directory, q));
  }

  /** Changes permissions; follows symbolic links. */
  public static void chmod(String path, int mode) {
    long p = Scratch.get().path(path);
    narrow(() -> call("chmod", p, mode));
  }

  public static void chmod(int fd, int mode) {
    narrow(() -> call("fchmod", fd, mode));
  }

  /** fchownat(2); -1 leaves an identity as it is. */
  public static void chown(int directory, String path, int uid, int gid, int flags) {
    long p = Scratch.get().path(path);
    narrow(() -> call("fchownat", directory, p, uid, gid, flags));
  }

  /**
   * utimensat(2).
   *
   * @param times access then modification; nanoseconds 0x3fffffff for now, 0x3ffffffe to leave
   */
  public static void setTimes(int directory, @Nullable String path, FileTime[] times, int flags) {
    Scratch s = Scratch.get();
    long p = path == null ? 0 : s.path(path);
    long t = s.struct();
    for (int i = 0; i < 2; i++) {
      HostMemory.putLong(t + 16 * i, times[i].seconds());
      HostMemory.putLong(t + 16 * i + 8, times[i].nanos());
    }
    narrow(() -> call("utimensat", directory, p, t, flags));
  }

  /** faccessat(2), following symbolic links; {@code mode} R 4, W 2, X 1. */
  public static void access(String path, int mode, boolean effective) {
    long p = Scratch.get().path(path);
    narrow(() -> call("faccessat", AT_FDCWD, p, mode, effective ? 0x200 : 0));
  }

  public static void truncate(String path, long length) {
    long p = Scratch.get().path(path);
    narrow(() -> call("truncate", p, length));
  }

  /** statfs(2), whose structure is the same on all 64-bit architectures. */
  public static FileSystemStatus fileSystem(String path) {
    Scratch s = Scratch.get();
    long p = s.path(path);
    long x = s.struct();
    narrow(() -> call("statfs", p, x));
    return new FileSystemStatus(
        HostMemory.getLong(x),
        HostMemory.getLong(x + 8),
        HostMemory.getLong(x + 16),
        HostMemory.getLong(x + 24),
        HostMemory.getLong(x + 32),
        HostMemory.getLong(x + 40),
        HostMemory.getLong(x + 48),
        HostMemory.getLong(x + 56),
        HostMemory.getLong(x + 64),
        HostMemory.getLong(x + 72),
        HostMemory.getLong(x + 80));
  }

  public static void syncAll() {
    call("sync", 0);
  }

  /** Sets the JVM's file mode mask and returns the old one. */
  public static int setUmask(int mask) {
    return (int) call("umask", mask) & 0777;
  }

  // ---- directories ----

  /** Receives entries of a directory. */
  @FunctionalInterface
  public interface EntryVisitor {
    /**
     * @param next position behind this entry
     * @param type DT_* of Linux
     * @return false to stop before this entry
     */
    boolean entry(long inode, long next, int type, String name);
  }

  /**
   * Reads on in a directory. If the visitor stops, the descriptor stays positioned at the entry
   * that it refused.
   *
   * @param bytes how much to ask the host for: what the visitor can surely take is best
   * @return whether there was any entry
   */
  public static boolean readDirectory(int fd, int bytes, EntryVisitor visitor) {
    long b = Scratch.get().buffer();
    long before = seek(fd, 0, 1);
    int n =
        (int)
            wide(() ->
                call("syscall", SYS_GETDENTS64, fd, b, Math.min(bytes, Scratch.BUFFER_BYTES)));
    int at = 0;
    while (at < n) {
      long e = b + at;
      long next = HostMemory.getLong(e + 8);
      String name = Scratch.cString(e + 19);
      if (!visitor.entry(HostMemory.getLong(e), next, HostMemory.getByte(e + 18) & 0xff, name)) {
        seek(fd, before, 0);
        return true;
      }
      before = next;
      at += HostMemory.getShort(e + 16) & 0xffff;
    }
    return n > 0;
  }

  // ---- extended attributes ----

  public static byte[] attribute(String path, String name, boolean follow) {
    Scratch s = Scratch.get();
    long p = s.path(path);
    long q = s.secondPath(name);
    long b = s.buffer();
    int n =
        (int) wide(() -> call(follow ? "getxattr" : "lgetxattr", p, q, b, Scratch.BUFFER_BYTES));
    return bytes(b, n);
  }

  /** The names, each followed by a NUL. */
  public static byte[] attributes(String path, boolean follow) {
    Scratch s = Scratch.get();
    long p = s.path(path);
    long b = s.buffer();
    int n = (int) wide(() -> call(follow ? "listxattr" : "llistxattr", p, b, Scratch.BUFFER_BYTES));
    return bytes(b, n);
  }

  /** {@code flags}: XATTR_CREATE 1, XATTR_REPLACE 2. */
  public static void setAttribute(
      String path, String name, byte[] value, int flags, boolean follow) {
    Scratch s = Scratch.get();
    if (value.length > Scratch.BUFFER_BYTES) {
      throw new KernelException(Errno.E2BIG);
    }
    long p = s.path(path);
    long q = s.secondPath(name);
    long b = s.buffer();
    HostMemory.copyFromArray(value, 0, b, value.length);
    narrow(() -> call(follow ? "setxattr" : "lsetxattr", p, q, b, value.length, flags));
  }

  public static void removeAttribute(String path, String name, boolean follow) {
    Scratch s = Scratch.get();
    long p = s.path(path);
    long q = s.secondPath(name);
    narrow(() -> call(follow ? "removexattr" : "lremovexattr", p, q));
  }

  private static byte[] bytes(long at, int length) {
    byte[] b = new byte[length];
    HostMemory.copyToArray(at, b, 0, length);
    return b;
  }

  // ---- readiness ----

  /** Which of the events (POLL* of Linux) hold for a descriptor now. */
  public static int poll(int fd, int events) {
    long p = Scratch.get().struct();
    HostMemory.putInt(p, fd);
    HostMemory.putShort(p + 4, (short) events);
    HostMemory.putShort(p + 6, (short) 0);
    int n = narrow(() -> call("poll", p, 1, 0));
    return n == 0 ? 0 : HostMemory.getShort(p + 6) & 0xffff;
  }

  /** poll(2) on an array of struct pollfd in host memory, without end. */
  static int poll(long array, int count) {
    return narrow(() -> call("poll", array, count, -1));
  }

  static int eventCounter() {
    return narrow(() -> call("eventfd", 0, O_NONBLOCK | O_CLOEXEC));
  }

  // ---- devices ----

  /** ioctl(2) with a structure argument of at most 4 KiB, copied in and out. */
  public static int control(int fd, long request, byte[] argument) {
    long a = Scratch.get().struct();
    HostMemory.copyFromArray(argument, 0, a, argument.length);
    int r = narrow(() -> call("ioctl", fd, request, a));
    HostMemory.copyToArray(a, argument, 0, argument.length);
    return r;
  }

  /** ioctl(2) with an integer argument. */
  public static void control(int fd, long request, int argument) {
    narrow(() -> call("ioctl", fd, request, argument));
  }

  // ---- inotify ----

  public static int notifyInit() {
    return narrow(() -> call("inotify_init1", O_NONBLOCK | O_CLOEXEC));
  }

  public static int notifyAdd(int fd, String path, int mask) {
    long p = Scratch.get().path(path);
    return narrow(() -> call("inotify_add_watch", fd, p, mask & 0xffff_ffffL));
  }

  public static void notifyRemove(int fd, int watch) {
    narrow(() -> call("inotify_rm_watch", fd, watch));
  }
}
