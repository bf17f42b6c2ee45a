package burrow.linux;

import static burrow.kernel.trace.Formats.FD;
import static burrow.kernel.trace.Formats.HEX;
import static burrow.kernel.trace.Formats.INT;
import static burrow.kernel.trace.Formats.LONG;
import static burrow.kernel.trace.Formats.OCTAL;
import static burrow.kernel.trace.Formats.OUTPUT;
import static burrow.kernel.trace.Formats.POINTER;
import static burrow.kernel.trace.Formats.STRING;
import static burrow.kernel.trace.Formats.input;
import static burrow.linux.DescriptorCalls.COMMAND;
import static burrow.linux.FileFormats.ACCESS_FLAGS;
import static burrow.linux.FileFormats.ACCESS_MODE;
import static burrow.linux.FileFormats.AT_FLAGS;
import static burrow.linux.FileFormats.CLOEXEC;
import static burrow.linux.FileFormats.DIRECTORY;
import static burrow.linux.FileFormats.EPOLL_EVENT;
import static burrow.linux.FileFormats.EPOLL_OPERATION;
import static burrow.linux.FileFormats.EVENTFD_FLAGS;
import static burrow.linux.FileFormats.IOCTL;
import static burrow.linux.FileFormats.LOCK_OPERATION;
import static burrow.linux.FileFormats.PIPE;
import static burrow.linux.FileFormats.PIPE_FLAGS;
import static burrow.linux.FileFormats.RENAME_FLAGS;
import static burrow.linux.FileFormats.UNLINK_FLAGS;
import static burrow.linux.FileFormats.WHENCE;
import static burrow.linux.LinuxFormats.TIMESPEC;
import static burrow.linux.Syscall.NONE;
import static burrow.linux.Syscall.of;

import java.util.ArrayList;
import java.util.List;

/**
 * The rows of descriptors, files, directories and polling; numbers as in {@link ProcessSyscalls}.
 */
final class FileSyscalls {
  private static final String HOST_OWNER =
      "the whole of Burrow is one owner on the host: guest processes do not exclude each other";

  private static final List<Syscall> TRANSFERS =
      List.of(
          of("read", 0, 63, TransferCalls::read, FD, OUTPUT, LONG),
          of("write", 1, 64, TransferCalls::write, FD, input(2), LONG),
          of("pread64", 17, 67, TransferCalls::pread, FD, OUTPUT, LONG, LONG),
          of("pwrite64", 18, 68, TransferCalls::pwrite, FD, input(2), LONG, LONG),
          of("readv", 19, 65, TransferCalls::readv, FD, POINTER, INT),
          of("writev", 20, 66, TransferCalls::writev, FD, POINTER, INT),
          of("preadv", 295, 69, TransferCalls::preadv, FD, POINTER, INT, LONG, LONG),
          of("pwritev", 296, 70, TransferCalls::pwritev, FD, POINTER, INT, LONG, LONG),
          of("preadv2", 327, 286, TransferCalls::preadv2, FD, POINTER, INT, LONG, LONG, HEX)
              .partial("no RWF_* flags (EOPNOTSUPP)"),
          of("pwritev2", 328, 287, TransferCalls::pwritev2, FD, POINTER, INT, LONG, LONG, HEX)
              .partial("no RWF_* flags (EOPNOTSUPP)"),
          of("sendfile", 40, 71, TransferCalls::sendfile, FD, FD, POINTER, LONG),
          of(
                  "copy_file_range",
                  326,
                  285,
                  TransferCalls::copyFileRange,
                  FD,
                  POINTER,
                  FD,
                  POINTER,
                  LONG,
                  HEX)
              .partial("between files of the host; else EINVAL"),
          of("splice", 275, 76, TransferCalls::splice, FD, POINTER, FD, POINTER, LONG, HEX)
              .unsupported("EINVAL: callers fall back to read and write"),
          of("tee", 276, 77, TransferCalls::splice, FD, FD, LONG, HEX).unsupported("EINVAL"),
          of("vmsplice", 278, 75, TransferCalls::splice, FD, POINTER, LONG, HEX)
              .unsupported("EINVAL"),
          of("readahead", 187, 213, TransferCalls::readahead, FD, LONG, LONG));

