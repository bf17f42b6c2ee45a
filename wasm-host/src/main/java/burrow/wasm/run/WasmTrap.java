package burrow.wasm.run;

/** A trap of WebAssembly: the guest cannot go on. The message says why. */
public final class WasmTrap extends RuntimeException {
  private static final long serialVersionUID = 1;

  public WasmTrap(String message) {
    super(message, null, false, false);
  }
}
