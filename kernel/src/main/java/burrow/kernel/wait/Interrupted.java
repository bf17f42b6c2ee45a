package burrow.kernel.wait;

import org.jspecify.annotations.Nullable;

/**
 * A blocking call was interrupted by a signal. Carries the rule by which the personality decides,
 * once it knows which handler runs, whether the call fails with EINTR or is done again (the kernel
 * internal codes ERESTARTSYS, ERESTARTNOHAND and ERESTART_RESTARTBLOCK of Linux).
 *
 * <p>A call that has transferred something already returns that instead of throwing this, and every
 * call looks for completion before it looks for signals: so one that is interrupted again and again
 * still makes progress.
 */
public final class Interrupted extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** When an interrupted call is done again. */
  public enum Restart {
    /** Never: the call fails with EINTR even if no handler ran. */
    NEVER,
    /** If no handler ran, or the handler was installed with SA_RESTART. */
    UNLESS_HANDLER_FORBIDS,
    /** Only if no handler ran. */
    IF_NO_HANDLER,
    /** Whatever ran: the call knows no EINTR (pthread_mutex_lock). */
    ALWAYS
  }

  /** Goes on with an interrupted call where starting it anew would be wrong (remaining time). */
  @FunctionalInterface
  public interface Continuation {
    /** Returns the call's result; may throw {@link Interrupted} again. */
    long resume();
  }

  private final Restart restart;
  private final transient @Nullable Continuation continuation;

  public Interrupted(Restart restart) {
    this(restart, null);
  }

  /**
   * @param continuation what to do when no handler ran, instead of the whole call anew
   */
  public Interrupted(Restart restart, @Nullable Continuation continuation) {
    super(restart.name(), null, false, false);
    this.restart = restart;
    this.continuation = continuation;
  }

  public Restart restart() {
    return restart;
  }

  public @Nullable Continuation continuation() {
    return continuation;
  }
}
