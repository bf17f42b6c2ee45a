package burrow.kernel.host;

import jdk.internal.misc.Signal;

/**
 * Signals that the host sends to this JVM, which the guest is to get in its own terms. The JVM
 * keeps some for itself (SIGSEGV and the like, SIGQUIT and SIGUSR1 unless started with -Xrs); those
 * never reach a guest.
 */
public final class HostSignals {
  private HostSignals() {}

  // No lambda: an AOT cache does not hold one of a type that is exported at start only.
  private record Handler(Runnable action) implements Signal.Handler {
    @Override
    public void handle(Signal signal) {
      action.run();
    }
  }

  /**
   * Has an action run, on a thread of the JVM, whenever a signal comes. One that this JVM was
   * started to ignore (nohup) stays ignored. A signal that the host lacks or the JVM needs itself
   * is left alone.
   *
   * @param name without "SIG"
   * @return whether the signal is ignored
   */
  public static boolean on(String name, Runnable action) {
    try {
      Signal signal = new Signal(name);
      if (Signal.handle(signal, new Handler(action)) != Signal.Handler.SIG_IGN) {
        return false;
      }
      Signal.handle(signal, Signal.Handler.SIG_IGN);
      return true;
    } catch (IllegalArgumentException | IllegalAccessError e) {
      // The host lacks it, the JVM needs it, or the package is not exported to us.
      return false;
    }
  }
}
