package burrow.loader.info;

import org.jspecify.annotations.Nullable;

/** An instruction decoder, seen from a survey that only counts and names. */
@FunctionalInterface
public interface InstructionDecoder {
  /** How far an instruction is known. */
  enum Status {
    /** Has a meaning. */
    EXECUTABLE,
    /** Known by name, cannot be executed. */
    NO_MEANING,
    /** Undefined on purpose. */
    UNDEFINED,
    /** Unknown bytes. */
    UNDECODED
  }

  /**
   * @param length bytes, at least 1
   * @param mnemonic "" if undecoded
   */
  record Instruction(int length, String mnemonic, Status status) {}

  /**
   * Decodes one instruction.
   *
   * @param available bytes from the offset on
   * @param pc address of the instruction
   */
  Instruction decode(byte[] code, int offset, int available, long pc);

  /** A constant among the code: it is no instruction. */
  record Literal(long address, int size) {}

  /** The constant among the code that an instruction loads, or null. */
  default @Nullable Literal literal(byte[] code, int offset, long pc) {
    return null;
  }
}
