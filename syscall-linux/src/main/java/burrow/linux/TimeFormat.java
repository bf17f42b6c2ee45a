package burrow.linux;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.time.HostClock;
import burrow.machine.AddressSpace;

/** struct timespec (seconds, nanoseconds) and struct timeval (seconds, microseconds). */
final class TimeFormat {
  static final long NANOS = 1_000_000_000L;
  private static final long MICROS = 1_000_000L;

  private TimeFormat() {}

  /**
   * Reads a non-negative timespec as nanoseconds; what does not fit is for ever.
   *
   * @throws KernelException EINVAL if it is malformed
   */
  static long readTimespec(AddressSpace memory, long address) {
    return nanos(memory.readLong(address), memory.readLong(address + 8), NANOS);
  }

  /** As {@link #readTimespec} for a timeval. */
  static long readTimeval(AddressSpace memory, long address) {
    return nanos(memory.readLong(address), memory.readLong(address + 8), MICROS);
  }

  private static long nanos(long seconds, long fraction, long unit) {
    if (seconds < 0 || fraction < 0 || fraction >= unit) {
      throw new KernelException(Errno.EINVAL);
    }
    if (seconds >= Long.MAX_VALUE / NANOS) {
      return HostClock.FOREVER;
    }
    return seconds * NANOS + fraction * (NANOS / unit);
  }

  static void writeTimespec(AddressSpace memory, long address, long nanos) {
    memory.writeLong(address, nanos / NANOS);
    memory.writeLong(address + 8, nanos % NANOS);
  }

  static void writeTimeval(AddressSpace memory, long address, long nanos) {
    memory.writeLong(address, nanos / NANOS);
    memory.writeLong(address + 8, nanos % NANOS / 1000);
  }
}
