package burrow.translator;

/**
 * What {@link Isa#decode} says of an instruction.
 *
 * @param length bytes, at least 1
 * @param mnemonic as in the architecture manual, lower case; "" if undecoded
 * @param status how far Burrow knows it
 */
public record Decoded(int length, String mnemonic, Status status) {
  /** How far an instruction is known. */
  public enum Status {
    /** Has a meaning: can be executed. */
    EXECUTABLE,
    /** Known by name; executing it raises an undefined-instruction trap. */
    NO_MEANING,
    /** Defined by the architecture to be undefined (UD2, UDF), or padding. */
    UNDEFINED,
    /** Unknown bytes. */
    UNDECODED
  }
}
