package burrow.cpu.x86_64;

/**
 * One operand of a {@link Form}: where it is found and how large it is, as instructions.txt says.
 *
 * @param place which field of the encoding names it
 * @param width its size code
 */
record Operand(Place place, Width width) {
  /** Where an operand is found; the letters are those of instructions.txt. */
  enum Place {
    E,
    G,
    Z,
    B,
    M,
    R,
    V,
    W,
    U,
    H,
    L,
    S,
    X,
    I,
    J,
    O,
    KG,
    KE,
    KH,
    ACCUMULATOR,
    DX,
    CL,
    ONE
  }

  /** Size codes of instructions.txt. */
  enum Width {
    BYTE,
    WORD,
    DWORD,
    QWORD,
    XMMWORD,
    OPERAND_SIZE,
    AT_MOST_DWORD,
    AT_LEAST_DWORD,
    VECTOR,
    SIGNED_BYTE,
    NONE
  }

  static Operand parse(String code) {
    return switch (code) {
      case "AL" -> new Operand(Place.ACCUMULATOR, Width.BYTE);
      case "AX" -> new Operand(Place.ACCUMULATOR, Width.WORD);
      case "rAX" -> new Operand(Place.ACCUMULATOR, Width.OPERAND_SIZE);
      case "DX" -> new Operand(Place.DX, Width.WORD);
      case "CL" -> new Operand(Place.CL, Width.BYTE);
      case "1" -> new Operand(Place.ONE, Width.BYTE);
      case "Kg" -> new Operand(Place.KG, Width.QWORD);
      case "Ke" -> new Operand(Place.KE, Width.QWORD);
      case "Kh" -> new Operand(Place.KH, Width.QWORD);
      default -> new Operand(Place.valueOf(code.substring(0, 1)), width(code.substring(1)));
    };
  }

  private static Width width(String code) {
    return switch (code) {
      case "b" -> Width.BYTE;
      case "w" -> Width.WORD;
      case "d" -> Width.DWORD;
      case "q" -> Width.QWORD;
      case "dq" -> Width.XMMWORD;
      case "v" -> Width.OPERAND_SIZE;
      case "z" -> Width.AT_MOST_DWORD;
      case "y" -> Width.AT_LEAST_DWORD;
      case "x" -> Width.VECTOR;
      case "s" -> Width.SIGNED_BYTE;
      case "n" -> Width.NONE;
      default -> throw new IllegalArgumentException("size code " + code);
    };
  }

  /** Bytes, given the instruction's operand size and vector length; 0 for {@link Width#NONE}. */
  int size(int operandSize, int vectorLength) {
    return switch (width) {
      case BYTE -> 1;
      case WORD -> 2;
      case DWORD -> 4;
      case QWORD -> 8;
      case XMMWORD -> 16;
      case OPERAND_SIZE, SIGNED_BYTE -> operandSize;
      case AT_MOST_DWORD -> Math.min(operandSize, 4);
      case AT_LEAST_DWORD -> Math.max(operandSize, 4);
      case VECTOR -> vectorLength;
      case NONE -> 0;
    };
  }

  /** Whether a ModRM byte must follow the opcode. */
  boolean needsModRm() {
    return switch (place) {
      case E, G, M, R, V, W, U, S, X, KG, KE -> true;
      default -> false;
    };
  }

  /** Bytes of immediate data it takes from the instruction. */
  int immediateSize(int operandSize, int addressSize) {
    return switch (place) {
      case I -> width == Width.SIGNED_BYTE ? 1 : size(operandSize, 0);
      case L -> 1;
      case J -> width == Width.BYTE ? 1 : 4;
      case O -> addressSize;
      default -> 0;
    };
  }
}
