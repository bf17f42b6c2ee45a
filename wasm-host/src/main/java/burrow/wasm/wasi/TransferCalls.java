package burrow.wasm.wasi;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.BlockingIo;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.wasm.WasmCall;
import java.nio.ByteBuffer;

/** Reading and writing through arrays of iovec {address, length}, 32 bits each. */
final class TransferCalls {
  private static final int MOST_VECTORS = 1024;

  private TransferCalls() {}

  private interface Transfer {
    long run(OpenFile file, ByteBuffer buffer, long done);
  }

  static long read(WasmCall c) {
    return transfer(
        c,
        OpenFlags.READ,
        Access.WRITE,
        3,
        (f, b, done) -> BlockingIo.read(f, b, c.thread()::awaitOrThrow));
  }

  static long write(WasmCall c) {
    return transfer(
        c,
        OpenFlags.WRITE,
        Access.READ,
        3,
        (f, b, done) -> BlockingIo.write(f, b, c.thread()::awaitOrThrow));
  }

  static long pread(WasmCall c) {
    long offset = offset(c);
    return transfer(c, OpenFlags.READ, Access.WRITE, 4, (f, b, done) -> f.readAt(b, offset + done));
  }

  static long pwrite(WasmCall c) {
    long offset = offset(c);
    return transfer(
        c, OpenFlags.WRITE, Access.READ, 4, (f, b, done) -> f.writeAt(b, offset + done));
  }

  private static long offset(WasmCall c) {
    if (c.argument(3) < 0) {
      throw new KernelException(Errno.EINVAL);
    }
    return c.argument(3);
  }

  /** Runs a transfer over the vectors until one is short; stores the sum. */
  private static long transfer(
      WasmCall c, int mode, int access, int resultIndex, Transfer transfer) {
    long count = c.unsigned(2);
    if (count > MOST_VECTORS) {
      throw new KernelException(Errno.EINVAL);
    }
    return DescriptorCalls.with(
        c,
        f -> {
          if (f.directory() != null && mode == OpenFlags.READ) {
            throw new KernelException(Errno.EISDIR);
          }
          if (!f.has(mode)) {
            throw new KernelException(Errno.EBADF);
          }
          long done = all(c, f, count, access, transfer);
          c.memory().writeInt(c.unsigned(resultIndex), (int) done);
          return 0;
        });
  }

  private static long all(WasmCall c, OpenFile f, long count, int access, Transfer transfer) {
    AddressSpace m = c.memory();
    long done = 0;
    for (int i = 0; i < count; i++) {
      long vector = c.unsigned(1) + 8L * i;
      int length = (int) Math.min(m.readInt(vector + 4) & 0xffff_ffffL, 1 << 30);
      ByteBuffer b = m.view(m.readInt(vector) & 0xffff_ffffL, length, access);
      long n;
      try {
        n = transfer.run(f, b, done);
      } catch (KernelException e) {
        if (done > 0) {
          return done;
        }
        throw e;
      }
      done += n;
      if (n < length) {
        break;
      }
    }
    return done;
  }
}
