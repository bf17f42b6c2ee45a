package burrow.translator;

import static burrow.translator.IrOp.NONE;
import static burrow.translator.IrOp.bit;

import java.util.List;

/**
 * Local improvements of one block that hold for every engine. Nothing is removed that a fault, trap
 * or poll in between could show.
 */
final class IrOptimizer {
  private IrOptimizer() {}

  /** Changes the operations of {@code block} in place; it must not be used any more. */
  static IrBlock optimize(IrBlock block, RegisterFile registers) {
    Terminator end = coalesceMoves(block.ops(), block.terminator());
    IrBlock simple =
        Simplifier.simplify(
            new IrBlock(
                block.pc(), block.end(), block.instructions(), block.ops(), block.constants(), end),
            registers);
    List<IrOp> ops = simple.ops();
    Terminator terminator = simple.terminator();
    if (registers.flagsSlot() >= 0) {
      terminator = forwardFlagOperands(ops, terminator, registers);
      removeDeadFlags(ops, registers, terminator);
    }
    return new IrBlock(
        block.pc(), block.end(), block.instructions(), ops, simple.constants(), terminator);
  }

  /**
   * Removes FLAGS that are recorded anew before anything but a fault can see them, and the pure
   * operations that only served them. Operations in between that can fault get the removed FLAGS as
   * {@link IrOp#onFault}, which needs their operands unchanged until then, or changed by an
   * addition or subtraction that can be undone.
   */
  private static void removeDeadFlags(
      List<IrOp> ops, RegisterFile registers, Terminator terminator) {
    // Backwards, so that what a dead FLAGS reads does not keep the one before it alive.
    boolean found = false;
    long served = 0; // temporaries that something removed has read
    for (int i = ops.size() - 1; i >= 0; i--) {
      IrOp op = ops.get(i);
      if (op.code == Opcode.FLAGS) {
        if (deferrable(ops, i, registers)) {
          new DeferredFlags(op).attach(ops, i + 1);
          op.dead = true;
          found = true;
          served |= bit(op.a) | bit(op.b) | bit(op.c) | bit(op.e);
        }
      } else if ((served & bit(op.d)) != 0 && op.code.pure() && !used(ops, i, terminator)) {
        op.dead = true;
        served |= op.temporariesRead();
      }
    }
    if (found) {
      ops.removeIf(op -> op.dead);
    }
  }

  /** Whether anything reads the temporary that the operation at {@code i} makes. */
  private static boolean used(List<IrOp> ops, int i, Terminator terminator) {
    int temp = ops.get(i).d;
    for (int j = i + 1; j < ops.size(); j++) {
      IrOp op = ops.get(j);
      if (op.dead) {
        continue;
      }
      if (op.reads(temp)) {
        return true;
      }
      for (IrOp late : op.onFault) {
        if (late.reads(temp)) {
          return true;
        }
      }
      if (op.writes(temp)) {
        return false;
      }
    }
    return terminator instanceof Terminator.Branch b && (b.a() == temp || b.b() == temp)
        || terminator instanceof Terminator.Indirect j && j.target() == temp;
  }

  /**
   * Whether the FLAGS at {@code i} are recorded anew, and recoverable at every fault until then.
   */
  private static boolean deferrable(List<IrOp> ops, int i, RegisterFile registers) {
    DeferredFlags state = new DeferredFlags(ops.get(i));
    boolean conditional = ops.get(i).e != NONE; // too rare to be recovered
    boolean lost = false; // whether an operand has changed beyond recovery
    for (int j = i + 1; j < ops.size(); j++) {
      IrOp op = ops.get(j);
      boolean records = op.code == Opcode.FLAGS;
      if (records && op.e == NONE) {
        // An operand slot that a kind does not use holds nothing of value.
        return !registers.readsFlags(op);
      }
      if (op.dead) {
        continue;
      }
      if (records) {
        return false; // they may be what stays
      }
      if (registers.readsFlags(op)
          || op.code == Opcode.CALL_CPU
          || registers.isFlag(op.d)
          || op.code.mayFault() && (lost || conditional)) {
        return false;
      }
      lost |= !state.survives(op);
    }
    return false;
  }

