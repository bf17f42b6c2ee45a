package burrow.translator.machinecode;

import burrow.translator.IrBlock;
import burrow.translator.IrBuilder;
import burrow.translator.IrOp;
import burrow.translator.Opcode;
import burrow.translator.RegisterFile;
import burrow.translator.Terminator;
import burrow.translator.region.KnownFlags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.LongUnaryOperator;

/**
 * Which blocks make a region, in which order their code stands, and where it can be entered from
 * outside: at its start, behind calls and at loops. Blocks that run rarely stay outside.
 */
final class RegionShape {
  /** Operations of a region: its code must fit into the area, and be made in a few milliseconds. */
  private static final int MOST_OPS = 2000;

  /** A block that runs so many times less often than the entry is not worth its room. */
  private static final int RARE = 64;

  /** Lifts a block as {@link MachineCode.Lifter}. */
  private final MachineCode.Lifter lifter;

  private final RegisterFile registers;
  private final LongUnaryOperator runs;
  private final Map<Long, IrBlock> blocks = new LinkedHashMap<>();
  private final Map<Long, Integer> flagsKinds = new HashMap<>();
  private final Set<Long> entries = new HashSet<>();
  private final Set<Long> headers = new HashSet<>();
  private final List<IrBlock> order = new ArrayList<>();
  private final long entry;

  /**
   * @param runs how often the block at an address has run, as far as that is known; 0 for those
   *     that shall not be part of it
   */
  RegionShape(
      MachineCode.Lifter lifter, RegisterFile registers, LongUnaryOperator runs, long entry) {
    this.lifter = lifter;
    this.registers = registers;
    this.runs = runs;
    this.entry = entry;
    collect();
    if (!blocks.isEmpty()) {
      arrange();
      findEntries();
      nameFlags();
    }
  }

  /** The hottest first, so that the size ends where it is cold. */
  private void collect() {
    long least = Math.max(1, runs.applyAsLong(entry) / RARE);
    PriorityQueue<Long> waiting =
        new PriorityQueue<>((a, b) -> Long.compare(runs.applyAsLong(b), runs.applyAsLong(a)));
    waiting.add(entry);
    int ops = 0;
    while (!waiting.isEmpty() && ops < MOST_OPS) {
      long pc = waiting.remove();
      if (blocks.containsKey(pc) || pc != entry && runs.applyAsLong(pc) < least) {
        continue;
      }
      IrBlock block = lifter.lift(pc, IrBuilder.UNKNOWN_FLAGS);
      if (!BlockCompiler.isPossible(block)) {
        continue;
      }
      blocks.put(pc, block);
      ops += block.ops().size() + 2;
      for (long next : successors(block)) {
        waiting.add(next);
      }
      if (block.terminator() instanceof Terminator.Goto g && g.hint() == Terminator.Hint.CALL) {
        waiting.add(g.returnPc());
      } else if (block.terminator() instanceof Terminator.Indirect i
          && i.hint() == Terminator.Hint.CALL) {
        waiting.add(i.returnPc());
      }
    }
  }

  /** Where control goes on from a block with registers as they are. */
  private static long[] successors(IrBlock block) {
    if (!BlockCompiler.isWhole(block)) {
      return new long[0];
    }
    return switch (block.terminator()) {
      case Terminator.Goto g when g.hint() != Terminator.Hint.CALL -> new long[] {g.target()};
      case Terminator.Branch b -> new long[] {b.fallThrough(), b.taken()};
      default -> new long[0];
    };
  }

  /** Behind each block stands the one that most often follows it, if it has no other place yet. */
  private void arrange() {
    Set<Long> placed = new HashSet<>();
    for (long start : blocks.keySet()) { // the hottest of those that are left
      IrBlock block = blocks.get(start);
      while (block != null && placed.add(block.pc())) {
        order.add(block);
        IrBlock best = null;
        for (long next : successors(block)) {
          IrBlock b = blocks.get(next);
          if (b != null
              && !placed.contains(next)
              && (best == null || runs.applyAsLong(next) > runs.applyAsLong(best.pc()))) {
            best = b;
          }
        }
        block = best;
      }
    }
  }

