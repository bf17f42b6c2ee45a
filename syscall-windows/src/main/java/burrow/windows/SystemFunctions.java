package burrow.windows;

import static burrow.windows.WindowsFormats.FLAGS;
import static burrow.windows.WindowsFormats.HANDLE;
import static burrow.windows.WindowsFormats.INT;
import static burrow.windows.WindowsFormats.POINTER;
import static burrow.windows.WindowsFormats.SIZE;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.call.HostFunction;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the system tells about itself: version, processors, clocks, randomness, directories. */
final class SystemFunctions {
  private static final String KERNEL32 = "kernel32.dll";
  private static final String NTDLL = "ntdll.dll";
  private static final String ADVAPI32 = "advapi32.dll";

  static final String WINDOWS_DIRECTORY = "C:\\Windows";
  private static final String SYSTEM_DIRECTORY = WINDOWS_DIRECTORY + "\\System32";

  // SYSTEM_INFO for 64 bits.
  static final int SYSTEM_INFO_BYTES = 48;
  private static final long LOWEST_ADDRESS = 0x10000;

  /** QueryPerformanceFrequency of real Windows 10: 10 MHz. */
  private static final long COUNTS_PER_SECOND = 10_000_000;

  private static final long NANOS_PER_COUNT = 1_000_000_000 / COUNTS_PER_SECOND;

  /** PROCESSOR_FEATURE_MAX. */
  private static final int FEATURES = 64;

  private SystemFunctions() {}

  static List<HostFunction<Call>> table() {
    return List.of(
        Row.of(KERNEL32, "GetSystemInfo", SystemFunctions::systemInfo, POINTER),
        Row.of(KERNEL32, "GetNativeSystemInfo", SystemFunctions::systemInfo, POINTER),
        Row.of(KERNEL32, "GetSystemDirectoryA", SystemFunctions::systemDirectoryA, POINTER, INT),
        Row.of(KERNEL32, "GetSystemDirectoryW", c -> directory(c, SYSTEM_DIRECTORY), POINTER, INT),
        Row.of(
            KERNEL32, "GetWindowsDirectoryW", c -> directory(c, WINDOWS_DIRECTORY), POINTER, INT),
        Row.of(
            KERNEL32,
            "GetSystemWindowsDirectoryW",
            c -> directory(c, WINDOWS_DIRECTORY),
            POINTER,
            INT),
        Row.of(
            KERNEL32,
            "GetVersion",
            c -> Version.MAJOR | Version.MINOR << 8 | (long) Version.BUILD << 16),
        Row.of(NTDLL, "RtlGetVersion", Returns.status(SystemFunctions::version), POINTER),
        Row.of(
            NTDLL, "RtlGetNtVersionNumbers", SystemFunctions::numbers, POINTER, POINTER, POINTER),
        Row.of(NTDLL, "RtlGetCurrentPeb", c -> c.process().program().peb()),
        Row.of(
            NTDLL,
            "RtlNtStatusToDosErrorNoTeb",
            c -> Errors.win32OfStatus(c.intArgument(0)),
            FLAGS),
        Row.of(NTDLL, "RtlNtStatusToDosError", c -> Errors.win32OfStatus(c.intArgument(0)), FLAGS),
        Row.of(
            KERNEL32,
            "IsProcessorFeaturePresent",
            c -> c.unsignedArgument(0) < FEATURES && c.abi().hasFeature(c.intArgument(0)) ? 1 : 0,
            INT),
        Row.of(KERNEL32, "GetACP", c -> 65001).partial("the ANSI code page is UTF-8"),
        Row.of(KERNEL32, "GetOEMCP", c -> 65001),
        Row.of(
            KERNEL32,
            "QueryPerformanceCounter",
            c -> store(c, c.clock().monotonicNanos() / NANOS_PER_COUNT),
            POINTER),
        Row.of(KERNEL32, "QueryPerformanceFrequency", c -> store(c, COUNTS_PER_SECOND), POINTER),
        Row.of(
            KERNEL32,
            "GetSystemTimeAsFileTime",
            c -> store(c, c.clock().realtimeNanos() / 100 + SharedData.EPOCH),
            POINTER),
        Row.of(
            KERNEL32,
            "GetSystemTimePreciseAsFileTime",
            c -> store(c, c.clock().realtimeNanos() / 100 + SharedData.EPOCH),
            POINTER),
        Row.of(KERNEL32, "GetTickCount64", c -> c.clock().monotonicNanos() / 1_000_000),
        Row.of(
            KERNEL32, "GetTickCount", c -> c.clock().monotonicNanos() / 1_000_000 & 0xffff_ffffL),
        Row.of(
            KERNEL32,
            "QueryUnbiasedInterruptTime",
            c -> store(c, c.clock().monotonicNanos() / 100),
            POINTER),
        Row.of(KERNEL32, "GetComputerNameExW", c -> computerName(c, 1), INT, POINTER, POINTER),
        Row.of(KERNEL32, "GetComputerNameW", c -> computerName(c, 0), POINTER, POINTER),
        Row.of("winmm.dll", "timeBeginPeriod", c -> 0, INT),
        Row.of("winmm.dll", "timeEndPeriod", c -> 0, INT),
        Row.of(
                "powrprof.dll",
                "PowerRegisterSuspendResumeNotification",
                c -> store(c, 2, 0x1000) - 1,
                FLAGS,
                POINTER,
                POINTER)
            .partial("never notifies"),
        Row.of("powrprof.dll", "PowerUnregisterSuspendResumeNotification", c -> 0, HANDLE),
        Row.of(
            "bcryptprimitives.dll", "ProcessPrng", c -> random(c, 0, c.argument(1)), POINTER, SIZE),
        Row.of(ADVAPI32, "SystemFunction036", c -> random(c, 0, c.argument(1)), POINTER, INT),
        Row.of(
                ADVAPI32,
                "CryptAcquireContextW",
                c -> store(c, 0, 0x2000),
                POINTER,
                POINTER,
                POINTER,
                INT,
                FLAGS)
            .partial("for CryptGenRandom only"),
        Row.of(
            ADVAPI32,
            "CryptGenRandom",
            c -> random(c, 2, c.unsignedArgument(1)),
            HANDLE,
            INT,
            POINTER),
        Row.of(ADVAPI32, "CryptReleaseContext", c -> 1, HANDLE, FLAGS));
  }

