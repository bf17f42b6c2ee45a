package burrow.darwin;

import burrow.cpu.x86_64.X86Exception;
import burrow.kernel.posix.FaultSignal;
import burrow.kernel.posix.PosixThread;
import burrow.kernel.signal.SignalInfo;
import burrow.machine.Access;
import burrow.machine.Arch;
import burrow.machine.Cpu;
import burrow.machine.GuestFault;
import burrow.machine.Trap;

/**
 * The signals that failed instructions raise (ux_exception of xnu): SIGSEGV where nothing is
 * mapped, SIGBUS where the mapping forbids the access.
 */
final class DarwinFaults {
  // arm64 syndromes (Arm ARM, ESR_EL1): exception class << 26 | IL | data fault status
  private static final int DATA_ABORT = 0x92000000;
  private static final int INSTRUCTION_ABORT = 0x82000000;
  private static final int BRK = 0xf2000000;
  private static final int UNKNOWN = 0x02000000;
  private static final int WRITE_NOT_READ = 0x40;
  private static final int TRANSLATION_FAULT = 7;
  private static final int PERMISSION_FAULT = 15;

  private DarwinFaults() {}

  /** A signal without an address. */
  static FaultSignal plain(int signal) {
    SignalInfo info = new SignalInfo(signal, DarwinSignal.SENT, 0, new SignalInfo.FaultAt(0));
    return new FaultSignal(info, X86Exception.GENERAL_PROTECTION, 0, 0);
  }

  private static FaultSignal at(int signal, int code, long address, int trap, int error) {
    SignalInfo info = new SignalInfo(signal, code, 0, new SignalInfo.FaultAt(address));
    return new FaultSignal(info, trap, error, address);
  }

  static FaultSignal of(Trap trap, PosixThread thread, Arch arch) {
    Cpu cpu = thread.cpu();
    boolean x86 = arch == Arch.AMD64;
    return switch (trap) {
      case FAULT -> access(cpu, thread, x86);
      case UNDEFINED_INSTRUCTION ->
          at(
              DarwinSignal.SIGILL,
              DarwinSignal.ILL_ILLOPC,
              cpu.pc,
              x86 ? X86Exception.INVALID_OPCODE : 0,
              x86 ? 0 : UNKNOWN);
      case BREAKPOINT ->
          at(
              DarwinSignal.SIGTRAP,
              DarwinSignal.TRAP_BRKPT,
              cpu.pc,
              x86 ? X86Exception.BREAKPOINT : 0,
              x86 ? 0 : BRK);
      case DIVIDE ->
          at(DarwinSignal.SIGFPE, DarwinSignal.FPE_INTDIV, cpu.pc, X86Exception.DIVIDE_ERROR, 0);
      case PRIVILEGED_INSTRUCTION ->
          x86
              ? plain(DarwinSignal.SIGSEGV)
              : at(DarwinSignal.SIGILL, DarwinSignal.ILL_PRVOPC, cpu.pc, 0, UNKNOWN);
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
    boolean mapped = thread.process().memory().find(address) != null;
    int trap = x86 ? X86Exception.PAGE_FAULT : 0;
    int error = x86 ? X86Exception.errorCode(fault) : armSyndrome(fault, mapped);
    return switch (fault.kind()) {
      // Memory without access is not in the page table, so the areas have the last word.
      case UNMAPPED ->
          mapped
              ? at(DarwinSignal.SIGBUS, DarwinSignal.BUS_ADRERR, address, trap, error)
              : unmapped(address, trap, error, x86);
      case PROTECTED ->
          at(
              DarwinSignal.SIGBUS,
              DarwinSignal.BUS_ADRERR,
              address,
              trap,
              x86 ? error | X86Exception.PRESENT : error);
      case NON_CANONICAL ->
          x86 ? plain(DarwinSignal.SIGSEGV) : unmapped(address, trap, error, false);
      case PAST_END_OF_FILE ->
          at(DarwinSignal.SIGBUS, DarwinSignal.BUS_ADRERR, address, trap, error);
      case MISALIGNED ->
          x86
              ? plain(DarwinSignal.SIGSEGV)
              : at(DarwinSignal.SIGBUS, DarwinSignal.BUS_ADRALN, address, trap, error);
    };
  }

  private static FaultSignal unmapped(long address, int trap, int error, boolean x86) {
    int code = x86 ? DarwinSignal.SEGV_MAPERR : DarwinSignal.SEGV_ACCERR;
    return at(DarwinSignal.SIGSEGV, code, address, trap, error);
  }

  private static int armSyndrome(GuestFault fault, boolean mapped) {
    int kind = fault.access() == Access.EXECUTE ? INSTRUCTION_ABORT : DATA_ABORT;
    return kind
        | (fault.access() == Access.WRITE ? WRITE_NOT_READ : 0)
        | (mapped ? PERMISSION_FAULT : TRANSLATION_FAULT);
  }
}
