package burrow.oracle.kit;

import java.util.random.RandomGenerator;

/** Generates instructions for the {@link Fuzzer}. */
@FunctionalInterface
public interface InstructionSource {
  /**
   * One instruction.
   *
   * @param text its disassembly; the fuzzer puts usable addresses into the registers that stand in
   *     brackets (parentheses on RISC-V)
   * @param mask what of its results is undefined, beyond {@link Mask#of}
   * @param branch whether it may change the flow of control
   * @param boxed whether it is to stand alone, with a NaN-boxed float in each RISC-V register:
   *     Unicorn neither boxes nor checks single-precision values
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Encoding(byte[] bytes, String text, Mask mask, boolean branch, boolean boxed) {
    /** The first word of the text. */
    public String mnemonic() {
      int space = text.indexOf(' ');
      return space < 0 ? text : text.substring(0, space);
    }
  }

  /** The next instruction: valid, executable in user mode, with random operands. */
  Encoding next(RandomGenerator random);
}
