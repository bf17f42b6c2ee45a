package burrow.cpu.aarch64;

import burrow.machine.CallingConvention;
import burrow.machine.Cpu;

/**
 * Procedure Call Standard for the Arm 64-bit Architecture (AAPCS64), as Linux, Windows and macOS
 * use it: they differ only in where variadic arguments go, which is the callee's to know.
 */
public enum Arm64CallingConvention implements CallingConvention {
  INSTANCE;

  /** X0 to X7. */
  private static final int REGISTERS = 8;

  private static final int LINK_REGISTER = 30;

  @Override
  public long argument(Cpu cpu, int index) {
    return index < REGISTERS
        ? ((Arm64Cpu) cpu).register(index)
        : stackArgument(cpu, index - REGISTERS);
  }

  /** The 8-byte slot {@code index} of the arguments on the stack. */
  public long stackArgument(Cpu cpu, int index) {
    return cpu.memory.readLong(((Arm64Cpu) cpu).sp + 8L * index);
  }

  @Override
  public long floatArgument(Cpu cpu, int index) {
    return ((Arm64Cpu) cpu).vectorLow(index);
  }

  @Override
  public void setResult(Cpu cpu, long value) {
    ((Arm64Cpu) cpu).x0 = value;
  }

  @Override
  public long stackPointer(Cpu cpu) {
    return ((Arm64Cpu) cpu).sp;
  }

  @Override
  public void setStackPointer(Cpu cpu, long value) {
    ((Arm64Cpu) cpu).sp = value;
  }

  @Override
  public long returnAddress(Cpu cpu) {
    return ((Arm64Cpu) cpu).x30;
  }

  @Override
  public void returnToCaller(Cpu cpu) {
    cpu.pc = ((Arm64Cpu) cpu).x30;
  }

  @Override
  public void enter(Cpu cpu, long function, long returnAddress, long... arguments) {
    if (arguments.length > REGISTERS) {
      throw new IllegalArgumentException(arguments.length + " arguments");
    }
    Arm64Cpu c = (Arm64Cpu) cpu;
    c.sp &= -16;
    c.setRegister(LINK_REGISTER, returnAddress);
    for (int i = 0; i < arguments.length; i++) {
      c.setRegister(i, arguments[i]);
    }
    c.pc = function;
  }
}
