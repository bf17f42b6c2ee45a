package burrow.kernel.trace;

import burrow.kernel.process.GuestThread;
import burrow.machine.AddressSpace;

/** What an {@link ArgumentFormat} may look at. */
public interface TracedCall {
  GuestThread thread();

  /** Argument {@code index} as passed, . */
  long argument(int index);

  /** The result, once the call has returned; negative or all ones where it failed. */
  long result();

  default AddressSpace memory() {
    return thread().cpu().memory;
  }
}
