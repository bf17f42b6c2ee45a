package burrow.linux;

import burrow.cpu.aarch64.Arm64Cpu;
import burrow.kernel.signal.SignalAction;
import burrow.kernel.signal.SignalInfo;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.Cpu;

/**
 * The rt_sigframe of AArch64: siginfo, then ucontext, whose 4 KiB of reserved space hold an
 * fpsimd_context; a frame record (fp, lr) lies above it. Layouts:
 * arch/arm64/include/uapi/asm/{sigcontext,ucontext}.h.
 */
final class Arm64SignalFrame extends LinuxSignalFrame {
  // Offsets in the frame.
  private static final int UCONTEXT = INFO_SIZE;
  private static final int RESERVED_SIZE = 4096;

  // Offsets in ucontext.
  private static final int MASK = 40;
  private static final int FAULT_ADDRESS = 176;
  private static final int X = 184;
  private static final int SP = 432;
  private static final int PC = 440;
  private static final int PSTATE = 448;
  private static final int RESERVED = 464;
  private static final int FRAME_SIZE = UCONTEXT + RESERVED + RESERVED_SIZE;

  // fpsimd_context: magic, size, fpsr, fpcr, v0 to v31.
  private static final int FPSIMD_MAGIC = 0x46508001;
  private static final int FPSIMD_SIZE = 528;

  // esr_context tells the cause of a fault; only its presence and size matter to readers.
  private static final int RECORD_SIZE = 16;

  @Override
  public void push(Cpu cpu, long stack, SignalInfo info, SignalAction action, Context context) {
    Arm64Cpu c = (Arm64Cpu) cpu;
    AddressSpace memory = cpu.memory;
    long record = (stack & -16) - RECORD_SIZE;
    long frame = (record - FRAME_SIZE) & -16;
    memory.writeLong(record, c.register(29));
    memory.writeLong(record + 8, c.register(30));
    writeInfo(memory, frame, info);
    long uc = frame + UCONTEXT;
    writeHead(memory, uc, 0, context.stack());
    memory.writeLong(uc + MASK, context.mask());
    memory.write(uc + MASK + 8, new byte[120]);
    memory.writeLong(uc + FAULT_ADDRESS, context.faultAddress());
    for (int i = 0; i < 31; i++) {
      memory.writeLong(uc + X + 8L * i, c.register(i));
    }
    memory.writeLong(uc + SP, c.sp);
    memory.writeLong(uc + PC, c.pc);
    memory.writeLong(uc + PSTATE, c.nzcv());
    writeFpState(memory, uc + RESERVED, c);

    c.setRegister(0, info.number());
    c.setRegister(1, frame);
    c.setRegister(2, uc);
    c.setRegister(29, record);
    c.setRegister(30, action.restorer() != 0 ? action.restorer() : context.trampoline());
    c.sp = frame;
    c.pc = action.handler();
  }

  private static void writeFpState(AddressSpace memory, long at, Arm64Cpu c) {
    memory.writeInt(at, FPSIMD_MAGIC);
    memory.writeInt(at + 4, FPSIMD_SIZE);
    memory.writeInt(at + 8, (int) c.fpsr);
    memory.writeInt(at + 12, (int) c.fpcr);
    for (int i = 0; i < Arm64Cpu.VECTOR_REGISTERS; i++) {
      memory.writeLong(at + 16 + 16L * i, c.vectorLow(i));
      memory.writeLong(at + 24 + 16L * i, c.vectorHigh(i));
    }
    // A record of magic 0 and size 0 ends the list.
    memory.writeLong(at + FPSIMD_SIZE, 0);
  }

  @Override
  public Context pop(Cpu cpu) {
    Arm64Cpu c = (Arm64Cpu) cpu;
    AddressSpace memory = cpu.memory;
    long uc = c.sp + UCONTEXT;
    Context context = Context.of(memory.readLong(uc + MASK), StackLayout.read(memory, uc + 16));
    memory.check(uc, RESERVED + FPSIMD_SIZE, Access.READ);
    for (int i = 0; i < 31; i++) {
      c.setRegister(i, memory.readLong(uc + X + 8L * i));
    }
    c.sp = memory.readLong(uc + SP);
    c.pc = memory.readLong(uc + PC);
    c.setNzcv(memory.readLong(uc + PSTATE));
    readFpState(memory, uc + RESERVED, c);
    c.reservationAddress = -1;
    return context;
  }

  private static void readFpState(AddressSpace memory, long reserved, Arm64Cpu c) {
    long at = reserved;
    while (at + FPSIMD_SIZE <= reserved + RESERVED_SIZE) {
      int magic = memory.readInt(at);
      int size = memory.readInt(at + 4);
      if (magic == FPSIMD_MAGIC) {
        c.fpsr = memory.readInt(at + 8) & 0xffff_ffffL;
        c.fpcr = memory.readInt(at + 12) & Arm64Cpu.FPCR_BITS;
        for (int i = 0; i < Arm64Cpu.VECTOR_REGISTERS; i++) {
          c.setVector(i, memory.readLong(at + 16 + 16L * i), memory.readLong(at + 24 + 16L * i));
        }
        return;
      }
      if (size < 8) {
        return;
      }
      at += size;
    }
  }
}
