package burrow.kernel.process;

/**
 * How a process ended.
 *
 * @param code the low eight bits of the exit status, 0 if a signal ended it
 * @param signal the signal that ended it, 0 if none
 * @param core whether a native system would have dumped core
 */
public record ExitStatus(int code, int signal, boolean core) {
  public static ExitStatus exited(int status) {
    return new ExitStatus(status & 0xff, 0, false);
  }

  public static ExitStatus killed(int signal, boolean core) {
    return new ExitStatus(0, signal, core);
  }

  /** What a shell reports in {@code $?}: 128 + n for signal n. */
  public int shellStatus() {
    return signal == 0 ? code : 128 + signal;
  }
}
