package burrow.kernel.posix;

import burrow.kernel.Errno;

/** One call of the guest while it is being handled: how it is made, and how its outcome is told. */
public interface PendingCall {
  /**
   * Makes the call, or makes it once more.
   *
   * @throws burrow.kernel.KernelException if it fails
   * @throws burrow.machine.GuestFault if a pointer is wild
   * @throws burrow.kernel.wait.Interrupted if a signal came first
   */
  long handle();

  /** The call succeeded: gives the guest its result and lets it go on behind the call. */
  void returned(long result);

  /**
   * The call failed: tells the guest and lets it go on behind the call.
   *
   * @param detail what a trace says beyond the errno, or empty
   */
  void failed(Errno errno, String detail);

  /** A signal handler runs first; when it has returned, the guest makes the call again. */
  void repeats();
}
