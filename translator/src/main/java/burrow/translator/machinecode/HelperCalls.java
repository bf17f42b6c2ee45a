package burrow.translator.machinecode;

import static burrow.translator.machinecode.Assembler.RAX;
import static burrow.translator.machinecode.Assembler.RBP;
import static burrow.translator.machinecode.Assembler.RCX;
import static burrow.translator.machinecode.Assembler.RDX;

import burrow.translator.Helper;
import burrow.translator.Inline;
import burrow.translator.Intrinsic;
import burrow.translator.IrOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Calls of helpers that only compute: machine code of their own where they declare an {@link
 * Intrinsic}, or a visit to Java.
 */
final class HelperCalls {
  private final Assembler asm;
  private final Values values;
  private final CodeArea area;
  private final List<Runnable> stubs;
  private final PackedIntrinsics packed;
  private final FloatIntrinsics floats;
  private final DivisionIntrinsics divisions;
  private final HashIntrinsics hashes;

  HelperCalls(Assembler asm, Values values, CodeArea area, List<Runnable> stubs) {
    this.asm = asm;
    this.values = values;
    this.area = area;
    this.stubs = stubs;
    this.packed = new PackedIntrinsics(asm, values, this);
    this.floats = new FloatIntrinsics(asm, values, this);
    this.divisions = new DivisionIntrinsics(asm, values, this);
    this.hashes = new HashIntrinsics(asm, values, this);
  }

  /** Whether code may use a feature of {@link HostProcessor}. */
  boolean has(int feature) {
    return area.has(feature);
  }

  void call(IrOp op) {
    Helper helper = Objects.requireNonNull(op.helper);
    if (inline(op, helper)) {
      return;
    }
    for (int i = 0; i < op.args.length; i++) {
      values.storeTo(op.args[i], ThreadState.ARGUMENTS + 8 * i);
    }
    values.writeAllBack();
    visit(helper);
    asm.rm(true, Assembler.MOV, values.define(op.d), RBP, ThreadState.RESULT);
  }

  private boolean inline(IrOp op, Helper helper) {
    Inline inline = helper.inline();
    if (inline == null) {
      return false;
    }
    if (!inline.cases().isEmpty()) {
      inCases(op, inline.cases());
      return true;
    }
    long[] known = new long[op.args.length];
    for (int i = 0; i < known.length; i++) {
      if (inline.chooses(i)) {
        if (!values.isConstant(op.args[i])) {
          return false;
        }
        known[i] = values.constant(op.args[i]);
      }
    }
    Intrinsic intrinsic = inline.intrinsic(known);
    if (intrinsic == null) {
      return false;
    }
    int[] operands = new int[inline.operands()];
    for (int k = 0; k < operands.length; k++) {
      operands[k] = op.args[inline.operand(k)];
    }
    return packed.emit(intrinsic, op, operands)
        || floats.emit(intrinsic, op, operands)
        || divisions.emit(intrinsic, op, operands)
        || hashes.emit(intrinsic, op, operands);
  }

  /** Asks the helper if no case is at hand. */
  private void inCases(IrOp op, List<Inline.Case> cases) {
    values.load(op.args[0], RDX);
    List<Integer> found = new ArrayList<>();
    for (Inline.Case c : cases) {
      asm.immediate(true, 7, RDX, c.value());
      int other = asm.jcc(Assembler.NE);
      values.load(op.args[c.a()], RAX);
      values.load(op.args[c.b()], RCX);
      switch (c.before()) {
        case MOV -> {}
        case NOT -> asm.group(true, 0xf7, 2, RAX);
        case SHL -> {
          asm.shiftByCl(true, 4, RAX);
          asm.mov(RCX, RAX);
        }
        default -> throw new IllegalArgumentException(c.before().name());
      }
      int compare = Arithmetic.isTest(c.cond()) ? Assembler.TEST : Assembler.CMP;
      asm.rr(c.cond().isWide(), compare, RAX, RCX);
      asm.setcc(Arithmetic.condition(c.cond()), RAX);
      found.add(asm.jump());
      asm.bind(other);
    }
    int none = asm.jump();
    found.forEach(asm::bind);
    asm.rr8(false, Assembler.MOVZX8, RAX, RAX);
    resultInRegister(op, RAX, none);
  }

  /** Leaves for Java to compute from ARGUMENTS to RESULT; all host registers are lost. */
  private void visit(Helper helper) {
    int call = area.newCall(helper);
    asm.movImmediate(RAX, Reason.CALL | call << Reason.BITS);
    asm.jump(area.exit());
    area.setReturn(call, asm.address(asm.position()));
  }

  // ---- results of intrinsics ----

  /**
   * The operation's result is in a register that is nobody's.
   *
   * @param rare jumps taken, instead of coming here, where the result is the helper's; the last
   *     thing that happened
   */
  void resultInRegister(IrOp op, int register, int... rare) {
    Values.Snapshot then = values.snapshot();
    int d = values.define(op.d);
    asm.mov(d, register);
    askInstead(op, then, d, rare);
  }

  /** The same for the low half of a vector register. */
  void resultInVector(IrOp op, int xmm, int... rare) {
    Values.Snapshot then = values.snapshot();
    int d = values.define(op.d);
    asm.prefixed(0x66, true, 0x17e, xmm, d); // MOVQ
    askInstead(op, then, d, rare);
  }

  /** The same for the low 32 bits of a vector register, zero-extended. */
  void singleInVector(IrOp op, int xmm, int... rare) {
    Values.Snapshot then = values.snapshot();
    int d = values.define(op.d);
    asm.prefixed(0x66, false, 0x17e, xmm, d); // MOVD
    askInstead(op, then, d, rare);
  }

  private void askInstead(IrOp op, Values.Snapshot then, int d, int[] rare) {
    if (rare.length == 0) {
      return;
    }
    int back = asm.position();
    stubs.add(() -> {
      for (int jump : rare) {
        asm.bind(jump);
      }
      then.save();
      for (int i = 0; i < op.args.length; i++) {
        then.load(op.args[i], RAX);
        asm.rm(true, Assembler.MOV_STORE, RAX, RBP, ThreadState.ARGUMENTS + 8 * i);
      }
      visit(Objects.requireNonNull(op.helper));
      then.restore();
      asm.rm(true, Assembler.MOV, d, RBP, ThreadState.RESULT);
      asm.jumpBack(back);
    });
  }
}
