package burrow.translator.region;

import burrow.translator.IrBlock;
import burrow.translator.IrOp;
import burrow.translator.Opcode;
import burrow.translator.Terminator;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Which kind of lazy flags each block of a region starts with, where all ways to it agree: a branch
 * can then compare what the flags were made of, though a block before it made them.
 */
final class KnownFlags {
  static final int UNKNOWN = -1;

  private final int flagsSlot;
  private final Map<Long, Integer> atStart = new HashMap<>();

  /**
   * @param entry where the region is entered, with flags of any kind
   * @param flagsSlot the register slot of the kind
   */
  KnownFlags(long entry, Map<Long, IrBlock> blocks, int flagsSlot) {
    this.flagsSlot = flagsSlot;
    ArrayDeque<Long> changed = new ArrayDeque<>();
    atStart.put(entry, UNKNOWN);
    changed.add(entry);
    while (!changed.isEmpty()) {
      IrBlock block = blocks.get(changed.remove());
      if (block == null) {
        continue;
      }
      // Anything may have happened to the flags when a call or a system call comes back.
      int kind =
          RegisterUse.keepsLocals(block.terminator()) ? after(block, atStart(block.pc())) : UNKNOWN;
      for (long next : RegionBuilder.successors(block)) {
        Integer before = atStart.get(next);
        int now = before == null || before == kind ? kind : UNKNOWN;
        if (before == null || before != now) {
          atStart.put(next, now);
          changed.add(next);
        }
      }
    }
  }

  /** The kind at the start of a block, or {@link #UNKNOWN}. */
  int atStart(long pc) {
    return atStart.getOrDefault(pc, UNKNOWN);
  }

  private int after(IrBlock block, int before) {
    int kind = before;
    for (IrOp op : block.ops()) {
      if (op.code == Opcode.FLAGS) {
        kind = op.e == IrOp.NONE ? (int) op.imm : UNKNOWN;
      } else if (op.code == Opcode.CALL_CPU || isFlag(op.d) || isFlag(op.d2)) {
        kind = UNKNOWN;
      }
    }
    return kind;
  }

  /** Whether the block reads the flags that it starts with. */
  boolean reads(IrBlock block) {
    for (IrOp op : block.ops()) {
      if (isFlag(op.a) || isFlag(op.b) || isFlag(op.c) || isFlag(op.e)) {
        return true;
      }
      for (int arg : op.args) {
        if (isFlag(arg)) {
          return true;
        }
      }
      if (op.code == Opcode.FLAGS && op.e == IrOp.NONE) {
        return false;
      }
    }
    return block.terminator() instanceof Terminator.Branch b && (isFlag(b.a()) || isFlag(b.b()));
  }

  private boolean isFlag(int operand) {
    return operand >= flagsSlot && operand < flagsSlot + 4;
  }
}
