package burrow.cpu.x86_64;

import burrow.machine.CallingConvention;
import burrow.machine.Cpu;

/** The two conventions of x86-64; they differ in registers and home space. */
public final class X86CallingConvention implements CallingConvention {
  /** System V ABI, AMD64 supplement, section 3.2: Linux and macOS. */
  public static final X86CallingConvention SYSTEM_V = new X86CallingConvention(0, 7, 6, 2, 1, 8, 9);

  /** "x64 calling convention" of Windows: four registers, with 32 bytes of home space for them. */
  public static final X86CallingConvention MICROSOFT = new X86CallingConvention(32, 1, 2, 8, 9);

  private static final int RAX = 0;
  private static final int RSP = 4;

  private final int homeSpace;
  private final int[] registers;

  private X86CallingConvention(int homeSpace, int... registers) {
    this.homeSpace = homeSpace;
    this.registers = registers;
  }

  @Override
  public long argument(Cpu cpu, int index) {
    X86Cpu c = (X86Cpu) cpu;
    if (index < registers.length) {
      return c.register(registers[index]);
    }
    return c.memory.readLong(c.rsp + 8 + homeSpace + 8L * (index - registers.length));
  }

  @Override
  public long floatArgument(Cpu cpu, int index) {
    return ((X86Cpu) cpu).vectorLow(index);
  }

  @Override
  public void setResult(Cpu cpu, long value) {
    ((X86Cpu) cpu).setRegister(RAX, value);
  }

  @Override
  public long stackPointer(Cpu cpu) {
    return ((X86Cpu) cpu).rsp;
  }

  @Override
  public void setStackPointer(Cpu cpu, long value) {
    ((X86Cpu) cpu).setRegister(RSP, value);
  }

  @Override
  public long returnAddress(Cpu cpu) {
    return cpu.memory.readLong(((X86Cpu) cpu).rsp);
  }

  @Override
  public void returnToCaller(Cpu cpu) {
    X86Cpu c = (X86Cpu) cpu;
    c.pc = c.memory.readLong(c.rsp);
    c.rsp += 8;
  }

  @Override
  public void enter(Cpu cpu, long function, long returnAddress, long... arguments) {
    X86Cpu c = (X86Cpu) cpu;
    long sp = (c.rsp & -16) - homeSpace - 8;
    c.memory.writeLong(sp, returnAddress);
    c.rsp = sp;
    for (int i = 0; i < arguments.length; i++) {
      c.setRegister(registers[i], arguments[i]);
    }
    c.pc = function;
  }
}
