package burrow.windows;

import static burrow.windows.WindowsFormats.FLAGS;
import static burrow.windows.WindowsFormats.HANDLE;
import static burrow.windows.WindowsFormats.INT;
import static burrow.windows.WindowsFormats.POINTER;
import static burrow.windows.WindowsFormats.WIDE;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.call.HostFunction;
import burrow.kernel.object.Event;
import burrow.kernel.object.HandleTable;
import burrow.kernel.object.KernelObject;
import burrow.kernel.object.Mutex;
import burrow.kernel.object.ObjectWait;
import burrow.kernel.object.ProcessObject;
import burrow.kernel.object.Semaphore;
import burrow.kernel.object.ThreadObject;
import burrow.kernel.object.WaitableTimer;
import burrow.kernel.time.HostClock;
import burrow.kernel.wait.WaitResult;
import java.util.ArrayList;
import java.util.List;

/** Events, semaphores, mutexes, timers, and waiting for them. */
final class WaitFunctions {
  private static final String KERNEL32 = "kernel32.dll";

  private static final int MOST_OBJECTS = 64;
  private static final long WAIT_FAILED = 0xffff_ffffL;
  private static final long WAIT_ABANDONED = 0x80;
  private static final long WAIT_TIMEOUT = 258;

  private static final int CREATE_MANUAL_RESET = 1;
  private static final int CREATE_INITIAL_SET = 2;
  private static final int MUTEX_INITIAL_OWNER = 1;
  private static final int TIMER_KNOWN_FLAGS = 3;
  private static final int ALL_ACCESS = 0x1f0003;

  private static final int DUPLICATE_CLOSE_SOURCE = 1;

  private WaitFunctions() {}

  static List<HostFunction<Call>> table() {
    String unnamed = "names are ignored: objects are not shared between processes";
    return List.of(
        Row.of(
                KERNEL32,
                "CreateEventW",
                c -> add(c, new Event(c.intArgument(1) != 0, c.intArgument(2) != 0)),
                POINTER,
                INT,
                INT,
                POINTER)
            .partial(unnamed),
        Row.of(
                KERNEL32,
                "CreateEventA",
                c -> add(c, new Event(c.intArgument(1) != 0, c.intArgument(2) != 0)),
                POINTER,
                INT,
                INT,
                POINTER)
            .partial(unnamed),
        Row.of(KERNEL32, "CreateEventExW", WaitFunctions::eventEx, POINTER, WIDE, FLAGS, FLAGS)
            .partial(unnamed),
        Row.of(KERNEL32, "SetEvent", c -> set(c), HANDLE),
        Row.of(KERNEL32, "ResetEvent", c -> reset(c), HANDLE),
        Row.of(KERNEL32, "PulseEvent", WaitFunctions::pulse, HANDLE)
            .partial("threads that wait may miss it"),
        Row.of(KERNEL32, "CreateSemaphoreW", WaitFunctions::semaphore, POINTER, INT, INT, POINTER)
            .partial(unnamed),
        Row.of(KERNEL32, "ReleaseSemaphore", WaitFunctions::post, HANDLE, INT, POINTER),
        Row.of(
                KERNEL32,
                "CreateMutexW",
                c -> add(c, new Mutex(c.intArgument(1) != 0 ? c.thread() : null)),
                POINTER,
                INT,
                WIDE)
            .partial(unnamed),
        Row.of(
                KERNEL32,
                "CreateMutexExW",
                c ->
                    add(
                        c,
                        new Mutex(
                            (c.intArgument(2) & MUTEX_INITIAL_OWNER) != 0 ? c.thread() : null)),
                POINTER,
                WIDE,
                FLAGS,
                FLAGS)
            .partial(unnamed),
        Row.of(KERNEL32, "ReleaseMutex", WaitFunctions::unlock, HANDLE),
        Row.of(
                KERNEL32,
                "CreateWaitableTimerExW",
                WaitFunctions::timerEx,
                POINTER,
                POINTER,
                FLAGS,
                FLAGS)
            .partial(unnamed),
        Row.of(
                KERNEL32,
                "CreateWaitableTimerW",
                c -> add(c, new WaitableTimer(c.clock(), c.intArgument(1) != 0)),
                POINTER,
                INT,
                POINTER)
            .partial(unnamed),
        Row.of(
                KERNEL32,
                "CreateWaitableTimerA",
                c -> add(c, new WaitableTimer(c.clock(), c.intArgument(1) != 0)),
                POINTER,
                INT,
                POINTER)
            .partial(unnamed),
        Row.of(
                KERNEL32,
                "SetWaitableTimer",
                WaitFunctions::setTimer,
                HANDLE,
                POINTER,
                INT,
                POINTER,
                POINTER,
                INT)
            .partial("no completion routine"),
        Row.of(KERNEL32, "CancelWaitableTimer", WaitFunctions::cancelTimer, HANDLE),
        Row.of(
            KERNEL32,
            "WaitForSingleObject",
            Returns.onFailure(WAIT_FAILED, c -> waitForOne(c, c.intArgument(1))),
            HANDLE,
            INT),
        Row.of(
                KERNEL32,
                "WaitForSingleObjectEx",
                Returns.onFailure(WAIT_FAILED, c -> waitForOne(c, c.intArgument(1))),
                HANDLE,
                INT,
                INT)
            .partial("there are no asynchronous procedure calls to be alerted by"),
        Row.of(
            KERNEL32,
            "WaitForMultipleObjects",
            Returns.onFailure(WAIT_FAILED, WaitFunctions::waitForMany),
            INT,
            POINTER,
            INT,
            INT),
        Row.of(
                KERNEL32,
                "WaitForMultipleObjectsEx",
                Returns.onFailure(WAIT_FAILED, WaitFunctions::waitForMany),
                INT,
                POINTER,
                INT,
                INT,
                INT)
            .partial("there are no asynchronous procedure calls to be alerted by"),
        Row.of(KERNEL32, "Sleep", WaitFunctions::sleep, INT),
        Row.of(KERNEL32, "SleepEx", WaitFunctions::sleep, INT, INT)
            .partial("there are no asynchronous procedure calls to be alerted by"),
        Row.of(KERNEL32, "CloseHandle", WaitFunctions::close, HANDLE),
        Row.of(
                KERNEL32,
                "DuplicateHandle",
                WaitFunctions::duplicate,
                HANDLE,
                HANDLE,
                HANDLE,
                POINTER,
                FLAGS,
                INT,
                FLAGS)
            .partial("inside one process"),
        Row.of(
            KERNEL32, "SetHandleInformation", WaitFunctions::setInformation, HANDLE, FLAGS, FLAGS),
        Row.of(KERNEL32, "GetHandleInformation", WaitFunctions::getInformation, HANDLE, POINTER));
  }

