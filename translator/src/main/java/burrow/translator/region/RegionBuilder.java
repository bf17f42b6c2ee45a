package burrow.translator.region;

import burrow.machine.GuestFault;
import burrow.machine.Trap;
import burrow.translator.BlockLifter;
import burrow.translator.IrBlock;
import burrow.translator.Terminator;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Finds the blocks of a region: those reachable from its entry by jumps, branches, and past calls
 * and system calls, up to a size that HotSpot compiles well.
 */
final class RegionBuilder {
  /** IR operations; at some ten bytecodes each the method stays under the 8,000 that C2 likes. */
  private static final int MOST_OPS = 700;

  /** Farther jumps leave the function. */
  private static final long REACH = 1 << 16;

  private static final int BLOCK_INSTRUCTIONS = 64;

  private final BlockLifter lifter;

  RegionBuilder(BlockLifter lifter) {
    this.lifter = lifter;
  }

  /**
   * Lifts the region of {@code entry}.
   *
   * @return blocks by address, the entry first
   * @throws GuestFault if the entry cannot be fetched
   */
  Map<Long, IrBlock> build(long entry) {
    Map<Long, IrBlock> blocks = new LinkedHashMap<>();
    ArrayDeque<Long> open = new ArrayDeque<>();
    open.add(entry);
    int ops = 0;
    while (!open.isEmpty() && ops < MOST_OPS) {
      long pc = open.remove();
      if (blocks.containsKey(pc)) {
        continue;
      }
      IrBlock block;
      try {
        block = lifter.lift(pc, BLOCK_INSTRUCTIONS);
      } catch (GuestFault f) {
        if (pc == entry) {
          throw f;
        }
        continue; // reached only if the guest gets there; the interpreter raises the fault then
      }
      blocks.put(pc, block);
      ops += block.ops().size() + 4;
      for (long next : successors(block)) {
        if (Math.abs(next - entry) < REACH) {
          open.add(next);
        }
      }
    }
    return blocks;
  }

  /** Where control may go on inside the function. */
  static long[] successors(IrBlock block) {
    return switch (block.terminator()) {
      case Terminator.Goto g ->
          new long[] {g.hint() == Terminator.Hint.CALL ? g.returnPc() : g.target()};
      case Terminator.Branch b -> new long[] {b.fallThrough(), b.taken()};
      case Terminator.Indirect i ->
          i.hint() == Terminator.Hint.CALL ? new long[] {i.returnPc()} : new long[0];
      case Terminator.Raise r -> r.trap() == Trap.SYSCALL ? new long[] {r.pc()} : new long[0];
    };
  }
}
