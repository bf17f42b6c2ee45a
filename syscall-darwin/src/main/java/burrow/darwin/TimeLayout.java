package burrow.darwin;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.machine.AddressSpace;

/**
 * struct timespec (seconds 8, nanoseconds 8) and struct timeval (seconds 8, microseconds 4, padding
 * 4) in guest memory.
 */
final class TimeLayout {
  static final long NANOS = 1_000_000_000;
  static final int BYTES = 16;

  private TimeLayout() {}

  private static long nanos(long seconds, long fraction, long unit) {
    if (seconds < 0 || fraction < 0 || fraction >= NANOS / unit) {
      throw new KernelException(Errno.EINVAL);
    }
    return seconds > Long.MAX_VALUE / NANOS - 1
        ? Long.MAX_VALUE
        : seconds * NANOS + fraction * unit;
  }

  /**
   * A duration in nanoseconds.
   *
   * @throws KernelException EINVAL
   */
  static long readTimespec(AddressSpace memory, long address) {
    return nanos(memory.readLong(address), memory.readLong(address + 8), 1);
  }

  static void writeTimespec(AddressSpace memory, long address, long nanos) {
    memory.writeLong(address, Math.floorDiv(nanos, NANOS));
    memory.writeLong(address + 8, Math.floorMod(nanos, NANOS));
  }

  /** As {@link #readTimespec}. */
  static long readTimeval(AddressSpace memory, long address) {
    return nanos(memory.readLong(address), memory.readInt(address + 8), 1000);
  }

  static void writeTimeval(AddressSpace memory, long address, long nanos) {
    memory.writeLong(address, Math.floorDiv(nanos, NANOS));
    memory.writeInt(address + 8, (int) (Math.floorMod(nanos, NANOS) / 1000));
    memory.writeInt(address + 12, 0);
  }
}