  private static final List<Syscall> DESCRIPTORS =
      List.of(
          of("close", 3, 57, DescriptorCalls::close, FD),
          of("close_range", 436, 436, DescriptorCalls::closeRange, INT, INT, HEX),
          of("dup", 32, 23, DescriptorCalls::dup, FD),
          of("dup2", 33, NONE, DescriptorCalls::dup2, FD, FD),
          of("dup3", 292, 24, DescriptorCalls::dup3, FD, FD, PIPE_FLAGS),
          of("fcntl", 72, 25, DescriptorCalls::fcntl, FD, COMMAND, HEX)
              .partial("no leases, seals or signals on readiness; " + HOST_OWNER),
          of("pipe", 22, NONE, DescriptorCalls::pipe, PIPE),
          of("pipe2", 293, 59, DescriptorCalls::pipe2, PIPE, PIPE_FLAGS)
              .partial("no packet mode (O_DIRECT)"),
          of("eventfd", 284, NONE, DescriptorCalls::eventfd, INT),
          of("eventfd2", 290, 19, DescriptorCalls::eventfd2, INT, EVENTFD_FLAGS),
          of("ioctl", 16, 29, FileStateCalls::ioctl, FD, IOCTL, POINTER)
              .partial("terminals, FIONREAD, FIONBIO, FIOCLEX"),
          of("flock", 73, 32, LockCalls::flock, FD, LOCK_OPERATION));

  private static final List<Syscall> NAMES =
      List.of(
          of("openat", 257, 56, PathCalls::openat, DIRECTORY, STRING, LinuxOpenFlags.FORMAT, OCTAL)
              .partial("no O_TMPFILE (EOPNOTSUPP)"),
          of("openat2", 437, 437, PathCalls::openat2, DIRECTORY, STRING, POINTER, LONG)
              .partial("no RESOLVE_BENEATH, RESOLVE_IN_ROOT, RESOLVE_NO_XDEV (ENOSYS)"),
          of("open", 2, NONE, PathCalls::open, STRING, LinuxOpenFlags.FORMAT, OCTAL)
              .partial("no O_TMPFILE (EOPNOTSUPP)"),
          of("creat", 85, NONE, PathCalls::creat, STRING, OCTAL),
          of("newfstatat", 262, 79, PathCalls::newfstatat, DIRECTORY, STRING, POINTER, AT_FLAGS),
          of("fstat", 5, 80, PathCalls::fstat, FD, POINTER),
          of("stat", 4, NONE, PathCalls::stat, STRING, POINTER),
          of("lstat", 6, NONE, PathCalls::lstat, STRING, POINTER),
          of("statx", 332, 291, PathCalls::statx, DIRECTORY, STRING, AT_FLAGS, HEX, POINTER),
          of("statfs", 137, 43, PathCalls::statfs, STRING, POINTER),
          of("fstatfs", 138, 44, PathCalls::fstatfs, FD, POINTER),
          of("faccessat", 269, 48, PathCalls::faccessat, DIRECTORY, STRING, ACCESS_MODE),
          of(
              "faccessat2",
              439,
              439,
              PathCalls::faccessat2,
              DIRECTORY,
              STRING,
              ACCESS_MODE,
              ACCESS_FLAGS),
          of("access", 21, NONE, PathCalls::access, STRING, ACCESS_MODE),
          of("readlinkat", 267, 78, PathCalls::readlinkat, DIRECTORY, STRING, OUTPUT, LONG),
          of("readlink", 89, NONE, PathCalls::readlink, STRING, OUTPUT, LONG),
          of("mkdirat", 258, 34, PathCalls::mkdirat, DIRECTORY, STRING, OCTAL),
          of("mkdir", 83, NONE, PathCalls::mkdir, STRING, OCTAL),
          of("mknodat", 259, 33, PathCalls::mknodat, DIRECTORY, STRING, OCTAL, HEX),
          of("mknod", 133, NONE, PathCalls::mknod, STRING, OCTAL, HEX),
          of("unlinkat", 263, 35, PathCalls::unlinkat, DIRECTORY, STRING, UNLINK_FLAGS),
          of("unlink", 87, NONE, PathCalls::unlink, STRING),
          of("rmdir", 84, NONE, PathCalls::rmdir, STRING),
          of("renameat", 264, 38, PathCalls::renameat, DIRECTORY, STRING, DIRECTORY, STRING)
              .numbers(264, 38, NONE),
          of(
                  "renameat2",
                  316,
                  276,
                  PathCalls::renameat2,
                  DIRECTORY,
                  STRING,
                  DIRECTORY,
                  STRING,
                  RENAME_FLAGS)
              .partial("no RENAME_WHITEOUT"),
          of("rename", 82, NONE, PathCalls::rename, STRING, STRING),
          of("linkat", 265, 37, PathCalls::linkat, DIRECTORY, STRING, DIRECTORY, STRING, AT_FLAGS),
          of("link", 86, NONE, PathCalls::link, STRING, STRING),
          of("symlinkat", 266, 36, PathCalls::symlinkat, STRING, DIRECTORY, STRING),
          of("symlink", 88, NONE, PathCalls::symlink, STRING, STRING),
          of("fchmodat", 268, 53, PathCalls::fchmodat, DIRECTORY, STRING, OCTAL),
          of("fchmodat2", 452, 452, PathCalls::fchmodat2, DIRECTORY, STRING, OCTAL, AT_FLAGS),
          of("chmod", 90, NONE, PathCalls::chmod, STRING, OCTAL),
          of("fchmod", 91, 52, PathCalls::fchmod, FD, OCTAL),
          of("fchownat", 260, 54, PathCalls::fchownat, DIRECTORY, STRING, INT, INT, AT_FLAGS),
          of("chown", 92, NONE, PathCalls::chown, STRING, INT, INT),
          of("lchown", 94, NONE, PathCalls::lchown, STRING, INT, INT),
          of("fchown", 93, 55, PathCalls::fchown, FD, INT, INT),
          of("utimensat", 280, 88, PathCalls::utimensat, DIRECTORY, STRING, POINTER, AT_FLAGS),
          of("utimes", 235, NONE, PathCalls::utimes, STRING, POINTER),
          of("futimesat", 261, NONE, PathCalls::futimesat, DIRECTORY, STRING, POINTER),
          of("truncate", 76, 45, PathCalls::truncate, STRING, LONG));

