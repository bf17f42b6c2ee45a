package burrow.kernel.trace;

/** How a trace shows one argument of a call. */
public interface ArgumentFormat {
  /**
   * Appends the argument's text. May throw {@link burrow.machine.GuestFault}: the trace then shows
   * the bare pointer.
   *
   * @param index which of the call's arguments
   */
  void append(StringBuilder out, TracedCall call, int index);

  /** Whether the text depends on what the call stored: it is made after the call then. */
  default boolean output() {
    return false;
  }
}
