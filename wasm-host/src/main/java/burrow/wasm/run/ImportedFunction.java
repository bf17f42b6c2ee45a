package burrow.wasm.run;

/** An imported function. */
@FunctionalInterface
public interface ImportedFunction {
  /**
   * Called by the guest, on its thread.
   *
   * @param arguments each as its bits; i32 and f32 sign-extended
   * @return the result's bits, or anything if the function has none
   */
  long call(long[] arguments);
}
