package burrow.kernel.posix;

import burrow.machine.Cpu;
import burrow.machine.Trap;

/** What signal delivery must know about an operating system on an architecture. */
public interface SignalConventions {
  long stackPointer(Cpu cpu);

  SignalFrame frame();

  /** Guest address that a handler returns to unless its action says otherwise. */
  long trampoline();

  /** As in signal.h, for traces. */
  String name(int signal);

  /** The signal for bad memory: SIGSEGV. */
  int badMemory();

  /** What a failed instruction of the thread raises. */
  FaultSignal fault(Trap trap, PosixThread thread);

  /** A signal without an address that the kernel itself raises against the thread. */
  FaultSignal forced(int signal);
}
