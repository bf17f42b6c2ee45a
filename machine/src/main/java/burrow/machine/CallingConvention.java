package burrow.machine;

/**
 * How C code of one platform calls a function: what a host-call gate reads its arguments from and
 * returns by, and how a callback or thread start is set up. Stateless. Arguments are integers or
 * pointers unless they are said to be floats; index 0 is the first.
 */
public interface CallingConvention {
  /**
   * An integer or pointer argument of the function at whose first instruction the thread stands.
   *
   * @throws GuestFault if it lies on the stack and cannot be read
   */
  long argument(Cpu cpu, int index);

  /** Floating-point argument {@code index}, as the bits of a double; register arguments only. */
  long floatArgument(Cpu cpu, int index);

  /** Sets the integer or pointer result. */
  void setResult(Cpu cpu, long value);

  long stackPointer(Cpu cpu);

  void setStackPointer(Cpu cpu, long value);

  /**
   * Where the function at whose first instruction the thread stands returns to.
   *
   * @throws GuestFault if it lies on the stack and cannot be read
   */
  long returnAddress(Cpu cpu);

  /**
   * Returns from the function at whose first instruction the thread stands, to its caller; {@code
   * cpu.pc} changes.
   *
   * @throws GuestFault if the return address lies on the stack and cannot be read
   */
  void returnToCaller(Cpu cpu);

  /**
   * Enters a guest function as if called: arguments in registers, the stack aligned below the
   * present stack pointer, with whatever home space the platform demands, {@code cpu.pc} at the
   * function.
   *
   * @param returnAddress where the function returns to, usually a gate
   * @param arguments at most as many as the platform passes in registers
   * @throws GuestFault if the return address has to be stored and cannot be
   */
  void enter(Cpu cpu, long function, long returnAddress, long... arguments);
}
