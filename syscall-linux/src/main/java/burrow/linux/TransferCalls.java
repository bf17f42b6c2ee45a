package burrow.linux;

import static burrow.kernel.posix.FileAccess.MAX_TRANSFER;
import static burrow.kernel.posix.FileAccess.view;
import static burrow.kernel.posix.Transfers.requireOffset;
import static burrow.kernel.posix.Transfers.requireReadable;
import static burrow.kernel.posix.Transfers.requireWritable;
import static burrow.linux.FileArguments.withFile;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;
import burrow.kernel.posix.Transfers;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import java.nio.ByteBuffer;

/** Reading and writing: read, write and their vector and positioned kin, sendfile and others. */
final class TransferCalls {
  private static final int COPY_BYTES = 64 * 1024;

  private TransferCalls() {}

  private static Transfers.Buffer buffer(Call c, int access) {
    return () -> view(c.memory(), c.argument(1), c.argument(2), access);
  }

  private static Transfers.Buffers vectors(Call c, int access) {
    return () -> Transfers.vectors(c.memory(), c.argument(1), c.argument(2) & 0xffff_ffffL, access);
  }

  static long read(Call c) {
    return Transfers.read(c.thread(), c.intArgument(0), buffer(c, Access.WRITE));
  }

  static long write(Call c) {
    return Transfers.write(c.thread(), c.intArgument(0), buffer(c, Access.READ));
  }

  static long pread(Call c) {
    Transfers.Buffer into = buffer(c, Access.WRITE);
    return Transfers.readAt(c.thread(), c.intArgument(0), into, c.argument(3));
  }

  static long pwrite(Call c) {
    Transfers.Buffer from = buffer(c, Access.READ);
    return Transfers.writeAt(c.thread(), c.intArgument(0), from, c.argument(3));
  }

  static long readv(Call c) {
    return Transfers.readVector(c.thread(), c.intArgument(0), vectors(c, Access.WRITE));
  }

  static long writev(Call c) {
    return Transfers.writeVector(c.thread(), c.intArgument(0), vectors(c, Access.READ));
  }

  static long preadv(Call c) {
    return preadv(c, 0);
  }

  static long pwritev(Call c) {
    return pwritev(c, 0);
  }

  static long preadv2(Call c) {
    return preadv(c, c.intArgument(5));
  }

  static long pwritev2(Call c) {
    return pwritev(c, c.intArgument(5));
  }

  private static long preadv(Call c, int flags) {
    requireNoFlags(flags);
    long offset = c.argument(3);
    if (offset == -1 && isVersion2(c)) {
      return readv(c);
    }
    return Transfers.readVectorAt(c.thread(), c.intArgument(0), vectors(c, Access.WRITE), offset);
  }

  private static long pwritev(Call c, int flags) {
    requireNoFlags(flags);
    long offset = c.argument(3);
    if (offset == -1 && isVersion2(c)) {
      return writev(c);
    }
    return Transfers.writeVectorAt(c.thread(), c.intArgument(0), vectors(c, Access.READ), offset);
  }

  private static boolean isVersion2(Call c) {
    Syscall s = c.syscall();
    return s != null && s.arguments().size() == 6;
  }

  private static void requireNoFlags(int flags) {
    if (flags != 0) {
      throw new KernelException(Errno.EOPNOTSUPP, "RWF_* flags");
    }
  }

  // ---- between files ----

  static long sendfile(Call c) {
    long offsetAddress = c.argument(2);
    long count = Math.min(c.argument(3), MAX_TRANSFER);
    if (count < 0) {
      throw new KernelException(Errno.EINVAL);
    }
    return withFile(
        c,
        c.intArgument(1),
        in ->
            withFile(
                c,
                c.intArgument(0),
                out -> {
                  requireReadable(in);
                  requireWritable(out);
                  if (out.has(OpenFlags.APPEND)) {
                    throw new KernelException(Errno.EINVAL);
                  }
                  long from =
                      offsetAddress == 0
                          ? in.seek(0, OpenFile.Whence.CURRENT)
                          : c.memory().readLong(offsetAddress);
                  requireOffset(from);
                  long n = copy(c, in, from, out, count);
                  if (offsetAddress == 0) {
                    in.seek(from + n, OpenFile.Whence.SET);
                  } else {
                    c.memory().writeLong(offsetAddress, from + n);
                  }
                  return n;
                }));
  }

  private static long copy(Call c, OpenFile in, long from, OpenFile out, long count) {
    ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.min(count, COPY_BYTES));
    long done = 0;
    while (done < count) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), count - done));
      long n = in.readAt(buffer, from + done);
      if (n <= 0) {
        break;
      }
      buffer.flip();
      long written;
      try {
        written = Transfers.write(c.thread(), out, buffer);
      } catch (KernelException | burrow.kernel.wait.Interrupted e) {
        if (done > 0) {
          return done;
        }
        throw e;
      }
      done += written;
      if (written < n) {
        break;
      }
    }
    return done;
  }

  static long copyFileRange(Call c) {
    if (c.intArgument(5) != 0) {
      throw new KernelException(Errno.EINVAL);
    }
    return withFile(
        c,
        c.intArgument(0),
        in ->
            withFile(
                c,
                c.intArgument(2),
                out -> {
                  requireReadable(in);
                  requireWritable(out);
                  return copyRange(c, in, out);
                }));
  }

  private static long copyRange(Call c, OpenFile in, OpenFile out) {
    AddressSpace memory = c.memory();
    long inAddress = c.argument(1);
    long outAddress = c.argument(3);
    long inOffset = inAddress == 0 ? -1 : memory.readLong(inAddress);
    long outOffset = outAddress == 0 ? -1 : memory.readLong(outAddress);
    long n = in.copyRange(inOffset, out, outOffset, Math.min(c.argument(4), MAX_TRANSFER));
    if (inAddress != 0) {
      memory.writeLong(inAddress, inOffset + n);
    }
    if (outAddress != 0) {
      memory.writeLong(outAddress, outOffset + n);
    }
    return n;
  }

  /** splice and its kin: callers fall back to read and write on EINVAL, as Go does. */
  static long splice(Call c) {
    return withFile(
        c,
        c.intArgument(0),
        f -> {
          throw new KernelException(Errno.EINVAL, "splice; programs fall back to read and write");
        });
  }

  static long readahead(Call c) {
    return withFile(
        c,
        c.intArgument(0),
        f -> {
          requireReadable(f);
          f.advise(c.argument(1), c.argument(2), 3 /* POSIX_FADV_WILLNEED */);
          return 0;
        });
  }
}
