package burrow.wasm.run;

/** Told where a guest is, statement by statement, if its module is compiled so. */
@FunctionalInterface
public interface Hooks {
  /** For guests that nobody watches. */
  Hooks NONE = (function, offset) -> {};

  /**
   * A statement is about to run, on the guest's thread; may wait, or throw to end the guest.
   *
   * @param function its index in the module, imports included
   * @param offset of its first instruction in the body of the function, declarations included
   */
  void at(int function, int offset);
}
