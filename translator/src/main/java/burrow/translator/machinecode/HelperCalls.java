package burrow.translator.machinecode;

import static burrow.translator.machinecode.Assembler.RAX;
import static burrow.translator.machinecode.Assembler.RBP;

import burrow.translator.Helper;
import burrow.translator.IrOp;
import java.util.Objects;

/** Calls of helpers that only compute: machine code of their own, or a visit to Java. */
final class HelperCalls {
  private final Assembler asm;
  private final Values values;
  private final CodeArea area;

  HelperCalls(Assembler asm, Values values, CodeArea area) {
    this.asm = asm;
    this.values = values;
    this.area = area;
  }

  void call(IrOp op) {
    Helper helper = Objects.requireNonNull(op.helper);
    for (int i = 0; i < op.args.length; i++) {
      values.storeTo(op.args[i], ThreadState.ARGUMENTS + 8 * i);
    }
    values.writeAllBack();
    int call = area.newCall(helper);
    asm.movImmediate(RAX, Reason.CALL | call << Reason.BITS);
    asm.jump(area.exit());
    area.setReturn(call, asm.address(asm.position()));
    asm.rm(true, Assembler.MOV, values.define(op.d), RBP, ThreadState.RESULT);
  }
}