  private static final List<Syscall> FILES =
      List.of(
          of("lseek", 8, 62, FileStateCalls::lseek, FD, LONG, WHENCE),
          of("ftruncate", 77, 46, PathCalls::ftruncate, FD, LONG),
          of("fallocate", 285, 47, FileStateCalls::fallocate, FD, HEX, LONG, LONG),
          of("fsync", 74, 82, FileStateCalls::fsync, FD),
          of("fdatasync", 75, 83, FileStateCalls::fdatasync, FD),
          of("sync", 162, 81, FileStateCalls::syncAll),
          of("syncfs", 306, 267, FileStateCalls::syncfs, FD).partial("syncs everything"),
          of("sync_file_range", 277, 84, FileStateCalls::syncFileRange, FD, LONG, LONG, HEX)
              .partial("syncs the whole file"),
          of("fadvise64", 221, 223, FileStateCalls::fadvise, FD, LONG, LONG, INT),
          of("memfd_create", 319, 279, FileStateCalls::memfdCreate, STRING, HEX)
              .partial("no huge pages; seals cannot be added"),
          of("setxattr", 188, 5, FileStateCalls::setxattr, STRING, STRING, POINTER, LONG, HEX),
          of("lsetxattr", 189, 6, FileStateCalls::lsetxattr, STRING, STRING, POINTER, LONG, HEX),
          of("fsetxattr", 190, 7, FileStateCalls::fsetxattr, FD, STRING, POINTER, LONG, HEX),
          of("getxattr", 191, 8, FileStateCalls::getxattr, STRING, STRING, POINTER, LONG),
          of("lgetxattr", 192, 9, FileStateCalls::lgetxattr, STRING, STRING, POINTER, LONG),
          of("fgetxattr", 193, 10, FileStateCalls::fgetxattr, FD, STRING, POINTER, LONG),
          of("listxattr", 194, 11, FileStateCalls::listxattr, STRING, POINTER, LONG),
          of("llistxattr", 195, 12, FileStateCalls::llistxattr, STRING, POINTER, LONG),
          of("flistxattr", 196, 13, FileStateCalls::flistxattr, FD, POINTER, LONG),
          of("removexattr", 197, 14, FileStateCalls::removexattr, STRING, STRING),
          of("lremovexattr", 198, 15, FileStateCalls::lremovexattr, STRING, STRING),
          of("fremovexattr", 199, 16, FileStateCalls::fremovexattr, FD, STRING));

