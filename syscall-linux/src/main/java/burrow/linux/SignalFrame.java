package burrow.linux;

import burrow.kernel.signal.SignalAction;
import burrow.kernel.signal.SignalInfo;
import burrow.machine.AddressSpace;
import burrow.machine.Cpu;

/**
 * What the kernel puts on the guest's stack before a signal handler runs, and takes back in
 * rt_sigreturn: siginfo and ucontext with all registers.
 */
abstract class SignalFrame {
  /** sizeof(siginfo_t). */
  static final int INFO_SIZE = 128;

  /**
   * Builds the frame and points the registers at the handler.
   *
   * @param stack where the frame goes, downwards
   * @param context what the frame records besides registers
   * @throws burrow.machine.GuestFault if the stack cannot be written
   */
  abstract void push(Cpu cpu, long stack, SignalInfo info, SignalAction action, Context context);

  /**
   * Restores all registers from the frame that rt_sigreturn finds at the stack pointer.
   *
   * @return the mask and alternate stack the frame holds
   * @throws burrow.machine.GuestFault if the frame cannot be read
   */
  abstract Context pop(Cpu cpu);

  /**
   * @param mask the signal mask to be restored
   * @param stack the alternate stack
   * @param trapNumber the x86 vector of the fault, 0 if none
   * @param errorCode the x86 error code, 0 if none
   * @param faultAddress the address of the fault, 0 if none
   * @param trampoline where a handler without a restorer returns to
   */
  record Context(
      long mask,
      AlternateStack stack,
      long trapNumber,
      long errorCode,
      long faultAddress,
      long trampoline) {

    static Context of(long mask, AlternateStack stack) {
      return new Context(mask, stack, 0, 0, 0, 0);
    }
  }

  /** Writes siginfo_t; its layout is the same on all 64-bit architectures. */
  static void writeInfo(AddressSpace memory, long address, SignalInfo info) {
    memory.write(address, new byte[INFO_SIZE]);
    memory.writeInt(address, info.number());
    memory.writeInt(address + 4, info.error());
    memory.writeInt(address + 8, info.code());
    switch (info.source()) {
      case SignalInfo.Sender s -> {
        memory.writeInt(address + 16, s.pid());
        memory.writeInt(address + 20, s.uid());
        memory.writeLong(address + 24, s.value());
      }
      case SignalInfo.FaultAt f -> memory.writeLong(address + 16, f.address());
      case SignalInfo.TimerExpiry t -> {
        memory.writeInt(address + 16, t.timer());
        memory.writeInt(address + 20, t.overrun());
        memory.writeLong(address + 24, t.value());
      }
      case SignalInfo.Child c -> {
        memory.writeInt(address + 16, c.pid());
        memory.writeInt(address + 20, c.uid());
        memory.writeInt(address + 24, c.status());
      }
    }
  }

  /** Writes uc_flags, uc_link and uc_stack. */
  static void writeHead(AddressSpace memory, long uc, long flags, AlternateStack stack) {
    memory.writeLong(uc, flags);
    memory.writeLong(uc + 8, 0);
    stack.write(memory, uc + 16);
  }
}
