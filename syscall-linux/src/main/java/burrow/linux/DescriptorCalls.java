package burrow.linux;

import static burrow.linux.FileArguments.requireFlags;
import static burrow.linux.FileArguments.withFile;
import static burrow.linux.FileArguments.withOpenFile;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.DescriptorTable;
import burrow.kernel.file.EventCounter;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;
import burrow.kernel.file.Pipe;
import burrow.kernel.trace.ArgumentFormat;
import burrow.kernel.trace.Formats;

/** Descriptors: close, the dup family, fcntl, pipes and event counters. */
final class DescriptorCalls {
  private static final int F_DUPFD = 0;
  private static final int F_GETFD = 1;
  private static final int F_SETFD = 2;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int F_GETLK = 5;
  private static final int F_SETLK = 6;
  private static final int F_SETLKW = 7;
  private static final int F_SETOWN = 8;
  private static final int F_GETOWN = 9;
  private static final int F_OFD_GETLK = 36;
  private static final int F_OFD_SETLK = 37;
  private static final int F_OFD_SETLKW = 38;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int F_SETPIPE_SZ = 1031;
  private static final int F_GETPIPE_SZ = 1032;
  private static final int F_ADD_SEALS = 1033;
  private static final int F_GET_SEALS = 1034;

  static final ArgumentFormat COMMAND =
      Formats.oneOf(
          Formats.names(
              F_DUPFD,
              "F_DUPFD",
              F_GETFD,
              "F_GETFD",
              F_SETFD,
              "F_SETFD",
              F_GETFL,
              "F_GETFL",
              F_SETFL,
              "F_SETFL",
              F_GETLK,
              "F_GETLK",
              F_SETLK,
              "F_SETLK",
              F_SETLKW,
              "F_SETLKW",
              F_SETOWN,
              "F_SETOWN",
              F_GETOWN,
              "F_GETOWN",
              F_OFD_GETLK,
              "F_OFD_GETLK",
              F_OFD_SETLK,
              "F_OFD_SETLK",
              F_OFD_SETLKW,
              "F_OFD_SETLKW",
              F_DUPFD_CLOEXEC,
              "F_DUPFD_CLOEXEC",
              F_SETPIPE_SZ,
              "F_SETPIPE_SZ",
              F_GETPIPE_SZ,
              "F_GETPIPE_SZ",
              F_ADD_SEALS,
              "F_ADD_SEALS",
              F_GET_SEALS,
              "F_GET_SEALS"));

  private static final int FD_CLOEXEC = 1;
  private static final int CLOSE_RANGE_UNSHARE = 2;
  private static final int CLOSE_RANGE_CLOEXEC = 4;
  private static final int EFD_SEMAPHORE = 1;

  private DescriptorCalls() {}

  private static DescriptorTable table(Call c) {
    return c.thread().descriptors();
  }

  static boolean closesOnExec(int openBits) {
    return (openBits & LinuxOpenFlags.O_CLOEXEC) != 0;
  }

  static long close(Call c) {
    table(c).close(c.intArgument(0));
    return 0;
  }

  static long closeRange(Call c) {
    int flags = c.intArgument(2);
    requireFlags(flags, CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC);
    long first = c.argument(0) & 0xffff_ffffL;
    long last = c.argument(1) & 0xffff_ffffL;
    if (first > last) {
      throw new KernelException(Errno.EINVAL);
    }
    if ((flags & CLOSE_RANGE_UNSHARE) != 0) {
      c.thread().unshareDescriptors();
    }
    int from = (int) Math.min(first, Integer.MAX_VALUE);
    int to = (int) Math.min(last, Integer.MAX_VALUE);
    if ((flags & CLOSE_RANGE_CLOEXEC) != 0) {
      table(c).closeRangeOnExec(from, to);
    } else {
      table(c).closeRange(from, to);
    }
    return 0;
  }

  static long dup(Call c) {
    return table(c).duplicate(c.intArgument(0), 0, false);
  }

  static long dup2(Call c) {
    table(c).duplicateTo(c.intArgument(0), c.intArgument(1), false);
    return c.intArgument(1);
  }

  static long dup3(Call c) {
    requireFlags(c.intArgument(2), LinuxOpenFlags.O_CLOEXEC);
    if (c.intArgument(0) == c.intArgument(1)) {
      throw new KernelException(Errno.EINVAL);
    }
    table(c).duplicateTo(c.intArgument(0), c.intArgument(1), closesOnExec(c.intArgument(2)));
    return c.intArgument(1);
  }

