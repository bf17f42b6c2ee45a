package burrow.windows;

import static burrow.windows.WindowsFormats.FLAGS;
import static burrow.windows.WindowsFormats.HANDLE;
import static burrow.windows.WindowsFormats.INT;
import static burrow.windows.WindowsFormats.POINTER;

import burrow.kernel.call.HostFunction;
import burrow.kernel.object.KernelObject;
import burrow.kernel.process.GuestThread;
import burrow.machine.AddressSpace;
import java.util.ArrayList;
import java.util.List;

/** Snapshots of processes, threads and modules, and figures of the process's memory. */
final class SnapshotFunctions {
  private static final String KERNEL32 = "kernel32.dll";

  // PROCESSENTRY32W, MODULEENTRY32W and THREADENTRY32 for 64 bits.
  static final int PROCESS_ENTRY_BYTES = 568;
  static final int MODULE_ENTRY_BYTES = 1080;
  static final int THREAD_ENTRY_BYTES = 28;
  private static final int LONGEST_MODULE = 255;
  private static final int LONGEST_PATH = 259;

  private SnapshotFunctions() {}

  static List<HostFunction<Call>> table() {
    return List.of(
        Row.of(
                KERNEL32,
                "CreateToolhelp32Snapshot",
                c -> c.handles().add(new Snapshot(c.process()), -1, false),
                FLAGS,
                INT)
            .partial("of the process itself"),
        Row.of(KERNEL32, "Process32FirstW", c -> process(c, true), HANDLE, POINTER),
        Row.of(KERNEL32, "Process32NextW", c -> process(c, false), HANDLE, POINTER),
        Row.of(KERNEL32, "Module32FirstW", c -> module(c, true), HANDLE, POINTER),
        Row.of(KERNEL32, "Module32NextW", c -> module(c, false), HANDLE, POINTER),
        Row.of(KERNEL32, "Thread32First", c -> thread(c, true), HANDLE, POINTER),
        Row.of(KERNEL32, "Thread32Next", c -> thread(c, false), HANDLE, POINTER),
        Row.of(KERNEL32, "K32GetProcessMemoryInfo", SnapshotFunctions::memory, HANDLE, POINTER, INT)
            .partial("the size of all mappings"),
        Row.of("psapi.dll", "GetProcessMemoryInfo", SnapshotFunctions::memory, HANDLE, POINTER, INT)
            .partial("the size of all mappings"));
  }

  /** Who was there at one moment, with a cursor for each kind. */
  private static final class Snapshot extends KernelObject {
    final int pid;
    final int parent;
    final String path;
    final List<Integer> threads = new ArrayList<>();
    final List<Modules.Module> modules;
    final long imageBase;
    final long imageSize;
    int nextProcess;
    int nextModule;
    int nextThread;

    Snapshot(WindowsProcess p) {
      pid = p.id();
      parent = p.parentId();
      path = p.program().path();
      imageBase = p.program().imageBase();
      imageSize = p.program().imageEnd() - imageBase;
      modules = p.modules().all();
      for (GuestThread t : p.threads()) {
        threads.add(t.id());
      }
    }

    @Override
    public boolean isWaitable() {
      return false;
    }

    @Override
    protected boolean isSignaled(GuestThread waiter) {
      return false;
    }
  }

  private static void end() {
    throw new Win32Exception(Win32.ERROR_NO_MORE_FILES);
  }

  private static String shortened(String s, int most) {
    return s.length() > most ? s.substring(0, most) : s;
  }

  private static String baseName(String path) {
    return path.substring(path.lastIndexOf('\\') + 1);
  }

  private static long process(Call c, boolean first) {
    Snapshot s = c.object(0, Snapshot.class);
    if (first) {
      s.nextProcess = 0;
    }
    if (s.nextProcess++ > 0) {
      end();
    }
    AddressSpace m = c.memory();
    long at = c.argument(1);
    m.write(at + 4, new byte[PROCESS_ENTRY_BYTES - 4]);
    m.writeInt(at + 8, s.pid);
    m.writeInt(at + 28, s.threads.size());
    m.writeInt(at + 32, s.parent);
    m.writeInt(at + 36, 8);
    Wide.write(m, at + 44, shortened(baseName(s.path), LONGEST_PATH));
    return 1;
  }

  private static long module(Call c, boolean first) {
    Snapshot s = c.object(0, Snapshot.class);
    if (first) {
      s.nextModule = 0;
    }
    int i = s.nextModule++;
    if (i > s.modules.size()) {
      end();
    }
    Modules.Module dll = i == 0 ? null : s.modules.get(i - 1);
    String path = dll == null ? s.path : "C:\\Windows\\System32\\" + dll.name();
    AddressSpace m = c.memory();
    long at = c.argument(1);
    long base = dll == null ? s.imageBase : dll.base();
    m.write(at + 4, new byte[MODULE_ENTRY_BYTES - 4]);
    m.writeInt(at + 8, s.pid);
    m.writeInt(at + 12, 1);
    m.writeInt(at + 16, 1);
    m.writeLong(at + 24, base);
    m.writeInt(at + 32, (int) (dll == null ? s.imageSize : dll.size()));
    m.writeLong(at + 40, base);
    Wide.write(m, at + 48, shortened(baseName(path), LONGEST_MODULE));
    Wide.write(m, at + 560, shortened(path, LONGEST_PATH));
    return 1;
  }

  private static long thread(Call c, boolean first) {
    Snapshot s = c.object(0, Snapshot.class);
    if (first) {
      s.nextThread = 0;
    }
    if (s.nextThread >= s.threads.size()) {
      end();
    }
    AddressSpace m = c.memory();
    long at = c.argument(1);
    m.write(at + 4, new byte[THREAD_ENTRY_BYTES - 4]);
    m.writeInt(at + 8, s.threads.get(s.nextThread++));
    m.writeInt(at + 12, s.pid);
    m.writeInt(at + 16, 8);
    return 1;
  }

  /** PROCESS_MEMORY_COUNTERS, 72 bytes. */
  private static long memory(Call c) {
    c.processArgument(0);
    AddressSpace m = c.memory();
    long at = c.argument(1);
    if (c.unsignedArgument(2) < 72) {
      throw new Win32Exception(Win32.ERROR_INSUFFICIENT_BUFFER);
    }
    m.write(at, new byte[72]);
    m.writeInt(at, 72);
    long size = c.process().memory().size();
    for (int offset : new int[] {8, 16, 56, 64}) {
      m.writeLong(at + offset, size);
    }
    return 1;
  }
}