  private static long store(Call c, long value) {
    return store(c, 0, value);
  }

  /** Stores a 64-bit number where an argument points; the result is TRUE. */
  private static long store(Call c, int index, long value) {
    c.memory().writeLong(c.argument(index), value);
    return 1;
  }

  private static long systemInfo(Call c) {
    AddressSpace m = c.memory();
    long at = c.argument(0);
    int processors = Runtime.getRuntime().availableProcessors();
    m.write(at, new byte[SYSTEM_INFO_BYTES]);
    m.writeShort(at, c.abi().processorArchitecture());
    m.writeInt(at + 4, AddressSpace.PAGE_SIZE);
    m.writeLong(at + 8, LOWEST_ADDRESS);
    m.writeLong(at + 16, m.limit() - LOWEST_ADDRESS - 1);
    m.writeLong(at + 24, processorMask());
    m.writeInt(at + 32, processors);
    m.writeInt(at + 36, c.abi().machine() == 0x8664 ? 8664 : 0);
    m.writeInt(at + 40, (int) burrow.kernel.memory.ReservedMemory.GRANULARITY);
    return 0;
  }

  /** One bit for each processor. */
  static long processorMask() {
    int processors = Runtime.getRuntime().availableProcessors();
    return processors >= 64 ? -1 : (1L << processors) - 1;
  }

  private static long systemDirectoryA(Call c) {
    byte[] path = (SYSTEM_DIRECTORY + '\0').getBytes(StandardCharsets.US_ASCII);
    if (c.unsignedArgument(1) < path.length) {
      return path.length;
    }
    c.memory().write(c.argument(0), path);
    return path.length - 1;
  }

  private static long directory(Call c, String path) {
    return Wide.fill(c.memory(), c.argument(0), c.unsignedArgument(1), path);
  }

  /** RTL_OSVERSIONINFOEXW, or its first 276 bytes. */
  private static long version(Call c) {
    AddressSpace m = c.memory();
    long at = c.argument(0);
    m.writeInt(at + 4, Version.MAJOR);
    m.writeInt(at + 8, Version.MINOR);
    m.writeInt(at + 12, Version.BUILD);
    m.writeInt(at + 16, 2 /* VER_PLATFORM_WIN32_NT */);
    m.writeShort(at + 20, 0);
    if (m.readInt(at) >= 284) {
      m.write(at + 276, new byte[8]);
      m.writeShort(at + 280, 0x100 /* VER_SUITE_SINGLEUSERTS */);
      m.writeByte(at + 282, 1 /* VER_NT_WORKSTATION */);
    }
    return 0;
  }

  private static long numbers(Call c) {
    c.memory().writeInt(c.argument(0), Version.MAJOR);
    c.memory().writeInt(c.argument(1), Version.MINOR);
    c.memory().writeInt(c.argument(2), Version.BUILD | 0xf000_0000 /* free build */);
    return 0;
  }

  private static long computerName(Call c, int buffer) {
    String name = c.process().files().hostName();
    long sizeAt = c.argument(buffer + 1);
    long size = c.memory().readInt(sizeAt) & 0xffff_ffffL;
    if (size <= name.length()) {
      c.memory().writeInt(sizeAt, name.length() + 1);
      throw new Win32Exception(buffer == 0 ? 111 : Win32.ERROR_MORE_DATA);
    }
    Wide.write(c.memory(), c.argument(buffer), name);
    c.memory().writeInt(sizeAt, name.length());
    return 1;
  }

  private static long random(Call c, int index, long length) {
    c.memory().check(c.argument(index), length, Access.WRITE);
    if (length > Integer.MAX_VALUE - 16) {
      throw new KernelException(Errno.EINVAL);
    }
    byte[] bytes = new byte[(int) length];
    c.process().kernel().random().fill(bytes);
    c.memory().write(c.argument(index), bytes);
    return 1;
  }
}
