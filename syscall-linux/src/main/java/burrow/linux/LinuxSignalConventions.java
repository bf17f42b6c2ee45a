package burrow.linux;

import burrow.kernel.posix.FaultSignal;
import burrow.kernel.posix.PosixThread;
import burrow.kernel.posix.SignalConventions;
import burrow.kernel.posix.SignalFrame;
import burrow.machine.Cpu;
import burrow.machine.Trap;

/** Signals as Linux numbers, names and frames them on one architecture. */
record LinuxSignalConventions(LinuxAbi abi, long trampoline) implements SignalConventions {
  @Override
  public long stackPointer(Cpu cpu) {
    return abi.stackPointer(cpu);
  }

  @Override
  public SignalFrame frame() {
    return abi.signalFrame();
  }

  @Override
  public String name(int signal) {
    return LinuxSignal.name(signal);
  }

  @Override
  public int badMemory() {
    return LinuxSignal.SIGSEGV;
  }

  @Override
  public FaultSignal fault(Trap trap, PosixThread thread) {
    return LinuxFaults.of(trap, thread, abi.arch());
  }

  @Override
  public FaultSignal forced(int signal) {
    return LinuxFaults.kernel(signal);
  }
}
