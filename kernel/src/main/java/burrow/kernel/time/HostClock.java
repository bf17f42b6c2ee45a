package burrow.kernel.time;

/**
 * The host's clocks and the only place where guest threads go to sleep on the host: a deterministic
 * mode replaces this one object.
 */
public interface HostClock {
  /** The deadline of a wait without end. */
  long FOREVER = Long.MAX_VALUE;

  /** Nanoseconds since 1970-01-01 UTC; may be set by the host's user. */
  long realtimeNanos();

  /** Nanoseconds since some moment before the process started; never goes back, never negative. */
  long monotonicNanos();

  /** Processor time that one Java thread has used, in nanoseconds. */
  long threadCpuNanos(Thread thread);

  /** Processor time that the whole JVM has used, in nanoseconds. */
  long processCpuNanos();

  /**
   * Blocks the calling thread until {@link #unpark}, the deadline, or spuriously; returns at once
   * if it was unparked since it last returned from here.
   *
   * @param deadline in {@link #monotonicNanos} time, or {@link #FOREVER}
   */
  void park(long deadline);

  void unpark(Thread thread);

  /** Lets other threads run (sched_yield). */
  void yieldProcessor();

  /** {@code now + nanos}, which may be negative, or {@link #FOREVER} where that overflows. */
  static long deadline(long now, long nanos) {
    long d = now + nanos;
    return nanos > 0 && d < now ? FOREVER : d;
  }
}
