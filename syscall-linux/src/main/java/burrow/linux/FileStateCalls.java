package burrow.linux;

import static burrow.linux.FileArguments.AT_FDCWD;
import static burrow.linux.FileArguments.path;
import static burrow.linux.FileArguments.string;
import static burrow.linux.FileArguments.withOpenFile;
import static burrow.linux.FileArguments.withPath;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.ExtendedAttributes;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFile.Whence;
import burrow.kernel.file.OpenFlags;
import burrow.kernel.file.PathWalker.Last;
import burrow.kernel.file.Terminal;
import burrow.kernel.host.HostFiles;
import burrow.kernel.host.Posix;
import burrow.kernel.posix.FileAccess;
import org.jspecify.annotations.Nullable;

/** Calls on an open file that move no data: offsets, syncing, space, attributes, ioctl. */
final class FileStateCalls {
  private static final Whence[] WHENCE = {
    Whence.SET, Whence.CURRENT, Whence.END, Whence.DATA, Whence.HOLE
  };

  private static final int XATTR_NAME_MAX = 255;
  private static final int XATTR_SIZE_MAX = 65536;

  private FileStateCalls() {}

  static long lseek(Call c) {
    return withOpenFile(
        c,
        c.intArgument(0),
        f -> {
          int whence = c.intArgument(2);
          if (whence < 0 || whence >= WHENCE.length) {
            throw new KernelException(Errno.EINVAL);
          }
          return f.seek(c.argument(1), WHENCE[whence]);
        });
  }

  static long fsync(Call c) {
    return withOpenFile(c, c.intArgument(0), f -> sync(f, false));
  }

  static long fdatasync(Call c) {
    return withOpenFile(c, c.intArgument(0), f -> sync(f, true));
  }

  private static long sync(OpenFile f, boolean dataOnly) {
    f.sync(dataOnly);
    return 0;
  }

  static long syncAll(Call c) {
    Posix.syncAll();
    return 0;
  }

  static long syncfs(Call c) {
    return withOpenFile(c, c.intArgument(0), f -> syncAll(c));
  }

  static long syncFileRange(Call c) {
    return withOpenFile(c, c.intArgument(0), f -> sync(f, true));
  }

  static long fallocate(Call c) {
    long offset = c.argument(2);
    long length = c.argument(3);
    if (offset < 0 || length <= 0) {
      throw new KernelException(Errno.EINVAL);
    }
    return withOpenFile(
        c,
        c.intArgument(0),
        f -> {
          if (!f.has(OpenFlags.WRITE)) {
            throw new KernelException(Errno.EBADF);
          }
          f.allocate(c.intArgument(1), offset, length);
          FileAccess.resized(c.thread(), f);
          return 0;
        });
  }

  static long fadvise(Call c) {
    return withOpenFile(
        c,
        c.intArgument(0),
        f -> {
          f.advise(c.argument(1), c.argument(2), c.intArgument(3));
          return 0;
        });
  }

  static long memfdCreate(Call c) {
    int flags = c.intArgument(1);
    if ((flags & ~0xf) != 0 || (flags & 4) != 0) {
      throw new KernelException(Errno.EINVAL);
    }
    String name = string(c.memory(), c.argument(0), 249, Errno.EINVAL);
    // MFD_ALLOW_SEALING and MFD_NOEXEC_SEAL go to the host, MFD_CLOEXEC to our table.
    OpenFile f = HostFiles.memoryFile(c.thread().fileSystem().root(), name, flags & ~1);
    return c.thread().descriptors().add(f, (flags & 1) != 0);
  }

  // ---- ioctl ----

  static long ioctl(Call c) {
    return withOpenFile(c, c.intArgument(0), f -> ioctl(c, f, c.argument(1) & 0xffff_ffffL));
  }

  private static long ioctl(Call c, OpenFile f, long request) {
    long argument = c.argument(2);
    switch ((int) request) {
      case 0x5451 -> c.thread().descriptors().setCloseOnExec(c.intArgument(0), true); // FIOCLEX
      case 0x5450 -> c.thread().descriptors().setCloseOnExec(c.intArgument(0), false); // FIONCLEX
      case 0x5421 -> { // FIONBIO
        boolean on = c.memory().readInt(argument) != 0;
        int bit = OpenFlags.NON_BLOCK;
        f.setFlags(on ? f.flags() | bit : f.flags() & ~bit);
      }
      case 0x541b -> c.memory().writeInt(argument, f.available()); // FIONREAD
      default -> terminalControl(c, f, (int) request, argument);
    }
    return 0;
  }

