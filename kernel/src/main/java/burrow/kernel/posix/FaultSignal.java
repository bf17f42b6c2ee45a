package burrow.kernel.posix;

import burrow.kernel.signal.SignalInfo;

/**
 * The signal that a failed instruction raises, with what signal frames tell about the fault.
 *
 * @param trapNumber the x86 exception vector, or the personality's own numbering
 * @param errorCode of the x86 page fault, or the syndrome where the processor has one
 * @param address of the access
 */
public record FaultSignal(SignalInfo info, long trapNumber, long errorCode, long address) {
  /** The same signal as far as siginfo tells it, with nothing known about the instruction. */
  public FaultSignal withoutTrap() {
    return new FaultSignal(info, 0, 0, 0);
  }
}
