package burrow.linux;

import burrow.cpu.riscv64.RiscvCpu;
import burrow.machine.AddressSpace;
import burrow.machine.Arch;
import burrow.machine.Cpu;

/** Linux on RV64. */
final class Riscv64Abi extends LinuxAbi {
  private static final int SP = 2;
  private static final int TP = 4;
  private static final int A0 = 10;
  private static final int A7 = 17;

  private final LinuxSignalFrame frame = new Riscv64SignalFrame();

  @Override
  public Arch arch() {
    return Arch.RISCV64;
  }

  @Override
  public Cpu newCpu(AddressSpace memory) {
    return new RiscvCpu(memory);
  }

  @Override
  public long callNumber(Cpu cpu) {
    return ((RiscvCpu) cpu).register(A7);
  }

  @Override
  public long argument(Cpu cpu, int index) {
    return ((RiscvCpu) cpu).register(A0 + index);
  }

  @Override
  public void setResult(Cpu cpu, long value) {
    ((RiscvCpu) cpu).setRegister(A0, value);
  }

  @Override
  public int callLength() {
    return 4;
  }

  @Override
  public long stackPointer(Cpu cpu) {
    return ((RiscvCpu) cpu).register(SP);
  }

  @Override
  public void setStackPointer(Cpu cpu, long value) {
    ((RiscvCpu) cpu).setRegister(SP, value);
  }

  @Override
  public void setThreadPointer(Cpu cpu, long value) {
    ((RiscvCpu) cpu).setRegister(TP, value);
  }

  @Override
  public boolean tlsBeforeChildTid() {
    return true;
  }

  @Override
  public LinuxSignalFrame signalFrame() {
    return frame;
  }

  @Override
  public boolean hasRestorer() {
    return false;
  }

  @Override
  public byte[] returnTrampoline() {
    // li a7, 139; ecall
    return new byte[] {(byte) 0x93, 0x08, (byte) 0xb0, 0x08, 0x73, 0, 0, 0};
  }

  @Override
  public String machine() {
    return "riscv64";
  }

  @Override
  public String platform() {
    return "";
  }

  @Override
  public long hwcap() {
    // The single-letter extensions I, M, A, F, D, C as bits counted from A.
    long caps = 0;
    for (char c : "IMAFDC".toCharArray()) {
      caps |= 1L << (c - 'A');
    }
    return caps;
  }

  @Override
  public int minimumSignalStack() {
    return 2048;
  }
}
