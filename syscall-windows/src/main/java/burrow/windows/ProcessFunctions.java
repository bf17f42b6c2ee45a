package burrow.windows;

import static burrow.windows.WindowsFormats.FLAGS;
import static burrow.windows.WindowsFormats.HANDLE;
import static burrow.windows.WindowsFormats.INT;
import static burrow.windows.WindowsFormats.POINTER;
import static burrow.windows.WindowsFormats.SIZE;
import static burrow.windows.WindowsFormats.WIDE;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.call.HostFunction;
import burrow.kernel.object.ProcessObject;
import burrow.machine.AddressSpace;
import java.util.List;

/** The process itself: its end, its command line, its environment. */
final class ProcessFunctions {
  private static final String KERNEL32 = "kernel32.dll";
  private static final int STILL_ACTIVE = 259;

  // STARTUPINFOW for 64 bits.
  static final int STARTUP_INFO_BYTES = 104;
  static final int STARTUP_FLAGS = 60;
  static final int STARTUP_HANDLES = 80;
  private static final int STARTF_USESTDHANDLES = 0x100;

  private ProcessFunctions() {}

  static List<HostFunction<Call>> table() {
    String noChildren = "fails with ERROR_NOT_SUPPORTED: child processes are not in this version";
    return List.of(
        Row.of(KERNEL32, "ExitProcess", ProcessFunctions::exit, INT),
        Row.of(KERNEL32, "TerminateProcess", ProcessFunctions::terminate, HANDLE, INT),
        Row.of(KERNEL32, "GetCurrentProcess", c -> Win32.CURRENT_PROCESS),
        Row.of(KERNEL32, "GetCurrentProcessId", c -> c.process().id()),
        Row.of(KERNEL32, "GetProcessId", c -> c.processArgument(0).process().id(), HANDLE),
        Row.of(KERNEL32, "OpenProcess", ProcessFunctions::open, FLAGS, INT, INT)
            .partial("finds the process itself"),
        Row.of(KERNEL32, "GetExitCodeProcess", ProcessFunctions::exitCode, HANDLE, POINTER),
        Row.of(
            KERNEL32,
            "GetProcessTimes",
            ProcessFunctions::times,
            HANDLE,
            POINTER,
            POINTER,
            POINTER,
            POINTER),
        Row.of(
                KERNEL32,
                "GetProcessAffinityMask",
                ProcessFunctions::affinity,
                HANDLE,
                POINTER,
                POINTER)
            .partial("all processors of the host"),
        Row.of(KERNEL32, "SetProcessPriorityBoost", c -> 1, HANDLE, INT).partial("has no effect"),
        Row.of(KERNEL32, "GetPriorityClass", c -> 0x20, HANDLE),
        Row.of(KERNEL32, "SetPriorityClass", c -> 1, HANDLE, FLAGS).partial("has no effect"),
        Row.of(KERNEL32, "GetErrorMode", c -> c.process().errorMode()),
        Row.of(KERNEL32, "SetErrorMode", c -> c.process().setErrorMode(c.intArgument(0)), FLAGS),
        Row.of(KERNEL32, "GetLastError", c -> c.thread().block().lastError()),
        Row.of(KERNEL32, "SetLastError", ProcessFunctions::setLastError, INT),
        Row.of(KERNEL32, "GetCommandLineW", c -> c.process().commandLine()),
        Row.of(KERNEL32, "GetStartupInfoW", ProcessFunctions::startupInfo, POINTER),
        Row.of(
            KERNEL32,
            "GetEnvironmentStringsW",
            c -> c.process().heap().copy(Wide.bytes(c.process().environment().block()))),
        Row.of(KERNEL32, "FreeEnvironmentStringsW", ProcessFunctions::freeEnvironment, POINTER),
        Row.of(
            KERNEL32, "GetEnvironmentVariableW", ProcessFunctions::getVariable, WIDE, POINTER, INT),
        Row.of(KERNEL32, "SetEnvironmentVariableW", ProcessFunctions::setVariable, WIDE, WIDE),
        Row.of(KERNEL32, "ExpandEnvironmentStringsW", ProcessFunctions::expand, WIDE, POINTER, INT),
        Row.of(
                KERNEL32,
                "CreateProcessW",
                c -> {
                  throw new KernelException(Errno.EOPNOTSUPP, "child processes");
                },
                WIDE,
                WIDE,
                POINTER,
                POINTER,
                INT,
                FLAGS,
                POINTER,
                WIDE,
                POINTER,
                POINTER)
            .unsupported(noChildren),
        Row.of(
                KERNEL32,
                "InitializeProcThreadAttributeList",
                ProcessFunctions::attributeList,
                POINTER,
                INT,
                FLAGS,
                POINTER)
            .partial("sizes only"),
        Row.of(
            KERNEL32,
            "UpdateProcThreadAttribute",
            c -> 1,
            POINTER,
            FLAGS,
            SIZE,
            POINTER,
            SIZE,
            POINTER,
            POINTER),
        Row.of(KERNEL32, "DeleteProcThreadAttributeList", c -> 0, POINTER));
  }

