package burrow.darwin;

import burrow.kernel.call.GateTable;
import burrow.kernel.memory.ImageMapper.ImportResolver;
import burrow.kernel.memory.ProcessMemory;
import burrow.kernel.memory.ProcessMemory.Placement;
import burrow.kernel.memory.ProcessMemory.Source;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.ProgramImage.Import;
import java.util.HashMap;
import java.util.Map;

/**
 * Binds the imports of a program, as dyld does at once for all: functions to gates, data to words
 * of guest memory. What is missing binds to a gate too, that ends the guest when it is called.
 */
final class Imports implements ImportResolver {
  /** The one datum that programs import. */
  static final String TASK_SELF = "_mach_task_self_";

  /** A port name, as mach_task_self() gives on the real system. */
  private static final int TASK_PORT = 0x103;

  private final FunctionTable functions;
  private final GateTable<GateTarget> gates;
  private final Map<String, Long> bound = new HashMap<>();

  Imports(FunctionTable functions, GateTable<GateTarget> gates, ProcessMemory memory) {
    this.functions = functions;
    this.gates = gates;
    long page =
        memory.map(
            0,
            AddressSpace.PAGE_SIZE,
            Placement.HINT,
            Source.named(Access.READ | Access.WRITE, "[libSystem data]"));
    memory.space().writeInt(page, TASK_PORT);
    bound.put(TASK_SELF, page);
  }

  @Override
  public long address(Import wanted) {
    return bound.computeIfAbsent(wanted.name(), name -> bind(wanted));
  }

  private long bind(Import wanted) {
    DarwinFunction f = functions.function(wanted.name());
    if (f != null) {
      return gates.add(new GateTarget.Function(f));
    }
    if (wanted.weak()) {
      return 0;
    }
    String name = wanted.name().startsWith("_") ? wanted.name().substring(1) : wanted.name();
    return gates.add(new GateTarget.Missing(wanted.library(), name));
  }
}
