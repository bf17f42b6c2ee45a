package burrow.translator;

import static burrow.translator.IrOp.NONE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Carries constants from instruction to instruction and leaves out register writes that nothing can
 * see. Load-immediate pairs (AUIPC and ADDI, ADRP and ADD, MOVZ and MOVK) become one constant,
 * calls through such a pair direct ones, and a pair of shifts that extends a field one extraction.
 */
final class Simplifier {
  private final List<IrOp> ops;
  private final int flagsSlot;
  private Terminator terminator;
  private long[] constants;
  private int constantCount;

  /** Constant operands that registers and temporaries are known to equal. */
  private final Map<Integer, Integer> known = new HashMap<>();

  private Simplifier(IrBlock block, List<IrOp> ops, Terminator terminator, int flagsSlot) {
    this.ops = ops;
    this.terminator = terminator;
    this.flagsSlot = flagsSlot;
    this.constants = block.constants();
    this.constantCount = constants.length;
  }

  static IrBlock simplify(IrBlock block, RegisterFile registers) {
    Simplifier s =
        new Simplifier(
            block, new ArrayList<>(block.ops()), block.terminator(), registers.flagsSlot());
    s.propagate();
    s.fuseShifts();
    s.removeUnseenWrites();
    return new IrBlock(
        block.pc(),
        block.end(),
        block.instructions(),
        s.ops,
        Arrays.copyOf(s.constants, s.constantCount),
        s.terminator);
  }

  // ---- constants ----

  private int con(long value) {
    for (int i = 0; i < constantCount; i++) {
      if (constants[i] == value) {
        return -2 - i;
      }
    }
    if (constantCount == constants.length) {
      constants = Arrays.copyOf(constants, constantCount + 8);
    }
    constants[constantCount] = value;
    return -2 - constantCount++;
  }

  private long value(int operand) {
    return constants[-2 - operand];
  }

  private int resolve(int operand) {
    Integer constant = operand < 0 ? null : known.get(operand);
    return constant == null ? operand : constant;
  }

  private void propagate() {
    for (int i = 0; i < ops.size(); i++) {
      IrOp op = ops.get(i);
      if (op.code.form() == Opcode.Form.MEMORY) {
        foldAddress(op);
      } else if (op.code.pure() && op.code != Opcode.CALL) {
        Integer folded = fold(op);
        if (folded != null) {
          IrOp move = new IrOp(Opcode.MOV, op.pc);
          move.d = op.d;
          move.a = folded;
          ops.set(i, move);
          op = move;
        }
      }
      forget(op);
      if (op.code == Opcode.MOV && IrOp.isConstant(op.a)) {
        known.put(op.d, op.a);
      }
    }
    terminator = foldTerminator();
  }

  private void forget(IrOp op) {
    if (op.code == Opcode.CALL_CPU) {
      known.clear();
    }
    if (op.code == Opcode.FLAGS) {
      for (int slot = flagsSlot; slot < flagsSlot + 4; slot++) {
        known.remove(slot);
      }
    }
    known.remove(op.d);
    known.remove(op.d2);
  }

  private void foldAddress(IrOp op) {
    int base = resolve(op.a);
    int index = resolve(op.b);
    if (IrOp.isConstant(base)) {
      op.imm += value(base);
      op.a = NONE;
    }
    if (IrOp.isConstant(index)) {
      op.imm += value(index) << op.imm2;
      op.b = NONE;
    }
  }

  /** The operand that the operation's result equals, if that is a constant; else null. */
  private @Nullable Integer fold(IrOp op) {
    int a = resolve(op.a);
    int b = resolve(op.b);
    boolean constantA = IrOp.isConstant(a);
    boolean constants2 = constantA && IrOp.isConstant(b);
    return switch (op.code.form()) {
      case UNARY -> constantA ? con(op.code.evaluate(value(a))) : null;
      case BINARY -> {
        op.b = b;
        yield constants2 ? con(op.code.evaluate(value(a), value(b))) : null;
      }
      case BITS -> {
        boolean foldable = constants2 || (constantA && op.b == NONE);
        long deposited = constants2 ? value(b) : 0;
        yield foldable
            ? con(op.code.evaluateBits(value(a), deposited, (int) op.imm, op.imm2))
            : null;
      }
      default -> {
        op.b = b;
        yield op.code == Opcode.SET && constants2 && op.cond != null
            ? con(op.cond.test(value(a), value(b)) ? 1 : 0)
            : null;
      }
    };
  }

