package burrow.cpu.x86_64;

import java.util.HexFormat;

/** A decoded instruction. Register numbers include the extension bits of REX, VEX or EVEX. */
final class Instruction {
  /** Set by the decoder when the bytes are a known instruction. */
  @SuppressWarnings("NullAway.Init")
  Form form;

  /** Bytes, prefixes included. */
  int length;

  boolean lock;

  /** The last of 0xf2 and 0xf3 among the prefixes (or what VEX.pp stands for), or 0. */
  int repeat;

  boolean operandSizePrefix;
  boolean address32;

  /** 4 for FS, 5 for GS, else 0: other overrides mean nothing in 64-bit mode. */
  int segment;

  boolean rex;
  boolean rexW;

  // Extension bits at their place in a register number.
  int rexR;
  int rexX;
  int rexB;

  int operandSize = 4;
  int vectorLength = 16;
  int vvvv;

  // EVEX only.
  int mask;
  boolean zeroing;
  boolean broadcast;

  int opcode;
  int mod;
  int reg;
  int rm;

  /** Numbers of the base and index register, -1 if there is none. */
  int base = -1;

  int index = -1;

  /** log2 of the factor of the index. */
  int scale;

  long displacement;
  boolean ripRelative;

  /** The first immediate, sign-extended; a branch's displacement or an absolute address too. */
  long immediate;

  /** The second immediate of ENTER. */
  long immediate2;

  boolean isMemory() {
    return mod != 3;
  }

  /** Size of an operand, bytes. */
  int size(int operand) {
    return form.operands.get(operand).size(operandSize, vectorLength);
  }

  /** Bytes and mnemonic, for messages. */
  static String describe(byte[] code, int offset, int length, String mnemonic) {
    String bytes = HexFormat.ofDelimiter(" ").formatHex(code, offset, offset + length);
    return mnemonic.isEmpty() ? bytes : bytes + " " + mnemonic;
  }
}
