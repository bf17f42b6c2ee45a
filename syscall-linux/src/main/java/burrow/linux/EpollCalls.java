package burrow.linux;

import static burrow.linux.FileArguments.requireFlags;
import static burrow.linux.FileArguments.withFile;
import static burrow.linux.FileArguments.withOpenFile;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.OpenFile;
import burrow.kernel.poll.InterestSet;
import burrow.kernel.poll.InterestSet.Interest;
import burrow.kernel.poll.InterestSet.Trigger;
import burrow.kernel.wait.Interrupted;
import burrow.kernel.wait.Interrupted.Restart;
import burrow.kernel.wait.WaitResult;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.Arch;

/** epoll, a view of {@link InterestSet}. */
final class EpollCalls {
  private static final int CTL_ADD = 1;
  private static final int CTL_DEL = 2;
  private static final int CTL_MOD = 3;

  private static final int EPOLLEXCLUSIVE = 1 << 28;
  private static final int EPOLLWAKEUP = 1 << 29;
  private static final int EPOLLONESHOT = 1 << 30;
  private static final int EPOLLET = 1 << 31;

  private EpollCalls() {}

  /** struct epoll_event is packed on amd64 only: events 4, then data 8 at once or after padding. */
  private static int dataOffset(Call c) {
    return c.arch() == Arch.AMD64 ? 4 : 8;
  }

  private static int eventBytes(Call c) {
    return c.arch() == Arch.AMD64 ? 12 : 16;
  }

  static long create(Call c) {
    if (c.intArgument(0) <= 0) {
      throw new KernelException(Errno.EINVAL);
    }
    return c.thread().descriptors().add(new InterestSet(), false);
  }

  static long create1(Call c) {
    int flags = c.intArgument(0);
    requireFlags(flags, LinuxOpenFlags.O_CLOEXEC);
    return c.thread().descriptors().add(new InterestSet(), DescriptorCalls.closesOnExec(flags));
  }

  static long ctl(Call c) {
    int operation = c.intArgument(1);
    Interest interest = operation == CTL_DEL ? null : interest(c, c.argument(3));
    return withOpenFile(
        c,
        c.intArgument(0),
        set ->
            withOpenFile(
                c,
                c.intArgument(2),
                f -> {
                  if (!f.isPollable()) {
                    throw new KernelException(Errno.EPERM);
                  }
                  control(set(set), operation, c.intArgument(2), f, interest);
                  return 0;
                }));
  }

  private static Interest interest(Call c, long at) {
    int events = c.memory().readInt(at);
    long data = c.memory().readLong(at + dataOffset(c));
    int kind = EPOLLET | EPOLLONESHOT | EPOLLWAKEUP | EPOLLEXCLUSIVE;
    return new Interest(
        events & ~kind,
        (events & EPOLLET) != 0 ? Trigger.EDGE : Trigger.LEVEL,
        (events & EPOLLONESHOT) != 0,
        data);
  }

  private static void control(
      InterestSet set,
      int operation,
      int descriptor,
      OpenFile f,
      @org.jspecify.annotations.Nullable Interest interest) {
    if (operation == CTL_DEL) {
      set.remove(descriptor, f);
    } else if (interest != null && operation == CTL_ADD) {
      set.add(descriptor, f, interest);
    } else if (interest != null && operation == CTL_MOD) {
      set.modify(descriptor, f, interest);
    } else {
      throw new KernelException(Errno.EINVAL);
    }
  }

  private static InterestSet set(OpenFile f) {
    if (f instanceof InterestSet s) {
      return s;
    }
    throw new KernelException(Errno.EINVAL);
  }

  static long wait(Call c) {
    return wait(c, PollCalls.deadlineMillis(c, c.intArgument(3)));
  }

  static long pwait(Call c) {
    long deadline = PollCalls.deadlineMillis(c, c.intArgument(3));
    PollCalls.useMask(c, c.argument(4), c.argument(5));
    return wait(c, deadline);
  }

  static long pwait2(Call c) {
    long deadline = PollCalls.deadlineTimespec(c, c.argument(3));
    PollCalls.useMask(c, c.argument(4), c.argument(5));
    return wait(c, deadline);
  }

  private static long wait(Call c, long deadline) {
    int maximum = c.intArgument(2);
    if (maximum <= 0 || maximum > Integer.MAX_VALUE / 16) {
      throw new KernelException(Errno.EINVAL);
    }
    AddressSpace m = c.memory();
    m.check(c.argument(1), eventBytes(c), Access.WRITE);
    return withFile(
        c,
        c.intArgument(0),
        f -> {
          InterestSet set = set(f);
          int[] count = new int[1];
          WaitResult result =
              c.thread()
                  .await(
                      set.events().queue(),
                      deadline,
                      () -> {
                        count[0] = collect(c, set, maximum);
                        return count[0] > 0;
                      });
          if (result == WaitResult.INTERRUPTED) {
            throw new Interrupted(Restart.NEVER);
          }
          return count[0];
        });
  }

  private static int collect(Call c, InterestSet set, int maximum) {
    AddressSpace m = c.memory();
    long[] at = {c.argument(1)};
    return set.collect(
        maximum,
        (events, data) -> {
          m.writeInt(at[0], events);
          m.writeLong(at[0] + dataOffset(c), data);
          at[0] += eventBytes(c);
        });
  }
}
