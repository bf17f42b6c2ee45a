package burrow.darwin;

import burrow.cpu.aarch64.Arm64CallingConvention;
import burrow.cpu.aarch64.Arm64Cpu;
import burrow.kernel.posix.SignalFrame;
import burrow.machine.AddressSpace;
import burrow.machine.Arch;
import burrow.machine.CallingConvention;
import burrow.machine.Cpu;

/** AArch64: Apple's variant of AAPCS64, system calls by SVC 0x80, pages of 16 KiB. */
final class Arm64Abi extends DarwinAbi {
  static final Arm64Abi INSTANCE = new Arm64Abi();

  private static final long PAGE_SIZE = 0x4000;
  private static final long CARRY = 1L << 29;

  private final Arm64SignalFrame frame = new Arm64SignalFrame();

  private Arm64Abi() {}

  @Override
  public Arch arch() {
    return Arch.ARM64;
  }

  @Override
  public Cpu newCpu(AddressSpace memory) {
    return new Arm64Cpu(memory);
  }

  @Override
  public CallingConvention convention() {
    return Arm64CallingConvention.INSTANCE;
  }

  @Override
  public long pageSize() {
    return PAGE_SIZE;
  }

  /** Apple passes variadic arguments on the stack, each in a slot of its own. */
  @Override
  public long variadic(Cpu cpu, int index, int fixed) {
    return Arm64CallingConvention.INSTANCE.stackArgument(cpu, index - fixed);
  }

  @Override
  public long result(Cpu cpu) {
    return ((Arm64Cpu) cpu).x0;
  }

  @Override
  public long callNumber(Cpu cpu) {
    return ((Arm64Cpu) cpu).x16;
  }

  @Override
  public long callArgument(Cpu cpu, int index) {
    return ((Arm64Cpu) cpu).register(index);
  }

  @Override
  public void setCallResult(Cpu cpu, long value, boolean failed) {
    Arm64Cpu c = (Arm64Cpu) cpu;
    c.x0 = value;
    c.setNzcv(failed ? c.nzcv() | CARRY : c.nzcv() & ~CARRY);
  }

  @Override
  public void setSecondResult(Cpu cpu, long value) {
    ((Arm64Cpu) cpu).x1 = value;
  }

  @Override
  public int callLength() {
    return 4;
  }

  @Override
  public void setThreadPointer(Cpu cpu, long address) {
    ((Arm64Cpu) cpu).tpidrro = address;
  }

  @Override
  public SignalFrame signalFrame() {
    return frame;
  }

  @Override
  public SignalFrame.Context restore(Cpu cpu, long ucontext) {
    return frame.restore(cpu, ucontext);
  }

  @Override
  public String machine() {
    return "arm64";
  }
}
