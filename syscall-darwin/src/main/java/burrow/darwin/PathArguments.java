package burrow.darwin;

import static burrow.kernel.trace.Formats.names;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.call.HostFunction;
import burrow.kernel.posix.FileAccess;
import burrow.kernel.trace.ArgumentFormat;
import burrow.kernel.trace.Formats;

/** Decodes the arguments that functions on names have in common. */
final class PathArguments {
  static final int AT_FDCWD = -2;
  static final int AT_EACCESS = 0x10;
  static final int AT_SYMLINK_NOFOLLOW = 0x20;
  static final int AT_SYMLINK_FOLLOW = 0x40;
  static final int AT_REMOVEDIR = 0x80;

  static final ArgumentFormat DIRECTORY =
      (out, c, i) -> {
        int fd = (int) c.argument(i);
        if (fd == AT_FDCWD) {
          out.append("AT_FDCWD");
        } else {
          out.append(fd);
        }
      };

  static final ArgumentFormat AT_FLAGS =
      Formats.flags(
          "0",
          names(
              AT_EACCESS, "AT_EACCESS",
              AT_SYMLINK_NOFOLLOW, "AT_SYMLINK_NOFOLLOW",
              AT_SYMLINK_FOLLOW, "AT_SYMLINK_FOLLOW",
              AT_REMOVEDIR, "AT_REMOVEDIR"));

  private PathArguments() {}

  /** A descriptor that a path may be relative to. */
  static int directory(Call c, int index) {
    int fd = c.intArgument(index);
    return fd == AT_FDCWD ? FileAccess.WORKING_DIRECTORY : fd;
  }

  /**
   * Flags of which only some are known.
   *
   * @throws KernelException EINVAL
   */
  static int flags(Call c, int index, int known) {
    int flags = c.intArgument(index);
    if ((flags & ~known) != 0) {
      throw new KernelException(Errno.EINVAL);
    }
    return flags;
  }

  /** A handler of a function that always fails. */
  static HostFunction.Handler<Call> failing(Errno errno) {
    return c -> {
      throw new KernelException(errno);
    };
  }

  /** As {@link #failing(Errno)}; the reason shows in traces. */
  static HostFunction.Handler<Call> failing(Errno errno, String why) {
    return c -> {
      throw new KernelException(errno, why);
    };
  }
}
