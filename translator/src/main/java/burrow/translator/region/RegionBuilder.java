package burrow.translator.region;

import burrow.machine.GuestFault;
import burrow.machine.Trap;
import burrow.translator.BlockLifter;
import burrow.translator.IrBlock;
import burrow.translator.IrOp;
import burrow.translator.Opcode;
import burrow.translator.Terminator;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;

/**
 * Finds the blocks of a region: those reachable from its entry by jumps, branches, and past calls
 * and system calls, up to a size that HotSpot compiles well.
 */
final class RegionBuilder {
  /**
   * Bytes of bytecode with what is inlined, roughly. C2 inlines nothing more once it has made
   * 18,000 nodes, and its time grows faster than the size: with 12,000 SHA-256 on riscv64, one
   * function of many pieces, is a tenth faster, on amd64, where it consists of calls, a fifth
   * slower.
   */
  private static final int MOST = 8_000;

  /** The same for code that has not run yet, so that small functions are translated whole. */
  private static final int MOST_COLD = 2_000;

  /** Farther jumps leave the function. */
  static final long REACH = 1 << 16;

  private static final int BLOCK_INSTRUCTIONS = 64;

  private final BlockLifter lifter;
  private final LongPredicate executed;
  private final LongFunction<long[]> jumpTargets;

  /**
   * @param executed whether the block at an address has run: what has not waits its turn
   * @param jumpTargets where the indirect jump of the block at an address has gone
   */
  RegionBuilder(BlockLifter lifter, LongPredicate executed, LongFunction<long[]> jumpTargets) {
    this.jumpTargets = jumpTargets;
    this.lifter = lifter;
    this.executed = executed;
  }

  /**
   * Lifts the region of {@code entry}.
   *
   * @return blocks by address, the entry first
   * @throws GuestFault if the entry cannot be fetched
   */
  Map<Long, IrBlock> build(long entry) {
    Map<Long, IrBlock> blocks = new LinkedHashMap<>();
    ArrayDeque<Long> warm = new ArrayDeque<>();
    ArrayDeque<Long> cold = new ArrayDeque<>();
    warm.add(entry);
    int size = 0;
    while (!warm.isEmpty() && size < MOST || !cold.isEmpty() && size < MOST_COLD) {
      long pc = warm.isEmpty() ? cold.remove() : warm.remove();
      if (blocks.containsKey(pc)) {
        continue;
      }
      IrBlock block;
      try {
        block = withTargets(lifter.lift(pc, BLOCK_INSTRUCTIONS));
      } catch (GuestFault f) {
        if (pc == entry) {
          throw f;
        }
        continue; // reached only if the guest gets there; the interpreter raises the fault then
      }
      blocks.put(pc, block);
      size += size(block);
      for (long next : successors(block)) {
        if (Math.abs(next - entry) < REACH) {
          (executed.test(next) ? warm : cold).add(next);
        }
      }
    }
    nameFlags(entry, blocks);
    return blocks;
  }

  /** Lifts blocks that read flags of others again, where it is known what kind these are. */
  private void nameFlags(long entry, Map<Long, IrBlock> blocks) {
    if (lifter.registers().flagsSlot() < 0) {
      return;
    }
    new KnownFlags(
        List.of(entry),
        blocks,
        lifter.registers(),
        (pc, kind) -> withTargets(lifter.lift(pc, BLOCK_INSTRUCTIONS, kind)));
  }

  /**
   * A switch of the guest's is an indirect jump: it stays in the region where it is known to go. A
   * call through a pointer mostly goes to the same few functions.
   */
  private IrBlock withTargets(IrBlock block) {
    if (!(block.terminator() instanceof Terminator.Indirect i)
        || i.hint() == Terminator.Hint.RETURN) {
      return block;
    }
    List<Long> targets = Arrays.stream(jumpTargets.apply(block.pc())).boxed().toList();
    return new IrBlock(
        block.pc(),
        block.end(),
        block.instructions(),
        block.ops(),
        block.constants(),
        new Terminator.Indirect(i.target(), i.hint(), i.returnPc(), targets));
  }

  private static int size(IrBlock block) {
    int size = 50;
    for (IrOp op : block.ops()) {
      size += op.code.form() == Opcode.Form.MEMORY ? 50 : 10;
    }
    return size;
  }

  /** Where control may go on inside the function. */
  static long[] successors(IrBlock block) {
    return switch (block.terminator()) {
      case Terminator.Goto g ->
          new long[] {g.hint() == Terminator.Hint.CALL ? g.returnPc() : g.target()};
      case Terminator.Branch b -> new long[] {b.fallThrough(), b.taken()};
      case Terminator.Indirect i ->
          switch (i.hint()) {
            case CALL -> new long[] {i.returnPc()};
            case JUMP -> i.targets().stream().mapToLong(t -> t).toArray();
            case RETURN -> new long[0];
          };
      case Terminator.Raise r -> r.trap() == Trap.SYSCALL ? new long[] {r.pc()} : new long[0];
    };
  }
}
