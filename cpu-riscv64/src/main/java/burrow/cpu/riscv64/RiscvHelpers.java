package burrow.cpu.riscv64;

import burrow.machine.Cpu;

/** What RISC-V instructions do beyond IR; called from generated code, hence public. */
public final class RiscvHelpers {
  private RiscvHelpers() {}

  /** The counters time, cycle and instret: nanoseconds, which Go asks for as ticks only. */
  public static long time(Cpu cpu) {
    return cpu.traps.counter();
  }

  /** ORC.B: every byte that is not zero becomes 0xff. */
  public static long orCombineBytes(long a) {
    long low7 = 0x7f7f_7f7f_7f7f_7f7fL;
    long nonZero = ((a & low7) + low7 | a) & ~low7;
    return (nonZero >>> 7) * 0xff;
  }
}
