package burrow.wasm;

import burrow.machine.Os;
import burrow.machine.ProgramImage.Import;
import burrow.machine.WasmFacts;
import burrow.wasm.js.JsHost;
import burrow.wasm.run.Hooks;
import burrow.wasm.run.ImportedFunction;
import burrow.wasm.run.WasmInstance;
import burrow.wasm.wasi.WasiHost;
import java.util.List;
import java.util.function.Function;

/** Creates WebAssembly guests and runs them to their end. */
public final class WasmPersonality {
  private WasmPersonality() {}

  /** What the host side of a target does: binds imports and starts the program. */
  public interface Host {
    /** The function behind an import. */
    ImportedFunction bind(WasmThreadSource thread, Import imported, WasmFacts.Signature signature);

    /** Runs the program on its thread; returns when it has ended normally. */
    void run(WasmThread thread);
  }

  /** The thread, once it exists: imports are bound before. */
  @FunctionalInterface
  public interface WasmThreadSource {
    WasmThread get();
  }

  /** Holds what is made in a circle: imports need the thread, which needs the instance. */
  private static final class Knot {
    @SuppressWarnings("NullAway.Init")
    WasmThread thread;
  }

  /**
   * Creates a process that stands at its start.
   *
   * @param classes the compiled module
   */
  public static WasmThread create(WasmLaunch launch, Function<String, byte[]> classes) {
    WasmFacts facts = (WasmFacts) launch.image().facts();
    Host host = launch.image().os() == Os.JS ? new JsHost() : new WasiHost();
    Knot knot = new Knot();
    List<Import> imports = launch.image().imports();
    ImportedFunction[] functions = new ImportedFunction[imports.size()];
    for (int i = 0; i < functions.length; i++) {
      functions[i] = host.bind(() -> knot.thread, imports.get(i), facts.signature(i));
    }
    WasmInstance instance =
        new WasmInstance(
            launch.image(), classes, functions, () -> knot.thread.attend(), Hooks.NONE);
    int id = launch.kernel().newId();
    WasmProcess process = new WasmProcess(launch, id, instance);
    WasmCpu cpu = new WasmCpu(instance.memory().space(), instance::interrupt);
    knot.thread = new WasmThread(process, id, cpu, launch, () -> host.run(knot.thread));
    return knot.thread;
  }
}