  /** A handle for a new object. */
  static long add(Call c, KernelObject object) {
    return addWith(c, object, c.argument(0));
  }

  /** As {@link #add}, with SECURITY_ATTRIBUTES at an address. */
  static long addWith(Call c, KernelObject object, long attributes) {
    c.setLastError(0);
    return c.handles().add(object, ALL_ACCESS, inheritable(c, attributes));
  }

  /** What SECURITY_ATTRIBUTES say about inheritance. */
  static boolean inheritable(Call c, long attributes) {
    return attributes != 0 && c.memory().readInt(attributes + 16) != 0;
  }

  // ---- objects ----

  private static long eventEx(Call c) {
    int flags = c.intArgument(2);
    return add(c, new Event((flags & CREATE_MANUAL_RESET) != 0, (flags & CREATE_INITIAL_SET) != 0));
  }

  private static long set(Call c) {
    c.object(0, Event.class).set();
    return 1;
  }

  private static long reset(Call c) {
    c.object(0, Event.class).reset();
    return 1;
  }

  private static long pulse(Call c) {
    Event e = c.object(0, Event.class);
    e.set();
    e.reset();
    return 1;
  }

  private static long semaphore(Call c) {
    int initial = c.intArgument(1);
    int maximum = c.intArgument(2);
    if (maximum <= 0 || initial < 0 || initial > maximum) {
      throw new KernelException(Errno.EINVAL);
    }
    return add(c, new Semaphore(initial, maximum));
  }

  private static long post(Call c) {
    int old = c.object(0, Semaphore.class).post(c.intArgument(1));
    if (old < 0) {
      throw new Win32Exception(Win32.ERROR_TOO_MANY_POSTS);
    }
    if (c.argument(2) != 0) {
      c.memory().writeInt(c.argument(2), old);
    }
    return 1;
  }

  private static long unlock(Call c) {
    if (!c.object(0, Mutex.class).unlock(c.thread())) {
      throw new Win32Exception(Win32.ERROR_NOT_OWNER);
    }
    return 1;
  }

  private static long timerEx(Call c) {
    int flags = c.intArgument(2);
    if ((flags & ~TIMER_KNOWN_FLAGS) != 0) {
      throw new KernelException(Errno.EINVAL);
    }
    return add(c, new WaitableTimer(c.clock(), (flags & CREATE_MANUAL_RESET) != 0));
  }

