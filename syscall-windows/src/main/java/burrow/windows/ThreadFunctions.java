package burrow.windows;

import static burrow.windows.WindowsFormats.FLAGS;
import static burrow.windows.WindowsFormats.HANDLE;
import static burrow.windows.WindowsFormats.INT;
import static burrow.windows.WindowsFormats.POINTER;
import static burrow.windows.WindowsFormats.SIZE;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.call.HostFunction;
import burrow.kernel.object.ThreadObject;
import burrow.kernel.process.GuestThread;
import burrow.kernel.process.Suspension;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import java.util.List;

/** Threads: their life, their registers, their local slots. */
final class ThreadFunctions {
  private static final String KERNEL32 = "kernel32.dll";
  private static final int CREATE_SUSPENDED = 4;
  private static final int STACK_SIZE_IS_RESERVATION = 0x10000;
  private static final int STILL_ACTIVE = 259;
  private static final int ERROR_SIGNAL_REFUSED = 156;
  private static final long MOST_STACK = 1L << 30;

  private ThreadFunctions() {}

  static List<HostFunction<Call>> table() {
    return List.of(
        Row.of(
            KERNEL32,
            "CreateThread",
            ThreadFunctions::create,
            POINTER,
            SIZE,
            POINTER,
            POINTER,
            FLAGS,
            POINTER),
        Row.of(KERNEL32, "ExitThread", ThreadFunctions::exit, INT),
        Row.of(KERNEL32, "GetCurrentThread", c -> Win32.CURRENT_THREAD),
        Row.of(KERNEL32, "GetCurrentThreadId", c -> c.thread().id()),
        Row.of(KERNEL32, "GetThreadId", c -> c.threadArgument(0).id(), HANDLE),
        Row.of(KERNEL32, "GetExitCodeThread", ThreadFunctions::exitCode, HANDLE, POINTER),
        Row.of(KERNEL32, "OpenThread", ThreadFunctions::open, FLAGS, INT, INT),
        Row.of(KERNEL32, "SuspendThread", Returns.onFailure(-1, ThreadFunctions::suspend), HANDLE),
        Row.of(KERNEL32, "ResumeThread", Returns.onFailure(-1, ThreadFunctions::resume), HANDLE),
        Row.of(KERNEL32, "GetThreadContext", ThreadFunctions::getContext, HANDLE, POINTER),
        Row.of(KERNEL32, "SetThreadContext", ThreadFunctions::setContext, HANDLE, POINTER),
        Row.of(KERNEL32, "SwitchToThread", ThreadFunctions::switchToThread),
        Row.of(KERNEL32, "SetThreadPriority", c -> 1, HANDLE, INT)
            .partial("recorded nowhere: the host schedules"),
        Row.of(KERNEL32, "GetThreadPriority", c -> 0, HANDLE),
        Row.of(KERNEL32, "SetThreadDescription", c -> 0, HANDLE, POINTER)
            .partial("the name is forgotten"),
        Row.of(KERNEL32, "TlsAlloc", ThreadFunctions::allocateSlot),
        Row.of(KERNEL32, "TlsFree", ThreadFunctions::freeSlot, INT),
        Row.of(KERNEL32, "TlsGetValue", ThreadFunctions::getSlot, INT),
        Row.of(KERNEL32, "TlsSetValue", ThreadFunctions::setSlot, INT, POINTER));
  }

  private static long create(Call c) {
    WindowsProcess process = c.process();
    long stack = c.argument(1);
    if (stack < 0 || stack > MOST_STACK) {
      throw new KernelException(Errno.ENOMEM);
    }
    if ((c.intArgument(4) & ~(CREATE_SUSPENDED | STACK_SIZE_IS_RESERVATION)) != 0) {
      throw new KernelException(Errno.EINVAL);
    }
    // Without the flag the size is what is committed at first; the reservation is the program's.
    long reservation =
        (c.intArgument(4) & STACK_SIZE_IS_RESERVATION) != 0
            ? stack
            : Math.max(stack, process.program().stackBytes());
    if (c.argument(5) != 0) {
      c.memory().check(c.argument(5), 4, Access.WRITE);
    }
    WindowsThread t = process.newThread(reservation, c.argument(2), c.argument(3));
    if ((c.intArgument(4) & CREATE_SUSPENDED) != 0) {
      t.suspension().suspend();
    }
    t.object().retain();
    long handle = process.handles().add(t.object(), -1, false);
    if (c.argument(5) != 0) {
      c.memory().writeInt(c.argument(5), t.id());
    }
    try {
      t.start();
    } catch (KernelException e) {
      process.handles().close(handle);
      throw e;
    }
    return handle;
  }

