package burrow.windows;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.poll.Readiness;
import burrow.kernel.wait.Wakeable;

/** A read or write that has not completed yet: it is tried again whenever its file announces. */
final class PendingTransfer implements Wakeable {
  private static final int STATUS_CANCELLED = 0xC000_0120;

  private final FileObject file;
  private final Overlapped overlapped;
  private final boolean reading;
  private final Attempt attempt;
  private boolean done;

  /** Does what can be done without waiting. */
  @FunctionalInterface
  interface Attempt {
    /**
     * The bytes moved.
     *
     * @throws KernelException EAGAIN if it would have to wait
     */
    long run();
  }

  PendingTransfer(FileObject file, Overlapped overlapped, boolean reading, Attempt attempt) {
    this.file = file;
    this.overlapped = overlapped;
    this.reading = reading;
    this.attempt = attempt;
  }

  Overlapped overlapped() {
    return overlapped;
  }

  /** Starts to wait; the file keeps a reference until the end. */
  void start() {
    file.retain();
    overlapped.setPending();
    file.pending().add(this);
    file.file().events().queue().add(this);
    wake();
  }

  @Override
  public synchronized void wake() {
    if (done) {
      return;
    }
    try {
      long bytes = attempt.run();
      finish(reading && bytes == 0 && file.isPipe() ? 0xC000_014B : 0, bytes);
    } catch (Win32Exception e) {
      finish(Errors.statusOf(e.code()), 0);
    } catch (KernelException e) {
      if (e.errno() == Errno.EAGAIN) {
        file.file().expect((reading ? Readiness.IN : Readiness.OUT) | Readiness.ALWAYS);
      } else {
        finish(Errors.statusOf(Errors.win32(e.errno())), 0);
      }
    }
  }

  /** Returns false if it had completed already. */
  synchronized boolean cancel() {
    if (done) {
      return false;
    }
    finish(STATUS_CANCELLED, 0);
    return true;
  }

  private void finish(int status, long bytes) {
    done = true;
    file.file().events().queue().remove(this);
    file.pending().remove(this);
    overlapped.complete(status, bytes, false);
    file.release();
  }
}
