package burrow.darwin;

import static burrow.kernel.posix.FileAccess.withFile;
import static burrow.kernel.posix.FileAccess.withOpenFile;
import static burrow.kernel.trace.Formats.names;
import static burrow.kernel.trace.Formats.oneOf;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.DescriptorTable;
import burrow.kernel.file.FileLocks.Kind;
import burrow.kernel.file.FileLocks.Range;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;
import burrow.kernel.file.PathBytes;
import burrow.kernel.file.Terminal;
import burrow.kernel.posix.FileLocking;
import burrow.kernel.trace.ArgumentFormat;
import burrow.machine.AddressSpace;

/** fcntl and ioctl. */
final class ControlFunctions {
  private static final int F_DUPFD = 0;
  private static final int F_GETFD = 1;
  private static final int F_SETFD = 2;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int F_GETLK = 7;
  private static final int F_SETLK = 8;
  private static final int F_SETLKW = 9;
  private static final int F_RDADVISE = 44;
  private static final int F_RDAHEAD = 45;
  private static final int F_NOCACHE = 48;
  private static final int F_GETPATH = 50;
  private static final int F_FULLFSYNC = 51;
  private static final int F_DUPFD_CLOEXEC = 67;
  private static final int F_SETNOSIGPIPE = 73;
  private static final int F_GETNOSIGPIPE = 74;
  private static final int F_BARRIERFSYNC = 85;
  private static final int F_OFD_SETLK = 90;
  private static final int F_OFD_SETLKW = 91;
  private static final int F_OFD_GETLK = 92;

  static final ArgumentFormat COMMAND =
      oneOf(
          names(
              F_DUPFD, "F_DUPFD",
              F_GETFD, "F_GETFD",
              F_SETFD, "F_SETFD",
              F_GETFL, "F_GETFL",
              F_SETFL, "F_SETFL",
              F_GETLK, "F_GETLK",
              F_SETLK, "F_SETLK",
              F_SETLKW, "F_SETLKW",
              F_RDADVISE, "F_RDADVISE",
              F_RDAHEAD, "F_RDAHEAD",
              F_NOCACHE, "F_NOCACHE",
              F_GETPATH, "F_GETPATH",
              F_FULLFSYNC, "F_FULLFSYNC",
              F_DUPFD_CLOEXEC, "F_DUPFD_CLOEXEC",
              F_SETNOSIGPIPE, "F_SETNOSIGPIPE",
              F_GETNOSIGPIPE, "F_GETNOSIGPIPE",
              F_BARRIERFSYNC, "F_BARRIERFSYNC",
              F_OFD_SETLK, "F_OFD_SETLK",
              F_OFD_SETLKW, "F_OFD_SETLKW",
              F_OFD_GETLK, "F_OFD_GETLK"));

  private static final int FD_CLOEXEC = 1;
  private static final int PATH_MAX = 1024;

  private ControlFunctions() {}

  // ---- fcntl ----

  static long fcntl(Call c) {
    int fd = c.intArgument(0);
    int argument = c.intArgument(2);
    DescriptorTable table = c.thread().descriptors();
    return switch (c.intArgument(1)) {
      case F_DUPFD -> table.duplicate(fd, argument, false);
      case F_DUPFD_CLOEXEC -> table.duplicate(fd, argument, true);
      case F_GETFD -> table.closesOnExec(fd) ? FD_CLOEXEC : 0;
      case F_SETFD -> {
        table.setCloseOnExec(fd, (argument & FD_CLOEXEC) != 0);
        yield 0;
      }
      case F_GETFL -> withFile(c.thread(), fd, f -> DarwinOpenFlags.fromKernel(f.flags()));
      case F_SETFL -> withOpenFile(c.thread(), fd, f -> setFlags(f, argument));
      case F_GETPATH -> withFile(c.thread(), fd, f -> path(c, f));
      case F_FULLFSYNC, F_BARRIERFSYNC -> withOpenFile(c.thread(), fd, DescriptorFunctions::flush);
      case F_GETLK -> withOpenFile(c.thread(), fd, f -> query(c, f, false));
      case F_SETLK -> withOpenFile(c.thread(), fd, f -> lock(c, f, false, false));
      case F_SETLKW -> withOpenFile(c.thread(), fd, f -> lock(c, f, false, true));
      case F_OFD_GETLK -> withOpenFile(c.thread(), fd, f -> query(c, f, true));
      case F_OFD_SETLK -> withOpenFile(c.thread(), fd, f -> lock(c, f, true, false));
      case F_OFD_SETLKW -> withOpenFile(c.thread(), fd, f -> lock(c, f, true, true));
      // Hints about caching, and a flag of sockets that has no meaning elsewhere.
      case F_RDADVISE, F_RDAHEAD, F_NOCACHE, F_SETNOSIGPIPE, F_GETNOSIGPIPE ->
          withOpenFile(c.thread(), fd, f -> 0);
      default ->
          withOpenFile(
              c.thread(),
              fd,
              f -> {
                throw new KernelException(Errno.EINVAL, "fcntl command " + c.intArgument(1));
              });
    };
  }

