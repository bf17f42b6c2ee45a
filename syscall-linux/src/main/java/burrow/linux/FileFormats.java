package burrow.linux;

import static burrow.kernel.trace.Formats.flags;
import static burrow.kernel.trace.Formats.names;
import static burrow.kernel.trace.Formats.oneOf;

import burrow.kernel.trace.ArgumentFormat;
import burrow.kernel.trace.Formats;

/** How traces show the constants and structures of file calls. */
final class FileFormats {
  private FileFormats() {}

  /** A directory descriptor of the *at calls. */
  static final ArgumentFormat DIRECTORY =
      (out, c, i) -> {
        int fd = (int) c.argument(i);
        if (fd == FileArguments.AT_FDCWD) {
          out.append("AT_FDCWD");
        } else {
          out.append(fd);
        }
      };

  static final ArgumentFormat AT_FLAGS =
      flags(
          "0",
          names(
              0x100,
              "AT_SYMLINK_NOFOLLOW",
              0x400,
              "AT_SYMLINK_FOLLOW",
              0x800,
              "AT_NO_AUTOMOUNT",
              0x1000,
              "AT_EMPTY_PATH"));

  static final ArgumentFormat UNLINK_FLAGS = flags("0", names(0x200, "AT_REMOVEDIR"));

  static final ArgumentFormat ACCESS_FLAGS =
      flags("0", names(0x100, "AT_SYMLINK_NOFOLLOW", 0x200, "AT_EACCESS", 0x1000, "AT_EMPTY_PATH"));

  static final ArgumentFormat ACCESS_MODE = flags("F_OK", names(4, "R_OK", 2, "W_OK", 1, "X_OK"));

  static final ArgumentFormat RENAME_FLAGS =
      flags("0", names(1, "RENAME_NOREPLACE", 2, "RENAME_EXCHANGE", 4, "RENAME_WHITEOUT"));

  static final ArgumentFormat WHENCE =
      oneOf(names(0, "SEEK_SET", 1, "SEEK_CUR", 2, "SEEK_END", 3, "SEEK_DATA", 4, "SEEK_HOLE"));

  static final ArgumentFormat LOCK_OPERATION =
      flags("0", names(1, "LOCK_SH", 2, "LOCK_EX", 4, "LOCK_NB", 8, "LOCK_UN"));

  static final ArgumentFormat EVENTFD_FLAGS =
      flags("0", names(1, "EFD_SEMAPHORE", 04000, "EFD_NONBLOCK", 02000000, "EFD_CLOEXEC"));

  static final ArgumentFormat PIPE_FLAGS =
      flags("0", names(04000, "O_NONBLOCK", 02000000, "O_CLOEXEC", 040000, "O_DIRECT"));

  static final ArgumentFormat CLOEXEC = flags("0", names(02000000, "EPOLL_CLOEXEC"));

  static final ArgumentFormat EPOLL_OPERATION =
      oneOf(names(1, "EPOLL_CTL_ADD", 2, "EPOLL_CTL_DEL", 3, "EPOLL_CTL_MOD"));

  private static final java.util.Map<Long, String> EPOLL_BITS =
      names(
          1,
          "EPOLLIN",
          2,
          "EPOLLPRI",
          4,
          "EPOLLOUT",
          8,
          "EPOLLERR",
          0x10,
          "EPOLLHUP",
          0x2000,
          "EPOLLRDHUP",
          1L << 28,
          "EPOLLEXCLUSIVE",
          1L << 29,
          "EPOLLWAKEUP",
          1L << 30,
          "EPOLLONESHOT",
          1L << 31,
          "EPOLLET");

  static final ArgumentFormat EPOLL_EVENT =
      Formats.struct((out, c, i) -> {
        long events = c.memory().readInt(c.argument(i)) & 0xffff_ffffL;
        int data = ((Call) c).arch() == burrow.machine.Arch.AMD64 ? 4 : 8;
        out.append("{events=");
        Formats.appendFlags(out, events, "0", EPOLL_BITS);
        out.append(", data=");
        Formats.hex(out, c.memory().readLong(c.argument(i) + data));
        out.append('}');
      });

  static final ArgumentFormat IOCTL =
      oneOf(
          names(
              0x5401,
              "TCGETS",
              0x5402,
              "TCSETS",
              0x5403,
              "TCSETSW",
              0x5404,
              "TCSETSF",
              0x540f,
              "TIOCGPGRP",
              0x5410,
              "TIOCSPGRP",
              0x5413,
              "TIOCGWINSZ",
              0x5414,
              "TIOCSWINSZ",
              0x541b,
              "FIONREAD",
              0x5421,
              "FIONBIO",
              0x5450,
              "FIONCLEX",
              0x5451,
              "FIOCLEX"));

  /** The two descriptors that pipe2 made. */
  static final ArgumentFormat PIPE =
      Formats.after((out, c, i) ->
          out.append('[')
              .append(c.memory().readInt(c.argument(i)))
              .append(", ")
              .append(c.memory().readInt(c.argument(i) + 4))
              .append(']'));
}
