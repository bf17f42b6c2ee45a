package burrow.machine;

/** What a page permits and what an access wants: a set of bits. */
public final class Access {
  public static final int NONE = 0;
  public static final int READ = 1;
  public static final int WRITE = 2;
  public static final int EXECUTE = 4;

  private Access() {}

  /** The set as in {@code /proc/self/maps}: {@code "rw-"}. */
  public static String toString(int access) {
    return ((access & READ) != 0 ? "r" : "-")
        + ((access & WRITE) != 0 ? "w" : "-")
        + ((access & EXECUTE) != 0 ? "x" : "-");
  }
}
