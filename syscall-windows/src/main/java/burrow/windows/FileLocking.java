package burrow.windows;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.FileLocks;
import burrow.kernel.file.FileLocks.Kind;
import burrow.kernel.file.FileLocks.Range;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;

/** Locks on ranges of files, owned by the open file. */
final class FileLocking {
  private static final int FAIL_IMMEDIATELY = 1;
  private static final int EXCLUSIVE = 2;
  private static final long RETRY_NANOS = 2_000_000;
  private static final int BY_DESCRIPTION = -1;

  private FileLocking() {}

  static long lock(Call c) {
    FileObject f = c.object(0, FileObject.class);
    int flags = c.intArgument(1);
    Overlapped o = new Overlapped(c, f, c.argument(5));
    Kind kind = (flags & EXCLUSIVE) != 0 ? Kind.EXCLUSIVE : Kind.SHARED;
    if (kind == Kind.EXCLUSIVE && !f.file().has(OpenFlags.WRITE)) {
      // Windows asks for reading or writing; the host, for writing.
      throw new KernelException(
          Errno.EACCES, "an exclusive lock on a file that is open for reading only");
    }
    if (kind == Kind.SHARED && !f.file().has(OpenFlags.READ)) {
      kind = Kind.EXCLUSIVE;
    }
    Range range = range(kind, o.offset(), c.unsignedArgument(3), c.unsignedArgument(4));
    FileLocks locks = require(f.file());
    while (!locks.lock(range, true)) {
      if ((flags & FAIL_IMMEDIATELY) != 0) {
        throw new Win32Exception(Win32.ERROR_LOCK_VIOLATION);
      }
      long next = c.clock().monotonicNanos() + RETRY_NANOS;
      if (c.thread().await(null, next, () -> false) == burrow.kernel.wait.WaitResult.INTERRUPTED) {
        return 0;
      }
    }
    o.complete(0, 0, true);
    return 1;
  }

  static long unlock(Call c) {
    FileObject f = c.object(0, FileObject.class);
    Overlapped o = new Overlapped(c, f, c.argument(4));
    require(f.file())
        .lock(range(Kind.NONE, o.offset(), c.unsignedArgument(2), c.unsignedArgument(3)), true);
    o.complete(0, 0, true);
    return 1;
  }

  private static FileLocks require(OpenFile file) {
    FileLocks locks = file.locks();
    if (locks == null) {
      throw new KernelException(Errno.EINVAL);
    }
    return locks;
  }

  /** Lengths beyond what the host can count reach to the end, however far. */
  private static Range range(Kind kind, long start, long low, long high) {
    long length = high << 32 | low;
    boolean toEnd = length < 0 || start + length < 0;
    return new Range(kind, 0, start, toEnd ? 0 : length, BY_DESCRIPTION);
  }
}
