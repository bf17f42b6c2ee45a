package burrow.linux;

import burrow.cpu.x86_64.X86Cpu;
import burrow.machine.AddressSpace;
import burrow.machine.Arch;
import burrow.machine.Cpu;

/** Linux on x86-64 (System V ABI, AMD64 supplement, appendix A.2). */
final class Amd64Abi extends LinuxAbi {
  private final LinuxSignalFrame frame = new Amd64SignalFrame();

  @Override
  public Arch arch() {
    return Arch.AMD64;
  }

  @Override
  public Cpu newCpu(AddressSpace memory) {
    return new X86Cpu(memory);
  }

  @Override
  public long callNumber(Cpu cpu) {
    return ((X86Cpu) cpu).rax;
  }

  @Override
  public long argument(Cpu cpu, int index) {
    X86Cpu c = (X86Cpu) cpu;
    return switch (index) {
      case 0 -> c.rdi;
      case 1 -> c.rsi;
      case 2 -> c.rdx;
      case 3 -> c.r10;
      case 4 -> c.r8;
      case 5 -> c.r9;
      default -> throw new IllegalArgumentException("argument " + index);
    };
  }

  @Override
  public void setResult(Cpu cpu, long value) {
    ((X86Cpu) cpu).rax = value;
  }

  @Override
  public int callLength() {
    return 2;
  }

  @Override
  public long stackPointer(Cpu cpu) {
    return ((X86Cpu) cpu).rsp;
  }

  @Override
  public void setStackPointer(Cpu cpu, long value) {
    ((X86Cpu) cpu).rsp = value;
  }

  @Override
  public void setThreadPointer(Cpu cpu, long value) {
    ((X86Cpu) cpu).fsBase = value;
  }

  @Override
  public boolean tlsBeforeChildTid() {
    return false;
  }

  @Override
  public LinuxSignalFrame signalFrame() {
    return frame;
  }

  @Override
  public boolean hasRestorer() {
    return true;
  }

  @Override
  public byte[] returnTrampoline() {
    // mov $15, %eax; syscall
    return new byte[] {(byte) 0xb8, 15, 0, 0, 0, 0x0f, 0x05};
  }

  @Override
  public String machine() {
    return "x86_64";
  }

  @Override
  public String platform() {
    return "x86_64";
  }

  @Override
  public long hwcap() {
    // CPUID.1:EDX of the baseline: FPU TSC CX8 CMOV MMX FXSR SSE SSE2.
    return 1 | 1 << 4 | 1 << 8 | 1 << 15 | 1 << 23 | 1 << 24 | 1 << 25 | 1 << 26;
  }

  @Override
  public int minimumSignalStack() {
    return 2048;
  }
}
