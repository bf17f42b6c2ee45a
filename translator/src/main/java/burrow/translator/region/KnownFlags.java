package burrow.translator.region;

import burrow.translator.IrBlock;
import burrow.translator.IrBuilder;
import burrow.translator.IrOp;
import burrow.translator.Opcode;
import burrow.translator.RegisterFile;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Which kind of lazy flags each block of a region starts with, where all ways to it agree: a branch
 * can then compare what the flags were made of, though a block before it made them.
 */
public final class KnownFlags {
  private static final int UNKNOWN = IrBuilder.UNKNOWN_FLAGS;

  private final RegisterFile registers;
  private final Map<Long, Integer> atStart = new HashMap<>();

  /**
   * @param entries where the region is entered, with flags of any kind
   */
  public KnownFlags(Collection<Long> entries, Map<Long, IrBlock> blocks, RegisterFile registers) {
    this.registers = registers;
    ArrayDeque<Long> changed = new ArrayDeque<>(entries);
    entries.forEach(entry -> atStart.put(entry, UNKNOWN));
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

  /** The kind at the start of a block, or {@link IrBuilder#UNKNOWN_FLAGS}. */
  public int atStart(long pc) {
    return atStart.getOrDefault(pc, UNKNOWN);
  }

  private int after(IrBlock block, int before) {
    int kind = before;
    for (IrOp op : block.ops()) {
      if (op.code == Opcode.FLAGS) {
        kind = op.e == IrOp.NONE ? (int) op.imm : UNKNOWN;
      } else if (op.code == Opcode.CALL_CPU || registers.isFlag(op.d) || registers.isFlag(op.d2)) {
        kind = UNKNOWN;
      }
    }
    return kind;
  }

  /** Whether the block reads the flags that it starts with. */
  boolean reads(IrBlock block) {
    return registers.readsFlags(block);
  }
}
