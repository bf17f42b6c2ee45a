package burrow.windows;

import burrow.cpu.aarch64.Arm64CallingConvention;
import burrow.cpu.aarch64.Arm64Cpu;
import burrow.machine.AddressSpace;
import burrow.machine.Arch;
import burrow.machine.CallingConvention;
import burrow.machine.Cpu;

/** Windows on Arm. CONTEXT as winnt.h declares it for _ARM64_, 912 bytes. */
final class Arm64Abi implements WindowsAbi {
  static final int CONTEXT_BYTES = 912;
  private static final int CPSR = 4;

  /** X0 to X28, then FP (X29) and LR (X30). */
  static final int X0 = 8;

  static final int SP = 256;
  static final int PC = 264;
  static final int V0 = 272;
  private static final int FPCR = 784;
  private static final int FPSR = 788;

  private static final int ARM64 = 0x400000;
  private static final int CONTROL = 1;
  private static final int INTEGER = 2;
  private static final int FLOATING_POINT = 4;
  private static final int DEBUG_REGISTERS = 8;

  /** The first of the registers that belong to CONTROL: FP and LR. */
  private static final int FRAME_POINTER = 29;

  private static final int THREAD_BLOCK = 18;

  @Override
  public Arch arch() {
    return Arch.ARM64;
  }

  @Override
  public CallingConvention convention() {
    return Arm64CallingConvention.INSTANCE;
  }

  @Override
  public Cpu newCpu(AddressSpace memory) {
    return new Arm64Cpu(memory);
  }

  @Override
  public void setThreadBlock(Cpu cpu, long address) {
    ((Arm64Cpu) cpu).setRegister(THREAD_BLOCK, address);
  }

  @Override
  public int processorArchitecture() {
    return 12;
  }

  @Override
  public int machine() {
    return 0xaa64;
  }

  @Override
  public String processorName() {
    return "ARM64";
  }

  /** VFP, NEON, NX, Armv8, its crypto, CRC32 and LSE instructions: as the processor has them. */
  @Override
  public boolean hasFeature(int feature) {
    return switch (feature) {
      case 12, 18, 19, 29, 30, 31, 34 -> true;
      default -> false;
    };
  }

  @Override
  public int contextBytes() {
    return CONTEXT_BYTES;
  }

  @Override
  public int contextFlagsOffset() {
    return 0;
  }

  @Override
  public int contextAll() {
    return ARM64 | CONTROL | INTEGER | FLOATING_POINT | DEBUG_REGISTERS;
  }

  @Override
  public void saveContext(Cpu cpu, long at, int flags) {
    Arm64Cpu c = (Arm64Cpu) cpu;
    AddressSpace m = c.memory;
    if ((flags & CONTROL) != 0) {
      m.writeInt(at + CPSR, (int) c.nzcv());
      m.writeLong(at + X0 + 8 * 29, c.x29);
      m.writeLong(at + X0 + 8 * 30, c.x30);
      m.writeLong(at + SP, c.sp);
      m.writeLong(at + PC, c.pc);
    }
    if ((flags & INTEGER) != 0) {
      for (int n = 0; n < FRAME_POINTER; n++) {
        m.writeLong(at + X0 + 8L * n, c.register(n));
      }
    }
    if ((flags & FLOATING_POINT) != 0) {
      for (int n = 0; n < Arm64Cpu.VECTOR_REGISTERS; n++) {
        m.writeLong(at + V0 + 16L * n, c.vectorLow(n));
        m.writeLong(at + V0 + 16L * n + 8, c.vectorHigh(n));
      }
      m.writeInt(at + FPCR, (int) c.fpcr);
      m.writeInt(at + FPSR, (int) c.fpsr);
    }
  }

  @Override
  public void loadContext(Cpu cpu, long at, int flags) {
    Arm64Cpu c = (Arm64Cpu) cpu;
    AddressSpace m = c.memory;
    if ((flags & CONTROL) != 0) {
      c.setNzcv(m.readInt(at + CPSR) & 0xffff_ffffL);
      c.x29 = m.readLong(at + X0 + 8 * 29);
      c.x30 = m.readLong(at + X0 + 8 * 30);
      c.sp = m.readLong(at + SP);
      c.pc = m.readLong(at + PC);
    }
    if ((flags & INTEGER) != 0) {
      for (int n = 0; n < FRAME_POINTER; n++) {
        // X18 is the thread's own and never changes.
        if (n != THREAD_BLOCK) {
          c.setRegister(n, m.readLong(at + X0 + 8L * n));
        }
      }
    }
    if ((flags & FLOATING_POINT) != 0) {
      for (int n = 0; n < Arm64Cpu.VECTOR_REGISTERS; n++) {
        c.setVector(n, m.readLong(at + V0 + 16L * n), m.readLong(at + V0 + 16L * n + 8));
      }
      c.fpcr = m.readInt(at + FPCR) & Arm64Cpu.FPCR_BITS;
      c.fpsr = m.readInt(at + FPSR) & 0xffff_ffffL;
    }
  }
}
