package burrow.cli;

import org.jspecify.annotations.Nullable;

/** The values of {@code --engine}. */
enum EngineKind {
  /** Interpreter first, JVM bytecode for what is hot. */
  TRANSLATOR,
  /** Predecoded blocks of op objects only. */
  INTERPRETER,
  /** libunicorn, the reference of the CPU tests. */
  UNICORN;

  /** What runs when the user does not say: the best that works. */
  static final EngineKind DEFAULT = TRANSLATOR;

  private static final String OPTION = "--engine=";

  /** The engine that the word {@code --engine=NAME} chooses; null if it is none. */
  static @Nullable EngineKind ofOption(String word) {
    if (word.startsWith(OPTION)) {
      for (EngineKind kind : values()) {
        if (kind.optionName().equals(word.substring(OPTION.length()))) {
          return kind;
        }
      }
    }
    return null;
  }

  /** As written on the command line. */
  String optionName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
