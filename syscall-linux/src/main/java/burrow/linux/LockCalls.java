package burrow.linux;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.FileLocks.Kind;
import burrow.kernel.file.FileLocks.Range;
import burrow.kernel.file.OpenFile;
import burrow.kernel.posix.FileLocking;
import burrow.machine.AddressSpace;

/** Advisory locks: flock and the record locks of fcntl. */
final class LockCalls {
  private static final int LOCK_MAND = 32;

  private LockCalls() {}

  static long flock(Call c) {
    int operation = c.intArgument(1);
    if ((operation & LOCK_MAND) != 0) {
      return 0; // mandatory locks went with Linux 5.18; asking for one succeeds and does nothing
    }
    return FileLocking.flock(c.thread(), c.intArgument(0), operation);
  }

  // ---- struct flock: type 0 (2), whence 2 (2), start 8, length 16, pid 24 (4) ----

  private static Range range(Call c, boolean byDescription) {
    AddressSpace m = c.memory();
    long at = c.argument(2);
    Kind kind =
        switch (m.readShort(at)) {
          case 0 -> Kind.SHARED;
          case 1 -> Kind.EXCLUSIVE;
          case 2 -> Kind.NONE;
          default -> throw new KernelException(Errno.EINVAL);
        };
    int whence = m.readShort(at + 2);
    if (whence < 0 || whence > 2 || byDescription && m.readInt(at + 24) != 0) {
      throw new KernelException(Errno.EINVAL);
    }
    return new Range(kind, whence, m.readLong(at + 8), m.readLong(at + 16), 0);
  }

  static long set(Call c, OpenFile f, boolean byDescription, boolean wait) {
    return FileLocking.set(c.thread(), f, range(c, byDescription), byDescription, wait);
  }

  static long query(Call c, OpenFile f, boolean byDescription) {
    Range found = FileLocking.conflicting(f, range(c, byDescription), byDescription);
    AddressSpace m = c.memory();
    long at = c.argument(2);
    if (found.kind() == Kind.NONE) {
      m.writeShort(at, 2);
      return 0;
    }
    m.writeShort(at, found.kind() == Kind.SHARED ? 0 : 1);
    m.writeShort(at + 2, found.whence());
    m.writeLong(at + 8, found.start());
    m.writeLong(at + 16, found.length());
    m.writeInt(at + 24, found.owner());
    return 0;
  }
}
