package burrow.loader.info;

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
}
