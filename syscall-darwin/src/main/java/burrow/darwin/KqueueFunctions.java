package burrow.darwin;

import static burrow.darwin.DarwinFormats.TIMESPEC;
import static burrow.kernel.trace.Formats.FD;
import static burrow.kernel.trace.Formats.INT;
import static burrow.kernel.trace.Formats.POINTER;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.OpenFile;
import burrow.kernel.posix.FileAccess;
import burrow.kernel.posix.Select;
import burrow.kernel.time.HostClock;
import burrow.kernel.wait.Interrupted;
import burrow.kernel.wait.Interrupted.Restart;
import burrow.kernel.wait.WaitResult;
import java.util.ArrayList;
import java.util.List;

/** kqueue and kevent, and select. */
final class KqueueFunctions {
  static final List<DarwinFunction> ROWS =
      List.of(
          DarwinFunction.of(
                  "select", KqueueFunctions::select, INT, POINTER, POINTER, POINTER, POINTER)
              .bsd(93),
          DarwinFunction.of("kqueue", KqueueFunctions::kqueue).bsd(362),
          DarwinFunction.of(
                  "kevent", KqueueFunctions::kevent, FD, POINTER, INT, POINTER, INT, TIMESPEC)
              .bsd(363)
              .partial("no EVFILT_AIO, EVFILT_MACHPORT, EVFILT_FS (EINVAL)"));

  private static final int MOST_EVENTS = 1 << 20;

  private KqueueFunctions() {}

  /** select(nfds, read, write, except, timeout): a timeval, null for ever. */
  private static long select(Call c) {
    long timeout = c.argument(4);
    long deadline = HostClock.FOREVER;
    if (timeout != 0) {
      long nanos = TimeLayout.readTimeval(c.memory(), timeout);
      deadline = HostClock.deadline(c.thread().clock().monotonicNanos(), nanos);
    }
    return Select.run(
        c.thread(), c.intArgument(0), deadline, c.argument(1), c.argument(2), c.argument(3));
  }

  private static long kqueue(Call c) {
    return c.thread().descriptors().add(new Kqueue(), false);
  }

  private static Kqueue queue(OpenFile f) {
    if (f instanceof Kqueue k) {
      return k;
    }
    throw new KernelException(Errno.EBADF);
  }

  private static long kevent(Call c) {
    int changes = c.intArgument(2);
    int room = c.intArgument(4);
    if (changes < 0 || room < 0 || changes > MOST_EVENTS || room > MOST_EVENTS) {
      throw new KernelException(Errno.EINVAL);
    }
    long deadline = deadline(c, c.argument(5));
    return FileAccess.withFile(
        c.thread(),
        c.intArgument(0),
        f -> {
          Kqueue queue = queue(f);
          List<Kevent> receipts = change(c, queue, changes, room);
          if (!receipts.isEmpty() || room == 0) {
            return store(c, receipts);
          }
          return await(c, queue, room, deadline);
        });
  }

  private static long deadline(Call c, long timeout) {
    return timeout == 0
        ? HostClock.FOREVER
        : HostClock.deadline(
            c.thread().clock().monotonicNanos(), TimeLayout.readTimespec(c.memory(), timeout));
  }

  /** Makes the changes; what fails is reported as an event if there is room, else at once. */
  private static List<Kevent> change(Call c, Kqueue queue, int changes, int room) {
    List<Kevent> receipts = new ArrayList<>();
    for (int i = 0; i < changes; i++) {
      Kevent e = Kevent.read(c.memory(), c.argument(1) + (long) i * Kevent.BYTES);
      int errno = 0;
      try {
        queue.change(c.thread(), e);
      } catch (KernelException failure) {
        if (receipts.size() == room) {
          throw failure;
        }
        errno = DarwinErrno.number(failure.errno());
      }
      if (errno != 0 || e.has(Kevent.EV_RECEIPT) && receipts.size() < room) {
        receipts.add(e.receipt(errno));
      }
    }
    return receipts;
  }

  private static long store(Call c, List<Kevent> events) {
    long at = c.argument(3);
    for (Kevent e : events) {
      e.write(c.memory(), at);
      at += Kevent.BYTES;
    }
    return events.size();
  }

  private static long await(Call c, Kqueue queue, int room, long deadline) {
    List<Kevent> taken = new ArrayList<>();
    WaitResult result =
        c.thread()
            .await(
                queue.events().queue(),
                deadline,
                () -> {
                  taken.addAll(queue.take(room));
                  return !taken.isEmpty();
                });
    if (result == WaitResult.INTERRUPTED) {
      throw new Interrupted(Restart.NEVER);
    }
    return store(c, taken);
  }
}
