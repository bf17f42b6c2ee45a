package burrow.translator.machinecode;

import burrow.translator.IrBlock;
import burrow.translator.IrBuilder;
import burrow.translator.IrOp;
import burrow.translator.Opcode;
import burrow.translator.RegisterFile;
import burrow.translator.Terminator;
import burrow.translator.region.KnownFlags;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which blocks make a region, in which order their code stands, and where it can be entered from
 * outside: at its start, behind calls and at loops. Blocks that run rarely stay outside.
 */
final class RegionShape {
  /** Operations of a region: its code must fit into the area, and be made in a few milliseconds. */
  private static final int MOST_OPS = 2000;

  /** Operations of a function that is taken into its callers' regions. */
  private static final int SMALL = 150;

  /** Addresses that a return compares its own with. */
  private static final int MOST_RETURNS = 3;

  /** Blocks of a path, and their operations. */
  private static final int MOST_JOINED = 16;

  private static final int MOST_OPS_JOINED = 300;

  /** A block that runs so many times less often than the entry is not worth its room. */
  private static final int RARE = 64;

  /** Lifts a block as {@link MachineCode.Lifter}. */
  private final MachineCode.Lifter lifter;

  private final RegisterFile registers;
  private final LongUnaryOperator runs;

  /** All that has been looked at. */
  private final Map<Long, IrBlock> lifted = new HashMap<>();

  /** As they are lifted one by one. */
  private final Map<Long, IrBlock> blocks = new LinkedHashMap<>();

  /** What the code is made of: blocks that follow one another are one path, under its start. */
  private final Map<Long, IrBlock> paths = new LinkedHashMap<>();

  /** The last block of each path, by its start. */
  private final Map<Long, IrBlock> lasts = new HashMap<>();

  private final Map<Long, Integer> flagsKinds = new HashMap<>();

  /** Blocks that no path goes on with: {@link KnownFlags#isUnsettled}. */
  private final Set<Long> alone = new HashSet<>();

  private final Set<Long> entries = new HashSet<>();
  private final Set<Long> headers = new HashSet<>();
  private final Map<Long, List<Long>> returns = new HashMap<>();
  private final List<IrBlock> order = new ArrayList<>();
  private final long entry;

