package burrow.linux;

import burrow.kernel.signal.SignalSet;
import burrow.kernel.signal.SignalTable;

/**
 * The signal numbers of Linux, the same on all architectures that Go runs on here, and what they do
 * by default (signal(7)).
 */
public final class LinuxSignal {
  public static final int SIGHUP = 1;
  public static final int SIGINT = 2;
  public static final int SIGQUIT = 3;
  public static final int SIGILL = 4;
  public static final int SIGTRAP = 5;
  public static final int SIGABRT = 6;
  public static final int SIGBUS = 7;
  public static final int SIGFPE = 8;
  public static final int SIGKILL = 9;
  public static final int SIGUSR1 = 10;
  public static final int SIGSEGV = 11;
  public static final int SIGUSR2 = 12;
  public static final int SIGPIPE = 13;
  public static final int SIGALRM = 14;
  public static final int SIGTERM = 15;
  public static final int SIGSTKFLT = 16;
  public static final int SIGCHLD = 17;
  public static final int SIGCONT = 18;
  public static final int SIGSTOP = 19;
  public static final int SIGTSTP = 20;
  public static final int SIGTTIN = 21;
  public static final int SIGTTOU = 22;
  public static final int SIGURG = 23;
  public static final int SIGXCPU = 24;
  public static final int SIGXFSZ = 25;
  public static final int SIGVTALRM = 26;
  public static final int SIGPROF = 27;
  public static final int SIGWINCH = 28;
  public static final int SIGIO = 29;
  public static final int SIGPWR = 30;
  public static final int SIGSYS = 31;

  /** The first real-time signal; these queue up. */
  public static final int SIGRTMIN = 32;

  public static final int LAST = 64;

  // si_code values (include/uapi/asm-generic/siginfo.h).
  static final int SI_USER = 0;
  static final int SI_KERNEL = 0x80;
  static final int SI_QUEUE = -1;
  static final int SI_TIMER = -2;
  static final int SI_TKILL = -6;
  static final int SEGV_MAPERR = 1;
  static final int SEGV_ACCERR = 2;
  static final int BUS_ADRALN = 1;
  static final int BUS_ADRERR = 2;
  static final int FPE_INTDIV = 1;
  static final int ILL_ILLOPC = 1;
  static final int ILL_ILLOPN = 2;
  static final int ILL_PRVOPC = 5;
  static final int TRAP_BRKPT = 1;

  private static final String[] NAMES = {
    "0", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
    "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU",
    "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS"
  };

  private static final long CORE =
      SignalSet.of(
          SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGXCPU, SIGXFSZ, SIGSYS);
  private static final long IGNORE = SignalSet.of(SIGCHLD, SIGURG, SIGWINCH);
  private static final long STOP = SignalSet.of(SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU);
  private static final long SYNCHRONOUS =
      SignalSet.of(SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGSYS);

  public static final SignalTable RULES =
      new SignalTable(
          NAMES, new SignalTable.Actions(CORE, IGNORE, STOP, SYNCHRONOUS), LAST, SIGRTMIN);

  private LinuxSignal() {}

  /** "SIGTERM", "SIGRT_5". */
  public static String name(int signal) {
    return RULES.name(signal);
  }

  /** The number of a name without "SIG", or 0 if there is none. */
  public static int number(String name) {
    return RULES.number(name);
  }
}
