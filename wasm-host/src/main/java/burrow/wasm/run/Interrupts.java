package burrow.wasm.run;

/** Told when a guest looks up from its work because somebody asked it to. */
@FunctionalInterface
public interface Interrupts {
  /** On the guest's thread; may throw to end it. */
  void attend();
}
