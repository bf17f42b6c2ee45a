package burrow.machine.hostcall;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * Calls through java.lang.foreign, on every host. One shape for all: each further one costs
 * milliseconds of start-up. Variadic functions must be reached through a shape of their own where
 * the host's ABI passes them differently (macOS on arm64).
 */
public final class ForeignCalls implements HostCalls {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final ValueLayout.OfLong L = ValueLayout.JAVA_LONG;

  // Constants to HotSpot only if static; they differ by host, not by instance.
  private static final String ERROR_NAME =
      System.getProperty("os.name", "").startsWith("Windows") ? "GetLastError" : "errno";
  private static final MethodHandle CALL =
      LINKER.downcallHandle(
          FunctionDescriptor.of(L, L, L, L, L, L, L), Linker.Option.captureCallState(ERROR_NAME));
  private static final VarHandle ERROR =
      Linker.Option.captureStateLayout()
          .varHandle(MemoryLayout.PathElement.groupElement(ERROR_NAME));

  private final ThreadLocal<MemorySegment> state =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));
  private final SymbolLookup lookup;

  public ForeignCalls() {
    lookup =
        ERROR_NAME.equals("errno")
            ? LINKER.defaultLookup()
            : SymbolLookup.libraryLookup("kernel32", Arena.global());
  }

  @Override
  public long find(String function) {
    return lookup.find(function).map(MemorySegment::address).orElse(0L);
  }

  @Override
  public long call(long function, long a, long b, long c, long d, long e, long f) {
    try {
      return (long)
          CALL.invokeExact(MemorySegment.ofAddress(function), state.get(), a, b, c, d, e, f);
    } catch (RuntimeException | Error t) {
      throw t;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  @Override
  public long invoke(long code, long a, long b, long c, long d) {
    return call(code, a, b, c, d, 0, 0);
  }

  @Override
  public int lastError() {
    return (int) ERROR.get(state.get(), 0L);
  }

  @Override
  public String description() {
    return "java.lang.foreign";
  }
}