  private void findEntries() {
    entries.add(entry);
    for (IrBlock block : order) {
      for (long next : successors(block)) {
        if (next <= block.pc() && blocks.containsKey(next)) {
          headers.add(next);
          if (!registers.readsFlags(blocks.get(next))) {
            entries.add(next);
          }
        }
      }
      long called = called(block);
      if (called != 0) {
        headers.add(called);
        entries.add(called);
      }
      switch (block.terminator()) {
        case Terminator.Goto g when g.hint() == Terminator.Hint.CALL -> addEntry(g.returnPc());
        case Terminator.Indirect i when i.hint() == Terminator.Hint.CALL -> addEntry(i.returnPc());
        default -> {}
      }
    }
    // What only a jump leads to that machine code does not follow.
    Set<Long> reached = new HashSet<>(entries);
    for (IrBlock block : order) {
      for (long next : successors(block)) {
        reached.add(next);
      }
    }
    order.forEach(b -> {
      if (!reached.contains(b.pc())) {
        entries.add(b.pc());
      }
    });
  }

  private void addEntry(long pc) {
    if (blocks.containsKey(pc)) {
      entries.add(pc);
    }
  }

  /** Lifts blocks that read flags of others again, where it is known what kind these are. */
  private void nameFlags() {
    if (registers.flagsSlot() < 0) {
      return;
    }
    KnownFlags known = new KnownFlags(entries, blocks, registers);
    for (int i = 0; i < order.size(); i++) {
      IrBlock block = order.get(i);
      int kind = known.atStart(block.pc());
      flagsKinds.put(block.pc(), kind);
      if (kind != IrBuilder.UNKNOWN_FLAGS && registers.readsFlags(block)) {
        IrBlock better = lifter.lift(block.pc(), kind);
        order.set(i, better);
        blocks.put(block.pc(), better);
      }
    }
  }

  // ---- what it is ----

  long entry() {
    return entry;
  }

  /** In the order of their code. */
  List<IrBlock> order() {
    return order;
  }

  Map<Long, IrBlock> blocks() {
    return blocks;
  }

  /** Addresses where it can be entered from outside. */
  Set<Long> entries() {
    return entries;
  }

  /** Whether a jump backwards in the region leads there, or a call. */
  boolean isHeader(long pc) {
    return headers.contains(pc);
  }

  boolean hasLoop() {
    return !headers.isEmpty();
  }

  /** The kind of lazy flags that a block finds, or {@link IrBuilder#UNKNOWN_FLAGS}. */
  int flagsKind(long pc) {
    return flagsKinds.getOrDefault(pc, IrBuilder.UNKNOWN_FLAGS);
  }

  long runs(long pc) {
    return Math.max(1, runs.applyAsLong(pc));
  }

  /** The blocks of the region that follow directly, called ones too. */
  List<Long> inside(IrBlock block) {
    List<Long> inside = new ArrayList<>(2);
    for (long next : successors(block)) {
      if (blocks.containsKey(next)) {
        inside.add(next);
      }
    }
    long called = called(block);
    if (called != 0) {
      inside.add(called);
    }
    return inside;
  }

  /** The function in the region that the block calls at its end; 0 if none. */
  private long called(IrBlock block) {
    return block.terminator() instanceof Terminator.Goto g
            && g.hint() == Terminator.Hint.CALL
            && blocks.containsKey(g.target())
            && BlockCompiler.isWhole(block)
        ? g.target()
        : 0;
  }

  /** Whether control may leave the region at the end of the block. */
  boolean leaves(IrBlock block) {
    long[] next = successors(block);
    return next.length == 0 ? called(block) == 0 : inside(block).size() < next.length;
  }

  /** Whether an operation of the block may leave the region. */
  static boolean mayLeaveWithin(IrBlock block) {
    for (IrOp op : block.ops()) {
      if (op.code.mayFault() || op.code == Opcode.CALL_CPU) {
        return true;
      }
    }
    return false;
  }
}
