package burrow.wasm.compile;

/** The classes that a module is compiled to, and their members. */
public final class Names {
  /** The package of all classes of one guest, in a class loader of its own. */
  public static final String PACKAGE = "burrow.wasm.guest.";

  private static final String PATH = "burrow/wasm/guest/";

  /** Functions {@code k * GROUP} to {@code k * GROUP + GROUP - 1} stand in class {@code F k}. */
  public static final int GROUP = 16;

  /** Prefix of the classes of functions. */
  public static final String FUNCTIONS = "F";

  /** The global variables {@code g0}, {@code g1} … */
  public static final String GLOBALS = "Globals";

  /** {@code call_t(arguments, index)}: a call through the table, for signature t. */
  public static final String TABLE = "Table";

  /** Imported functions {@code f0}, {@code f1} … */
  public static final String IMPORTS = "Imports";

  /** The run-time support, loaded once per guest. */
  static final String GUEST = "burrow/wasm/run/Guest";

  static final String OPERATIONS = "burrow/wasm/run/Operations";

  private Names() {}

  static String internal(String simple) {
    return PATH + simple;
  }

  static String group(int function) {
    return internal(FUNCTIONS + function / GROUP);
  }

  public static String function(int function) {
    return "f" + function;
  }

  static String piece(int function, int piece) {
    return "f" + function + "p" + piece;
  }

  static String tableCall(int signature) {
    return "call" + signature;
  }

  static String global(int index) {
    return "g" + index;
  }
}
