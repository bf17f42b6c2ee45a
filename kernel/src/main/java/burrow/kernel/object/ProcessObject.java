package burrow.kernel.object;

import burrow.kernel.process.GuestProcess;
import burrow.kernel.process.GuestThread;

/** A guest process as handles refer to it; signaled once it has ended. */
public final class ProcessObject extends KernelObject {
  private final GuestProcess process;

  public ProcessObject(GuestProcess process) {
    this.process = process;
  }

  public GuestProcess process() {
    return process;
  }

  @Override
  protected boolean isSignaled(GuestThread waiter) {
    return process.isEnding();
  }
}