  private static final List<Syscall> DIRECTORIES =
      List.of(
          of("getdents64", 217, 61, DirectoryCalls::getdents64, FD, POINTER, LONG),
          of("getcwd", 79, 17, DirectoryCalls::getcwd, POINTER, LONG),
          of("chdir", 80, 49, DirectoryCalls::chdir, STRING),
          of("fchdir", 81, 50, DirectoryCalls::fchdir, FD),
          of("chroot", 161, 51, DirectoryCalls::chroot, STRING)
              .unsupported("EPERM; --root confines a guest"),
          of("umask", 95, 166, DirectoryCalls::umask, OCTAL));

  private static final List<Syscall> POLLING =
      List.of(
          of("epoll_create", 213, NONE, EpollCalls::create, INT),
          of("epoll_create1", 291, 20, EpollCalls::create1, CLOEXEC),
          of("epoll_ctl", 233, 21, EpollCalls::ctl, FD, EPOLL_OPERATION, FD, EPOLL_EVENT)
              .partial("EPOLLEXCLUSIVE and EPOLLWAKEUP have no effect"),
          of("epoll_wait", 232, NONE, EpollCalls::wait, FD, POINTER, INT, INT),
          of("epoll_pwait", 281, 22, EpollCalls::pwait, FD, POINTER, INT, INT, POINTER, LONG),
          of(
              "epoll_pwait2",
              441,
              441,
              EpollCalls::pwait2,
              FD,
              POINTER,
              INT,
              TIMESPEC,
              POINTER,
              LONG),
          of("poll", 7, NONE, PollCalls::poll, POINTER, INT, INT),
          of("ppoll", 271, 73, PollCalls::ppoll, POINTER, INT, TIMESPEC, POINTER, LONG)
              .partial("does not store the time that was left"),
          of("select", 23, NONE, PollCalls::select, INT, POINTER, POINTER, POINTER, POINTER)
              .partial("does not store the time that was left"),
          of(
                  "pselect6",
                  270,
                  72,
                  PollCalls::pselect6,
                  INT,
                  POINTER,
                  POINTER,
                  POINTER,
                  TIMESPEC,
                  POINTER)
              .partial("does not store the time that was left"),
          of("inotify_init", 253, NONE, NotifyCalls::inotifyInit),
          of("inotify_init1", 294, 26, NotifyCalls::inotifyInit1, PIPE_FLAGS)
              .partial("on Linux hosts only"),
          of("inotify_add_watch", 254, 27, NotifyCalls::inotifyAddWatch, FD, STRING, HEX)
              .partial("not on files of /proc, /sys and /dev that are Burrow's own"),
          of("inotify_rm_watch", 255, 28, NotifyCalls::inotifyRmWatch, FD, INT),
          of("timerfd_create", 283, 85, NotifyCalls::timerfdCreate, INT, PIPE_FLAGS),
          of("timerfd_settime", 286, 86, NotifyCalls::timerfdSettime, FD, HEX, POINTER, POINTER)
              .partial("TFD_TIMER_CANCEL_ON_SET has no effect"),
          of("timerfd_gettime", 287, 87, NotifyCalls::timerfdGettime, FD, POINTER));

  static final List<Syscall> ROWS = rows();

  private FileSyscalls() {}

  private static List<Syscall> rows() {
    List<Syscall> rows = new ArrayList<>();
    rows.addAll(TRANSFERS);
    rows.addAll(DESCRIPTORS);
    rows.addAll(NAMES);
    rows.addAll(FILES);
    rows.addAll(DIRECTORIES);
    rows.addAll(POLLING);
    return List.copyOf(rows);
  }
}
