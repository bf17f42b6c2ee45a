package burrow.linux;

import static burrow.linux.FileArguments.MAX_TRANSFER;
import static burrow.linux.FileArguments.view;
import static burrow.linux.FileArguments.withFile;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.BlockingIo;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reading and writing: read, write and their vector and positioned kin, sendfile and others. */
final class TransferCalls {
  /** UIO_MAXIOV. */
  private static final int MAX_VECTORS = 1024;

  private static final int COPY_BYTES = 64 * 1024;

  private TransferCalls() {}

  static long read(Call c) {
    return withFile(
        c,
        c.intArgument(0),
        f -> {
          requireReadable(f);
          return readInto(c, f, view(c.memory(), c.argument(1), c.argument(2), Access.WRITE));
        });
  }

  static long write(Call c) {
    return withFile(
        c,
        c.intArgument(0),
        f -> {
          requireWritable(f);
          return writeFrom(c, f, view(c.memory(), c.argument(1), c.argument(2), Access.READ));
        });
  }

  static long pread(Call c) {
    long offset = c.argument(3);
    requireOffset(offset);
    return withFile(
        c,
        c.intArgument(0),
        f -> {
          requireReadable(f);
          return f.readAt(view(c.memory(), c.argument(1), c.argument(2), Access.WRITE), offset);
        });
  }

  static long pwrite(Call c) {
    long offset = c.argument(3);
    requireOffset(offset);
    return withFile(
        c,
        c.intArgument(0),
        f -> {
          requireWritable(f);
          return f.writeAt(view(c.memory(), c.argument(1), c.argument(2), Access.READ), offset);
        });
  }

  private static void requireOffset(long offset) {
    if (offset < 0) {
      throw new KernelException(Errno.EINVAL);
    }
  }

  private static void requireReadable(OpenFile f) {
    if (!f.has(OpenFlags.READ)) {
      throw new KernelException(Errno.EBADF);
    }
  }

  private static void requireWritable(OpenFile f) {
    if (!f.has(OpenFlags.WRITE)) {
      throw new KernelException(Errno.EBADF);
    }
  }

  private static long readInto(Call c, OpenFile f, ByteBuffer into) {
    return BlockingIo.read(f, into, c.thread()::awaitOrThrow);
  }

  private static long writeFrom(Call c, OpenFile f, ByteBuffer from) {
    try {
      return BlockingIo.write(f, from, c.thread()::awaitOrThrow);
    } catch (KernelException e) {
      if (e.errno() == Errno.EPIPE) {
        LinuxFileSystem.brokenPipe(c.thread());
      }
      throw e;
    }
  }

  // ---- vectors ----

  /** The buffers of a struct iovec array. */
  private static List<ByteBuffer> vectors(Call c, int access) {
    AddressSpace memory = c.memory();
    long array = c.argument(1);
    long count = c.argument(2) & 0xffff_ffffL;
    if (count > MAX_VECTORS) {
      throw new KernelException(Errno.EINVAL);
    }
    List<ByteBuffer> list = new ArrayList<>();
    long left = MAX_TRANSFER;
    for (int i = 0; i < count; i++) {
      long length = memory.readLong(array + 16L * i + 8);
      if (length < 0) {
        throw new KernelException(Errno.EINVAL);
      }
      long n = Math.min(length, left);
      if (n > 0) {
        list.add(view(memory, memory.readLong(array + 16L * i), n, access));
        left -= n;
      }
    }
    return list;
  }

  private interface Transfer {
    long run(ByteBuffer buffer, long done);
  }

  /** Runs a transfer on one buffer after the other, until one is short. */
  private static long each(List<ByteBuffer> buffers, Transfer transfer) {
    if (buffers.isEmpty()) {
      return transfer.run(ByteBuffer.allocateDirect(0), 0);
    }
    long done = 0;
    for (ByteBuffer b : buffers) {
      int wanted = b.remaining();
      long n;
      try {
        n = transfer.run(b, done);
      } catch (KernelException | burrow.kernel.wait.Interrupted e) {
        if (done > 0) {
          return done;
        }
        throw e;
      }
      done += n;
      if (n < wanted) {
        break;
      }
    }
    return done;
  }

  private static long readv(Call c, OpenFile f, List<ByteBuffer> into) {
    return each(
        into,
        (b, done) -> {
          // Only the first part of a stream may block: what has arrived is to be returned.
          return done == 0 || !f.isStream() ? readInto(c, f, b) : f.read(b);
        });
  }

  private static long writev(Call c, OpenFile f, List<ByteBuffer> from) {
    if (!f.isStream() || from.size() < 2) {
      return each(from, (b, done) -> writeFrom(c, f, b));
    }
    int total = from.stream().mapToInt(ByteBuffer::remaining).sum();
    ByteBuffer whole = ByteBuffer.allocateDirect(total);
    from.forEach(whole::put);
    return writeFrom(c, f, whole.flip());
  }

  static long readv(Call c) {
    return withFile(
        c,
        c.intArgument(0),
        f -> {
          requireReadable(f);
          return readv(c, f, vectors(c, Access.WRITE));
        });
  }

  static long writev(Call c) {
    return withFile(
        c,
        c.intArgument(0),
        f -> {
          requireWritable(f);
          return writev(c, f, vectors(c, Access.READ));
        });
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
    requireOffset(offset);
    return withFile(
        c,
        c.intArgument(0),
        f -> {
          requireReadable(f);
          return each(vectors(c, Access.WRITE), (b, done) -> f.readAt(b, offset + done));
        });
  }

  private static long pwritev(Call c, int flags) {
    requireNoFlags(flags);
    long offset = c.argument(3);
    if (offset == -1 && isVersion2(c)) {
      return writev(c);
    }
    requireOffset(offset);
    return withFile(
        c,
        c.intArgument(0),
        f -> {
          requireWritable(f);
          return each(vectors(c, Access.READ), (b, done) -> f.writeAt(b, offset + done));
        });
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
        written = writeFrom(c, out, buffer);
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
