package burrow.kernel.signal;

/**
 * What a process does on a signal.
 *
 * @param handler {@link #DEFAULT}, {@link #IGNORE}, or the guest address of the handler
 * @param flags bits of {@link #RESTART} … {@link #SIGNAL_INFO}
 * @param mask signals blocked in addition while the handler runs
 * @param restorer where the handler returns to, if the personality lets the guest say so
 * @param rawFlags the flags in the numbering of the personality, for queries
 */
public record SignalAction(long handler, int flags, long mask, long restorer, long rawFlags) {
  public static final long DEFAULT = 0;
  public static final long IGNORE = 1;

  /** Interrupted calls are done again after the handler. */
  public static final int RESTART = 1;

  /** The handler runs on the alternate stack. */
  public static final int ON_STACK = 2;

  /** The signal is not blocked while its handler runs. */
  public static final int NO_DEFER = 4;

  /** The action becomes the default once the handler runs. */
  public static final int RESET = 8;

  /** The handler wants more than the signal number. */
  public static final int SIGNAL_INFO = 16;

  /** The action of every signal at first. */
  public static final SignalAction INITIAL = new SignalAction(DEFAULT, 0, 0, 0, 0);

  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  public boolean isHandler() {
    return handler != DEFAULT && handler != IGNORE;
  }
}
