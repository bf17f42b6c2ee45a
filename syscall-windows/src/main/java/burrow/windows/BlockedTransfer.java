package burrow.windows;

import burrow.kernel.file.BlockingIo;
import burrow.kernel.wait.Interrupted.Restart;
import burrow.kernel.wait.WaitQueue;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/** A read or write that its thread waits for, and that CancelIoEx ends from another one. */
final class BlockedTransfer {
  private final WindowsThread thread;
  private final FileObject file;
  private volatile boolean cancelled;

  private BlockedTransfer(WindowsThread thread, FileObject file) {
    this.thread = thread;
    this.file = file;
  }

  /**
   * Reads or writes; blocks as {@link BlockingIo} does.
   *
   * @throws Win32Exception ERROR_OPERATION_ABORTED if it is cancelled
   */
  static long run(WindowsThread thread, FileObject file, ByteBuffer view, boolean reading) {
    BlockedTransfer t = new BlockedTransfer(thread, file);
    try {
      return reading
          ? BlockingIo.read(file.file(), view, t::await)
          : BlockingIo.write(file.file(), view, t::await);
    } finally {
      file.blocked().remove(t);
    }
  }

  private void await(WaitQueue queue, Restart restart, BooleanSupplier condition) {
    if (!file.blocked().contains(this)) {
      file.blocked().add(this);
    }
    thread.awaitOrThrow(queue, restart, () -> cancelled || condition.getAsBoolean());
    if (cancelled) {
      throw new Win32Exception(Win32.ERROR_OPERATION_ABORTED);
    }
  }

  void cancel() {
    cancelled = true;
    thread.wake();
  }
}
