package burrow.kernel.file;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.poll.Readiness;
import burrow.kernel.time.HostClock;
import burrow.kernel.time.IntervalTimer;
import burrow.kernel.time.TimerQueue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongSupplier;

/** A timer as a file (timerfd): reads take the number of expirations. */
public final class TimerCounter extends OpenFile {
  private final IntervalTimer timer;
  private long expirations;

  /**
   * @param clock the time that the timer counts, nanoseconds
   * @param flags further {@link OpenFlags}
   */
  public TimerCounter(TimerQueue queue, HostClock host, LongSupplier clock, int flags) {
    super("anon_inode:[timerfd]", OpenFlags.READ | flags);
    timer = new IntervalTimer(queue, host, clock, 1, this::expired);
  }

  private void expired(int overrun) {
    synchronized (this) {
      expirations += 1L + overrun;
    }
    events().announce(Readiness.IN);
  }

  /** See {@link IntervalTimer#set}; what has expired and was not read is forgotten. */
  public void set(long at, long every) {
    synchronized (this) {
      expirations = 0;
    }
    timer.set(at, every);
  }

  public IntervalTimer timer() {
    return timer;
  }

  @Override
  protected void close() {
    timer.cancel();
  }

  @Override
  protected long doRead(ByteBuffer into) {
    if (into.remaining() < 8) {
      throw new KernelException(Errno.EINVAL);
    }
    long n;
    synchronized (this) {
      if (expirations == 0) {
        throw new KernelException(Errno.EAGAIN);
      }
      n = expirations;
      expirations = 0;
    }
    into.order(ByteOrder.LITTLE_ENDIAN).putLong(n);
    return 8;
  }

  @Override
  public synchronized int readiness() {
    return expirations > 0 ? Readiness.IN : 0;
  }

  @Override
  public FileStatus status() {
    return FileStatus.synthetic(1, 0600, 0, 0, 0);
  }
}