  private static long exit(Call c) {
    c.process().exitWith(c.intArgument(0));
    return 0;
  }

  private static long terminate(Call c) {
    if (c.processArgument(0).process() != c.process()) {
      throw new KernelException(Errno.EACCES);
    }
    return exit(c, c.intArgument(1));
  }

  private static long exit(Call c, int code) {
    c.process().exitWith(code);
    return 1;
  }

  private static long open(Call c) {
    if (c.intArgument(2) != c.process().id()) {
      throw new Win32Exception(Win32.ERROR_INVALID_PARAMETER, "another process");
    }
    ProcessObject o = c.process().object();
    o.retain();
    return c.handles().add(o, c.intArgument(0), c.intArgument(1) != 0);
  }

  private static long exitCode(Call c) {
    c.processArgument(0);
    c.memory().writeInt(c.argument(1), STILL_ACTIVE);
    return 1;
  }

  private static long times(Call c) {
    c.processArgument(0);
    AddressSpace m = c.memory();
    long age = c.clock().monotonicNanos() - c.process().startNanos();
    m.writeLong(c.argument(1), (c.clock().realtimeNanos() - age) / 100 + SharedData.EPOCH);
    m.writeLong(c.argument(2), 0);
    m.writeLong(c.argument(3), 0);
    m.writeLong(c.argument(4), c.clock().processCpuNanos() / 100);
    return 1;
  }

  private static long affinity(Call c) {
    c.memory().writeLong(c.argument(1), SystemFunctions.processorMask());
    c.memory().writeLong(c.argument(2), SystemFunctions.processorMask());
    return 1;
  }

  private static long setLastError(Call c) {
    c.thread().setLastError(c.intArgument(0));
    return 0;
  }

  private static long startupInfo(Call c) {
    AddressSpace m = c.memory();
    long at = c.argument(0);
    m.write(at, new byte[STARTUP_INFO_BYTES]);
    m.writeInt(at, STARTUP_INFO_BYTES);
    m.writeInt(at + STARTUP_FLAGS, STARTF_USESTDHANDLES);
    for (int i = 0; i < 3; i++) {
      m.writeLong(at + STARTUP_HANDLES + 8L * i, c.process().standard().get(-10 - i));
    }
    return 0;
  }

  private static long freeEnvironment(Call c) {
    c.process().heap().free(c.argument(0));
    return 1;
  }

  private static long getVariable(Call c) {
    String value = c.process().environment().get(c.wide(0));
    if (value == null) {
      throw new Win32Exception(Win32.ERROR_ENVVAR_NOT_FOUND);
    }
    c.setLastError(0);
    return Wide.fill(c.memory(), c.argument(1), c.unsignedArgument(2), value);
  }

  private static long setVariable(Call c) {
    String name = c.wide(0);
    if (name.isEmpty() || name.indexOf('=', 1) >= 0) {
      throw new KernelException(Errno.EINVAL);
    }
    if (!c.process().environment().set(name, c.wideOrNull(1))) {
      throw new Win32Exception(Win32.ERROR_ENVVAR_NOT_FOUND);
    }
    return 1;
  }

  private static long expand(Call c) {
    String text = c.process().environment().expand(c.wide(0));
    if (text.length() < c.unsignedArgument(2)) {
      Wide.write(c.memory(), c.argument(1), text);
    }
    return text.length() + 1L;
  }

  private static long attributeList(Call c) {
    long needed = 24 + 24L * c.unsignedArgument(1);
    long size = c.memory().readLong(c.argument(3));
    c.memory().writeLong(c.argument(3), needed);
    if (c.argument(0) == 0 || size < needed) {
      throw new Win32Exception(Win32.ERROR_INSUFFICIENT_BUFFER);
    }
    return 1;
  }
}
