package burrow.kernel.host;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.FileLocks;

/**
 * Locks of the host. The whole JVM is one owner of record locks there: two guest processes in it do
 * not exclude each other by them.
 */
final class HostLocks implements FileLocks {
  private static final int LOCK_SH = 1;
  private static final int LOCK_EX = 2;
  private static final int LOCK_NB = 4;
  private static final int LOCK_UN = 8;
  private static final int F_GETLK = 5;
  private static final int F_SETLK = 6;
  private static final int F_OFD_GETLK = 36;
  private static final int F_OFD_SETLK = 37;

  private final int fd;

  HostLocks(int fd) {
    this.fd = fd;
  }

  @Override
  public boolean lockWhole(Kind kind) {
    int operation =
        switch (kind) {
          case SHARED -> LOCK_SH | LOCK_NB;
          case EXCLUSIVE -> LOCK_EX | LOCK_NB;
          case NONE -> LOCK_UN;
        };
    return succeeds(() -> Posix.flock(fd, operation));
  }

  @Override
  public boolean lock(Range r, boolean byDescription) {
    int command = byDescription ? F_OFD_SETLK : F_SETLK;
    return succeeds(
        () -> Posix.lock(fd, command, r.kind().number(), r.whence(), r.start(), r.length()));
  }

  private static boolean succeeds(Runnable attempt) {
    try {
      attempt.run();
      return true;
    } catch (KernelException e) {
      if (e.errno() == Errno.EAGAIN || e.errno() == Errno.EACCES) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public Range conflicting(Range r, boolean byDescription) {
    int command = byDescription ? F_OFD_GETLK : F_GETLK;
    long[] l = Posix.lock(fd, command, r.kind().number(), r.whence(), r.start(), r.length());
    if (l[0] == Kind.NONE.number()) {
      return new Range(Kind.NONE, r.whence(), r.start(), r.length(), r.owner());
    }
    return new Range(Kind.of((int) l[0]), (int) l[1], l[2], l[3], (int) l[4]);
  }
}
