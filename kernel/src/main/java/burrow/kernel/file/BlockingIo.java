package burrow.kernel.file;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.poll.Readiness;
import burrow.kernel.wait.Interrupted;
import burrow.kernel.wait.Interrupted.Restart;
import burrow.kernel.wait.WaitQueue;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/** Transfers that wait: the blocking half of read(2) and write(2) over files that never block. */
public final class BlockingIo {
  /** The guest thread that waits. */
  @FunctionalInterface
  public interface Waiter {
    /** Blocks until the condition holds; throws {@link Interrupted} when a signal comes first. */
    void awaitOrThrow(WaitQueue queue, Restart restart, BooleanSupplier condition);
  }

  private interface Transfer {
    long run();
  }

  private BlockingIo() {}

  public static long read(OpenFile file, ByteBuffer into, Waiter waiter) {
    return blocking(file, Readiness.IN, waiter, () -> file.read(into));
  }

  /**
   * Writes all, unless the file is non-blocking, its medium is full, or a signal comes after a part
   * was written.
   */
  public static long write(OpenFile file, ByteBuffer from, Waiter waiter) {
    long done = blocking(file, Readiness.OUT, waiter, () -> file.write(from));
    while (from.hasRemaining() && file.isStream() && !file.nonBlocking()) {
      try {
        done += blocking(file, Readiness.OUT, waiter, () -> file.write(from));
      } catch (KernelException | Interrupted e) {
        return done;
      }
    }
    return done;
  }

  private static long blocking(OpenFile file, int event, Waiter waiter, Transfer transfer) {
    while (true) {
      try {
        return transfer.run();
      } catch (KernelException e) {
        if (e.errno() != Errno.EAGAIN || file.nonBlocking()) {
          throw e;
        }
      }
      waiter.awaitOrThrow(
          file.events().queue(),
          Restart.UNLESS_HANDLER_FORBIDS,
          () -> isReady(file, event | Readiness.ALWAYS));
    }
  }

  private static boolean isReady(OpenFile file, int events) {
    if ((file.readiness() & events) != 0) {
      return true;
    }
    file.expect(events);
    return false;
  }
}