  private Terminator foldTerminator() {
    if (terminator instanceof Terminator.Branch t) {
      int a = resolve(t.a());
      int b = resolve(t.b());
      if (IrOp.isConstant(a) && IrOp.isConstant(b)) {
        long target = t.cond().test(value(a), value(b)) ? t.taken() : t.fallThrough();
        return new Terminator.Goto(target, Terminator.Hint.JUMP, 0);
      }
      return new Terminator.Branch(t.cond(), a, b, t.taken(), t.fallThrough());
    }
    if (terminator instanceof Terminator.Indirect t && IrOp.isConstant(resolve(t.target()))) {
      return new Terminator.Goto(value(resolve(t.target())), t.hint(), t.returnPc());
    }
    return terminator;
  }

  // ---- shifts ----

  /** SHL r, a, k and at once SHR r, r, m with k ≤ m: bits of a. */
  private void fuseShifts() {
    for (int i = 1; i < ops.size(); i++) {
      IrOp left = ops.get(i - 1);
      IrOp right = ops.get(i);
      boolean signed = right.code == Opcode.SAR;
      if (left.code != Opcode.SHL
          || (right.code != Opcode.SHR && !signed)
          || right.a != left.d
          || right.d != left.d
          || !IrOp.isConstant(left.b)
          || !IrOp.isConstant(right.b)
          || IrOp.isConstant(left.a)) {
        continue;
      }
      int k = (int) value(left.b) & 63;
      int m = (int) value(right.b) & 63;
      if (k <= m) {
        ops.set(i, extraction(left.a, right, m - k, 64 - m, signed));
        ops.remove(--i);
      }
    }
  }

  private static IrOp extraction(int a, IrOp shift, int position, int length, boolean signed) {
    Opcode code = position == 0 ? extension(length, signed) : null;
    IrOp op = new IrOp(code != null ? code : signed ? Opcode.SEXTRACT : Opcode.EXTRACT, shift.pc);
    op.d = shift.d;
    op.a = a;
    if (code == null) {
      op.imm = position;
      op.imm2 = length;
    }
    return op;
  }

  private static @Nullable Opcode extension(int length, boolean signed) {
    return switch (length) {
      case 8 -> signed ? Opcode.SEXT8 : Opcode.ZEXT8;
      case 16 -> signed ? Opcode.SEXT16 : Opcode.ZEXT16;
      case 32 -> signed ? Opcode.SEXT32 : Opcode.ZEXT32;
      default -> null;
    };
  }

  // ---- writes that nothing sees ----

  /**
   * From the end: a pure operation goes if its register is written again before anything reads it
   * or can fault, or if its temporary is never read.
   */
  private void removeUnseenWrites() {
    Set<Integer> overwritten = new HashSet<>();
    Set<Integer> liveTemporaries = new HashSet<>();
    if (terminator instanceof Terminator.Branch t) {
      liveTemporaries.add(t.a());
      liveTemporaries.add(t.b());
    } else if (terminator instanceof Terminator.Indirect t) {
      liveTemporaries.add(t.target());
    }
    for (int i = ops.size() - 1; i >= 0; i--) {
      IrOp op = ops.get(i);
      boolean unseen =
          IrOp.isTemp(op.d) ? !liveTemporaries.contains(op.d) : overwritten.contains(op.d);
      if (op.code.pure() && unseen) {
        ops.remove(i);
        continue;
      }
      define(op.d, overwritten, liveTemporaries);
      define(op.d2, overwritten, liveTemporaries);
      if (op.code.mayFault()) {
        overwritten.clear();
      }
      for (int operand : new int[] {op.a, op.b, op.c, op.e}) {
        use(operand, overwritten, liveTemporaries);
      }
      for (int operand : op.args) {
        use(operand, overwritten, liveTemporaries);
      }
    }
  }

  private static void define(int d, Set<Integer> overwritten, Set<Integer> liveTemporaries) {
    if (IrOp.isTemp(d)) {
      liveTemporaries.remove(d);
    } else if (IrOp.isRegister(d)) {
      overwritten.add(d);
    }
  }

  private static void use(int operand, Set<Integer> overwritten, Set<Integer> liveTemporaries) {
    if (IrOp.isTemp(operand)) {
      liveTemporaries.add(operand);
    } else {
      overwritten.remove(operand);
    }
  }
}