  private static long exit(Call c) {
    c.thread().exit(c.intArgument(0));
    return 0;
  }

  private static long exitCode(Call c) {
    ThreadObject o = c.object(0, ThreadObject.class);
    c.memory().writeInt(c.argument(1), o.ended() ? o.exitCode() : STILL_ACTIVE);
    return 1;
  }

  private static long open(Call c) {
    GuestThread t = c.process().thread(c.intArgument(2));
    if (!(t instanceof WindowsThread w)) {
      throw new KernelException(Errno.EINVAL);
    }
    w.object().retain();
    return c.handles().add(w.object(), c.intArgument(0), c.intArgument(1) != 0);
  }

  // ---- registers ----

  private static long suspend(Call c) {
    WindowsThread t = c.threadArgument(0);
    int old = t.suspension().suspend();
    if (old < 0) {
      throw new KernelException(Errno.EACCES);
    }
    if (old == Suspension.MOST) {
      throw new Win32Exception(ERROR_SIGNAL_REFUSED);
    }
    if (t != c.thread()) {
      t.suspension().awaitStill();
    }
    return old;
  }

  private static long resume(Call c) {
    int old = c.threadArgument(0).suspension().resume();
    return old < 0 ? 0 : old;
  }

  private static WindowsThread still(Call c) {
    WindowsThread t = c.threadArgument(0);
    if (t != c.thread() && !t.suspension().awaitStill()) {
      throw new Win32Exception(Win32.ERROR_GEN_FAILURE);
    }
    return t;
  }

  private static long getContext(Call c) {
    WindowsThread t = still(c);
    long context = c.argument(1);
    int flags = c.memory().readInt(context + c.abi().contextFlagsOffset());
    c.memory().check(context, c.abi().contextBytes(), Access.WRITE);
    c.abi().saveContext(t.cpu(), context, flags);
    return 1;
  }

  private static long setContext(Call c) {
    WindowsThread t = still(c);
    long context = c.argument(1);
    int flags = c.memory().readInt(context + c.abi().contextFlagsOffset());
    c.memory().check(context, c.abi().contextBytes(), Access.READ);
    c.abi().loadContext(t.cpu(), context, flags);
    if (t == c.thread()) {
      t.exceptions().takeOver();
    }
    return 1;
  }

  private static long switchToThread(Call c) {
    c.clock().yieldProcessor();
    return 1;
  }

  // ---- slots ----

  private static long allocateSlot(Call c) {
    int slot = c.process().slots().allocate();
    if (slot < 0) {
      c.setLastError(Win32.ERROR_NO_MORE_ITEMS);
      return 0xffff_ffffL;
    }
    for (GuestThread t : c.process().threads()) {
      ((WindowsThread) t).block().setSlot(slot, 0);
    }
    return slot;
  }

  private static long freeSlot(Call c) {
    if (!c.process().slots().free(c.intArgument(0))) {
      throw new KernelException(Errno.EINVAL);
    }
    return 1;
  }

  private static long slotAddress(Call c) {
    if (!c.process().slots().isUsed(c.intArgument(0))) {
      throw new KernelException(Errno.EINVAL);
    }
    return c.thread().block().address() + ThreadBlock.TLS_SLOTS + 8L * c.intArgument(0);
  }

  private static long getSlot(Call c) {
    AddressSpace m = c.memory();
    long value = m.readLong(slotAddress(c));
    c.setLastError(0);
    return value;
  }

  private static long setSlot(Call c) {
    c.memory().writeLong(slotAddress(c), c.argument(1));
    return 1;
  }
}
