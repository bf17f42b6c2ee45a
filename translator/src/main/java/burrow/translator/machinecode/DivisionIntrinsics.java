package burrow.translator.machinecode;

import static burrow.translator.machinecode.Assembler.RAX;
import static burrow.translator.machinecode.Assembler.RCX;
import static burrow.translator.machinecode.Assembler.RDX;

import burrow.translator.Intrinsic;
import burrow.translator.IrOp;

/** The {@link Intrinsic}s that divide 128 bits by 64. */
final class DivisionIntrinsics {
  private static final int DIV = 6;
  private static final int IDIV = 7;

  private final Assembler asm;
  private final Values values;
  private final HelperCalls calls;

  DivisionIntrinsics(Assembler asm, Values values, HelperCalls calls) {
    this.asm = asm;
    this.values = values;
    this.calls = calls;
  }

  /** Whether it is one of them: then the result is there. */
  boolean emit(Intrinsic intrinsic, IrOp op, int[] operands) {
    switch (intrinsic) {
      case DIVIDE_UNSIGNED -> unsigned(op, operands, RAX);
      case REMAINDER_UNSIGNED -> unsigned(op, operands, RDX);
      case DIVIDE_SIGNED -> signed(op, operands, RAX);
      case REMAINDER_SIGNED -> signed(op, operands, RDX);
      case SIGNED_QUOTIENT_OVERFLOWS -> overflows(op, operands);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void unsigned(IrOp op, int[] operands, int result) {
    load(operands);
    asm.rr(true, Assembler.CMP, RDX, RCX);
    int beyond = asm.jcc(Assembler.AE);
    asm.group(true, 0xf7, DIV, RCX);
    calls.resultInRegister(op, result, beyond);
  }

  private void signed(IrOp op, int[] operands, int result) {
    load(operands);
    int[] rare = rare();
    asm.group(true, 0xf7, IDIV, RCX);
    calls.resultInRegister(op, result, rare);
  }

  private void overflows(IrOp op, int[] operands) {
    load(operands);
    int[] rare = rare();
    asm.rr(false, Assembler.XOR, RAX, RAX);
    calls.resultInRegister(op, RAX, rare);
  }

  private void load(int[] operands) {
    values.load(operands[0], RDX);
    values.load(operands[1], RAX);
    values.load(operands[2], RCX);
  }

  /** Jumps unless RDX:RAX is RAX sign-extended and RCX neither 0 nor -1. */
  private int[] rare() {
    // Both are found by one comparison: RCX + 1 is 0 or 1.
    asm.immediate(true, 0, RCX, 1);
    asm.immediate(true, 7, RCX, 1);
    int special = asm.jcc(Assembler.BE);
    asm.immediate(true, 5, RCX, 1);
    // RDX + (0 or 1, as RAX is not or is negative) is 0.
    asm.rr(true, 0x1ba, 4, RAX); // BT RAX, 63
    asm.u8(63);
    asm.immediate(true, 2, RDX, 0); // ADC
    int wide = asm.jcc(Assembler.NE);
    asm.u8(0x48); // CQO
    asm.u8(0x99);
    return new int[] {special, wide};
  }
}
