package burrow.windows;

import java.util.List;

/** Joins arguments into one line so that CommandLineToArgvW and Go take it apart again. */
final class CommandLine {
  private CommandLine() {}

  /**
   * @param program path of the program, which stands for the first argument
   * @param arguments the first is left out
   */
  static String join(String program, List<String> arguments) {
    StringBuilder line = new StringBuilder();
    append(line, program);
    for (String a : arguments.subList(1, arguments.size())) {
      line.append(' ');
      append(line, a);
    }
    return line.toString();
  }

  /** Quotes where a space, a tab or nothing is inside; backslashes double only before quotes. */
  private static void append(StringBuilder line, String argument) {
    boolean quoted =
        argument.isEmpty() || argument.indexOf(' ') >= 0 || argument.indexOf('\t') >= 0;
    if (quoted) {
      line.append('"');
    }
    int backslashes = 0;
    for (char c : argument.toCharArray()) {
      if (c == '\\') {
        backslashes++;
      } else if (c == '"') {
        line.repeat('\\', backslashes + 1);
        backslashes = 0;
      } else {
        backslashes = 0;
      }
      line.append(c);
    }
    if (quoted) {
      line.repeat('\\', backslashes).append('"');
    }
  }
}
