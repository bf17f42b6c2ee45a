package burrow.kernel.poll;

/** What can be done with a file without blocking: a set of bits, numbered as POSIX poll does. */
public final class Readiness {
  public static final int IN = 0x001;
  public static final int PRIORITY = 0x002;
  public static final int OUT = 0x004;
  public static final int ERROR = 0x008;
  public static final int HANG_UP = 0x010;
  public static final int INVALID = 0x020;

  /** The peer will send no more. */
  public static final int READ_HANG_UP = 0x2000;

  /** Reported whether asked for or not. */
  public static final int ALWAYS = ERROR | HANG_UP;

  private Readiness() {}
}
