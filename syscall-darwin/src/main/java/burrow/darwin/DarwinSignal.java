package burrow.darwin;

import burrow.kernel.signal.SignalSet;
import burrow.kernel.signal.SignalTable;

/** The signal numbers of macOS (sys/signal.h) and what they do by default (signal(3)). */
public final class DarwinSignal {
  public static final int SIGHUP = 1;
  public static final int SIGINT = 2;
  public static final int SIGQUIT = 3;
  public static final int SIGILL = 4;
  public static final int SIGTRAP = 5;
  public static final int SIGABRT = 6;
  public static final int SIGEMT = 7;
  public static final int SIGFPE = 8;
  public static final int SIGKILL = 9;
  public static final int SIGBUS = 10;
  public static final int SIGSEGV = 11;
  public static final int SIGSYS = 12;
  public static final int SIGPIPE = 13;
  public static final int SIGALRM = 14;
  public static final int SIGTERM = 15;
  public static final int SIGURG = 16;
  public static final int SIGSTOP = 17;
  public static final int SIGTSTP = 18;
  public static final int SIGCONT = 19;
  public static final int SIGCHLD = 20;
  public static final int SIGTTIN = 21;
  public static final int SIGTTOU = 22;
  public static final int SIGIO = 23;
  public static final int SIGXCPU = 24;
  public static final int SIGXFSZ = 25;
  public static final int SIGVTALRM = 26;
  public static final int SIGPROF = 27;
  public static final int SIGWINCH = 28;
  public static final int SIGINFO = 29;
  public static final int SIGUSR1 = 30;
  public static final int SIGUSR2 = 31;

  public static final int LAST = 31;

  // si_code values (sys/signal.h). A sent signal carries 0, whatever SI_USER says there.
  static final int SENT = 0;
  static final int SEGV_MAPERR = 1;
  static final int SEGV_ACCERR = 2;
  static final int BUS_ADRALN = 1;
  static final int BUS_ADRERR = 2;
  static final int FPE_INTDIV = 7;
  static final int ILL_ILLOPC = 1;
  static final int ILL_PRVOPC = 3;
  static final int TRAP_BRKPT = 1;

  private static final String[] NAMES = {
    "0", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "EMT", "FPE", "KILL", "BUS", "SEGV", "SYS",
    "PIPE", "ALRM", "TERM", "URG", "STOP", "TSTP", "CONT", "CHLD", "TTIN", "TTOU", "IO", "XCPU",
    "XFSZ", "VTALRM", "PROF", "WINCH", "INFO", "USR1", "USR2"
  };

  private static final long CORE =
      SignalSet.of(SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGEMT, SIGFPE, SIGBUS, SIGSEGV, SIGSYS);
  private static final long IGNORE = SignalSet.of(SIGURG, SIGCHLD, SIGIO, SIGWINCH, SIGINFO);
  private static final long STOP = SignalSet.of(SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU);
  private static final long SYNCHRONOUS =
      SignalSet.of(SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGSYS, SIGEMT);

  /** No signal of macOS queues. */
  public static final SignalTable RULES =
      new SignalTable(
          NAMES, new SignalTable.Actions(CORE, IGNORE, STOP, SYNCHRONOUS), LAST, LAST + 1);

  private DarwinSignal() {}

  /** "SIGTERM". */
  public static String name(int signal) {
    return RULES.name(signal);
  }

  /** The number of a name without "SIG", or 0 if there is none. */
  public static int number(String name) {
    return RULES.number(name);
  }
}
