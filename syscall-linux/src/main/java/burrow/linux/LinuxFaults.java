package burrow.linux;

import burrow.cpu.x86_64.X86Exception;
import burrow.kernel.posix.FaultSignal;
import burrow.kernel.posix.PosixThread;
import burrow.kernel.signal.SignalInfo;
import burrow.machine.Arch;
import burrow.machine.Cpu;
import burrow.machine.GuestFault;
import burrow.machine.Trap;

/** The signals that failed instructions raise, with what the x86 frame tells about them. */
final class LinuxFaults {
  private LinuxFaults() {}

  /** A signal without an address that the kernel itself raises (si_code SI_KERNEL). */
  static FaultSignal kernel(int signal) {
    SignalInfo info = new SignalInfo(signal, LinuxSignal.SI_KERNEL, 0, new SignalInfo.FaultAt(0));
    return new FaultSignal(info, X86Exception.GENERAL_PROTECTION, 0, 0);
  }

  private static FaultSignal at(int signal, int code, long address, int trapNumber, int error) {
    SignalInfo info = new SignalInfo(signal, code, 0, new SignalInfo.FaultAt(address));
    return new FaultSignal(info, trapNumber, error, address);
  }

  static FaultSignal of(Trap trap, PosixThread thread, Arch arch) {
    Cpu cpu = thread.cpu();
    boolean x86 = arch == Arch.AMD64;
    return switch (trap) {
      case FAULT -> access(cpu, thread, x86);
      case UNDEFINED_INSTRUCTION ->
          at(
              LinuxSignal.SIGILL,
              x86 ? LinuxSignal.ILL_ILLOPN : LinuxSignal.ILL_ILLOPC,
              cpu.pc,
              X86Exception.INVALID_OPCODE,
              0);
      case BREAKPOINT ->
          x86
              ? new FaultSignal(kernel(LinuxSignal.SIGTRAP).info(), X86Exception.BREAKPOINT, 0, 0)
              : at(LinuxSignal.SIGTRAP, LinuxSignal.TRAP_BRKPT, cpu.pc, 0, 0);
      case DIVIDE ->
          at(LinuxSignal.SIGFPE, LinuxSignal.FPE_INTDIV, cpu.pc, X86Exception.DIVIDE_ERROR, 0);
      case PRIVILEGED_INSTRUCTION ->
          x86
              ? kernel(LinuxSignal.SIGSEGV)
              : at(LinuxSignal.SIGILL, LinuxSignal.ILL_PRVOPC, cpu.pc, 0, 0);
      case SYSCALL, INTERRUPT, GATE, FLOAT_CONTROL ->
          throw new AssertionError(trap + " is not a fault, at 0x" + Long.toHexString(cpu.pc));
    };
  }

  private static FaultSignal access(Cpu cpu, PosixThread thread, boolean x86) {
    GuestFault fault = cpu.fault;
    if (fault == null) {
      throw new AssertionError("a fault without cause at 0x" + Long.toHexString(cpu.pc));
    }
    long address = fault.address();
    int error = X86Exception.errorCode(fault);
    return switch (fault.kind()) {
      case UNMAPPED ->
          // Memory without access is not in the page table, so the areas have the last word.
          thread.process().memory().find(address) == null
              ? at(
                  LinuxSignal.SIGSEGV,
                  LinuxSignal.SEGV_MAPERR,
                  address,
                  X86Exception.PAGE_FAULT,
                  error)
              : at(
                  LinuxSignal.SIGSEGV,
                  LinuxSignal.SEGV_ACCERR,
                  address,
                  X86Exception.PAGE_FAULT,
                  error);
      case PROTECTED ->
          at(
              LinuxSignal.SIGSEGV,
              LinuxSignal.SEGV_ACCERR,
              address,
              X86Exception.PAGE_FAULT,
              error | X86Exception.PRESENT);
      case NON_CANONICAL ->
          x86
              ? kernel(LinuxSignal.SIGSEGV)
              : at(LinuxSignal.SIGSEGV, LinuxSignal.SEGV_MAPERR, address, 0, 0);
      case PAST_END_OF_FILE ->
          at(LinuxSignal.SIGBUS, LinuxSignal.BUS_ADRERR, address, X86Exception.PAGE_FAULT, error);
      case MISALIGNED ->
          x86
              ? kernel(LinuxSignal.SIGSEGV)
              : at(LinuxSignal.SIGBUS, LinuxSignal.BUS_ADRALN, address, 0, 0);
    };
  }
}
