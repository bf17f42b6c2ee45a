package burrow.wasm;

import burrow.kernel.signal.DefaultAction;
import burrow.kernel.signal.SignalRules;

/** Signals to a WebAssembly guest: it has no handlers, so each ends it. Numbered as on Linux. */
final class WasmSignals implements SignalRules {
  static final WasmSignals RULES = new WasmSignals();

  private static final int KILL = 9;
  private static final int BROKEN_PIPE = 13;
  private static final int CONTINUE = 18;
  private static final int LAST = 31;

  private WasmSignals() {}

  @Override
  public int last() {
    return LAST;
  }

  @Override
  public DefaultAction defaultAction(int signal) {
    return signal == CONTINUE ? DefaultAction.IGNORE : DefaultAction.TERMINATE;
  }

  @Override
  public boolean unstoppable(int signal) {
    return signal == KILL;
  }

  @Override
  public int kill() {
    return KILL;
  }

  @Override
  public int cont() {
    return CONTINUE;
  }

  @Override
  public int brokenPipe() {
    return BROKEN_PIPE;
  }

  @Override
  public long synchronous() {
    return 0;
  }

  @Override
  public int firstQueued() {
    return LAST + 1;
  }
}
