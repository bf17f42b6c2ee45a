package burrow.windows;

/**
 * A function failed with an error of its own, where no kernel error says it as well. Like {@link
 * burrow.kernel.KernelException} an ordinary result, without a stack trace.
 */
final class Win32Exception extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;

  /**
   * @param code what GetLastError tells
   */
  Win32Exception(int code) {
    this(code, "");
  }

  /**
   * @param detail what was asked for and cannot be done; shown under {@code --strace}
   */
  Win32Exception(int code, String detail) {
    super(detail, null, false, false);
    this.code = code;
  }

  int code() {
    return code;
  }

  String detail() {
    String m = getMessage();
    return m == null ? "" : m;
  }
}
