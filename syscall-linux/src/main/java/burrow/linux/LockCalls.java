package burrow.linux;

import static burrow.linux.FileArguments.withOpenFile;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.FileLocks;
import burrow.kernel.file.FileLocks.Kind;
import burrow.kernel.file.FileLocks.Range;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;
import burrow.kernel.time.HostClock;
import burrow.kernel.wait.Interrupted;
import burrow.kernel.wait.Interrupted.Restart;
import burrow.kernel.wait.WaitResult;
import burrow.machine.AddressSpace;
import java.util.function.BooleanSupplier;

/** Advisory locks: flock and the record locks of fcntl. */
final class LockCalls {
  private static final int LOCK_SH = 1;
  private static final int LOCK_EX = 2;
  private static final int LOCK_NB = 4;
  private static final int LOCK_UN = 8;
  private static final int LOCK_MAND = 32;

  /** The host wakes nobody who waits for a lock without blocking in it: look again so often. */
  private static final long RETRY_NANOS = 2_000_000;

  private LockCalls() {}

  static long flock(Call c) {
    int operation = c.intArgument(1);
    if ((operation & LOCK_MAND) != 0) {
      return 0; // mandatory locks went with Linux 5.18; asking for one succeeds and does nothing
    }
    Kind kind =
        switch (operation & ~LOCK_NB) {
          case LOCK_SH -> Kind.SHARED;
          case LOCK_EX -> Kind.EXCLUSIVE;
          case LOCK_UN -> Kind.NONE;
          default -> throw new KernelException(Errno.EINVAL);
        };
    return withOpenFile(
        c,
        c.intArgument(0),
        f -> {
          FileLocks locks = locks(f);
          boolean wait = (operation & LOCK_NB) == 0;
          return take(c, wait, Errno.EAGAIN, () -> locks.lockWhole(kind));
        });
  }

  private static FileLocks locks(OpenFile f) {
    FileLocks l = f.locks();
    if (l == null) {
      throw new KernelException(Errno.EINVAL);
    }
    return l;
  }

  private static long take(Call c, boolean wait, Errno busy, BooleanSupplier attempt) {
    while (!attempt.getAsBoolean()) {
      if (!wait) {
        throw new KernelException(busy);
      }
      HostClock clock = c.thread().clock();
      long retry = clock.monotonicNanos() + RETRY_NANOS;
      if (c.thread().await(null, retry, () -> false) == WaitResult.INTERRUPTED) {
        throw new Interrupted(Restart.UNLESS_HANDLER_FORBIDS);
      }
    }
    return 0;
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
    Range r = range(c, byDescription);
    if (r.kind() == Kind.SHARED && !f.has(OpenFlags.READ)
        || r.kind() == Kind.EXCLUSIVE && !f.has(OpenFlags.WRITE)) {
      throw new KernelException(Errno.EBADF);
    }
    FileLocks locks = locks(f);
    return take(c, wait, Errno.EAGAIN, () -> locks.lock(r, byDescription));
  }

  static long query(Call c, OpenFile f, boolean byDescription) {
    Range r = range(c, byDescription);
    if (r.kind() == Kind.NONE) {
      throw new KernelException(Errno.EINVAL);
    }
    Range found = locks(f).conflicting(r, byDescription);
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