  /**
   * Lets comparisons name what FLAGS recorded instead of the flags slots, where still unchanged.
   */
  private static Terminator forwardFlagOperands(
      List<IrOp> ops, Terminator terminator, RegisterFile registers) {
    int flagsSlot = registers.flagsSlot();
    int a = NONE;
    int b = NONE;
    int c = NONE;
    for (IrOp op : ops) {
      if (op.code == Opcode.FLAGS) {
        boolean surely = op.e == NONE;
        a = surely && !registers.isFlag(op.a) ? op.a : NONE;
        b = surely && !registers.isFlag(op.b) ? op.b : NONE;
        c = surely && !registers.isFlag(op.c) ? op.c : NONE;
        continue;
      }
      op.a = forward(op.a, flagsSlot, a, b, c);
      op.b = forward(op.b, flagsSlot, a, b, c);
      if (op.code == Opcode.CALL_CPU) {
        a = b = c = NONE;
      }
      a = op.writes(a) ? NONE : a;
      b = op.writes(b) ? NONE : b;
      c = op.writes(c) ? NONE : c;
      if (registers.isFlag(op.d) || registers.isFlag(op.d2)) {
        a = b = c = NONE;
      }
    }
    if (terminator instanceof Terminator.Branch t) {
      return new Terminator.Branch(
          t.cond(),
          forward(t.a(), flagsSlot, a, b, c),
          forward(t.b(), flagsSlot, a, b, c),
          t.taken(),
          t.fallThrough());
    }
    return terminator;
  }

  private static int forward(int operand, int flagsSlot, int a, int b, int c) {
    int with =
        operand - flagsSlot == 1
            ? a
            : operand - flagsSlot == 2 ? b : operand - flagsSlot == 3 ? c : NONE;
    return with == NONE ? operand : with;
  }

  /**
   * Turns {@code t = op; …; r = t} into {@code r = op; …} within one instruction, where nothing in
   * between can fault or touches r; what read t then reads r.
   */
  private static Terminator coalesceMoves(List<IrOp> ops, Terminator terminator) {
    Terminator end = terminator;
    int i = 0;
    while (++i < ops.size()) {
      IrOp move = ops.get(i);
      if (move.code != Opcode.MOV || !IrOp.isTemp(move.a)) {
        continue;
      }
      int def = definition(ops, i);
      if (def < 0 || writtenLater(ops, i + 1, move)) {
        continue;
      }
      int temp = move.a;
      int register = move.d;
      IrOp defining = ops.get(def);
      if (defining.d == temp) {
        defining.d = register;
      } else {
        defining.d2 = register;
      }
      ops.remove(i);
      int j = def + 1;
      while (j < ops.size() && ops.get(j).pc == move.pc) {
        ops.get(j++).replace(temp, register);
      }
      if (j == ops.size()) {
        end = replace(end, temp, register);
      }
      i--;
    }
    return end;
  }

  /**
   * Where the temporary that the move at {@code i} reads is made, if it may be renamed; else -1.
   */
  private static int definition(List<IrOp> ops, int i) {
    IrOp move = ops.get(i);
    for (int j = i - 1; j >= 0 && ops.get(j).pc == move.pc; j--) {
      IrOp op = ops.get(j);
      if (op.writes(move.a)) {
        return op.code == Opcode.CALL_CPU || op.writes(move.d) ? -1 : j;
      }
      if (op.code.mayFault() || op.reads(move.d) || op.writes(move.d)) {
        return -1;
      }
    }
    return -1;
  }

  /** Whether the move's register or temporary changes again in this instruction. */
  private static boolean writtenLater(List<IrOp> ops, int from, IrOp move) {
    for (int j = from; j < ops.size() && ops.get(j).pc == move.pc; j++) {
      IrOp op = ops.get(j);
      if (op.writes(move.d) || op.writes(move.a) || op.code == Opcode.CALL_CPU) {
        return true;
      }
    }
    return false;
  }

  private static Terminator replace(Terminator terminator, int from, int to) {
    if (terminator instanceof Terminator.Branch b) {
      return b.a() != from && b.b() != from
          ? b
          : new Terminator.Branch(
              b.cond(),
              b.a() == from ? to : b.a(),
              b.b() == from ? to : b.b(),
              b.taken(),
              b.fallThrough());
    }
    return terminator instanceof Terminator.Indirect j && j.target() == from
        ? new Terminator.Indirect(to, j.hint(), j.returnPc())
        : terminator;
  }
}
