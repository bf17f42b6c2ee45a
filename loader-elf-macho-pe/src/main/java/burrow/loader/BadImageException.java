package burrow.loader;

/**
 * A file that cannot be run. The message is one line: the file's name, the offset or field, what
 * stands there and what was expected.
 */
public final class BadImageException extends Exception {
  /** The file exists but is not an executable that can be run, as shells use it. */
  public static final int CANNOT_EXECUTE = 126;

  /** There is no such file, as shells use it. */
  public static final int NOT_FOUND = 127;

  private final String message;
  private final int exitStatus;

  BadImageException(String file, String problem, int exitStatus) {
    message = printable(file) + ": " + printable(problem);
    this.exitStatus = exitStatus;
  }

  /** A file that is there but cannot be run. */
  public BadImageException(String file, String problem) {
    this(file, problem, CANNOT_EXECUTE);
  }

  /** One line. */
  @Override
  public String getMessage() {
    return message;
  }

  /** {@link #CANNOT_EXECUTE} or {@link #NOT_FOUND}. */
  public int exitStatus() {
    return exitStatus;
  }

  /** Names come from the file: keep them from breaking the line or driving the terminal. */
  static String printable(String text) {
    StringBuilder out = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
        if (out == null) {
          out = new StringBuilder(text.length() + 8).append(text, 0, i);
        }
        out.append(String.format("\\x%02x", (int) c));
      } else if (out != null) {
        out.append(c);
      }
    }
    return out == null ? text : out.toString();
  }
}
