package burrow.darwin;

import burrow.kernel.file.FileStatus;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;
import burrow.kernel.poll.Readiness;

/**
 * What a filter of kqueue without a descriptor counts: expirations, signals, triggers. A file of
 * its own in the set of watched files, readable while the count is not zero.
 */
final class EventCount extends OpenFile {
  private final Runnable stop;
  private long count;

  /**
   * @param stop ends whatever does the counting
   */
  EventCount(Runnable stop) {
    super("kqueue filter", OpenFlags.READ);
    this.stop = stop;
  }

  void add(long n) {
    synchronized (this) {
      count += n;
    }
    events().announce(Readiness.IN);
  }

  /** Sets bits, where the count is a set of them. */
  void merge(long bits) {
    synchronized (this) {
      count |= bits;
    }
    events().announce(Readiness.IN);
  }

  synchronized long count() {
    return count;
  }

  synchronized void clear() {
    count = 0;
  }

  @Override
  public synchronized int readiness() {
    return count != 0 ? Readiness.IN : 0;
  }

  @Override
  public FileStatus status() {
    return FileStatus.synthetic(1, 0600, 0, 0, 0);
  }

  @Override
  protected void close() {
    stop.run();
  }
}
