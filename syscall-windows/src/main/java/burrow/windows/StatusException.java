package burrow.windows;

/** A function fails with an NTSTATUS of its own. */
final class StatusException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  StatusException(int status) {
    this(status, "");
  }

  /**
   * @param detail shown under {@code --strace}
   */
  StatusException(int status, String detail) {
    super(detail, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }

  String detail() {
    String m = getMessage();
    return m == null ? "" : m;
  }
}
