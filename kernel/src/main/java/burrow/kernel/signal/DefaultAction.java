package burrow.kernel.signal;

/** What a signal does to a process that has not installed a handler. */
public enum DefaultAction {
  TERMINATE,
  /** Terminate, and say that a core was dumped; none is written. */
  CORE,
  IGNORE,
  STOP,
  CONTINUE
}
