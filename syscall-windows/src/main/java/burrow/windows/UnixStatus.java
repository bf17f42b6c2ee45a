package burrow.windows;

import burrow.kernel.process.ExitStatus;

/** What the 32-bit exit code of a Windows process becomes where a status has eight bits. */
final class UnixStatus {
  private static final int SIGINT = 2;
  private static final int SIGILL = 4;
  private static final int SIGTRAP = 5;
  private static final int SIGABRT = 6;
  private static final int SIGBUS = 7;
  private static final int SIGFPE = 8;
  private static final int SIGSEGV = 11;

  private UnixStatus() {}

  /**
   * Codes below 256 stay; the exceptions of a crash become the signal that the same crash is on
   * Unix; of others the low byte stays, or 255 if that is zero, since a failure must not look like
   * success.
   */
  static ExitStatus of(int code) {
    int signal =
        switch (code) {
          case Win32.STATUS_ACCESS_VIOLATION, Win32.STATUS_STACK_OVERFLOW -> SIGSEGV;
          case Win32.STATUS_IN_PAGE_ERROR, Win32.STATUS_DATATYPE_MISALIGNMENT -> SIGBUS;
          case Win32.STATUS_ILLEGAL_INSTRUCTION, Win32.STATUS_PRIVILEGED_INSTRUCTION -> SIGILL;
          case Win32.STATUS_INTEGER_DIVIDE_BY_ZERO -> SIGFPE;
          case Win32.STATUS_BREAKPOINT -> SIGTRAP;
          case Win32.STATUS_CONTROL_C_EXIT -> SIGINT;
          default -> (code & 0xc000_0000) == 0xc000_0000 ? SIGABRT : 0;
        };
    if (signal != 0) {
      return ExitStatus.killed(signal, false);
    }
    return ExitStatus.exited(code != 0 && (code & 0xff) == 0 ? 255 : code);
  }
}
