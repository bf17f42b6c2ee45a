package burrow.kernel.posix;

import static burrow.kernel.posix.FileAccess.withFile;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.BlockingIo;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;
import burrow.kernel.process.GuestThread;
import burrow.kernel.signal.SignalInfo;
import burrow.kernel.wait.Interrupted;
import burrow.machine.AddressSpace;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Reading and writing as POSIX calls do: whole buffers, vectors, positions, SIGPIPE. */
public final class Transfers {
  /** UIO_MAXIOV. */
  private static final int MAX_VECTORS = 1024;

  private Transfers() {}

  /** Makes the buffer of a transfer once its file is known to allow it. */
  @FunctionalInterface
  public interface Buffer extends Supplier<ByteBuffer> {}

  /** Makes the buffers of a transfer once its file is known to allow it. */
  @FunctionalInterface
  public interface Buffers extends Supplier<List<ByteBuffer>> {}

  public static void requireReadable(OpenFile f) {
    if (!f.has(OpenFlags.READ)) {
      throw new KernelException(Errno.EBADF);
    }
  }

  public static void requireWritable(OpenFile f) {
    if (!f.has(OpenFlags.WRITE)) {
      throw new KernelException(Errno.EBADF);
    }
  }

  public static void requireOffset(long offset) {
    if (offset < 0) {
      throw new KernelException(Errno.EINVAL);
    }
  }

  // ---- one buffer ----

  public static long read(GuestThread thread, int descriptor, Buffer into) {
    return withFile(
        thread,
        descriptor,
        f -> {
          requireReadable(f);
          return read(thread, f, into.get());
        });
  }

  public static long write(GuestThread thread, int descriptor, Buffer from) {
    return withFile(
        thread,
        descriptor,
        f -> {
          requireWritable(f);
          return write(thread, f, from.get());
        });
  }

  public static long readAt(GuestThread thread, int descriptor, Buffer into, long offset) {
    requireOffset(offset);
    return withFile(
        thread,
        descriptor,
        f -> {
          requireReadable(f);
          return f.readAt(into.get(), offset);
        });
  }

  public static long writeAt(GuestThread thread, int descriptor, Buffer from, long offset) {
    requireOffset(offset);
    return withFile(
        thread,
        descriptor,
        f -> {
          requireWritable(f);
          return f.writeAt(from.get(), offset);
        });
  }

  private static long read(GuestThread thread, OpenFile f, ByteBuffer into) {
    return BlockingIo.read(f, into, thread::awaitOrThrow);
  }

  /** Writes; a broken pipe also sends SIGPIPE to the thread. */
  public static long write(GuestThread thread, OpenFile f, ByteBuffer from) {
    try {
      return BlockingIo.write(f, from, thread::awaitOrThrow);
    } catch (KernelException e) {
      if (e.errno() == Errno.EPIPE) {
        brokenPipe(thread);
      }
      throw e;
    }
  }

  private static void brokenPipe(GuestThread thread) {
    int signal = thread.process().signals().rules().brokenPipe();
    int uid = thread.process().credentials().uid();
    SignalInfo.Sender self = new SignalInfo.Sender(thread.process().id(), uid, 0);
    thread.process().signals().send(new SignalInfo(signal, 0, 0, self), thread);
  }

  // ---- vectors ----

  /**
   * The buffers of an array of struct iovec: base 0, length 8.
   *
   * @param count how many, unsigned
   * @throws KernelException EINVAL for too many or a negative length
   */
  public static List<ByteBuffer> vectors(AddressSpace memory, long array, long count, int access) {
    if (count < 0 || count > MAX_VECTORS) {
      throw new KernelException(Errno.EINVAL);
    }
    List<ByteBuffer> list = new ArrayList<>();
    long left = FileAccess.MAX_TRANSFER;
    for (int i = 0; i < count; i++) {
      long length = memory.readLong(array + 16L * i + 8);
      if (length < 0) {
        throw new KernelException(Errno.EINVAL);
      }
      long n = Math.min(length, left);
      if (n > 0) {
        list.add(FileAccess.view(memory, memory.readLong(array + 16L * i), n, access));
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
      } catch (KernelException | Interrupted e) {
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

  public static long readVector(GuestThread thread, int descriptor, Buffers into) {
    return withFile(
        thread,
        descriptor,
        f -> {
          requireReadable(f);
          // Only the first part of a stream may block: what has arrived is to be returned.
          return each(
              into.get(), (b, done) -> done == 0 || !f.isStream() ? read(thread, f, b) : f.read(b));
        });
  }

  public static long writeVector(GuestThread thread, int descriptor, Buffers from) {
    return withFile(
        thread,
        descriptor,
        f -> {
          requireWritable(f);
          return writeVector(thread, f, from.get());
        });
  }

  private static long writeVector(GuestThread thread, OpenFile f, List<ByteBuffer> from) {
    if (!f.isStream() || from.size() < 2) {
      return each(from, (b, done) -> write(thread, f, b));
    }
    int total = from.stream().mapToInt(ByteBuffer::remaining).sum();
    ByteBuffer whole = ByteBuffer.allocateDirect(total);
    from.forEach(whole::put);
    return write(thread, f, whole.flip());
  }

  public static long readVectorAt(GuestThread thread, int descriptor, Buffers into, long offset) {
    requireOffset(offset);
    return withFile(
        thread,
        descriptor,
        f -> {
          requireReadable(f);
          return each(into.get(), (b, done) -> f.readAt(b, offset + done));
        });
  }

  public static long writeVectorAt(GuestThread thread, int descriptor, Buffers from, long offset) {
    requireOffset(offset);
    return withFile(
        thread,
        descriptor,
        f -> {
          requireWritable(f);
          return each(from.get(), (b, done) -> f.writeAt(b, offset + done));
        });
  }
}
