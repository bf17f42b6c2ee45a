package burrow.windows;

import static burrow.windows.WindowsFormats.FLAGS;
import static burrow.windows.WindowsFormats.HANDLE;
import static burrow.windows.WindowsFormats.INT;
import static burrow.windows.WindowsFormats.POINTER;
import static burrow.windows.WindowsFormats.WIDE;

import burrow.kernel.call.HostFunction;
import burrow.kernel.call.HostFunction.Handler;
import burrow.kernel.trace.ArgumentFormat;
import burrow.machine.AddressSpace;
import java.util.List;
import java.util.Map;

/** The registry functions of advapi32; their result is the error itself. */
final class RegistryFunctions {
  private static final int CREATED_NEW = 1;
  private static final int OPENED_EXISTING = 2;
  private static final String SCOPE = "a small registry in memory: nothing is kept";

  private RegistryFunctions() {}

  static List<HostFunction<Call>> table() {
    return List.of(
        row("RegOpenKeyExW", RegistryFunctions::open, HANDLE, WIDE, FLAGS, FLAGS, POINTER),
        row(
            "RegCreateKeyExW",
            RegistryFunctions::create,
            HANDLE,
            WIDE,
            INT,
            WIDE,
            FLAGS,
            FLAGS,
            POINTER,
            POINTER,
            POINTER),
        row("RegCloseKey", RegistryFunctions::close, HANDLE),
        row(
            "RegQueryValueExW",
            RegistryFunctions::query,
            HANDLE,
            WIDE,
            POINTER,
            POINTER,
            POINTER,
            POINTER),
        row("RegSetValueExW", RegistryFunctions::set, HANDLE, WIDE, INT, INT, POINTER, INT),
        row("RegDeleteValueW", RegistryFunctions::deleteValue, HANDLE, WIDE),
        row("RegDeleteKeyW", RegistryFunctions::deleteKey, HANDLE, WIDE),
        row(
            "RegEnumKeyExW",
            RegistryFunctions::enumerateKeys,
            HANDLE,
            INT,
            POINTER,
            POINTER,
            POINTER,
            POINTER,
            POINTER,
            POINTER),
        row(
            "RegEnumValueW",
            RegistryFunctions::enumerateValues,
            HANDLE,
            INT,
            POINTER,
            POINTER,
            POINTER,
            POINTER,
            POINTER,
            POINTER),
        row(
            "RegQueryInfoKeyW",
            RegistryFunctions::information,
            HANDLE,
            POINTER,
            POINTER,
            POINTER,
            POINTER,
            POINTER,
            POINTER,
            POINTER,
            POINTER,
            POINTER,
            POINTER,
            POINTER),
        row(
            "RegLoadMUIStringW",
            c -> {
              throw new Win32Exception(Win32.ERROR_FILE_NOT_FOUND, "strings of resources");
            },
            HANDLE,
            WIDE,
            POINTER,
            INT,
            POINTER,
            FLAGS,
            WIDE));
  }

  private static HostFunction<Call> row(
      String name, Handler<Call> handler, ArgumentFormat... arguments) {
    Handler<Call> locked =
        c -> {
          synchronized (c.process().registry()) {
            return handler.handle(c);
          }
        };
    return Row.of("advapi32.dll", name, Returns.code(locked), arguments).partial(SCOPE);
  }

  private static Registry.Node key(Call c) {
    Registry.Node n = c.process().registry().predefined(c.argument(0));
    return n != null ? n : c.object(0, Registry.Key.class).node;
  }

  private static String optional(Call c, int index) {
    String s = c.wideOrNull(index);
    return s == null ? "" : s;
  }

  private static long open(Call c) {
    Registry.Node n = key(c).find(optional(c, 1));
    if (n == null) {
      throw new Win32Exception(Win32.ERROR_FILE_NOT_FOUND);
    }
    c.memory().writeLong(c.argument(4), c.handles().add(new Registry.Key(n), -1, false));
    return 0;
  }

  private static long create(Call c) {
    String path = c.wide(1);
    boolean there = key(c).find(path) != null;
    Registry.Node n = key(c).make(path);
    c.memory().writeLong(c.argument(7), c.handles().add(new Registry.Key(n), -1, false));
    if (c.argument(8) != 0) {
      c.memory().writeInt(c.argument(8), there ? OPENED_EXISTING : CREATED_NEW);
    }
    return 0;
  }

