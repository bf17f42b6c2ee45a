package burrow.translator;

import static burrow.translator.IrOp.NONE;

import burrow.machine.Cpu;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** FLAGS taken out of the normal path, and how to record them late, at a fault. */
final class DeferredFlags {
  private static final int SPARE = IrOp.TEMP + Cpu.TEMPORARIES - 1;

  private final IrOp flags;

  /** The operation that changed operand a, to be undone; null while a is unchanged. */
  private @Nullable IrOp changed;

  DeferredFlags(IrOp flags) {
    this.flags = flags;
  }

  /** Takes note of an operation; false if it changes an operand so that it cannot be recovered. */
  boolean survives(IrOp op) {
    if (op.d == NONE) {
      return true;
    }
    if (changed != null && op.writes(changed.b) || op.d2 != NONE && touches(op.d2)) {
      return false;
    }
    if (!touches(op.d)) {
      return true;
    }
    boolean undoable =
        changed == null
            && (op.code == Opcode.ADD || op.code == Opcode.SUB)
            && op.a == op.d
            && op.b != op.d
            && op.d == flags.a
            && op.d != flags.b
            && op.d != flags.c;
    if (undoable) {
      changed = op;
    }
    return undoable;
  }

  private boolean touches(int operand) {
    return operand == flags.a || operand == flags.b || operand == flags.c;
  }

  /** Gives every operation from {@code from} to the next FLAGS that can fault its onFault. */
  void attach(List<IrOp> ops, int from) {
    for (int i = from; ops.get(i).code != Opcode.FLAGS; i++) {
      IrOp op = ops.get(i);
      if (op.dead) {
        continue;
      }
      if (op.code.mayFault()) {
        op.onFault = late(op.pc);
      }
      if (!survives(op)) {
        return; // nothing after it can fault: deferrable has looked
      }
    }
  }

  private List<IrOp> late(long pc) {
    IrOp f = new IrOp(Opcode.FLAGS, pc);
    f.imm = flags.imm;
    f.a = flags.a;
    f.b = flags.b;
    f.c = flags.c;
    if (changed == null) {
      return List.of(f);
    }
    IrOp undo = new IrOp(changed.code == Opcode.ADD ? Opcode.SUB : Opcode.ADD, pc);
    undo.d = SPARE;
    undo.a = changed.d;
    undo.b = changed.b;
    f.a = SPARE;
    return List.of(undo, f);
  }
}
