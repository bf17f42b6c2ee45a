package burrow.wasm.wasi;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.PathBytes;
import burrow.machine.AddressSpace;
import burrow.wasm.WasmCall;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** fd_readdir: entries of 24 bytes (next, inode, length of the name, type) and the name behind. */
final class DirectoryCalls {
  private static final int ENTRY_BYTES = 24;

  private DirectoryCalls() {}

  static long readdir(WasmCall c) {
    return DescriptorCalls.with(
        c,
        f -> {
          if (f.directory() == null || f instanceof PreopenedRoot) {
            throw new KernelException(f.directory() == null ? Errno.ENOTDIR : Errno.EBADF);
          }
          f.seek(c.argument(3), OpenFile.Whence.SET);
          Filler filler = new Filler(c.memory(), c.unsigned(1), c.unsigned(2));
          long before;
          do {
            before = filler.entries;
            f.readDirectory((int) Math.min(filler.left + ENTRY_BYTES, 1 << 16), filler);
          } while (filler.entries > before && filler.left > 0);
          c.memory().writeInt(c.unsigned(4), (int) filler.used);
          return 0;
        });
  }

  /** Fills the buffer; an entry that does not fit is cut, which tells the guest to ask again. */
  static final class Filler implements OpenFile.EntrySink {
    private final AddressSpace memory;
    private final long at;
    private long used;
    private long left;
    private long entries;

    Filler(AddressSpace memory, long at, long room) {
      this.memory = memory;
      this.at = at;
      this.left = room;
    }

    @Override
    public boolean entry(long inode, long next, int type, String name) {
      if (left == 0) {
        return false;
      }
      byte[] text = PathBytes.bytes(name);
      ByteBuffer b = ByteBuffer.allocate(ENTRY_BYTES + text.length).order(ByteOrder.LITTLE_ENDIAN);
      b.putLong(next).putLong(inode).putInt(text.length);
      b.putInt(DescriptorCalls.type(type << 12)).put(text);
      int n = (int) Math.min(b.capacity(), left);
      memory.write(at + used, b.array(), 0, n);
      used += n;
      left -= n;
      entries++;
      return n == b.capacity();
    }
  }
}
