package burrow.linux;

import static burrow.linux.FileArguments.requireFlags;
import static burrow.linux.FileArguments.withOpenFile;
import static burrow.linux.FileArguments.withPath;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.DirectoryNode.HostPlace;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;
import burrow.kernel.file.PathWalker.Last;
import burrow.kernel.file.TimerCounter;
import burrow.kernel.host.HostFiles;
import burrow.kernel.host.Posix;
import burrow.kernel.time.HostClock;
import burrow.kernel.time.IntervalTimer;
import burrow.machine.AddressSpace;

/** Files that tell of events: inotify and timerfd. */
final class NotifyCalls {
  private static final int IN_DONT_FOLLOW = 0x02000000;
  private static final int TFD_TIMER_ABSTIME = 1;
  private static final int TFD_TIMER_CANCEL_ON_SET = 2;

  private NotifyCalls() {}

  private static int flags(Call c, int bits) {
    requireFlags(bits, LinuxOpenFlags.O_CLOEXEC | LinuxOpenFlags.O_NONBLOCK);
    return LinuxOpenFlags.toKernel(bits, c.arch()) & OpenFlags.NON_BLOCK;
  }

  private static long add(Call c, OpenFile f, int bits) {
    return c.thread().descriptors().add(f, DescriptorCalls.closesOnExec(bits));
  }

  // ---- inotify ----

  static long inotifyInit(Call c) {
    return add(c, HostFiles.notifications(c.thread().fileSystem().root(), 0), 0);
  }

  static long inotifyInit1(Call c) {
    int bits = c.intArgument(0);
    int flags = flags(c, bits);
    return add(c, HostFiles.notifications(c.thread().fileSystem().root(), flags), bits);
  }

  static long inotifyAddWatch(Call c) {
    int mask = c.intArgument(2);
    Last last = (mask & IN_DONT_FOLLOW) != 0 ? Last.NO_FOLLOW : Last.FOLLOW;
    return withOpenFile(
        c,
        c.intArgument(0),
        f ->
            withPath(
                c,
                FileArguments.AT_FDCWD,
                FileArguments.path(c, 1),
                last,
                l -> {
                  try (HostPlace place = l.directory().hostPlace(l.name())) {
                    if (place == null) {
                      throw new KernelException(Errno.ENOSPC, "inotify on a file of Burrow's own");
                    }
                    // The place is pinned, so its own link is to be followed whatever the flag.
                    return Posix.notifyAdd(
                        f.hostDescriptor(), place.path(), mask & ~IN_DONT_FOLLOW);
                  }
                }));
  }

  static long inotifyRmWatch(Call c) {
    return withOpenFile(
        c,
        c.intArgument(0),
        f -> {
          if (f.hostDescriptor() < 0) {
            throw new KernelException(Errno.EINVAL);
          }
          Posix.notifyRemove(f.hostDescriptor(), c.intArgument(1));
          return 0;
        });
  }

  // ---- timerfd: struct itimerspec is interval 16, value 16 ----

  static long timerfdCreate(Call c) {
    HostClock clock = c.thread().clock();
    int bits = c.intArgument(1);
    int flags = flags(c, bits);
    var queue = c.process().kernel().timers();
    TimerCounter t =
        switch (c.intArgument(0)) {
          case 0, 8 -> new TimerCounter(queue, clock, clock::realtimeNanos, flags);
          case 1, 7, 9 -> new TimerCounter(queue, clock, clock::monotonicNanos, flags);
          default -> throw new KernelException(Errno.EINVAL);
        };
    return add(c, t, bits);
  }

  private static TimerCounter timer(OpenFile f) {
    if (f instanceof TimerCounter t) {
      return t;
    }
    throw new KernelException(Errno.EINVAL);
  }

  static long timerfdSettime(Call c) {
    int flags = c.intArgument(1);
    requireFlags(flags, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET);
    AddressSpace m = c.memory();
    long every = TimeFormat.readTimespec(m, c.argument(2));
    long value = TimeFormat.readTimespec(m, c.argument(2) + 16);
    return withOpenFile(
        c,
        c.intArgument(0),
        f -> {
          TimerCounter t = timer(f);
          if (c.argument(3) != 0) {
            write(m, c.argument(3), t.timer());
          }
          boolean absolute = (flags & TFD_TIMER_ABSTIME) != 0;
          long at = value == 0 || absolute ? value : HostClock.deadline(t.timer().now(), value);
          t.set(at, every);
          return 0;
        });
  }

  static long timerfdGettime(Call c) {
    return withOpenFile(
        c,
        c.intArgument(0),
        f -> {
          write(c.memory(), c.argument(1), timer(f).timer());
          return 0;
        });
  }

  private static void write(AddressSpace m, long at, IntervalTimer t) {
    TimeFormat.writeTimespec(m, at, t.interval());
    TimeFormat.writeTimespec(m, at + 16, t.remaining());
  }
}
