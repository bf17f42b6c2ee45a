package burrow.machine;

/** Executes guest code of one instruction set on the address space it was made for. */
public interface Engine {
  /**
   * Runs the guest thread whose state is {@code cpu}, from {@code cpu.pc}, until it must leave.
   * Traps are handled through {@link Cpu#traps} without leaving. On return all registers are in
   * {@code cpu}. One Java thread runs one {@link Cpu}; any number may run at once.
   */
  Exit run(Cpu cpu);

  /** Executes exactly one guest instruction, traps included. */
  Exit step(Cpu cpu);

  /** Figures for {@code --stats}, one line each, {@code name: value}. */
  default Iterable<String> statistics() {
    return java.util.List.of();
  }
}
