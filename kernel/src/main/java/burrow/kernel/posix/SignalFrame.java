package burrow.kernel.posix;

import burrow.kernel.signal.SignalAction;
import burrow.kernel.signal.SignalInfo;
import burrow.machine.Cpu;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel puts on the guest's stack before a signal handler runs, and takes back when the
 * handler has returned: siginfo and ucontext with all registers. One implementation per operating
 * system and architecture.
 */
public interface SignalFrame {
  /**
   * Builds the frame and points the registers at the handler.
   *
   * @param stack where the frame goes, downwards
   * @param context what the frame records besides registers
   * @throws burrow.machine.GuestFault if the stack cannot be written
   */
  void push(Cpu cpu, long stack, SignalInfo info, SignalAction action, Context context);

  /**
   * Restores all registers from the frame whose handler has just returned.
   *
   * @return the mask and alternate stack the frame holds
   * @throws burrow.machine.GuestFault if the frame cannot be read
   */
  Context pop(Cpu cpu);

  /**
   * @param mask the signal mask to be restored
   * @param stack the alternate stack; null if returning from the handler leaves it alone
   * @param trapNumber see {@link FaultSignal}
   * @param errorCode see {@link FaultSignal}
   * @param faultAddress the address of the fault, 0 if none
   * @param trampoline where a handler without a restorer returns to
   */
  record Context(
      long mask,
      @Nullable AlternateStack stack,
      long trapNumber,
      long errorCode,
      long faultAddress,
      long trampoline) {

    /** What {@link #pop} finds. */
    public static Context of(long mask, @Nullable AlternateStack stack) {
      return new Context(mask, stack, 0, 0, 0, 0);
    }
  }
}
