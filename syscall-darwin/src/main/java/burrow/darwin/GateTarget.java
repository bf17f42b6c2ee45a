package burrow.darwin;

/** What control that arrives at a gate asks for. */
sealed interface GateTarget {
  /** A function of a system library. */
  record Function(DarwinFunction function) implements GateTarget {}

  /** A function that Burrow lacks: calling it ends the guest. */
  record Missing(String library, String name) implements GateTarget {}

  /** Places that guest code returns to. */
  enum Continuation implements GateTarget {
    /** A signal handler has returned. */
    SIGNAL_RETURN,
    /** The start routine of a thread has returned. */
    THREAD_END,
    /** The main function has returned. */
    MAIN_END
  }
}
