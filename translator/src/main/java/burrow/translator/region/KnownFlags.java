package burrow.translator.region;

import burrow.translator.IrBlock;
import burrow.translator.IrBuilder;
import burrow.translator.IrOp;
import burrow.translator.Opcode;
import burrow.translator.RegisterFile;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which kind of lazy flags each block of a region starts with, where all ways to it agree: a branch
 * can then compare what the flags were made of, though a block before it made them.
 *
 * <p>What a block records may depend on the kind that it was lifted for, when it keeps a part of
 * the flags. So blocks are lifted for what is found, and that is found again, until both agree.
 */
public final class KnownFlags {
  private static final int UNKNOWN = IrBuilder.UNKNOWN_FLAGS;

  /** Lifts a block anew. */
  @FunctionalInterface
  public interface Lifter {
    IrBlock lift(long pc, int flagsKind);
  }

  private final RegisterFile registers;
  private final Map<Long, Integer> atStart = new HashMap<>();

  /** What blocks that read flags of others have been lifted for, if not for all kinds. */
  private final Map<Long, Integer> liftedFor = new HashMap<>();

  /** Blocks that are lifted for all kinds, since another kind was found once they were for one. */
  private final Set<Long> unsettled = new HashSet<>();

  /**
   * @param entries where the region is entered, with flags of any kind
   * @param blocks lifted for all kinds; those that read flags of a known kind are replaced
   */
  public KnownFlags(
      Collection<Long> entries, Map<Long, IrBlock> blocks, RegisterFile registers, Lifter lifter) {
    this.registers = registers;
    List<Long> readers =
        blocks.values().stream().filter(registers::readsFlags).map(IrBlock::pc).toList();
    boolean changed = true;
    while (changed) {
      find(entries, blocks);
      changed = false;
      for (long pc : readers) {
        int kind = atStart(pc);
        int before = liftedFor.getOrDefault(pc, UNKNOWN);
        if (kind == before || unsettled.contains(pc)) {
          continue;
        }
        if (before != UNKNOWN) {
          unsettled.add(pc);
          kind = UNKNOWN;
        }
        liftedFor.put(pc, kind);
        blocks.put(pc, lifter.lift(pc, kind));
        changed = true;
      }
    }
  }

  private void find(Collection<Long> entries, Map<Long, IrBlock> blocks) {
    atStart.clear();
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

  /** The kind to lift a block for, which it starts with, or {@link IrBuilder#UNKNOWN_FLAGS}. */
  public int kind(long pc) {
    return unsettled.contains(pc) ? UNKNOWN : atStart(pc);
  }

  /** Whether a block must be lifted on its own, for all kinds, though one before it tells. */
  public boolean isUnsettled(long pc) {
    return unsettled.contains(pc);
  }

  private int atStart(long pc) {
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
}
