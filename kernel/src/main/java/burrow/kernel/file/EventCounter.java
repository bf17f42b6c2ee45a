package burrow.kernel.file;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.poll.Readiness;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A 64-bit counter as a file (eventfd): writes add, reads take. */
public final class EventCounter extends OpenFile {
  /** The largest value; a write that would exceed it waits. */
  private static final long MAXIMUM = -2L;

  private final boolean semaphore;
  private long count;

  /**
   * @param semaphore whether a read takes one instead of all
   * @param flags further {@link OpenFlags}
   */
  public EventCounter(long initial, boolean semaphore, int flags) {
    super("anon_inode:[eventfd]", OpenFlags.READ | OpenFlags.WRITE | flags);
    this.count = initial;
    this.semaphore = semaphore;
  }

  @Override
  protected long doRead(ByteBuffer into) {
    if (into.remaining() < 8) {
      throw new KernelException(Errno.EINVAL);
    }
    long taken;
    synchronized (this) {
      if (count == 0) {
        throw new KernelException(Errno.EAGAIN);
      }
      taken = semaphore ? 1 : count;
      count -= taken;
    }
    into.order(ByteOrder.LITTLE_ENDIAN).putLong(taken);
    events().announce(Readiness.OUT);
    return 8;
  }

  @Override
  protected long doWrite(ByteBuffer from) {
    if (from.remaining() < 8) {
      throw new KernelException(Errno.EINVAL);
    }
    long added = from.order(ByteOrder.LITTLE_ENDIAN).getLong(from.position());
    if (added == -1) {
      throw new KernelException(Errno.EINVAL);
    }
    synchronized (this) {
      if (Long.compareUnsigned(added, MAXIMUM - count) > 0) {
        throw new KernelException(Errno.EAGAIN);
      }
      count += added;
    }
    from.position(from.position() + 8);
    events().announce(Readiness.IN);
    return 8;
  }

  @Override
  public synchronized int readiness() {
    return (count != 0 ? Readiness.IN : 0) | (count != MAXIMUM ? Readiness.OUT : 0);
  }

  @Override
  public FileStatus status() {
    return FileStatus.synthetic(1, 0600, 0, 0, 0);
  }
}
