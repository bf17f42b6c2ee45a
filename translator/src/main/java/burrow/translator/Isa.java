package burrow.translator;

import burrow.machine.AddressSpace;
import burrow.machine.Arch;
import burrow.machine.Cpu;

/** An instruction set: its registers, its decoder and its lifter. Stateless and thread-safe. */
public interface Isa {
  Arch arch();

  /**
   * The same instruction set for threads with {@link Cpu#hasFloatControl()}. An instruction of
   * either that would change what that says raises {@link burrow.machine.Trap#FLOAT_CONTROL}
   * instead, and the engine executes it again as the other has it.
   */
  default Isa withFloatControl() {
    return this;
  }

  RegisterFile registers();

  /** A hardware thread after reset, on the given memory. */
  Cpu newCpu(AddressSpace memory);

  /** Length of the longest instruction, bytes. */
  int maxInstructionLength();

  /** Alignment of instructions, bytes: 1, 2 or 4. A misaligned pc faults (MISALIGNED). */
  int instructionAlignment();

  /**
   * Lifts one instruction: emits its IR and, if it ends the block, the terminator. Encodings that
   * are undefined or have no meaning yet end it with {@link IrBuilder#undefined}.
   *
   * @param code bytes of guest memory
   * @param offset where the instruction starts
   * @param available readable bytes from there on
   * @param pc its guest address
   * @return its length, or 0 if it needs more than {@code available} bytes (nothing emitted)
   */
  int lift(byte[] code, int offset, int available, long pc, IrBuilder ir);

  /**
   * Decodes one instruction without lifting, for listings and statistics.
   *
   * @return with status UNDECODED also if it needs more than {@code available} bytes
   */
  Decoded decode(byte[] code, int offset, int available, long pc);
}
