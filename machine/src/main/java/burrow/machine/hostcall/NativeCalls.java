package burrow.machine.hostcall;

import burrow.machine.HostMemory;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Calls through native methods, whose code is the {@link NativeLibrary}. The JVM binds them in no
 * time, where java.lang.foreign makes some twenty classes at each start, and calls them as fast.
 */
public final class NativeCalls implements HostCalls {
  /** System property with the path of the library; set by the launcher. */
  public static final String PROPERTY = "burrow.hostcalls";

  private static final long ERROR_BYTES = 8;

  /** Address of the thread's error; never freed. */
  private final ThreadLocal<Long> error =
      ThreadLocal.withInitial(() -> HostMemory.allocate(ERROR_BYTES));

  private final long finder = finder();

  private NativeCalls() {}

  /**
   * Null if no library is named, or it cannot be loaded: it is missing, or must not be executed.
   */
  public static @Nullable NativeCalls ofProperty() {
    String library = System.getProperty(PROPERTY);
    if (library == null || !NativeLibrary.runsHere()) {
      return null;
    }
    try {
      System.load(library);
      return new NativeCalls();
    } catch (UnsatisfiedLinkError e) {
      return null;
    }
  }

  @Override
  public long find(String function) {
    byte[] name = (function + "\0").getBytes(StandardCharsets.US_ASCII);
    long chars = HostMemory.allocate(name.length);
    try {
      HostMemory.copyFromArray(name, 0, chars, name.length);
      return invokeCode(finder, 0, chars, 0, 0);
    } finally {
      HostMemory.free(chars);
    }
  }

  @Override
  public long call(long function, long a, long b, long c, long d, long e, long f) {
    return callFunction(function, error.get(), a, b, c, d, e, f);
  }

  @Override
  public long invoke(long code, long a, long b, long c, long d) {
    return invokeCode(code, a, b, c, d);
  }

  @Override
  public int lastError() {
    return HostMemory.getInt(error.get());
  }

  @Override
  public String description() {
    return "native methods";
  }

  /** Address of dlsym. */
  private static native long finder();

  /** Calls a function and puts errno into the int at an address. */
  private static native long callFunction(
      long function, long error, long a, long b, long c, long d, long e, long f);

  private static native long invokeCode(long code, long a, long b, long c, long d);
}
