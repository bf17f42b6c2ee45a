package burrow.kernel.wait;

/** How a wait ended. */
public enum WaitResult {
  /** The condition holds. */
  READY,
  /** The deadline passed. */
  TIMED_OUT,
  /** A signal is to be delivered to the thread, or its process ends. */
  INTERRUPTED
}
