package burrow.linux;

import burrow.cpu.riscv64.RiscvCpu;
import burrow.kernel.signal.SignalAction;
import burrow.kernel.signal.SignalInfo;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.Cpu;

/**
 * The rt_sigframe of RV64: siginfo, then ucontext with pc, x1 to x31 and the D extension's state in
 * a 528-byte union. Layouts: arch/riscv/include/uapi/asm/{ptrace,sigcontext,ucontext}.h.
 */
final class Riscv64SignalFrame extends LinuxSignalFrame {
  // Offsets in the frame.
  private static final int UCONTEXT = INFO_SIZE;

  // Offsets in ucontext.
  private static final int MASK = 40;
  private static final int PC = 176;
  private static final int FP = 432;
  private static final int FCSR = FP + 256;

  /** sizeof(union __riscv_fp_state). */
  private static final int FP_SIZE = 528;

  private static final int FRAME_SIZE = UCONTEXT + FP + FP_SIZE;

  @Override
  public void push(Cpu cpu, long stack, SignalInfo info, SignalAction action, Context context) {
    RiscvCpu c = (RiscvCpu) cpu;
    AddressSpace memory = cpu.memory;
    long frame = (stack - FRAME_SIZE) & -16;
    writeInfo(memory, frame, info);
    long uc = frame + UCONTEXT;
    writeHead(memory, uc, 0, context.stack());
    memory.writeLong(uc + MASK, context.mask());
    memory.write(uc + MASK + 8, new byte[128]);
    memory.writeLong(uc + PC, c.pc);
    for (int i = 1; i < 32; i++) {
      memory.writeLong(uc + PC + 8L * i, c.register(i));
    }
    for (int i = 0; i < 32; i++) {
      memory.writeLong(uc + FP + 8L * i, c.fp(i));
    }
    memory.write(uc + FCSR, new byte[FP_SIZE - 256]);
    memory.writeInt(uc + FCSR, (int) c.fcsr);

    c.setRegister(1, context.trampoline());
    c.setRegister(2, frame);
    c.setRegister(10, info.number());
    c.setRegister(11, frame);
    c.setRegister(12, uc);
    c.pc = action.handler();
  }

  @Override
  public Context pop(Cpu cpu) {
    RiscvCpu c = (RiscvCpu) cpu;
    AddressSpace memory = cpu.memory;
    long uc = c.register(2) + UCONTEXT;
    memory.check(uc, FP + FP_SIZE, Access.READ);
    Context context = Context.of(memory.readLong(uc + MASK), StackLayout.read(memory, uc + 16));
    c.pc = memory.readLong(uc + PC);
    for (int i = 1; i < 32; i++) {
      c.setRegister(i, memory.readLong(uc + PC + 8L * i));
    }
    for (int i = 0; i < 32; i++) {
      c.setFp(i, memory.readLong(uc + FP + 8L * i));
    }
    c.fcsr = memory.readInt(uc + FCSR) & 0xff;
    c.reservationAddress = -1;
    return context;
  }
}
