package burrow.darwin;

import burrow.kernel.posix.FaultSignal;
import burrow.kernel.posix.PosixThread;
import burrow.kernel.posix.SignalConventions;
import burrow.kernel.posix.SignalFrame;
import burrow.machine.Cpu;
import burrow.machine.Trap;

/**
 * Signals as macOS numbers, names and frames them on one architecture.
 *
 * @param trampoline the gate that a handler returns to
 */
record DarwinSignalConventions(DarwinAbi abi, long trampoline) implements SignalConventions {
  @Override
  public long stackPointer(Cpu cpu) {
    return abi.convention().stackPointer(cpu);
  }

  @Override
  public SignalFrame frame() {
    return abi.signalFrame();
  }

  @Override
  public String name(int signal) {
    return DarwinSignal.name(signal);
  }

  @Override
  public int badMemory() {
    return DarwinSignal.SIGSEGV;
  }

  @Override
  public FaultSignal fault(Trap trap, PosixThread thread) {
    return DarwinFaults.of(trap, thread, abi.arch());
  }

  @Override
  public FaultSignal forced(int signal) {
    return DarwinFaults.plain(signal);
  }
}
