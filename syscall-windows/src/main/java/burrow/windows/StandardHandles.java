package burrow.windows;

/** The three handles that GetStdHandle tells: STD_INPUT_HANDLE -10, output -11, error -12. */
final class StandardHandles {
  private static final int FIRST = -10;

  private final long[] handles = new long[3];

  synchronized long get(int which) {
    return handles[index(which)];
  }

  synchronized void set(int which, long handle) {
    handles[index(which)] = handle;
  }

  private static int index(int which) {
    int i = FIRST - which;
    if (i < 0 || i > 2) {
      throw new Win32Exception(Win32.ERROR_INVALID_HANDLE);
    }
    return i;
  }
}
