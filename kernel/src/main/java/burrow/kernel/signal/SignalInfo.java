package burrow.kernel.signal;

/**
 * One signal on its way: what siginfo_t tells.
 *
 * @param number 1 to 64
 * @param code si_code in the numbering of the personality
 * @param error si_errno
 * @param source what caused it
 */
public record SignalInfo(int number, int code, int error, Source source) {
  /** What caused a signal, and with it which members of siginfo_t count. */
  public sealed interface Source permits Sender, FaultAt, TimerExpiry, Child {}

  /**
   * A process or the kernel itself (pid 0).
   *
   * @param value the word that came with it (sigqueue), 0 if none
   */
  public record Sender(int pid, int uid, long value) implements Source {}

  /** A fault of the receiving thread at an address. */
  public record FaultAt(long address) implements Source {}

  /**
   * A timer.
   *
   * @param timer its number
   * @param overrun expirations that were merged into this one, beyond the first
   * @param value the word the timer was made with
   */
  public record TimerExpiry(int timer, int overrun, long value) implements Source {}

  /** A child changed state. */
  public record Child(int pid, int uid, int status) implements Source {}

  public static final Sender KERNEL = new Sender(0, 0, 0);
}
