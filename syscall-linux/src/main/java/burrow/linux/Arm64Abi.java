package burrow.linux;

import burrow.cpu.aarch64.Arm64Cpu;
import burrow.cpu.aarch64.Hwcap;
import burrow.machine.AddressSpace;
import burrow.machine.Arch;
import burrow.machine.Cpu;

/** Linux on AArch64. */
final class Arm64Abi extends LinuxAbi {
  private final LinuxSignalFrame frame = new Arm64SignalFrame();

  @Override
  public Arch arch() {
    return Arch.ARM64;
  }

  @Override
  public Cpu newCpu(AddressSpace memory) {
    return new Arm64Cpu(memory);
  }

  @Override
  public long callNumber(Cpu cpu) {
    return ((Arm64Cpu) cpu).x8;
  }

  @Override
  public long argument(Cpu cpu, int index) {
    return ((Arm64Cpu) cpu).register(index);
  }

  @Override
  public void setResult(Cpu cpu, long value) {
    ((Arm64Cpu) cpu).x0 = value;
  }

  @Override
  public int callLength() {
    return 4;
  }

  @Override
  public long stackPointer(Cpu cpu) {
    return ((Arm64Cpu) cpu).sp;
  }

  @Override
  public void setStackPointer(Cpu cpu, long value) {
    ((Arm64Cpu) cpu).sp = value;
  }

  @Override
  public void setThreadPointer(Cpu cpu, long value) {
    ((Arm64Cpu) cpu).tpidr = value;
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
    return true;
  }

  @Override
  public byte[] returnTrampoline() {
    // mov x8, #139; svc #0
    return new byte[] {0x68, 0x11, (byte) 0x80, (byte) 0xd2, 0x01, 0, 0, (byte) 0xd4};
  }

  @Override
  public boolean emulate(Cpu cpu) {
    return Arm64IdRegisters.read((Arm64Cpu) cpu);
  }

  @Override
  public String machine() {
    return "aarch64";
  }

  @Override
  public String platform() {
    return "aarch64";
  }

  @Override
  public long hwcap() {
    return Hwcap.bits();
  }

  @Override
  public int minimumSignalStack() {
    return 4720;
  }
}