  private static void terminalControl(Call c, OpenFile f, int request, long argument) {
    Terminal t = f.terminal();
    if (t == null) {
      throw new KernelException(Errno.ENOTTY);
    }
    var memory = c.memory();
    switch (request) {
      case 0x5401 -> memory.write(argument, t.attributes()); // TCGETS
      case 0x5402 -> setAttributes(c, t, argument, Terminal.When.NOW); // TCSETS
      case 0x5403 -> setAttributes(c, t, argument, Terminal.When.DRAINED); // TCSETSW
      case 0x5404 -> setAttributes(c, t, argument, Terminal.When.FLUSHED); // TCSETSF
      case 0x5409, 0x540a, 0x540b, 0x5425 -> // TCSBRK, TCXONC, TCFLSH, TCSBRKP
          t.control(request, (int) argument);
      case 0x540f -> memory.writeInt(argument, t.foregroundGroup()); // TIOCGPGRP
      case 0x5410 -> t.setForegroundGroup(memory.readInt(argument)); // TIOCSPGRP
      case 0x5413 -> memory.write(argument, t.windowSize()); // TIOCGWINSZ
      case 0x5414 -> t.setWindowSize(memory.read(argument, Terminal.WINDOW_BYTES)); // TIOCSWINSZ
      default ->
          throw new KernelException(
              Errno.ENOTTY, "terminal control 0x" + Integer.toHexString(request));
    }
  }

  private static void setAttributes(Call c, Terminal t, long argument, Terminal.When when) {
    t.setAttributes(c.memory().read(argument, Terminal.ATTRIBUTE_BYTES), when);
  }

  // ---- extended attributes ----

  private interface OnAttributes {
    long run(ExtendedAttributes attributes);
  }

  private static long onPath(Call c, Last last, OnAttributes action) {
    return withPath(c, AT_FDCWD, path(c, 0), last, l -> run(l.attributes(), action));
  }

  private static long onFile(Call c, OnAttributes action) {
    return withOpenFile(c, c.intArgument(0), f -> run(f.attributes(), action));
  }

  private static long run(@Nullable ExtendedAttributes attributes, OnAttributes action) {
    if (attributes == null) {
      throw new KernelException(Errno.EOPNOTSUPP);
    }
    return action.run(attributes);
  }

  private static String name(Call c) {
    String name = string(c.memory(), c.argument(1), XATTR_NAME_MAX, Errno.ERANGE);
    if (name.isEmpty()) {
      throw new KernelException(Errno.ERANGE);
    }
    return name;
  }

  /** Hands out a value of variable size: a size of 0 asks for the length. */
  private static long hand(Call c, byte[] value, long address, long size) {
    if (size == 0) {
      return value.length;
    }
    if (Long.compareUnsigned(value.length, size) > 0) {
      throw new KernelException(Errno.ERANGE);
    }
    c.memory().write(address, value);
    return value.length;
  }

  private static long get(Call c, ExtendedAttributes a) {
    return hand(c, a.get(name(c)), c.argument(2), c.argument(3));
  }

  private static long set(Call c, ExtendedAttributes a) {
    long size = c.argument(3);
    if (Long.compareUnsigned(size, XATTR_SIZE_MAX) > 0) {
      throw new KernelException(Errno.E2BIG);
    }
    if ((c.intArgument(4) & ~3) != 0) {
      throw new KernelException(Errno.EINVAL);
    }
    a.set(name(c), c.memory().read(c.argument(2), (int) size), c.intArgument(4));
    return 0;
  }

  private static long list(Call c, ExtendedAttributes a) {
    return hand(c, a.list(), c.argument(1), c.argument(2));
  }

  private static long remove(Call c, ExtendedAttributes a) {
    a.remove(name(c));
    return 0;
  }

  static long getxattr(Call c) {
    return onPath(c, Last.FOLLOW, a -> get(c, a));
  }

  static long lgetxattr(Call c) {
    return onPath(c, Last.NO_FOLLOW, a -> get(c, a));
  }

  static long fgetxattr(Call c) {
    return onFile(c, a -> get(c, a));
  }

  static long setxattr(Call c) {
    return onPath(c, Last.FOLLOW, a -> set(c, a));
  }

  static long lsetxattr(Call c) {
    return onPath(c, Last.NO_FOLLOW, a -> set(c, a));
  }

  static long fsetxattr(Call c) {
    return onFile(c, a -> set(c, a));
  }

  static long listxattr(Call c) {
    return onPath(c, Last.FOLLOW, a -> list(c, a));
  }

  static long llistxattr(Call c) {
    return onPath(c, Last.NO_FOLLOW, a -> list(c, a));
  }

  static long flistxattr(Call c) {
    return onFile(c, a -> list(c, a));
  }

  static long removexattr(Call c) {
    return onPath(c, Last.FOLLOW, a -> remove(c, a));
  }

  static long lremovexattr(Call c) {
    return onPath(c, Last.NO_FOLLOW, a -> remove(c, a));
  }

  static long fremovexattr(Call c) {
    return onFile(c, a -> remove(c, a));
  }
}
