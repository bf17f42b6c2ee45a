package burrow.translator;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes one block of several that follow one another, as {@link BlockLifter#liftPath} does of guest
 * code: ways out in the middle are side exits, flags that only such an exit sees are recorded
 * there, and the kind of flags at the start is a constant where it is known.
 */
final class IrJoiner {
  private final List<IrOp> ops = new ArrayList<>();
  private final List<Long> constants = new ArrayList<>();
  private int known;

  /** Whether control may go from there to the address with registers as they are. */
  static boolean leads(Terminator from, long to) {
    return from instanceof Terminator.Goto g && g.hint() != Terminator.Hint.CALL && g.target() == to
        || from instanceof Terminator.Branch b && (b.taken() == to || b.fallThrough() == to);
  }

  /**
   * @param path each block leads to the next one
   */
  IrBlock join(List<IrBlock> path, int flagsKind) {
    known = flagsKind;
    Terminator end = null;
    for (int i = 0; i < path.size(); i++) {
      IrBlock block = path.get(i);
      int before = constants.size();
      for (long value : block.constants()) {
        constants.add(value);
      }
      boolean restarts = end != null && recordsWholly(block);
      if (end instanceof Terminator.Branch b && b.taken() != b.fallThrough()) {
        sideExit(b, block.pc(), path.get(i - 1), restarts);
      }
      block.ops().forEach(op -> ops.add(copy(op, before)));
      end = moved(block.terminator(), before);
    }
    long[] values = constants.stream().mapToLong(Long::longValue).toArray();
    return new IrBlock(
        path.getFirst().pc(),
        path.getLast().end(),
        ops.size(),
        ops,
        values,
        Objects.requireNonNull(end));
  }

  private static boolean recordsWholly(IrBlock block) {
    return !block.ops().isEmpty() && recordsWholly(block.ops().getFirst());
  }

  private static boolean recordsWholly(IrOp op) {
    return op.code == Opcode.FLAGS
        && op.e == IrOp.NONE
        && op.a != IrOp.NONE
        && op.b != IrOp.NONE
        && op.c != IrOp.NONE
        && !IrState.REGISTERS.readsFlags(op);
  }

  private void sideExit(Terminator.Branch b, long next, IrBlock from, boolean restarts) {
    boolean falls = b.fallThrough() == next;
    IrOp exit = new IrOp(Opcode.SIDE_EXIT, from.end());
    exit.cond = falls ? b.cond() : b.cond().negate();
    exit.a = b.a();
    exit.b = b.b();
    exit.imm = falls ? b.taken() : b.fallThrough();
    if (restarts
        && !ops.isEmpty()
        && recordsWholly(ops.getLast())
        && !IrState.REGISTERS.readsFlags(exit)) {
      exit.onFault = List.of(ops.removeLast());
    }
    ops.add(exit);
  }

  private IrOp copy(IrOp op, int by) {
    IrOp copy = new IrOp(op.code, op.pc);
    copy.a = moved(op.a, by);
    copy.b = moved(op.b, by);
    copy.c = moved(op.c, by);
    copy.e = moved(op.e, by);
    copy.d = op.d;
    copy.d2 = op.d2;
    copy.imm = op.imm;
    copy.imm2 = op.imm2;
    copy.size = op.size;
    copy.signed = op.signed;
    copy.ordering = op.ordering;
    copy.cond = op.cond;
    copy.rmw = op.rmw;
    copy.helper = op.helper;
    copy.args = op.args.clone();
    for (int i = 0; i < copy.args.length; i++) {
      copy.args[i] = moved(copy.args[i], by);
    }
    copy.trap = op.trap;
    int before = known;
    copy.onFault = op.onFault.stream().map(late -> copy(late, by)).toList();
    known = before;
    int slot = IrState.REGISTERS.flagsSlot();
    if (op.d == slot || op.d2 == slot || op.code == Opcode.CALL_CPU) {
      known = IrBuilder.UNKNOWN_FLAGS;
    } else if (op.code == Opcode.FLAGS) {
      known = op.e == IrOp.NONE ? (int) op.imm : IrBuilder.UNKNOWN_FLAGS;
    }
    return copy;
  }

  /** An operand where the block's constants stand behind others. */
  private int moved(int operand, int by) {
    if (operand == IrState.REGISTERS.flagsSlot() && known != IrBuilder.UNKNOWN_FLAGS) {
      constants.add((long) known);
      return -1 - constants.size();
    }
    return IrOp.isConstant(operand) ? operand - by : operand;
  }

  private @Nullable Terminator moved(Terminator end, int by) {
    return switch (end) {
      case Terminator.Branch b ->
          new Terminator.Branch(
              b.cond(), moved(b.a(), by), moved(b.b(), by), b.taken(), b.fallThrough());
      case Terminator.Indirect j -> {
        int target = moved(j.target(), by);
        yield IrOp.isConstant(target) ? j : new Terminator.Indirect(target, j.hint(), j.returnPc());
      }
      default -> end;
    };
  }
}