  private static long setTimer(Call c) {
    WaitableTimer timer = c.object(0, WaitableTimer.class);
    if (c.argument(3) != 0) {
      throw new KernelException(Errno.EOPNOTSUPP, "completion routine of a timer");
    }
    long due = c.memory().readLong(c.argument(1));
    long now = c.clock().monotonicNanos();
    long in =
        due < 0 ? -due : Math.max(0, due - SharedData.EPOCH - c.clock().realtimeNanos() / 100);
    long nanos = in > Long.MAX_VALUE / 100 ? Long.MAX_VALUE : in * 100;
    timer.set(HostClock.deadline(now, nanos), c.intArgument(2) * 1_000_000L);
    return 1;
  }

  private static long cancelTimer(Call c) {
    c.object(0, WaitableTimer.class).cancel();
    return 1;
  }

  // ---- waiting ----

  /** The moment at which a time-out in milliseconds passes. */
  static long deadline(Call c, int milliseconds) {
    return milliseconds == Win32.INFINITE
        ? HostClock.FOREVER
        : c.clock().monotonicNanos() + (milliseconds & 0xffff_ffffL) * 1_000_000;
  }

  private static long waitForOne(Call c, int milliseconds) {
    return waitFor(c, List.of(waitable(c.object(0))), false, milliseconds);
  }

  private static KernelObject waitable(KernelObject o) {
    if (!o.isWaitable()) {
      throw new KernelException(Errno.EBADF);
    }
    return o;
  }

  private static long waitForMany(Call c) {
    int count = c.intArgument(0);
    if (count <= 0 || count > MOST_OBJECTS) {
      throw new KernelException(Errno.EINVAL);
    }
    List<KernelObject> objects = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long h = c.memory().readLong(c.argument(1) + 8L * i);
      objects.add(
          h == Win32.CURRENT_PROCESS
              ? c.process().object()
              : h == Win32.CURRENT_THREAD
                  ? c.thread().object()
                  : waitable(c.handles().require(h).object()));
    }
    return waitFor(c, objects, c.intArgument(2) != 0, c.intArgument(3));
  }

  private static long waitFor(Call c, List<KernelObject> objects, boolean all, int milliseconds) {
    // An object closed meanwhile is still waited for.
    objects.forEach(KernelObject::retain);
    try {
      ObjectWait wait = new ObjectWait(c.thread(), objects, all);
      WaitResult r = wait.until(deadline(c, milliseconds));
      return switch (r) {
        case READY -> wait.satisfiedBy() + (wait.abandoned() ? WAIT_ABANDONED : 0);
        case TIMED_OUT -> WAIT_TIMEOUT;
        case INTERRUPTED -> WAIT_FAILED;
      };
    } finally {
      objects.forEach(KernelObject::release);
    }
  }

  private static long sleep(Call c) {
    if (c.intArgument(0) == 0) {
      c.clock().yieldProcessor();
      return 0;
    }
    c.thread().await(null, deadline(c, c.intArgument(0)), () -> false);
    return 0;
  }

  // ---- handles ----

  private static long close(Call c) {
    long h = c.argument(0);
    if (h == Win32.CURRENT_PROCESS || h == Win32.CURRENT_THREAD) {
      return 1;
    }
    c.handles().close(h);
    return 1;
  }

  private static long duplicate(Call c) {
    boolean here =
        c.object(0, ProcessObject.class).process() == c.process()
            && (c.argument(2) == 0 || c.object(2, ProcessObject.class).process() == c.process());
    if (!here) {
      throw new KernelException(Errno.EACCES, "handle of another process");
    }
    KernelObject o = c.object(1);
    HandleTable.Entry old = c.handles().get(c.argument(1));
    int access = old == null || (c.intArgument(6) & 2) == 0 ? c.intArgument(4) : old.access();
    if (o instanceof ThreadObject || o instanceof ProcessObject) {
      access = -1;
    }
    if (c.argument(3) != 0) {
      c.memory().writeLong(c.argument(3), 0);
      long h = c.handles().add(o.retain(), access, c.intArgument(5) != 0);
      c.memory().writeLong(c.argument(3), h);
    }
    if ((c.intArgument(6) & DUPLICATE_CLOSE_SOURCE) != 0 && c.argument(1) > 0) {
      c.handles().close(c.argument(1));
    }
    return 1;
  }

  private static long setInformation(Call c) {
    int mask = c.intArgument(1);
    int flags = c.intArgument(2);
    HandleTable.Entry e = c.handles().require(c.argument(0));
    c.handles()
        .setFlags(
            c.argument(0),
            (mask & 1) != 0 ? (flags & 1) != 0 : e.inheritable(),
            (mask & 2) != 0 ? (flags & 2) != 0 : e.protect());
    return 1;
  }

  private static long getInformation(Call c) {
    HandleTable.Entry e = c.handles().require(c.argument(0));
    c.memory().writeInt(c.argument(1), (e.inheritable() ? 1 : 0) | (e.protect() ? 2 : 0));
    return 1;
  }
}
