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
    for (int i = 0; i < argument.length(); i++) {
      char c = argument.charAt(i);
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

  /** Takes a line apart as CommandLineToArgvW does: the program's name knows no escapes. */
  static void split(String line, List<String> into) {
    int i = 0;
    StringBuilder s = new StringBuilder();
    boolean quoted = false;
    for (; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == ' ' || c == '\t')) {
        break;
      } else {
        s.append(c);
      }
    }
    into.add(s.toString());
    while (true) {
      while (i < line.length() && (line.charAt(i) == ' ' || line.charAt(i) == '\t')) {
        i++;
      }
      if (i >= line.length()) {
        return;
      }
      i = argument(line, i, into);
    }
  }

  private static int argument(String line, int start, List<String> into) {
    StringBuilder s = new StringBuilder();
    boolean quoted = false;
    int backslashes = 0;
    int i = start;
    for (; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\') {
        backslashes++;
        continue;
      }
      if (c == '"') {
        s.repeat('\\', backslashes / 2);
        if (backslashes % 2 == 1) {
          s.append('"');
        } else if (quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
          s.append('"');
          i++;
        } else {
          quoted = !quoted;
        }
        backslashes = 0;
        continue;
      }
      s.repeat('\\', backslashes);
      backslashes = 0;
      if (!quoted && (c == ' ' || c == '\t')) {
        break;
      }
      s.append(c);
    }
    into.add(s.repeat('\\', i == line.length() ? backslashes : 0).toString());
    return i;
  }
}
