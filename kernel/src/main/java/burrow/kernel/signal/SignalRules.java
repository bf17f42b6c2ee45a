package burrow.kernel.signal;

/** The signal numbers of one operating system, as far as the kernel must know them. */
public interface SignalRules {
  /** The largest number. */
  int last();

  DefaultAction defaultAction(int signal);

  /** Whether the signal can be neither caught nor blocked nor ignored (SIGKILL, SIGSTOP). */
  boolean unstoppable(int signal);

  /** A set of signals without those that cannot be blocked. */
  default long blockable(long set) {
    long blockable = set;
    for (int s = 1; s <= last(); s++) {
      if (unstoppable(s)) {
        blockable &= ~SignalSet.of(s);
      }
    }
    return blockable;
  }

  /** SIGKILL. */
  int kill();

  /** SIGCONT. */
  int cont();

  /** SIGPIPE. */
  int brokenPipe();

  /** The signals that a fault raises; they are delivered before all others. */
  long synchronous();

  /** The first number whose signals queue up instead of merging, or {@code last() + 1}. */
  int firstQueued();
}
