package burrow.windows;

import static burrow.windows.WindowsFormats.FLAGS;
import static burrow.windows.WindowsFormats.INT;
import static burrow.windows.WindowsFormats.POINTER;

import burrow.kernel.call.HostFunction;
import burrow.machine.Access;
import java.util.List;

/** Exception handlers, and raising exceptions. */
final class ExceptionFunctions {
  private static final String KERNEL32 = "kernel32.dll";
  private static final String NTDLL = "ntdll.dll";
  private static final int STATUS_FAIL_FAST = 0xC000_0602;
  private static final int NONCONTINUABLE = 1;

  private ExceptionFunctions() {}

  static List<HostFunction<Call>> table() {
    return List.of(
        add(KERNEL32, "AddVectoredExceptionHandler", false),
        add(NTDLL, "RtlAddVectoredExceptionHandler", false),
        add(KERNEL32, "AddVectoredContinueHandler", true),
        add(NTDLL, "RtlAddVectoredContinueHandler", true),
        remove("RemoveVectoredExceptionHandler", false),
        remove("RemoveVectoredContinueHandler", true),
        Row.of(
            KERNEL32,
            "SetUnhandledExceptionFilter",
            c -> c.process().exceptionHandlers().setUnhandledFilter(c.argument(0)),
            POINTER),
        Row.of(KERNEL32, "RaiseException", ExceptionFunctions::raise, FLAGS, FLAGS, INT, POINTER),
        Row.of(
                KERNEL32,
                "RaiseFailFastException",
                ExceptionFunctions::failFast,
                POINTER,
                POINTER,
                FLAGS)
            .partial("no error report is made"),
        Row.of(KERNEL32, "WerGetFlags", ExceptionFunctions::werGetFlags, INT, POINTER),
        Row.of(KERNEL32, "WerSetFlags", c -> 0, FLAGS).partial("no error reports are made"),
        Row.of(KERNEL32, "RtlLookupFunctionEntry", c -> 0, POINTER, POINTER, POINTER)
            .partial("finds nothing: unwinding by tables is not done"),
        Row.of(
                KERNEL32,
                "RtlVirtualUnwind",
                c -> 0,
                INT,
                POINTER,
                POINTER,
                POINTER,
                POINTER,
                POINTER,
                POINTER,
                POINTER)
            .partial("does nothing: there are never entries to unwind by"));
  }

  private static HostFunction<Call> add(String library, String name, boolean forContinue) {
    return Row.of(
        library,
        name,
        c -> c.process().exceptionHandlers().add(forContinue, c.intArgument(0) != 0, c.argument(1)),
        INT,
        POINTER);
  }

  private static HostFunction<Call> remove(String name, boolean forContinue) {
    return Row.of(
        KERNEL32,
        name,
        c -> c.process().exceptionHandlers().remove(forContinue, c.argument(0)) ? 1 : 0,
        POINTER);
  }

  private static long raise(Call c) {
    int count = Math.min(c.intArgument(2), ExceptionDispatch.MOST_PARAMETERS);
    long[] information = new long[c.argument(3) == 0 ? 0 : Math.max(count, 0)];
    for (int i = 0; i < information.length; i++) {
      information[i] = c.memory().readLong(c.argument(3) + 8L * i);
    }
    c.thread()
        .exceptions()
        .raise(c.intArgument(0), c.intArgument(1) & NONCONTINUABLE, c.returnAddress(), information);
    return 0;
  }

  private static long failFast(Call c) {
    int code = STATUS_FAIL_FAST;
    if (c.argument(0) != 0) {
      c.memory().check(c.argument(0), ExceptionDispatch.RECORD_BYTES, Access.READ);
      code = c.memory().readInt(c.argument(0));
    }
    c.process().exitWith(code);
    return 0;
  }

  private static long werGetFlags(Call c) {
    c.memory().writeInt(c.argument(1), 0);
    return 0;
  }
}