  /** Runs of a block that shall be part of it. */
  private long least;

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
      findReturns();
      findEntries();
      nameFlags();
      joinPaths();
      findHeaders();
    }
  }

  /** The hottest first, so that the size ends where it is cold. */
  private void collect() {
    least = Math.max(1, runs.applyAsLong(entry) / RARE);
    PriorityQueue<Long> waiting =
        new PriorityQueue<>((a, b) -> Long.compare(runs.applyAsLong(b), runs.applyAsLong(a)));
    waiting.add(entry);
    int ops = 0;
    while (!waiting.isEmpty() && ops < MOST_OPS) {
      long pc = waiting.remove();
      if (blocks.containsKey(pc) || pc != entry && runs.applyAsLong(pc) < least) {
        continue;
      }
      IrBlock block = lift(pc);
      if (!BlockCompiler.isPossible(block)) {
        continue;
      }
      blocks.put(pc, block);
      ops += size(block);
      for (long next : successors(block)) {
        waiting.add(next);
      }
      long behind = behindCall(block);
      if (behind != 0) {
        waiting.add(behind);
        if (block.terminator() instanceof Terminator.Goto g && isSmall(g.target())) {
          waiting.add(g.target());
        }
      }
    }
  }

  private IrBlock lift(long pc) {
    return lifted.computeIfAbsent(pc, p -> lifter.lift(p, IrBuilder.UNKNOWN_FLAGS));
  }

  private static int size(IrBlock block) {
    return block.ops().size() + 2;
  }

  /** The address behind the call that the block ends with; 0 if it ends otherwise. */
  private static long behindCall(IrBlock block) {
    return switch (block.terminator()) {
      case Terminator.Goto g when g.hint() == Terminator.Hint.CALL -> g.returnPc();
      case Terminator.Indirect i when i.hint() == Terminator.Hint.CALL -> i.returnPc();
      default -> 0;
    };
  }

  /** Whether what is hot of a function is little. */
  private boolean isSmall(long function) {
    Set<Long> seen = new HashSet<>();
    ArrayDeque<Long> waiting = new ArrayDeque<>(List.of(function));
    int ops = 0;
    while (!waiting.isEmpty()) {
      long pc = waiting.remove();
      if (runs.applyAsLong(pc) < least || !seen.add(pc)) {
        continue;
      }
      IrBlock block = lift(pc);
      ops += size(block);
      if (ops > SMALL || !BlockCompiler.isWhole(block)) {
        return false;
      }
      for (long next : successors(block)) {
        waiting.add(next);
      }
      if (behindCall(block) != 0) {
        waiting.add(behindCall(block));
      }
    }
    return ops > 0;
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
        block = likeliest(block, placed);
      }
    }
  }

  /** The block that most often follows another, of those that are not in the set. */
  private @Nullable IrBlock likeliest(IrBlock block, Set<Long> but) {
    IrBlock best = null;
    for (long next : successors(block)) {
      IrBlock b = blocks.get(next);
      if (b != null && !but.contains(next) && (best == null || runs(next) > runs(best.pc()))) {
        best = b;
      }
    }
    return best;
  }

  private void findEntries() {
    entries.add(entry);
    for (IrBlock block : order) {
      for (long next : inside(block)) {
        IrBlock header = blocks.get(next);
        if (next <= block.pc() && header != null && !registers.readsFlags(header)) {
          entries.add(next);
        }
      }
      addEntry(behindCall(block));
      addEntry(called(block));
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

  /** Where functions of the region that are called within it go back to. */
  private void findReturns() {
    for (IrBlock call : order) {
      long behind = behindCall(call);
      if (called(call) == 0 || !blocks.containsKey(behind)) {
        continue;
      }
      Set<Long> seen = new HashSet<>();
      ArrayDeque<Long> waiting = new ArrayDeque<>(List.of(called(call)));
      while (!waiting.isEmpty()) {
        long pc = waiting.remove();
        IrBlock block = blocks.get(pc);
        if (block == null || !seen.add(pc)) {
          continue;
        }
        if (block.terminator() instanceof Terminator.Indirect i
            && i.hint() == Terminator.Hint.RETURN
            && BlockCompiler.isWhole(block)) {
          returns.computeIfAbsent(pc, p -> new ArrayList<>()).add(behind);
        }
        for (long next : successors(block)) {
          waiting.add(next);
        }
        waiting.add(behindCall(block));
      }
    }
    for (List<Long> targets : returns.values()) {
      targets.sort((a, b) -> Long.compare(runs(b), runs(a)));
      while (targets.size() > MOST_RETURNS) {
        targets.removeLast();
      }
    }
  }

  private void addEntry(long pc) {
    if (blocks.containsKey(pc)) {
      entries.add(pc);
    }
  }

  /** Finds which blocks read flags of others, where it is known what kind these are. */
  private void nameFlags() {
    if (registers.flagsSlot() < 0) {
      return;
    }
    KnownFlags known = new KnownFlags(entries, new HashMap<>(blocks), registers, lifter::lift);
    for (IrBlock block : order) {
      flagsKinds.put(block.pc(), known.kind(block.pc()));
      if (known.isUnsettled(block.pc())) {
        alone.add(block.pc());
      }
    }
  }

  /** Blocks that only one other leads to, and mostly that one, are one path with it. */
  private void joinPaths() {
    Map<Long, Integer> arrivals = new HashMap<>();
    for (IrBlock block : order) {
      for (long next : inside(block)) {
        arrivals.merge(next, 1, Integer::sum);
      }
    }
    Set<Long> joined = new HashSet<>();
    for (IrBlock start : order) {
      if (joined.contains(start.pc())) {
        continue;
      }
      List<IrBlock> path = new ArrayList<>(List.of(start));
      int ops = size(start);
      while (path.size() < MOST_JOINED && ops < MOST_OPS_JOINED) {
        IrBlock next = likeliest(path.getLast(), Set.of());
        if (next == null
            || arrivals.getOrDefault(next.pc(), 0) != 1
            || entries.contains(next.pc())
            || alone.contains(next.pc())
            || joined.contains(next.pc())
            || paths.containsKey(next.pc())) {
          break;
        }
        path.add(next);
        ops += size(next);
      }
      IrBlock whole = lift(path);
      while (whole == null) {
        path.removeLast();
        whole = lift(path);
      }
      path.subList(1, path.size()).forEach(b -> joined.add(b.pc()));
      paths.put(start.pc(), whole);
      lasts.put(start.pc(), path.getLast());
    }
  }

  private @Nullable IrBlock lift(List<IrBlock> path) {
    long[] pcs = path.stream().mapToLong(IrBlock::pc).toArray();
    return lifter.liftPath(pcs, flagsKind(pcs[0]));
  }

  /** Where jumps backwards lead: each circle of paths has one. */
  private void findHeaders() {
    for (IrBlock path : paths.values()) {
      for (long next : ways(path)) {
        if (next <= path.pc()) {
          headers.add(next);
        }
      }
    }
  }

  // ---- what it is ----

  /** The blocks of guest code that it was made from, the hottest first. */
  Collection<IrBlock> blocks() {
    return blocks.values();
  }

  /** By their addresses, in the order of their code. */
  Map<Long, IrBlock> paths() {
    return paths;
  }

  /** The last block on a path. */
  long last(long path) {
    return Objects.requireNonNull(lasts.get(path)).pc();
  }

  /** Addresses where it can be entered from outside. */
  Set<Long> entries() {
    return entries;
  }

  /** Whether a jump backwards in the region leads there, or a call or return that is one. */
  boolean isHeader(long pc) {
    return headers.contains(pc);
  }

  /** Whether it is any better than its blocks one by one. */
  boolean isWorthwhile() {
    return blocks.size() > 1 || !headers.isEmpty();
  }

  /** The kind of lazy flags that a block finds, or {@link IrBuilder#UNKNOWN_FLAGS}. */
  int flagsKind(long pc) {
    return flagsKinds.getOrDefault(pc, IrBuilder.UNKNOWN_FLAGS);
  }

  long runs(long pc) {
    return Math.max(1, runs.applyAsLong(pc));
  }

  /** The blocks of the region that follow directly, called ones too. */
  private List<Long> inside(IrBlock block) {
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
    inside.addAll(returns.getOrDefault(block.pc(), List.of()));
    return inside;
  }

  /** The paths that follow at the end of a path. */
  List<Long> following(IrBlock path) {
    return inside(Objects.requireNonNull(lasts.get(path.pc())));
  }

  /** Those, and the ones that follow at its side exits. */
  List<Long> ways(IrBlock path) {
    List<Long> ways = new ArrayList<>(following(path));
    for (IrOp op : path.ops()) {
      if (op.code == Opcode.SIDE_EXIT && paths.containsKey(op.imm)) {
        ways.add(op.imm);
      }
    }
    return ways;
  }

  /** Where the return at the end of the path may go within the region; others leave. */
  List<Long> returns(long path) {
    return returns.getOrDefault(last(path), List.of());
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

  /** Whether control may leave the region at the end of the path. */
  boolean leaves(IrBlock path) {
    IrBlock block = Objects.requireNonNull(lasts.get(path.pc()));
    long[] next = successors(block);
    return next.length == 0 ? called(block) == 0 : following(path).size() < next.length;
  }
}
