package burrow.wasm.compile;

/** The comparisons of WebAssembly (opcodes 45 to 66) as branches of the JVM. */
final class Comparisons {
  private static final String[] INTEGER = {
    "Eq", "Ne", "LtS", "LtU", "GtS", "GtU", "LeS", "LeU", "GeS", "GeU"
  };
  private static final String[] FLOAT = {"Eq", "Ne", "Lt", "Gt", "Le", "Ge"};

  private static final int IFEQ = 153;
  private static final int IF_ICMPEQ = 159;

  /** ifeq + n for eq, ne, lt, gt, le, ge: the JVM's order is eq ne lt ge gt le. */
  private static final int[] JUMP = {0, 1, 2, 4, 5, 3};

  private Comparisons() {}

  /** The helper that makes a number of a comparison. */
  static String method(int op) {
    if (op == 0x45) {
      return "i32Eqz";
    }
    if (op == 0x50) {
      return "i64Eqz";
    }
    if (op < 0x50) {
      return "i32" + INTEGER[op - 0x46];
    }
    if (op < 0x5b) {
      return "i64" + INTEGER[op - 0x51];
    }
    return op < 0x61 ? "f32" + FLOAT[op - 0x5b] : "f64" + FLOAT[op - 0x61];
  }

  /**
   * Emits what stands before the branch.
   *
   * @return the branch that is taken if the comparison holds
   */
  static int emit(int op, CodeBuilder out) {
    if (op == 0x45) {
      return IFEQ;
    }
    if (op == 0x50) {
      out.op(9);
      out.op(148);
      return IFEQ;
    }
    if (op < 0x5b) {
      return integer(op, out);
    }
    boolean isFloat = op < 0x61;
    int relation = op - (isFloat ? 0x5b : 0x61);
    // A NaN must make the branch fall: lt and le see it as greater, the others as less.
    boolean greater = relation == 2 || relation == 4;
    out.op((isFloat ? 149 : 151) + (greater ? 1 : 0));
    return IFEQ + JUMP[relation];
  }

  private static int integer(int op, CodeBuilder out) {
    boolean isInt = op < 0x50;
    int n = op - (isInt ? 0x46 : 0x51);
    int relation = n < 2 ? n : 2 + (n - 2) / 2;
    boolean unsigned = n >= 2 && n % 2 == 1;
    if (unsigned) {
      if (isInt) {
        out.invoke("java/lang/Integer", "compareUnsigned", "(II)I");
      } else {
        out.invoke("java/lang/Long", "compareUnsigned", "(JJ)I");
      }
      return IFEQ + JUMP[relation];
    }
    if (isInt) {
      return IF_ICMPEQ + JUMP[relation];
    }
    out.op(148);
    return IFEQ + JUMP[relation];
  }
}
