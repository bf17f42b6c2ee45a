package burrow.wasm;

import burrow.kernel.memory.ProcessMemory;
import burrow.kernel.process.GuestProcess;
import burrow.kernel.trace.Tracer;
import burrow.wasm.run.WasmInstance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A process with one thread: a WebAssembly instance and what it was started with. */
public final class WasmProcess extends GuestProcess {
  private final WasmLaunch launch;
  private final WasmInstance instance;
  private volatile @Nullable String lastWords;

  WasmProcess(WasmLaunch launch, int id, WasmInstance instance) {
    super(
        launch.kernel(),
        id,
        launch.parentId(),
        new ProcessMemory(instance.memory().space(), instance.memory().space().limit()),
        WasmSignals.RULES,
        launch.credentials());
    this.launch = launch;
    this.instance = instance;
  }

  public WasmInstance instance() {
    return instance;
  }

  public List<String> arguments() {
    return launch.arguments();
  }

  /** NAME=value, sorted. */
  public List<String> environment() {
    return launch.environment();
  }

  /** Where calls are traced to, or null. */
  public @Nullable Tracer tracer() {
    return launch.tracer();
  }

  /** One line about why the guest could not go on, for the user; null if it ended by itself. */
  public @Nullable String lastWords() {
    return lastWords;
  }

  /** Sets what {@link #lastWords} says. */
  public void setLastWords(String line) {
    lastWords = line;
  }

  @Override
  protected void releaseMemory() {
    instance.release();
  }
}
