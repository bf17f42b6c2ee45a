package burrow.darwin;

import static burrow.kernel.posix.FileAccess.withOpenFile;
import static burrow.kernel.trace.Formats.FD;
import static burrow.kernel.trace.Formats.HEX;
import static burrow.kernel.trace.Formats.INT;
import static burrow.kernel.trace.Formats.LONG;
import static burrow.kernel.trace.Formats.OUTPUT;
import static burrow.kernel.trace.Formats.POINTER;
import static burrow.kernel.trace.Formats.input;
import static burrow.kernel.trace.Formats.names;
import static burrow.kernel.trace.Formats.oneOf;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.DescriptorTable;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFile.Whence;
import burrow.kernel.file.Pipe;
import burrow.kernel.host.Posix;
import burrow.kernel.posix.FileAccess;
import burrow.kernel.posix.FileLocking;
import burrow.kernel.posix.FileNames;
import burrow.kernel.posix.Transfers;
import burrow.kernel.trace.ArgumentFormat;
import burrow.machine.Access;
import java.util.List;

/** Descriptors and what is done through them: transfers, offsets, the dup family, pipes, locks. */
final class DescriptorFunctions {
  private static final ArgumentFormat WHENCE =
      oneOf(names(0, "SEEK_SET", 1, "SEEK_CUR", 2, "SEEK_END", 3, "SEEK_HOLE", 4, "SEEK_DATA"));

  static final List<DarwinFunction> ROWS =
      List.of(
          DarwinFunction.of("read", DescriptorFunctions::read, FD, OUTPUT, LONG).bsd(3),
          DarwinFunction.of("write", DescriptorFunctions::write, FD, input(2), LONG).bsd(4),
          DarwinFunction.of("pread", DescriptorFunctions::pread, FD, OUTPUT, LONG, LONG).bsd(153),
          DarwinFunction.of("pwrite", DescriptorFunctions::pwrite, FD, input(2), LONG, LONG)
              .bsd(154),
          DarwinFunction.of("readv", DescriptorFunctions::readv, FD, POINTER, INT).bsd(120),
          DarwinFunction.of("writev", DescriptorFunctions::writev, FD, POINTER, INT).bsd(121),
          DarwinFunction.of("close", DescriptorFunctions::close, FD).bsd(6),
          DarwinFunction.of("dup", DescriptorFunctions::dup, FD).bsd(41),
          DarwinFunction.of("dup2", DescriptorFunctions::dup2, FD, FD).bsd(90),
          DarwinFunction.of("fcntl", ControlFunctions::fcntl, FD, ControlFunctions.COMMAND, HEX)
              .variadicFrom(2)
              .bsd(92)
              .partial("no leases, signatures or preallocation"),
          DarwinFunction.of("ioctl", ControlFunctions::ioctl, FD, HEX, POINTER)
              .variadicFrom(2)
              .bsd(54)
              .partial("terminals, FIONREAD, FIONBIO, FIOCLEX"),
          DarwinFunction.of("pipe", DescriptorFunctions::pipe, POINTER).bsd(42),
          DarwinFunction.of("lseek", DescriptorFunctions::lseek, FD, LONG, WHENCE).bsd(199),
          DarwinFunction.of("ftruncate", DescriptorFunctions::ftruncate, FD, LONG).bsd(201),
          DarwinFunction.of("fsync", DescriptorFunctions::fsync, FD).bsd(95),
          DarwinFunction.of("fdatasync", DescriptorFunctions::fsync, FD).bsd(187),
          DarwinFunction.of("sync", DescriptorFunctions::sync).bsd(36),
          DarwinFunction.of("flock", DescriptorFunctions::flock, FD, HEX).bsd(131),
          DarwinFunction.of("getdtablesize", c -> c.thread().descriptors().limit()).bsd(89));

  /** SEEK_SET to SEEK_DATA; SEEK_HOLE comes first here. */
  private static final Whence[] WHENCES = {
    Whence.SET, Whence.CURRENT, Whence.END, Whence.HOLE, Whence.DATA
  };

  private DescriptorFunctions() {}

  private static DescriptorTable table(Call c) {
    return c.thread().descriptors();
  }

  // ---- transfers ----

  private static Transfers.Buffer buffer(Call c, int access) {
    return () -> FileAccess.view(c.memory(), c.argument(1), c.argument(2), access);
  }

  private static Transfers.Buffers vectors(Call c, int access) {
    return () -> Transfers.vectors(c.memory(), c.argument(1), c.intArgument(2), access);
  }

  private static long read(Call c) {
    return Transfers.read(c.thread(), c.intArgument(0), buffer(c, Access.WRITE));
  }

  private static long write(Call c) {
    return Transfers.write(c.thread(), c.intArgument(0), buffer(c, Access.READ));
  }

  private static long pread(Call c) {
    Transfers.Buffer into = buffer(c, Access.WRITE);
    return Transfers.readAt(c.thread(), c.intArgument(0), into, c.argument(3));
  }

  private static long pwrite(Call c) {
    Transfers.Buffer from = buffer(c, Access.READ);
    return Transfers.writeAt(c.thread(), c.intArgument(0), from, c.argument(3));
  }

  private static long readv(Call c) {
    return Transfers.readVector(c.thread(), c.intArgument(0), vectors(c, Access.WRITE));
  }

  private static long writev(Call c) {
    return Transfers.writeVector(c.thread(), c.intArgument(0), vectors(c, Access.READ));
  }

  // ---- descriptors ----

  private static long close(Call c) {
    table(c).close(c.intArgument(0));
    return 0;
  }

  private static long dup(Call c) {
    return table(c).duplicate(c.intArgument(0), 0, false);
  }

  private static long dup2(Call c) {
    table(c).duplicateTo(c.intArgument(0), c.intArgument(1), false);
    return c.intArgument(1);
  }

  /** The function stores both ends; the system call returns them in two registers. */
  private static long pipe(Call c) {
    if (!c.isRaw()) {
      c.memory().check(c.argument(0), 8, Access.WRITE);
    }
    Pipe pipe = new Pipe(0);
    DescriptorTable t = table(c);
    int reader;
    try {
      reader = t.add(pipe.reader(), false);
    } catch (KernelException e) {
      pipe.writer().release();
      throw e;
    }
    int writer;
    try {
      writer = t.add(pipe.writer(), false);
    } catch (KernelException e) {
      t.close(reader);
      throw e;
    }
    if (c.isRaw()) {
      c.process().abi().setSecondResult(c.thread().cpu(), writer);
      return reader;
    }
    c.memory().writeLong(c.argument(0), reader & 0xffff_ffffL | (long) writer << 32);
    return 0;
  }

  // ---- files ----

  private static long lseek(Call c) {
    return withOpenFile(
        c.thread(),
        c.intArgument(0),
        f -> {
          int whence = c.intArgument(2);
          if (whence < 0 || whence >= WHENCES.length) {
            throw new KernelException(Errno.EINVAL);
          }
          return f.seek(c.argument(1), WHENCES[whence]);
        });
  }

  private static long ftruncate(Call c) {
    return FileNames.truncate(c.thread(), c.intArgument(0), c.argument(1));
  }

  private static long fsync(Call c) {
    return withOpenFile(c.thread(), c.intArgument(0), DescriptorFunctions::flush);
  }

  static long flush(OpenFile f) {
    f.sync(false);
    return 0;
  }

  private static long sync(Call c) {
    Posix.syncAll();
    return 0;
  }

  private static long flock(Call c) {
    return FileLocking.flock(c.thread(), c.intArgument(0), c.intArgument(1));
  }
}
