package burrow.cpu.riscv64;

/**
 * One decoded instruction. A compressed one carries the operands of the base instruction that it
 * expands to. A field that the encoding does not have is 0.
 *
 * @param encoding the line of the table that matched
 * @param base what to execute: the encoding itself, or the base instruction of a compressed one
 * @param word the instruction word; the upper half is 0 if it is compressed
 * @param rd number of the destination register (integer, floating-point or vector)
 * @param rm rounding mode; of a vector instruction the mask bit
 * @param aqrl bit 1 acquire, bit 0 release
 * @param imm the immediate, or the number of the control register
 */
record Instruction(
    Encoding encoding,
    Encoding base,
    int word,
    int rd,
    int rs1,
    int rs2,
    int rs3,
    int rm,
    int aqrl,
    int imm) {

  /** Bytes: 2 or 4. */
  int length() {
    return encoding.length();
  }

  /** Name of what is encoded: {@code c.addi}, not {@code addi}. */
  String mnemonic() {
    return encoding.mnemonic();
  }

  /** Bytes in memory order and disassembly, for messages. */
  String describe(long pc) {
    StringBuilder s = new StringBuilder();
    for (int i = 0; i < length(); i++) {
      s.append(String.format("%02x ", word >>> 8 * i & 0xff));
    }
    return s.append(": ").append(Disassembly.text(this, pc)).toString();
  }
}
