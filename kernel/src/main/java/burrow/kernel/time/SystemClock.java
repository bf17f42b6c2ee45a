package burrow.kernel.time;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** The clocks of this JVM's host. */
public final class SystemClock implements HostClock {
  /**
   * nanoTime has an arbitrary origin, possibly in the future. Guests want a positive uptime; a
   * thousand seconds behind zero is a plausible one.
   */
  private static final long MONOTONIC_START = 1_000_000_000_000L;

  private final long origin = System.nanoTime() - MONOTONIC_START;

  /** Loaded on first use: the management classes cost milliseconds of start-up. */
  private static final class Management {
    static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  }

  @Override
  public long realtimeNanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  @Override
  public long monotonicNanos() {
    return System.nanoTime() - origin;
  }

  @Override
  public long threadCpuNanos(Thread thread) {
    ThreadMXBean threads = Management.THREADS;
    long nanos =
        thread == Thread.currentThread()
            ? threads.getCurrentThreadCpuTime()
            : threads.getThreadCpuTime(thread.threadId());
    return Math.max(nanos, 0);
  }

  @Override
  public long processCpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().map(d -> d.toNanos()).orElse(0L);
  }

  @Override
  public void park(long deadline) {
    if (deadline == FOREVER) {
      LockSupport.park(this);
      return;
    }
    long nanos = deadline - monotonicNanos();
    if (nanos > 0) {
      LockSupport.parkNanos(this, nanos);
    }
  }

  @Override
  public void unpark(Thread thread) {
    LockSupport.unpark(thread);
  }

  @Override
  public void yieldProcessor() {
    Thread.yield();
  }
}
