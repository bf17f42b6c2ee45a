package burrow.cpu.x86_64;

import burrow.machine.Access;
import burrow.machine.GuestFault;

/** Vectors and error codes of exceptions, as signal frames of x86-64 systems show them. */
public final class X86Exception {
  // Intel SDM volume 3, table 6-1.
  public static final int DIVIDE_ERROR = 0;
  public static final int BREAKPOINT = 3;
  public static final int INVALID_OPCODE = 6;
  public static final int GENERAL_PROTECTION = 13;
  public static final int PAGE_FAULT = 14;

  /** Bit of a page fault's error code: the page is there, the access is forbidden. */
  public static final int PRESENT = 1;

  // The others (Intel SDM volume 3, 4.7).
  private static final int WRITE = 2;
  private static final int USER = 4;
  private static final int FETCH = 16;

  private X86Exception() {}

  /** The error code of a page fault in user mode, without {@link #PRESENT}. */
  public static int errorCode(GuestFault fault) {
    return USER
        | (fault.access() == Access.WRITE ? WRITE : 0)
        | (fault.access() == Access.EXECUTE ? FETCH : 0);
  }
}