  private static long close(Call c) {
    if (c.process().registry().predefined(c.argument(0)) == null) {
      c.object(0, Registry.Key.class);
      c.handles().close(c.argument(0));
    }
    return 0;
  }

  private static long query(Call c) {
    Registry.Value v = key(c).values.get(optional(c, 1));
    if (v == null) {
      throw new Win32Exception(Win32.ERROR_FILE_NOT_FOUND);
    }
    if (c.argument(3) != 0) {
      c.memory().writeInt(c.argument(3), v.type());
    }
    return data(c, v, 4, 5);
  }

  private static long data(Call c, Registry.Value v, int buffer, int count) {
    if (c.argument(count) == 0) {
      return 0;
    }
    long size = c.memory().readInt(c.argument(count)) & 0xffff_ffffL;
    c.memory().writeInt(c.argument(count), v.data().length);
    if (c.argument(buffer) != 0) {
      if (size < v.data().length) {
        return Win32.ERROR_MORE_DATA;
      }
      c.memory().write(c.argument(buffer), v.data());
    }
    return 0;
  }

  private static long set(Call c) {
    byte[] data = c.memory().read(c.argument(4), c.intArgument(5));
    key(c).values.put(optional(c, 1), new Registry.Value(c.intArgument(3), data));
    return 0;
  }

  private static long deleteValue(Call c) {
    if (key(c).values.remove(optional(c, 1)) == null) {
      throw new Win32Exception(Win32.ERROR_FILE_NOT_FOUND);
    }
    return 0;
  }

  private static long deleteKey(Call c) {
    String path = c.wide(1);
    int cut = path.lastIndexOf('\\');
    Registry.Node parent = cut < 0 ? key(c) : key(c).find(path.substring(0, cut));
    Registry.Node n = parent == null ? null : parent.keys.get(path.substring(cut + 1));
    if (parent == null || n == null) {
      throw new Win32Exception(Win32.ERROR_FILE_NOT_FOUND);
    }
    if (!n.keys.isEmpty()) {
      throw new Win32Exception(Win32.ERROR_ACCESS_DENIED);
    }
    parent.keys.remove(path.substring(cut + 1));
    return 0;
  }

  private static <T> Map.Entry<String, T> nth(Map<String, T> map, int index) {
    int i = 0;
    for (Map.Entry<String, T> e : map.entrySet()) {
      if (i++ == index) {
        return e;
      }
    }
    throw new Win32Exception(Win32.ERROR_NO_MORE_ITEMS);
  }

  private static void name(Call c, String name) {
    long size = c.memory().readInt(c.argument(3)) & 0xffff_ffffL;
    if (size <= name.length()) {
      throw new Win32Exception(Win32.ERROR_MORE_DATA);
    }
    Wide.write(c.memory(), c.argument(2), name);
    c.memory().writeInt(c.argument(3), name.length());
  }

  private static long enumerateKeys(Call c) {
    name(c, nth(key(c).keys, c.intArgument(1)).getKey());
    if (c.argument(7) != 0) {
      c.memory().writeLong(c.argument(7), SharedData.EPOCH);
    }
    return 0;
  }

  private static long enumerateValues(Call c) {
    Map.Entry<String, Registry.Value> e = nth(key(c).values, c.intArgument(1));
    name(c, e.getKey());
    if (c.argument(5) != 0) {
      c.memory().writeInt(c.argument(5), e.getValue().type());
    }
    return data(c, e.getValue(), 6, 7);
  }

  private static long information(Call c) {
    Registry.Node n = key(c);
    int longestKey = n.keys.keySet().stream().mapToInt(String::length).max().orElse(0);
    int longestName = n.values.keySet().stream().mapToInt(String::length).max().orElse(0);
    int longestData = n.values.values().stream().mapToInt(v -> v.data().length).max().orElse(0);
    int[] facts = {n.keys.size(), longestKey, 0, n.values.size(), longestName, longestData, 0};
    AddressSpace m = c.memory();
    for (int i = 0; i < facts.length; i++) {
      if (c.argument(4 + i) != 0) {
        m.writeInt(c.argument(4 + i), facts[i]);
      }
    }
    if (c.argument(11) != 0) {
      m.writeLong(c.argument(11), SharedData.EPOCH);
    }
    return 0;
  }
}
