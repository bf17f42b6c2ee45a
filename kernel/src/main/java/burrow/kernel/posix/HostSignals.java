package burrow.kernel.posix;

import burrow.kernel.process.GuestProcess;
import burrow.kernel.signal.SignalAction;
import burrow.kernel.signal.SignalInfo;
import java.util.List;
import java.util.function.ToIntFunction;
import jdk.internal.misc.Signal;

/**
 * Hands signals that the host sends to this JVM on to the guest. The JVM keeps some for itself
 * (SIGSEGV and the like, SIGQUIT and SIGUSR1 unless started with -Xrs); those never reach a guest.
 * SIGUSR2 and SIGPROF are how HotSpot and Flight Recorder stop their own threads, and SIGURG is
 * Go's own: taking them over would break the JVM, or preempt goroutines for nothing. Stop signals
 * are left to the host, which stops the JVM and the guest with it.
 */
public final class HostSignals {
  private static final List<String> FORWARDED =
      List.of("HUP", "INT", "QUIT", "TERM", "USR1", "ALRM", "CONT", "WINCH", "IO", "XFSZ", "PWR");

  /** si_code of a signal that a process sent: SI_USER of Linux, and what macOS really gives. */
  private static final int SENT = 0;

  private HostSignals() {}

  // No lambda: an AOT cache does not hold one of a type that is exported at start only.
  private record Forwarder(GuestProcess process, SignalInfo info) implements Signal.Handler {
    @Override
    public void handle(Signal signal) {
      process.signals().send(info);
    }
  }

  /**
   * Forwards from now on. A signal that the host had told this JVM to ignore (nohup) starts ignored
   * in the guest too.
   *
   * @param numbers the guest's number of a signal by its name without "SIG", 0 if it has none
   */
  public static void forwardTo(GuestProcess process, ToIntFunction<String> numbers) {
    for (String name : FORWARDED) {
      int number = numbers.applyAsInt(name);
      if (number == 0) {
        continue;
      }
      SignalInfo info = new SignalInfo(number, SENT, 0, new SignalInfo.Sender(0, 0, 0));
      try {
        Signal.Handler old = Signal.handle(new Signal(name), new Forwarder(process, info));
        if (old == Signal.Handler.SIG_IGN) {
          Signal.handle(new Signal(name), Signal.Handler.SIG_IGN);
          process.signals().setAction(number, new SignalAction(SignalAction.IGNORE, 0, 0, 0, 0));
        }
      } catch (IllegalArgumentException | IllegalAccessError e) {
        // The host lacks this signal, the JVM needs it itself, or the package is not exported to
        // us.
      }
    }
  }
}
