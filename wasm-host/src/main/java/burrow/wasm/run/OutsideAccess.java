package burrow.wasm.run;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Accesses outside of the memory: {@link Guest} finds them by Objects.checkIndex. */
public final class OutsideAccess {
  private static final Pattern INDEX = Pattern.compile("Index (\\d+) ");

  private OutsideAccess() {}

  /** The trap of an access to an address of a memory of so many bytes. */
  public static WasmTrap trap(long address, long bytes) {
    return new WasmTrap(
        "memory access out of bounds: address 0x"
            + Long.toHexString(address)
            + " of 0x"
            + Long.toHexString(bytes));
  }

  /**
   * What an exception out of compiled code means: of an access outside of the memory the trap, else
   * the exception itself.
   */
  static RuntimeException meaning(RuntimeException e, long bytes) {
    if (!(e instanceof IndexOutOfBoundsException) || !isAccess(e.getStackTrace())) {
      return e;
    }
    Matcher m = INDEX.matcher(String.valueOf(e.getMessage()));
    return m.lookingAt()
        ? trap(Long.parseLong(m.group(1)), bytes)
        : new WasmTrap("memory access out of bounds: " + e.getMessage());
  }

  /** Whether an exception comes out of {@code Guest.at1} to {@code at8}, by way of the JDK. */
  private static boolean isAccess(StackTraceElement[] trace) {
    for (StackTraceElement frame : trace) {
      if (!frame.getClassName().startsWith("j")) {
        return frame.getClassName().equals(Guest.class.getName())
            && frame.getMethodName().matches("at[1248]");
      }
    }
    return false;
  }
}
