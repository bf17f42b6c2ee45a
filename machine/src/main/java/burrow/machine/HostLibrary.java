package burrow.machine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The one door to the host's C library: every function is called as {@code long f(long × 6)} with
 * errno captured, because each further FFM call shape costs milliseconds of start-up. Variadic
 * functions must be reached through a shape of their own where the host's ABI passes them
 * differently (macOS on arm64).
 */
public final class HostLibrary {
  public static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");
  public static final boolean MACOS = System.getProperty("os.name", "").startsWith("Mac");
  public static final boolean X86 =
      System.getProperty("os.arch", "").equals("amd64")
          || System.getProperty("os.arch", "").equals("x86_64");

  private static final Linker LINKER = Linker.nativeLinker();
  private static final ValueLayout.OfLong L = ValueLayout.JAVA_LONG;
  private static final MethodHandle CALL =
      LINKER.downcallHandle(
          FunctionDescriptor.of(L, L, L, L, L, L, L),
          Linker.Option.captureCallState(WINDOWS ? "GetLastError" : "errno"));
  private static final VarHandle ERROR =
      Linker.Option.captureStateLayout()
          .varHandle(MemoryLayout.PathElement.groupElement(WINDOWS ? "GetLastError" : "errno"));
  private static final ThreadLocal<MemorySegment> STATE =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));
  private static final SymbolLookup LOOKUP =
      WINDOWS ? SymbolLookup.libraryLookup("kernel32", Arena.global()) : LINKER.defaultLookup();
  private static final ConcurrentHashMap<String, Optional<MemorySegment>> SYMBOLS =
      new ConcurrentHashMap<>();

  private HostLibrary() {}

  /** Does on the calling thread what the first {@link #call} would otherwise have to do first. */
  public static void bind() {
    call(WINDOWS ? "GetCurrentProcessId" : "getpid", 0, 0, 0, 0, 0, 0);
  }

  /** Whether the host's C library (kernel32 on Windows) has the function. */
  public static boolean has(String function) {
    return symbol(function).isPresent();
  }

  /**
   * Calls a function.
   *
   * @return its result; for functions returning int the caller truncates
   * @throws UnsupportedOperationException if the host lacks the function
   */
  public static long call(String function, long a, long b, long c, long d, long e, long f) {
    MemorySegment address =
        symbol(function)
            .orElseThrow(() -> new UnsupportedOperationException("host lacks " + function));
    try {
      return (long) CALL.invokeExact(address, STATE.get(), a, b, c, d, e, f);
    } catch (RuntimeException | Error t) {
      throw t;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  /** Calls code of our own: a function of four longs, by the host's calling convention. */
  public static long invoke(MemorySegment function, long a, long b, long c, long d) {
    try {
      return (long) CALL.invokeExact(function, STATE.get(), a, b, c, d, 0L, 0L);
    } catch (RuntimeException | Error t) {
      throw t;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  /** errno (GetLastError on Windows) as the last {@link #call} of this thread left it. */
  public static int lastError() {
    return (int) ERROR.get(STATE.get(), 0L);
  }

  private static Optional<MemorySegment> symbol(String function) {
    return SYMBOLS.computeIfAbsent(function, LOOKUP::find);
  }
}
