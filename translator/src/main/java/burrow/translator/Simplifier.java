package burrow.translator;

import static burrow.translator.IrOp.NONE;
import static burrow.translator.IrOp.bit;

import burrow.machine.Cpu;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries constants from instruction to instruction and leaves out register writes that nothing can
 * see. Load-immediate pairs (AUIPC and ADDI, ADRP and ADD, MOVZ and MOVK) become one constant,
 * calls through such a pair direct ones, and a pair of shifts that extends a field one extraction.
 */
final class Simplifier {
  private final List<IrOp> ops;
  private final RegisterFile registers;
  private Terminator terminator;
  private long[] constants;
  private int constantCount;

  private final int registerCount;

  /**
   * By {@link #index}: the constant operand that a register or temporary is known to equal, or 0.
   */
  private final int[] known;

  /** The set of temporaries that are copies of registers, while both have that value. */
  private long copies;

  /** By temporary in that set: the register. */
  private final int[] copied = new int[Cpu.TEMPORARIES];

  private Simplifier(IrBlock block, RegisterFile registers) {
    this.ops = block.ops();
    this.terminator = block.terminator();
    this.registers = registers;
    this.registerCount = registers.count();
    this.known = new int[registerCount + Cpu.TEMPORARIES];
    this.constants = block.constants();
    this.constantCount = constants.length;
  }

  /** Changes the operations of {@code block} in place. */
  static IrBlock simplify(IrBlock block, RegisterFile registers) {
    Simplifier s = new Simplifier(block, registers);
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

  /** Position of a register or temporary in tables over both. */
  private int index(int operand) {
    return operand < IrOp.TEMP ? operand : operand - IrOp.TEMP + registerCount;
  }

  private int resolve(int operand) {
    if (operand < 0) {
      return operand;
    }
    int constant = known[index(operand)];
    return constant == 0 ? operand : constant;
  }

  private void propagate() {
    for (int i = 0; i < ops.size(); i++) {
      IrOp op = ops.get(i);
      readOriginals(op);
      if (op.code.form() == Opcode.Form.MEMORY) {
        foldAddress(op);
      } else if (op.code.pure() && op.code != Opcode.CALL) {
        int folded = fold(op);
        if (folded != NONE) {
          IrOp move = new IrOp(Opcode.MOV, op.pc);
          move.d = op.d;
          move.a = folded;
          ops.set(i, move);
          op = move;
        }
      }
      forget(op);
      if (op.code == Opcode.MOV && IrOp.isConstant(op.a)) {
        known[index(op.d)] = op.a;
      } else if (op.code == Opcode.MOV && IrOp.isTemp(op.d) && copyable(op.a)) {
        copies |= bit(op.d);
        copied[op.d - IrOp.TEMP] = op.a;
      }
    }
    terminator = foldTerminator();
  }

  /** Lets an operation read registers rather than copies of them. */
  private void readOriginals(IrOp op) {
    op.a = original(op.a);
    op.b = original(op.b);
    op.c = original(op.c);
    op.e = original(op.e);
    for (int k = 0; k < op.args.length; k++) {
      op.args[k] = original(op.args[k]);
    }
  }

  private int original(int operand) {
    return (copies & bit(operand)) != 0 ? copied[operand - IrOp.TEMP] : operand;
  }

  /** A register, but no slot of the lazy flags: FLAGS writes those one after the other. */
  private boolean copyable(int operand) {
    return IrOp.isRegister(operand) && !registers.isFlag(operand);
  }

  private void forgetCopies(int written) {
    copies &= ~bit(written);
    if (IrOp.isRegister(written)) {
      for (long rest = copies; rest != 0; rest &= rest - 1) {
        int t = Long.numberOfTrailingZeros(rest);
        if (copied[t] == written) {
          copies &= ~(1L << t);
        }
      }
    }
  }

  private void forget(IrOp op) {
    forgetCopies(op.d);
    forgetCopies(op.d2);
    if (op.code == Opcode.CALL_CPU) {
      Arrays.fill(known, 0);
      copies = 0;
    }
    if (op.code == Opcode.FLAGS) {
      Arrays.fill(known, registers.flagsSlot(), registers.flagsSlot() + 4, 0);
    }
    if (op.d != NONE) {
      known[index(op.d)] = 0;
    }
    if (op.d2 != NONE) {
      known[index(op.d2)] = 0;
    }
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

  /** The operand that the operation's result equals, if that is a constant; else NONE. */
  private int fold(IrOp op) {
    int a = resolve(op.a);
    int b = resolve(op.b);
    boolean constantA = IrOp.isConstant(a);
    boolean constants2 = constantA && IrOp.isConstant(b);
    return switch (op.code.form()) {
      case UNARY -> constantA ? con(op.code.evaluate(value(a))) : NONE;
      case BINARY -> {
        op.b = b;
        yield constants2 ? con(op.code.evaluate(value(a), value(b))) : NONE;
      }
      case BITS -> {
        boolean foldable = constants2 || (constantA && op.b == NONE);
        long deposited = constants2 ? value(b) : 0;
        yield foldable
            ? con(op.code.evaluateBits(value(a), deposited, (int) op.imm, op.imm2))
            : NONE;
      }
      default -> {
        op.b = b;
        yield op.code == Opcode.SET && constants2 && op.cond != null
            ? con(op.cond.test(value(a), value(b)) ? 1 : 0)
            : NONE;
      }
    };
  }

  private Terminator foldTerminator() {
    if (terminator instanceof Terminator.Branch t) {
      int a = resolve(original(t.a()));
      int b = resolve(original(t.b()));
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
    // Of a register: the round in which it was found to be written later; a fault ends a round.
    int[] overwritten = new int[registerCount];
    int round = 1;
    long liveTemporaries = 0;
    for (int operand : terminator.operands()) {
      liveTemporaries |= bit(operand);
    }
    for (int i = ops.size() - 1; i >= 0; i--) {
      IrOp op = ops.get(i);
      boolean unseen =
          IrOp.isTemp(op.d)
              ? (liveTemporaries & bit(op.d)) == 0
              : op.d != NONE && overwritten[op.d] == round;
      if (unseen && op.code.pure()) {
        ops.remove(i);
        continue;
      }
      define(op.d, overwritten, round);
      define(op.d2, overwritten, round);
      liveTemporaries &= ~(bit(op.d) | bit(op.d2));
      if (op.code.mayFault()) {
        round++;
      }
      use(op.a, overwritten);
      use(op.b, overwritten);
      use(op.c, overwritten);
      use(op.e, overwritten);
      for (int operand : op.args) {
        use(operand, overwritten);
      }
      liveTemporaries |= op.temporariesRead();
    }
  }

  private static void define(int d, int[] overwritten, int round) {
    if (IrOp.isRegister(d)) {
      overwritten[d] = round;
    }
  }

  private static void use(int operand, int[] overwritten) {
    if (IrOp.isRegister(operand)) {
      overwritten[operand] = 0;
    }
  }
}
