package burrow.darwin;

import burrow.kernel.posix.SignalFrame;
import burrow.machine.AddressSpace;
import burrow.machine.Arch;
import burrow.machine.CallingConvention;
import burrow.machine.Cpu;

/** What differs between the two architectures of macOS. Stateless. */
public abstract class DarwinAbi {
  /** The conventions of an architecture. */
  public static DarwinAbi of(Arch arch) {
    return switch (arch) {
      case AMD64 -> Amd64Abi.INSTANCE;
      case ARM64 -> Arm64Abi.INSTANCE;
      case RISCV64, WASM -> throw new IllegalArgumentException("no macOS on " + arch.goName());
    };
  }

  public abstract Arch arch();

  /** A hardware thread after reset. */
  public abstract Cpu newCpu(AddressSpace memory);

  public abstract CallingConvention convention();

  /** What mmap counts in, in bytes. */
  public abstract long pageSize();

  // ---- calls of functions ----

  /**
   * A variadic argument of the function at whose first instruction the thread stands.
   *
   * @param index among all arguments
   * @param fixed how many arguments have names
   * @throws burrow.machine.GuestFault if it lies on the stack and cannot be read
   */
  public abstract long variadic(Cpu cpu, int index, int fixed);

  /** The integer result of a function that has just returned. */
  public abstract long result(Cpu cpu);

  // ---- raw system calls ----

  /** The number of a raw system call, with its class on x86. */
  public abstract long callNumber(Cpu cpu);

  /** Argument 0 to 5 of a raw system call. */
  public abstract long callArgument(Cpu cpu, int index);

  /** Tells the outcome of a raw system call: the result, or an errno with the carry flag set. */
  public abstract void setCallResult(Cpu cpu, long value, boolean failed);

  /** Where a raw system call returns a second value. */
  public abstract void setSecondResult(Cpu cpu, long value);

  /** Length of the system call instruction. */
  public abstract int callLength();

  // ---- threads and signals ----

  /** Where thread-specific data lie: GS base, TPIDRRO_EL0. */
  public abstract void setThreadPointer(Cpu cpu, long address);

  public abstract SignalFrame signalFrame();

  /** Restores all registers from a ucontext that the guest names (sigreturn). */
  public abstract SignalFrame.Context restore(Cpu cpu, long ucontext);

  /** hw.machine, as uname tells it. */
  public abstract String machine();
}
