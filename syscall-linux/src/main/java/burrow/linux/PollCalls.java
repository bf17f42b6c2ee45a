package burrow.linux;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.OpenFile;
import burrow.kernel.poll.FileWait.Wanted;
import burrow.kernel.poll.Readiness;
import burrow.kernel.posix.Select;
import burrow.kernel.time.HostClock;
import burrow.machine.AddressSpace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** poll and select with their variants. */
final class PollCalls {
  private static final int POLLFD_BYTES = 8;
  private static final long MILLI = 1_000_000;

  /** POLLRDNORM and POLLWRNORM mean POLLIN and POLLOUT. */
  private static final int POLLRDNORM = 0x40;

  private static final int POLLWRNORM = 0x100;

  private PollCalls() {}

  // ---- what poll and select share ----

  /** A milliseconds timeout: negative for ever. */
  static long deadlineMillis(Call c, int millis) {
    return millis < 0
        ? HostClock.FOREVER
        : HostClock.deadline(c.thread().clock().monotonicNanos(), millis * MILLI);
  }

  /** The deadline of a timespec argument, for ever if it is null. */
  static long deadlineTimespec(Call c, long address) {
    return address == 0
        ? HostClock.FOREVER
        : HostClock.deadline(
            c.thread().clock().monotonicNanos(), TimeFormat.readTimespec(c.memory(), address));
  }

  static void useMask(Call c, long address, long size) {
    if (address != 0) {
      if (size != 8) {
        throw new KernelException(Errno.EINVAL);
      }
      c.thread().delivery().useTemporaryMask(c.memory().readLong(address));
    }
  }

  // ---- poll: struct pollfd is fd 4, events 2, revents 2 ----

  static long poll(Call c) {
    return poll(c, deadlineMillis(c, c.intArgument(2)));
  }

  static long ppoll(Call c) {
    long deadline = deadlineTimespec(c, c.argument(2));
    useMask(c, c.argument(3), c.argument(4));
    return poll(c, deadline);
  }

  private static long poll(Call c, long deadline) {
    AddressSpace m = c.memory();
    long array = c.argument(0);
    long count = c.argument(1) & 0xffff_ffffL;
    if (count > c.thread().descriptors().limit()) {
      throw new KernelException(Errno.EINVAL);
    }
    List<@Nullable Wanted> all = new ArrayList<>();
    List<Wanted> open = new ArrayList<>();
    boolean invalid = false;
    try {
      for (int i = 0; i < count; i++) {
        int fd = m.readInt(array + (long) i * POLLFD_BYTES);
        OpenFile f = fd < 0 ? null : acquire(c, fd);
        invalid |= fd >= 0 && f == null;
        Wanted w = f == null ? null : new Wanted(f, wanted(m, array, i));
        all.add(w);
        if (w != null) {
          open.add(w);
        }
      }
      if (!invalid) {
        Select.await(c.thread(), open, deadline);
      }
      return report(m, array, all);
    } finally {
      open.forEach(w -> w.file().release());
    }
  }

  private static int wanted(AddressSpace m, long array, int i) {
    int events = m.readShort(array + (long) i * POLLFD_BYTES + 4) & 0xffff;
    return events
        | ((events & POLLRDNORM) != 0 ? Readiness.IN : 0)
        | ((events & POLLWRNORM) != 0 ? Readiness.OUT : 0);
  }

  private static long report(AddressSpace m, long array, List<@Nullable Wanted> all) {
    int ready = 0;
    for (int i = 0; i < all.size(); i++) {
      long at = array + (long) i * POLLFD_BYTES;
      Wanted w = all.get(i);
      int events;
      if (w != null) {
        int now = w.ready();
        events =
            now
                | ((now & Readiness.IN) != 0 ? POLLRDNORM : 0)
                | ((now & Readiness.OUT) != 0 ? POLLWRNORM : 0);
        events &= m.readShort(at + 4) & 0xffff | Readiness.ALWAYS;
      } else {
        events = m.readInt(at) < 0 ? 0 : Readiness.INVALID;
      }
      m.writeShort(at + 6, events);
      ready += events != 0 ? 1 : 0;
    }
    return ready;
  }

  private static @Nullable OpenFile acquire(Call c, int fd) {
    try {
      return c.thread().descriptors().acquire(fd);
    } catch (KernelException e) {
      return null;
    }
  }

  // ---- select: three bit sets ----

  static long select(Call c) {
    long timeout = c.argument(4);
    long deadline = HostClock.FOREVER;
    if (timeout != 0) {
      long nanos = TimeFormat.readTimeval(c.memory(), timeout);
      deadline = HostClock.deadline(c.thread().clock().monotonicNanos(), nanos);
    }
    return select(c, deadline);
  }

  static long pselect6(Call c) {
    long deadline = deadlineTimespec(c, c.argument(4));
    long pair = c.argument(5);
    if (pair != 0) {
      useMask(c, c.memory().readLong(pair), c.memory().readLong(pair + 8));
    }
    return select(c, deadline);
  }

  private static long select(Call c, long deadline) {
    return Select.run(
        c.thread(), c.intArgument(0), deadline, c.argument(1), c.argument(2), c.argument(3));
  }
}
