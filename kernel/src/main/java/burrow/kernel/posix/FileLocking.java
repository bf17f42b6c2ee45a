package burrow.kernel.posix;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.FileLocks;
import burrow.kernel.file.FileLocks.Kind;
import burrow.kernel.file.FileLocks.Range;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;
import burrow.kernel.process.GuestThread;
import burrow.kernel.time.HostClock;
import burrow.kernel.wait.Interrupted;
import burrow.kernel.wait.Interrupted.Restart;
import burrow.kernel.wait.WaitResult;
import java.util.function.BooleanSupplier;

/** Advisory locks as flock and fcntl take them. */
public final class FileLocking {
  private static final int LOCK_SH = 1;
  private static final int LOCK_EX = 2;
  private static final int LOCK_NB = 4;
  private static final int LOCK_UN = 8;

  /** The host wakes nobody who waits for a lock without blocking in it: look again so often. */
  private static final long RETRY_NANOS = 2_000_000;

  private FileLocking() {}

  /**
   * flock(2), whose operations have the same numbers everywhere.
   *
   * @throws KernelException EAGAIN if it is taken and LOCK_NB is set; EINVAL
   */
  public static long flock(GuestThread thread, int descriptor, int operation) {
    Kind kind =
        switch (operation & ~LOCK_NB) {
          case LOCK_SH -> Kind.SHARED;
          case LOCK_EX -> Kind.EXCLUSIVE;
          case LOCK_UN -> Kind.NONE;
          default -> throw new KernelException(Errno.EINVAL);
        };
    return FileAccess.withOpenFile(
        thread,
        descriptor,
        f -> {
          FileLocks locks = locks(f);
          boolean wait = (operation & LOCK_NB) == 0;
          return take(thread, wait, () -> locks.lockWhole(kind));
        });
  }

  private static FileLocks locks(OpenFile f) {
    FileLocks l = f.locks();
    if (l == null) {
      throw new KernelException(Errno.EINVAL);
    }
    return l;
  }

  private static long take(GuestThread thread, boolean wait, BooleanSupplier attempt) {
    while (!attempt.getAsBoolean()) {
      if (!wait) {
        throw new KernelException(Errno.EAGAIN);
      }
      HostClock clock = thread.clock();
      long retry = clock.monotonicNanos() + RETRY_NANOS;
      if (thread.await(null, retry, () -> false) == WaitResult.INTERRUPTED) {
        throw new Interrupted(Restart.UNLESS_HANDLER_FORBIDS);
      }
    }
    return 0;
  }

  /**
   * Takes or gives back a record lock.
   *
   * @param byDescription owned by the open file description instead of the process
   * @param wait until it is free
   * @throws KernelException EAGAIN if it is taken; EBADF if the file is not open for its kind
   */
  public static long set(
      GuestThread thread, OpenFile f, Range range, boolean byDescription, boolean wait) {
    if (range.kind() == Kind.SHARED && !f.has(OpenFlags.READ)
        || range.kind() == Kind.EXCLUSIVE && !f.has(OpenFlags.WRITE)) {
      throw new KernelException(Errno.EBADF);
    }
    FileLocks locks = locks(f);
    return take(thread, wait, () -> locks.lock(range, byDescription));
  }

  /** The first lock that conflicts, or one of {@link Kind#NONE} if none does. */
  public static Range conflicting(OpenFile f, Range range, boolean byDescription) {
    if (range.kind() == Kind.NONE) {
      throw new KernelException(Errno.EINVAL);
    }
    return locks(f).conflicting(range, byDescription);
  }
}