  // ---- fcntl ----

  static long fcntl(Call c) {
    int fd = c.intArgument(0);
    int argument = c.intArgument(2);
    return switch (c.intArgument(1)) {
      case F_DUPFD -> table(c).duplicate(fd, argument, false);
      case F_DUPFD_CLOEXEC -> table(c).duplicate(fd, argument, true);
      case F_GETFD -> table(c).closesOnExec(fd) ? FD_CLOEXEC : 0;
      case F_SETFD -> {
        table(c).setCloseOnExec(fd, (argument & FD_CLOEXEC) != 0);
        yield 0;
      }
      case F_GETFL -> withFile(c, fd, f -> LinuxOpenFlags.fromKernel(f.flags(), c.arch()));
      case F_SETFL -> withOpenFile(c, fd, f -> setFlags(c, f, argument));
      case F_GETLK -> withOpenFile(c, fd, f -> LockCalls.query(c, f, false));
      case F_SETLK -> withOpenFile(c, fd, f -> LockCalls.set(c, f, false, false));
      case F_SETLKW -> withOpenFile(c, fd, f -> LockCalls.set(c, f, false, true));
      case F_OFD_GETLK -> withOpenFile(c, fd, f -> LockCalls.query(c, f, true));
      case F_OFD_SETLK -> withOpenFile(c, fd, f -> LockCalls.set(c, f, true, false));
      case F_OFD_SETLKW -> withOpenFile(c, fd, f -> LockCalls.set(c, f, true, true));
      case F_SETPIPE_SZ -> withOpenFile(c, fd, f -> pipe(f).setCapacity(argument));
      case F_GETPIPE_SZ -> withOpenFile(c, fd, f -> pipe(f).capacity());
      case F_GETOWN -> withOpenFile(c, fd, f -> 0);
      default ->
          withOpenFile(
              c,
              fd,
              f -> {
                throw new KernelException(Errno.EINVAL, "fcntl command " + c.intArgument(1));
              });
    };
  }

  private static long setFlags(Call c, OpenFile f, int bits) {
    f.setFlags(LinuxOpenFlags.toKernel(bits, c.arch()) & OpenFlags.CHANGEABLE);
    return 0;
  }

  private static Pipe pipe(OpenFile f) {
    if (f instanceof Pipe.End end) {
      return end.pipe();
    }
    throw new KernelException(Errno.EBADF);
  }

  // ---- pipes and counters ----

  static long pipe(Call c) {
    return pipe(c, 0);
  }

  static long pipe2(Call c) {
    int flags = c.intArgument(1);
    int direct = c.arch() == burrow.machine.Arch.ARM64 ? 0200000 : 040000;
    requireFlags(flags, LinuxOpenFlags.O_CLOEXEC | LinuxOpenFlags.O_NONBLOCK | direct);
    if ((flags & direct) != 0) {
      throw new KernelException(Errno.EINVAL, "packet pipes (O_DIRECT)");
    }
    return pipe(c, flags);
  }

  private static long pipe(Call c, int bits) {
    Pipe pipe = new Pipe(LinuxOpenFlags.toKernel(bits, c.arch()) & OpenFlags.NON_BLOCK);
    DescriptorTable t = table(c);
    int reader;
    try {
      reader = t.add(pipe.reader(), closesOnExec(bits));
    } catch (KernelException e) {
      pipe.writer().release();
      throw e;
    }
    int writer;
    try {
      writer = t.add(pipe.writer(), closesOnExec(bits));
    } catch (KernelException e) {
      t.close(reader);
      throw e;
    }
    try {
      c.memory().writeLong(c.argument(0), reader & 0xffff_ffffL | (long) writer << 32);
    } catch (burrow.machine.GuestFault e) {
      t.close(reader);
      t.close(writer);
      throw e;
    }
    return 0;
  }

  static long eventfd(Call c) {
    return eventfd(c, 0);
  }

  static long eventfd2(Call c) {
    return eventfd(c, c.intArgument(1));
  }

  private static long eventfd(Call c, int bits) {
    requireFlags(bits, EFD_SEMAPHORE | LinuxOpenFlags.O_CLOEXEC | LinuxOpenFlags.O_NONBLOCK);
    int flags = LinuxOpenFlags.toKernel(bits, c.arch()) & OpenFlags.NON_BLOCK;
    long initial = c.argument(0) & 0xffff_ffffL;
    return table(c)
        .add(new EventCounter(initial, (bits & EFD_SEMAPHORE) != 0, flags), closesOnExec(bits));
  }
}
