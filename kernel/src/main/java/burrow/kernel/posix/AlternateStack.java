package burrow.kernel.posix;

/**
 * The alternate signal stack of a thread (sigaltstack).
 *
 * @param start lowest address
 * @param size bytes, 0 for no stack
 * @param disarms whether a handler's start takes the stack away until the handler returns
 *     (SS_AUTODISARM of Linux)
 */
public record AlternateStack(long start, long size, boolean disarms) {
  public static final AlternateStack NONE = new AlternateStack(0, 0, false);

  public boolean enabled() {
    return size != 0;
  }

  /**
   * Whether a stack pointer is on it; the address just behind it counts, the first one does not.
   */
  public boolean holds(long stackPointer) {
    return !disarms && stackPointer > start && stackPointer - start <= size;
  }

  public long end() {
    return start + size;
  }
}
