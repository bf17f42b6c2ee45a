package burrow.darwin;

import burrow.cpu.x86_64.X86CallingConvention;
import burrow.cpu.x86_64.X86Cpu;
import burrow.kernel.posix.SignalFrame;
import burrow.machine.AddressSpace;
import burrow.machine.Arch;
import burrow.machine.CallingConvention;
import burrow.machine.Cpu;

/** x86-64: System V calls, system calls by SYSCALL, thread-specific data at GS. */
final class Amd64Abi extends DarwinAbi {
  static final Amd64Abi INSTANCE = new Amd64Abi();

  private static final long CARRY = 1;

  private final Amd64SignalFrame frame = new Amd64SignalFrame();

  private Amd64Abi() {}

  @Override
  public Arch arch() {
    return Arch.AMD64;
  }

  @Override
  public Cpu newCpu(AddressSpace memory) {
    return new X86Cpu(memory);
  }

  @Override
  public CallingConvention convention() {
    return X86CallingConvention.SYSTEM_V;
  }

  @Override
  public long pageSize() {
    return AddressSpace.PAGE_SIZE;
  }

  @Override
  public long variadic(Cpu cpu, int index, int fixed) {
    return convention().argument(cpu, index);
  }

  @Override
  public long result(Cpu cpu) {
    return ((X86Cpu) cpu).rax;
  }

  @Override
  public long callNumber(Cpu cpu) {
    return ((X86Cpu) cpu).rax;
  }

  @Override
  public long callArgument(Cpu cpu, int index) {
    X86Cpu c = (X86Cpu) cpu;
    return switch (index) {
      case 0 -> c.rdi;
      case 1 -> c.rsi;
      case 2 -> c.rdx;
      case 3 -> c.r10;
      case 4 -> c.r8;
      case 5 -> c.r9;
      default -> c.memory.readLong(c.rsp + 8 + 8L * (index - 6));
    };
  }

  @Override
  public void setCallResult(Cpu cpu, long value, boolean failed) {
    X86Cpu c = (X86Cpu) cpu;
    c.rax = value;
    long flags = c.rflags();
    c.setRflags(failed ? flags | CARRY : flags & ~CARRY);
  }

  @Override
  public void setSecondResult(Cpu cpu, long value) {
    ((X86Cpu) cpu).rdx = value;
  }

  @Override
  public int callLength() {
    return 2;
  }

  @Override
  public void setThreadPointer(Cpu cpu, long address) {
    ((X86Cpu) cpu).gsBase = address;
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
    return "x86_64";
  }
}
