package burrow.windows;

import burrow.kernel.process.ExitStatus;
import burrow.machine.CallingConvention;
import burrow.machine.GuestFault;

/** A function that Windows has and Burrow lacks: the first call ends the guest and says so. */
record MissingGate(String library, String name) implements Gate {
  private static final int SHOWN_ARGUMENTS = 6;

  @Override
  public void arrive(WindowsThread thread) {
    CallingConvention c = thread.abi().convention();
    StringBuilder s = new StringBuilder(library + "!" + name + " is missing: called with (");
    long from = 0;
    try {
      from = c.returnAddress(thread.cpu());
      for (int i = 0; i < SHOWN_ARGUMENTS; i++) {
        s.append(i == 0 ? "0x" : ", 0x").append(Long.toHexString(c.argument(thread.cpu(), i)));
      }
    } catch (GuestFault e) {
      s.append("...");
    }
    thread.process().endWith(s + ") from pc 0x" + Long.toHexString(from));
    thread.process().exit(ExitStatus.exited(WindowsThread.BURROW_FAILED));
  }
}
