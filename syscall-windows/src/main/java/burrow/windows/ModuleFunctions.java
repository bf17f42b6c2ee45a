package burrow.windows;

import static burrow.windows.WindowsFormats.FLAGS;
import static burrow.windows.WindowsFormats.HANDLE;
import static burrow.windows.WindowsFormats.INT;
import static burrow.windows.WindowsFormats.NAME_OR_ORDINAL;
import static burrow.windows.WindowsFormats.NARROW;
import static burrow.windows.WindowsFormats.POINTER;
import static burrow.windows.WindowsFormats.WIDE;

import burrow.kernel.call.HostFunction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Loading DLLs and finding their functions. */
final class ModuleFunctions {
  private static final String KERNEL32 = "kernel32.dll";
  private static final int FROM_ADDRESS = 4;

  private ModuleFunctions() {}

  static List<HostFunction<Call>> table() {
    return List.of(
        Row.of(KERNEL32, "LoadLibraryExW", c -> load(c, c.wide(0)), WIDE, HANDLE, FLAGS)
            .partial("finds the DLLs that Burrow provides; DLL files are not loaded"),
        Row.of(KERNEL32, "LoadLibraryW", c -> load(c, c.wide(0)), WIDE)
            .partial("as LoadLibraryExW"),
        Row.of(KERNEL32, "LoadLibraryA", c -> load(c, c.narrow(0)), NARROW)
            .partial("as LoadLibraryExW"),
        Row.of(KERNEL32, "LoadLibraryExA", c -> load(c, c.narrow(0)), NARROW, HANDLE, FLAGS)
            .partial("as LoadLibraryExW"),
        Row.of(KERNEL32, "FreeLibrary", ModuleFunctions::free, HANDLE),
        Row.of(KERNEL32, "GetProcAddress", ModuleFunctions::find, HANDLE, NAME_OR_ORDINAL),
        Row.of(KERNEL32, "GetModuleHandleW", c -> handle(c, c.wideOrNull(0)), WIDE),
        Row.of(
            KERNEL32,
            "GetModuleHandleA",
            c -> handle(c, c.argument(0) == 0 ? null : c.narrow(0)),
            NARROW),
        Row.of(KERNEL32, "GetModuleHandleExW", ModuleFunctions::handleEx, FLAGS, POINTER, POINTER),
        Row.of(KERNEL32, "GetModuleFileNameW", ModuleFunctions::fileName, HANDLE, POINTER, INT));
  }

  private static long load(Call c, String name) {
    Modules.Module m = c.process().modules().load(name);
    if (m == null) {
      throw new Win32Exception(Win32.ERROR_MOD_NOT_FOUND, "no DLL " + name);
    }
    return m.base();
  }

  private static long free(Call c) {
    return 1;
  }

  private static long find(Call c) {
    Modules.Module m = c.process().modules().at(c.argument(0));
    if (m == null) {
      if (c.argument(0) == c.process().program().imageBase()) {
        throw new Win32Exception(Win32.ERROR_PROC_NOT_FOUND, "the program's own exports");
      }
      throw new Win32Exception(Win32.ERROR_MOD_NOT_FOUND);
    }
    if (c.argument(1) >>> 16 == 0) {
      throw new Win32Exception(Win32.ERROR_PROC_NOT_FOUND, "no ordinals");
    }
    long function = c.process().modules().function(m, c.narrow(1));
    if (function == 0) {
      throw new Win32Exception(Win32.ERROR_PROC_NOT_FOUND);
    }
    return function;
  }

  private static long handle(Call c, @Nullable String name) {
    if (name == null) {
      return c.process().program().imageBase();
    }
    Modules.Module m = c.process().modules().find(name);
    if (m != null) {
      return m.base();
    }
    String own = c.process().program().path();
    if (FunctionTable.canonical(own).equals(FunctionTable.canonical(name))) {
      return c.process().program().imageBase();
    }
    throw new Win32Exception(Win32.ERROR_MOD_NOT_FOUND);
  }

  private static long handleEx(Call c) {
    long module = 0;
    if ((c.intArgument(0) & FROM_ADDRESS) == 0) {
      module = handle(c, c.wideOrNull(1));
    } else {
      long address = c.argument(1);
      WindowsProcess.Program p = c.process().program();
      if (address >= p.imageBase() && address < p.imageEnd()) {
        module = p.imageBase();
      }
      for (Modules.Module m : c.process().modules().all()) {
        if (m.exports().containsValue(address) || c.process().modules().at(address) == m) {
          module = m.base();
        }
      }
    }
    c.memory().writeLong(c.argument(2), module);
    if (module == 0) {
      throw new Win32Exception(Win32.ERROR_MOD_NOT_FOUND);
    }
    return 1;
  }

  /** The path of a module; shared with the functions of psapi. */
  static String path(Call c, long handle) {
    if (handle == 0 || handle == c.process().program().imageBase()) {
      return c.process().program().path();
    }
    Modules.Module m = c.process().modules().at(handle);
    if (m == null) {
      throw new Win32Exception(Win32.ERROR_MOD_NOT_FOUND);
    }
    return "C:\\Windows\\System32\\" + m.name();
  }

  private static long fileName(Call c) {
    String path = path(c, c.argument(0));
    long size = c.unsignedArgument(2);
    if (size == 0) {
      throw new Win32Exception(Win32.ERROR_INSUFFICIENT_BUFFER);
    }
    if (path.length() < size) {
      Wide.write(c.memory(), c.argument(1), path);
      c.setLastError(0);
      return path.length();
    }
    // Cut off, and still NUL-terminated.
    Wide.write(c.memory(), c.argument(1), path.substring(0, (int) size - 1));
    c.setLastError(Win32.ERROR_INSUFFICIENT_BUFFER);
    return size;
  }
}
