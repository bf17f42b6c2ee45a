package burrow.machine;

/** The operating systems of the targets; named as in {@code GOOS}. */
public enum Os {
  LINUX("linux"),
  DARWIN("darwin"),
  WINDOWS("windows"),
  JS("js"),
  WASIP1("wasip1");

  private final String goName;

  Os(String goName) {
    this.goName = goName;
  }

  /** The {@code GOOS} value. */
  public String goName() {
    return goName;
  }
}
