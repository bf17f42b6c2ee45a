package burrow.cpu.riscv64;

import burrow.machine.Cpu;
import burrow.machine.Memory;

/** What RISC-V instructions do beyond IR; called from generated code, hence public. */
public final class RiscvHelpers {
  private RiscvHelpers() {}

  /** SC.W: 0 if the word at the reserved address still held what LR loaded and was replaced. */
  public static long storeConditionalWord(Cpu cpu, long address, long value) {
    return storeConditional(cpu, address, 4, value);
  }

  /** SC.D. */
  public static long storeConditionalDoubleword(Cpu cpu, long address, long value) {
    return storeConditional(cpu, address, 8, value);
  }

  private static long storeConditional(Cpu cpu, long address, int size, long value) {
    if (cpu.reservationAddress != address) {
      return 1;
    }
    long expected = size == 8 ? cpu.reservationValue : cpu.reservationValue & 0xffff_ffffL;
    long found = Memory.compareAndExchange(cpu, address, size, expected, value);
    cpu.reservationAddress = -1;
    return found == expected ? 0 : 1;
  }

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
