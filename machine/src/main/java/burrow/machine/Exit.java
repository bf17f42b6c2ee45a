package burrow.machine;

/** Why {@link Engine#run} or {@link Engine#step} returned. */
public enum Exit {
  /** The guest thread ended, or its process did. */
  THREAD_ENDED,
  /** A breakpoint or watchpoint of the debugger. */
  BREAKPOINT,
  /** One instruction was executed ({@link Engine#step}). */
  STEPPED,
  /** The surroundings asked the thread to leave guest code; it can be run again. */
  STOPPED
}
