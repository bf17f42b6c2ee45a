package burrow.windows;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The environment variables of a process: names are equal whatever their case. */
final class Environment {
  private final TreeMap<String, String> variables = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  Environment(Map<String, String> initial) {
    variables.putAll(initial);
  }

  synchronized @Nullable String get(String name) {
    return variables.get(name);
  }

  /** Null removes. Returns false if a variable to be removed is not there. */
  synchronized boolean set(String name, @Nullable String value) {
    if (value == null) {
      return variables.remove(name) != null;
    }
    variables.put(name, value);
    return true;
  }

  /** All variables as GetEnvironmentStringsW shows them, with the final NUL. */
  synchronized String block() {
    StringBuilder s = new StringBuilder();
    variables.forEach((n, v) -> s.append(n).append('=').append(v).append('\0'));
    return s.append(s.isEmpty() ? "\0\0" : "\0").toString();
  }

  /** Replaces {@code %NAME%} by values; unknown ones stay. */
  String expand(String text) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int open = text.indexOf('%', at);
      int close = open < 0 ? -1 : text.indexOf('%', open + 1);
      if (close < 0) {
        break;
      }
      String value = get(text.substring(open + 1, close));
      if (value == null) {
        out.append(text, at, close);
        at = close;
      } else {
        out.append(text, at, open).append(value);
        at = close + 1;
      }
    }
    return out.append(text.substring(at)).toString();
  }
}
