package burrow.windows;

/** Patterns of FindFirstFileW: {@code *} and {@code ?}, without regard to case. */
final class Wildcards {
  private Wildcards() {}

  static boolean matches(String pattern, String name) {
    // "*.*" has matched every name since names had eight characters and three.
    if (pattern.equals("*.*")) {
      return true;
    }
    return matches(pattern, 0, name, 0);
  }

  private static boolean matches(String p, int i, String n, int j) {
    if (i == p.length()) {
      return j == n.length();
    }
    char c = p.charAt(i);
    if (c == '*') {
      for (int k = j; k <= n.length(); k++) {
        if (matches(p, i + 1, n, k)) {
          return true;
        }
      }
      return false;
    }
    return j < n.length()
        && (c == '?' || Character.toUpperCase(c) == Character.toUpperCase(n.charAt(j)))
        && matches(p, i + 1, n, j + 1);
  }
}
