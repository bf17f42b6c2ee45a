package burrow.wasm.compile;

/** How a module is compiled. */
public enum Variant {
  /** To run. */
  PLAIN,
  /**
   * To be watched: where a statement begins (the operand stack is empty), the code calls {@link
   * burrow.wasm.run.Hooks}. Locals live in the JVM's frames; Go keeps what outlives a statement in
   * memory and globals.
   */
  HOOKED
}
