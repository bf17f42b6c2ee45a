package burrow.linux;

import burrow.machine.AddressSpace;
import burrow.machine.Arch;
import burrow.machine.Cpu;

/** What differs between the architectures: registers of calls, frames, names. Stateless. */
public abstract class LinuxAbi {
  /** The conventions of an architecture. */
  public static LinuxAbi of(Arch arch) {
    return switch (arch) {
      case AMD64 -> new Amd64Abi();
      case ARM64 -> new Arm64Abi();
      case RISCV64 -> new Riscv64Abi();
      case WASM -> throw new IllegalArgumentException("no Linux on wasm");
    };
  }

  public abstract Arch arch();

  /** A hardware thread after reset. */
  public abstract Cpu newCpu(AddressSpace memory);

  // ---- system calls ----

  public abstract long callNumber(Cpu cpu);

  /** Argument 0 to 5 of a system call. */
  public abstract long argument(Cpu cpu, int index);

  /** Where the result goes; second results are left alone (see Go's AllThreadsSyscall). */
  public abstract void setResult(Cpu cpu, long value);

  /** Length of the system call instruction: a restarted call goes back by this. */
  public abstract int callLength();

  // ---- threads ----

  public abstract long stackPointer(Cpu cpu);

  public abstract void setStackPointer(Cpu cpu, long value);

  /** The thread pointer that CLONE_SETTLS sets. */
  public abstract void setThreadPointer(Cpu cpu, long value);

  /**
   * The order of clone's last two arguments: amd64 has child_tid before tls, the others tls first.
   */
  public abstract boolean tlsBeforeChildTid();

  // ---- signals ----

  public abstract LinuxSignalFrame signalFrame();

  /** Whether struct sigaction has sa_restorer before sa_mask (riscv64 has none). */
  public abstract boolean hasRestorer();

  /** Machine code that makes the rt_sigreturn call, for handlers without a restorer. */
  public abstract byte[] returnTrampoline();

  /**
   * Does what Linux does in the place of an undefined instruction that the program may use all the
   * same; whether it was one. Then the pc is behind it.
   */
  public boolean emulate(Cpu cpu) {
    return false;
  }

  // ---- names and features ----

  /** The machine field of uname(2). */
  public abstract String machine();

  /** AT_PLATFORM, or empty where the kernel gives none. */
  public abstract String platform();

  /** AT_HWCAP. */
  public abstract long hwcap();

  /** AT_HWCAP2. */
  public long hwcap2() {
    return 0;
  }

  /** AT_MINSIGSTKSZ: room that a signal frame needs. */
  public abstract int minimumSignalStack();
}
