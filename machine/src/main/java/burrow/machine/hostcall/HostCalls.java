package burrow.machine.hostcall;

/**
 * A way to functions of the host's C library (kernel32 on Windows) and to code of our own, all by
 * the host's calling convention and with nothing but longs.
 */
public interface HostCalls {
  /** The function's address; 0 if the host has none of that name. */
  long find(String function);

  /**
   * Calls a function of up to six arguments and keeps errno (GetLastError on Windows) for {@link
   * #lastError}.
   *
   * @return its result; of functions that return less than a long the upper bits mean nothing
   */
  long call(long function, long a, long b, long c, long d, long e, long f);

  /** Calls code that knows no errno. */
  long invoke(long code, long a, long b, long c, long d);

  /** errno (GetLastError on Windows) as the last {@link #call} of this thread left it. */
  int lastError();

  /** What {@code --version} calls it. */
  String description();
}
