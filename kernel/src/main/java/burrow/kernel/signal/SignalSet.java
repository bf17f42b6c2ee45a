package burrow.kernel.signal;

/** Sets of signals as 64-bit masks: signal n is bit n-1. */
public final class SignalSet {
  private SignalSet() {}

  public static long of(int signal) {
    return 1L << (signal - 1);
  }

  public static long of(int... signals) {
    long set = 0;
    for (int s : signals) {
      set |= of(s);
    }
    return set;
  }

  public static boolean has(long set, int signal) {
    return (set & of(signal)) != 0;
  }
}
