package burrow.cli;

/** The values of {@code --engine}. */
enum EngineKind {
  /** Interpreter first, JVM bytecode for what is hot. */
  TRANSLATOR,
  /** Predecoded blocks of op objects only. */
  INTERPRETER,
  /** libunicorn, the reference of the CPU tests. */
  UNICORN;

  /** What runs when the user does not say: the best that works. */
  static final EngineKind DEFAULT = INTERPRETER;

  /** As written on the command line. */
  String optionName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
