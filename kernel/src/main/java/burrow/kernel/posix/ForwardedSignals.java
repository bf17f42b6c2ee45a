package burrow.kernel.posix;

import burrow.kernel.host.HostSignals;
import burrow.kernel.process.GuestProcess;
import burrow.kernel.signal.SignalAction;
import burrow.kernel.signal.SignalInfo;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Hands signals that the host sends to this JVM on to a guest that has signals. SIGUSR2 and SIGPROF
 * are how HotSpot and Flight Recorder stop their own threads, and SIGURG is Go's own: taking them
 * over would break the JVM, or preempt goroutines for nothing. Stop signals are left to the host,
 * which stops the JVM and the guest with it.
 */
public final class ForwardedSignals {
  private static final List<String> FORWARDED =
      List.of("HUP", "INT", "QUIT", "TERM", "USR1", "ALRM", "CONT", "WINCH", "IO", "XFSZ", "PWR");

  /** si_code of a signal that a process sent: SI_USER of Linux, and what macOS really gives. */
  private static final int SENT = 0;

  private ForwardedSignals() {}

  /**
   * Forwards from now on. A signal that the host had told this JVM to ignore (nohup) starts ignored
   * in the guest too.
   *
   * @param numbers the guest's number of a signal by its name without "SIG", 0 if it has none
   */
  public static void to(GuestProcess process, ToIntFunction<String> numbers) {
    for (String name : FORWARDED) {
      int number = numbers.applyAsInt(name);
      if (number == 0) {
        continue;
      }
      SignalInfo info = new SignalInfo(number, SENT, 0, new SignalInfo.Sender(0, 0, 0));
      if (HostSignals.on(name, () -> process.signals().send(info))) {
        process.signals().setAction(number, new SignalAction(SignalAction.IGNORE, 0, 0, 0, 0));
      }
    }
  }
}
