package burrow.machine;

/** Why control left guest code for the {@link Traps} of its thread. */
public enum Trap {
  /** A system call instruction; pc is already behind it. */
  SYSCALL,
  /**
   * A memory access failed: {@link Cpu#fault} says where and how; pc is at the faulting instruction
   * and no register has been written by it.
   */
  FAULT,
  /** An undefined or unsupported instruction; pc is at it, {@link Cpu#trapDetail} describes it. */
  UNDEFINED_INSTRUCTION,
  /**
   * A breakpoint instruction (INT3, BRK, EBREAK); pc is where the architecture leaves it: behind
   * the instruction on x86, at it elsewhere. {@link Cpu#trapValue} is the immediate operand, if
   * any.
   */
  BREAKPOINT,
  /** Integer division by zero or overflow on an ISA that traps it; pc is at the instruction. */
  DIVIDE,
  /** A privileged instruction (HLT, CLI …) in user mode; pc is at the instruction. */
  PRIVILEGED_INSTRUCTION,
  /**
   * {@link Cpu#interrupt()} was called: something asynchronous waits; pc is the next instruction.
   */
  INTERRUPT,
  /**
   * The instruction at pc changes what {@link Cpu#hasFloatControl()} says. Between the lifter and
   * the engine: {@link Traps} never see it.
   */
  FLOAT_CONTROL,
  /** Control arrived at an address that {@link AddressSpace#isGate} knows; pc is that address. */
  GATE
}
