package burrow.machine;

import burrow.machine.hostcall.ForeignCalls;
import burrow.machine.hostcall.HostCalls;
import burrow.machine.hostcall.NativeCalls;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The one door to the host's C library: every function is called as {@code long f(long × 6)} with
 * errno kept, through native methods where the launcher has named their library, through
 * java.lang.foreign elsewhere.
 */
public final class HostLibrary {
  public static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");
  public static final boolean MACOS = System.getProperty("os.name", "").startsWith("Mac");
  public static final boolean X86 =
      System.getProperty("os.arch", "").equals("amd64")
          || System.getProperty("os.arch", "").equals("x86_64");

  private static final HostCalls CALLS =
      Objects.requireNonNullElseGet(NativeCalls.ofProperty(), ForeignCalls::new);

  /** Addresses by name; 0 for what the host lacks. */
  private static final ConcurrentHashMap<String, Long> SYMBOLS = new ConcurrentHashMap<>();

  private HostLibrary() {}

  /** Does on the calling thread what the first {@link #call} would otherwise have to do first. */
  public static void bind() {
    call(WINDOWS ? "GetCurrentProcessId" : "getpid", 0, 0, 0, 0, 0, 0);
  }

  /** How functions are called here, for {@code --version}. */
  public static String description() {
    return CALLS.description();
  }

  /** Whether the host's C library (kernel32 on Windows) has the function. */
  public static boolean has(String function) {
    return symbol(function) != 0;
  }

  /**
   * Calls a function.
   *
   * @return its result; for functions returning int the caller truncates
   * @throws UnsupportedOperationException if the host lacks the function
   */
  public static long call(String function, long a, long b, long c, long d, long e, long f) {
    long address = symbol(function);
    if (address == 0) {
      throw new UnsupportedOperationException("host lacks " + function);
    }
    return CALLS.call(address, a, b, c, d, e, f);
  }

  /** Calls code of our own: a function of four longs, by the host's calling convention. */
  public static long invoke(long code, long a, long b, long c, long d) {
    return CALLS.invoke(code, a, b, c, d);
  }

  /** errno (GetLastError on Windows) as the last {@link #call} of this thread left it. */
  public static int lastError() {
    return CALLS.lastError();
  }

  private static long symbol(String function) {
    return SYMBOLS.computeIfAbsent(function, CALLS::find);
  }
}
