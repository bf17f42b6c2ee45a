package burrow.windows;

import burrow.kernel.call.HostFunction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All functions of all DLLs that Burrow provides. */
final class FunctionTable {
  private static final Map<String, SortedMap<String, HostFunction<Call>>> LIBRARIES = build();

  private FunctionTable() {}

  private static Map<String, SortedMap<String, HostFunction<Call>>> build() {
    Map<String, SortedMap<String, HostFunction<Call>>> all = new HashMap<>();
    for (HostFunction<Call> f : rows()) {
      all.computeIfAbsent(f.library(), l -> new TreeMap<>()).put(f.name(), f);
    }
    for (String empty : MissingFunctions.libraries()) {
      all.computeIfAbsent(empty, l -> new TreeMap<>());
    }
    return all;
  }

  /** Every row, in no order. */
  static List<HostFunction<Call>> rows() {
    List<HostFunction<Call>> rows = new ArrayList<>();
    rows.addAll(ModuleFunctions.table());
    rows.addAll(ProcessFunctions.table());
    rows.addAll(MemoryFunctions.table());
    rows.addAll(ThreadFunctions.table());
    rows.addAll(WaitFunctions.table());
    rows.addAll(ExceptionFunctions.table());
    rows.addAll(SystemFunctions.table());
    rows.addAll(ConsoleFunctions.table());
    rows.addAll(TransferFunctions.table());
    rows.addAll(FileFunctions.table());
    rows.addAll(FileHandleFunctions.table());
    rows.addAll(DirectoryFunctions.table());
    rows.addAll(NtFileFunctions.table());
    rows.addAll(MessageFunctions.table());
    rows.addAll(NetworkFunctions.table());
    rows.addAll(TimeZoneFunctions.table());
    rows.addAll(SecurityFunctions.table());
    rows.addAll(RegistryFunctions.table());
    rows.addAll(SnapshotFunctions.table());
    rows.addAll(MappingFunctions.table());
    return rows;
  }

  /** The functions of a DLL by name, or null if there is no such DLL. */
  static @Nullable SortedMap<String, HostFunction<Call>> library(String name) {
    return LIBRARIES.get(name);
  }

  /** The function, or null. */
  static @Nullable HostFunction<Call> find(String library, String name) {
    Map<String, HostFunction<Call>> functions = library(canonical(library));
    return functions == null ? null : functions.get(name);
  }

  /**
   * How the tables spell a DLL: its file name in lower case with its suffix. The layers that
   * Windows keeps below kernel32 are kernel32 here.
   */
  static String canonical(String name) {
    String n = name.toLowerCase(Locale.ROOT).replace('/', '\\');
    n = n.substring(n.lastIndexOf('\\') + 1);
    if (n.indexOf('.') < 0) {
      n += ".dll";
    }
    return n.equals("kernelbase.dll") || n.startsWith("api-ms-win-core-") ? "kernel32.dll" : n;
  }
}
