package burrow.windows;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.call.GateTable;
import burrow.kernel.call.HostFunction;
import burrow.kernel.memory.ProcessMemory;
import burrow.kernel.memory.ProcessMemory.Placement;
import burrow.kernel.memory.ProcessMemory.Source;
import burrow.kernel.memory.ReservedMemory;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The DLLs of a process. Each has an image in guest memory with PE headers and an export table
 * whose addresses are gates.
 */
final class Modules {
  /** Address space for one module's image. */
  private static final long SPACING = 0x10_0000;

  private final WindowsAbi abi;
  private final ProcessMemory memory;
  private final ReservedMemory reserved;
  private final GateTable<Gate> gates;
  private final Map<String, Module> loaded = new LinkedHashMap<>();
  private long nextBase;

  /**
   * A loaded DLL.
   *
   * @param name file name in lower case
   * @param base where its headers lie, which is its handle
   * @param exports gates by name
   */
  record Module(String name, long base, long size, Map<String, Long> exports) {}

  /**
   * @param firstBase where images go, below the gates and within 4 GiB of them
   */
  Modules(
      WindowsAbi abi,
      ProcessMemory memory,
      ReservedMemory reserved,
      GateTable<Gate> gates,
      long firstBase) {
    this.abi = abi;
    this.memory = memory;
    this.reserved = reserved;
    this.gates = gates;
    this.nextBase = firstBase;
  }

  /** The module of that name, loaded if need be; null if there is no such DLL. */
  synchronized @Nullable Module load(String name) {
    String canonical = FunctionTable.canonical(name);
    Module m = loaded.get(canonical);
    if (m != null) {
      return m;
    }
    SortedMap<String, HostFunction<Call>> functions = FunctionTable.library(canonical);
    if (functions == null) {
      return null;
    }
    TreeMap<String, Long> exports = new TreeMap<>();
    functions.forEach((n, f) -> exports.put(n, gates.add(new FunctionGate(f))));
    byte[] image = ModuleImage.build(abi.machine(), canonical, nextBase, exports);
    long size = AddressSpace.pageUp(image.length);
    if (size > SPACING) {
      throw new IllegalStateException(canonical + " has too many exports");
    }
    memory.map(
        nextBase, size, Placement.FIXED, Source.named(Access.READ | Access.WRITE, canonical));
    memory.space().write(nextBase, image);
    memory.protect(nextBase, size, Access.READ);
    reserved.adopt(nextBase, size, Access.READ, ReservedMemory.Kind.IMAGE);
    m = new Module(canonical, nextBase, size, exports);
    nextBase += SPACING;
    loaded.put(canonical, m);
    return m;
  }

  /** The loaded module of that name, or null. */
  synchronized @Nullable Module find(String name) {
    return loaded.get(FunctionTable.canonical(name));
  }

  /** The loaded module at a base address, or null. */
  synchronized @Nullable Module at(long base) {
    for (Module m : loaded.values()) {
      if (m.base() == base) {
        return m;
      }
    }
    return null;
  }

  /** The loaded modules in the order of loading. */
  synchronized java.util.List<Module> all() {
    return java.util.List.copyOf(loaded.values());
  }

  /** Address of an exported function; 0 if there is none. */
  synchronized long function(Module module, String name) {
    Long gate = module.exports().get(name);
    if (gate != null) {
      return gate;
    }
    if (!MissingFunctions.contains(module.name(), name)) {
      return 0;
    }
    return missing(module, name);
  }

  private long missing(Module module, String name) {
    return module
        .exports()
        .computeIfAbsent(name, n -> gates.add(new MissingGate(module.name(), n)));
  }

  /**
   * Address of a function that a program's import table names; a stub if it is missing.
   *
   * @throws KernelException ENOENT if there is no such DLL, saying so
   */
  synchronized long imported(String library, String name) {
    Module m = load(library);
    if (m == null) {
      throw new KernelException(Errno.ENOENT, "needs " + library + ", which Burrow does not have");
    }
    long function = function(m, name);
    return function != 0 ? function : missing(m, name);
  }
}