  private static long setFlags(OpenFile f, int bits) {
    f.setFlags(DarwinOpenFlags.toKernel(bits) & OpenFlags.CHANGEABLE);
    return 0;
  }

  private static long path(Call c, OpenFile f) {
    byte[] path = PathBytes.bytes(f.path());
    if (path.length == 0 || path[0] != '/') {
      throw new KernelException(Errno.EBADF);
    }
    if (path.length >= PATH_MAX) {
      throw new KernelException(Errno.ENOSPC);
    }
    c.memory().write(c.argument(2), java.util.Arrays.copyOf(path, path.length + 1));
    return 0;
  }

  // ---- struct flock: start 0, length 8, pid 16 (4), type 20 (2), whence 22 (2) ----

  private static Range range(Call c) {
    AddressSpace m = c.memory();
    long at = c.argument(2);
    Kind kind =
        switch (m.readShort(at + 20)) {
          case 1 -> Kind.SHARED;
          case 2 -> Kind.NONE;
          case 3 -> Kind.EXCLUSIVE;
          default -> throw new KernelException(Errno.EINVAL);
        };
    int whence = m.readShort(at + 22);
    if (whence < 0 || whence > 2) {
      throw new KernelException(Errno.EINVAL);
    }
    return new Range(kind, whence, m.readLong(at), m.readLong(at + 8), 0);
  }

  private static long lock(Call c, OpenFile f, boolean byDescription, boolean wait) {
    return FileLocking.set(c.thread(), f, range(c), byDescription, wait);
  }

  private static long query(Call c, OpenFile f, boolean byDescription) {
    Range found = FileLocking.conflicting(f, range(c), byDescription);
    AddressSpace m = c.memory();
    long at = c.argument(2);
    if (found.kind() == Kind.NONE) {
      m.writeShort(at + 20, 2);
      return 0;
    }
    m.writeLong(at, found.start());
    m.writeLong(at + 8, found.length());
    m.writeInt(at + 16, found.owner());
    m.writeShort(at + 20, found.kind() == Kind.SHARED ? 1 : 3);
    m.writeShort(at + 22, found.whence());
    return 0;
  }

  // ---- ioctl ----

  private static final int FIOCLEX = 0x20006601;
  private static final int FIONCLEX = 0x20006602;
  private static final int FIONREAD = 0x4004667f;
  private static final int FIONBIO = 0x8004667e;
  private static final int TIOCGETA = 0x40487413;
  private static final int TIOCSETA = 0x80487414;
  private static final int TIOCSETAW = 0x80487415;
  private static final int TIOCSETAF = 0x80487416;
  private static final int TIOCGWINSZ = 0x40087468;
  private static final int TIOCSWINSZ = 0x80087467;
  private static final int TIOCGPGRP = 0x40047477;
  private static final int TIOCSPGRP = 0x80047476;

  static long ioctl(Call c) {
    return withOpenFile(c.thread(), c.intArgument(0), f -> ioctl(c, f));
  }

  private static long ioctl(Call c, OpenFile f) {
    int request = c.intArgument(1);
    switch (request) {
      case FIOCLEX -> c.thread().descriptors().setCloseOnExec(c.intArgument(0), true);
      case FIONCLEX -> c.thread().descriptors().setCloseOnExec(c.intArgument(0), false);
      case FIONBIO -> {
        int bit = OpenFlags.NON_BLOCK;
        boolean on = c.memory().readInt(c.argument(2)) != 0;
        f.setFlags(on ? f.flags() | bit : f.flags() & ~bit);
      }
      case FIONREAD -> c.memory().writeInt(c.argument(2), f.available());
      default -> terminalControl(c.memory(), f, request, c.argument(2));
    }
    return 0;
  }

  private static void terminalControl(AddressSpace m, OpenFile f, int request, long argument) {
    Terminal t = f.terminal();
    if (t == null) {
      throw new KernelException(Errno.ENOTTY);
    }
    switch (request) {
      case TIOCGETA -> TerminalLayout.write(m, argument, t.attributes());
      case TIOCSETA -> t.setAttributes(attributes(m, argument, t), Terminal.When.NOW);
      case TIOCSETAW -> t.setAttributes(attributes(m, argument, t), Terminal.When.DRAINED);
      case TIOCSETAF -> t.setAttributes(attributes(m, argument, t), Terminal.When.FLUSHED);
      case TIOCGWINSZ -> m.write(argument, t.windowSize());
      case TIOCSWINSZ -> t.setWindowSize(m.read(argument, Terminal.WINDOW_BYTES));
      case TIOCGPGRP -> m.writeInt(argument, t.foregroundGroup());
      case TIOCSPGRP -> t.setForegroundGroup(m.readInt(argument));
      default ->
          throw new KernelException(
              Errno.ENOTTY, "terminal control 0x" + Integer.toHexString(request));
    }
  }

  private static byte[] attributes(AddressSpace m, long address, Terminal t) {
    return TerminalLayout.read(m, address, t.attributes());
  }
}
