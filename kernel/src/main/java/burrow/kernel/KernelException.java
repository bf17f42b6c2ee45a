package burrow.kernel;

/**
 * A kernel operation failed in a way that the guest is told about. It has no stack trace: failing
 * is an ordinary result (a missing file, a full pipe).
 */
public final class KernelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Errno errno;

  public KernelException(Errno errno) {
    super(errno.name(), null, false, false);
    this.errno = errno;
  }

  /**
   * @param detail what was asked for and cannot be done; shown under {@code --strace}
   */
  public KernelException(Errno errno, String detail) {
    super(detail, null, false, false);
    this.errno = errno;
  }

  public Errno errno() {
    return errno;
  }

  /** What the trace is to say beyond the errno, or the empty string. */
  public String detail() {
    String m = getMessage();
    return m == null || m.equals(errno.name()) ? "" : m;
  }
}
