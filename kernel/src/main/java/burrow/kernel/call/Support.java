package burrow.kernel.call;

/** How much of a system call or function works. */
public enum Support {
  FULL("full"),
  PARTIAL("partial"),
  NOT_SUPPORTED("not supported");

  private final String text;

  Support(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
