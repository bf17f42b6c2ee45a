package burrow.translator;

import burrow.machine.Trap;
import burrow.translator.machinecode.MachineCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of random IR that lead to each other: loops, calls and returns, ways out. Whatever goes
 * round and round passes a block that counts {@link #COUNTER} down and traps at 0. So the place
 * where control is and the counter tell how far it has come.
 */
final class RandomGraph implements MachineCode.Lifter {
  static final int COUNTER = IrState.GENERAL - 1;
  static final int LINK = IrState.GENERAL - 2;
  private static final int MOST_BLOCKS = 12;

  /** Bytes between the starts of blocks. */
  private static final long DISTANCE = 0x1000;

  /** Kinds of ends from here on are branches. */
  private static final int BRANCH = 8;

  static final long OUTSIDE = 0x500;

  private final SplittableRandom random;
  private final RandomIr generator;
  private final boolean impossible;
  private final long first;
  private final int count;
  private final Map<Long, IrBlock> blocks = new HashMap<>();
  private final Map<Long, Long> runs = new HashMap<>();

  /**
   * @param impossible whether there may be operations that machine code cannot do
   */
  RandomGraph(SplittableRandom random, RandomIr generator, boolean impossible) {
    this.random = random;
    this.generator = generator;
    this.impossible = impossible;
    this.count = random.nextInt(1, MOST_BLOCKS + 1);
    this.first = random.nextInt(4) == 0 ? 0x12_3456_7000L : 0x10000;
    generator.keepRegisters(LINK);
    generator.setKinds(random.nextInt(1, 4));
    List<Integer> kinds = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      kinds.add(random.nextInt(12));
    }
    List<Plan> plans = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      plans.add(plan(n, kinds.get(n)));
    }
    Set<Long> counting = counting(plans);
    for (Plan plan : plans) {
      write(plan, counting.contains(plan.pc));
      runs.put(plan.pc, random.nextInt(5) == 0 ? 0L : 1L << random.nextInt(12));
    }
  }

  // ---- control ----

  /** How a block ends. */
  private record Plan(long pc, int kind, long to, long other, long behind) {}

  private long pc(int n) {
    return first + DISTANCE * n;
  }

  private long target(int from) {
    int kind = random.nextInt(20);
    return kind == 0
        ? OUTSIDE
        : kind < 10 && from + 1 < count
            ? pc(random.nextInt(from + 1, Math.min(count, from + 4)))
            : pc(random.nextInt(count));
  }

  private Plan plan(int n, int kind) {
    long behind = n + 1 < count && random.nextInt(8) != 0 ? pc(n + 1) : target(n);
    long other = random.nextInt(16) == 0 ? pc(n) : target(n);
    return new Plan(pc(n), kind, target(n), other, behind);
  }

  /** A set that every circle meets. */
  private Set<Long> counting(List<Plan> plans) {
    long lastReturn = 0;
    for (Plan p : plans) {
      if (p.kind == 0 || p.kind == 1) {
        lastReturn = p.pc;
      }
    }
    Set<Long> counting = new HashSet<>();
    for (Plan p : plans) {
      if (isCall(p.kind)) {
        counting.add(p.to);
        if (p.behind <= lastReturn) {
          counting.add(p.behind);
        }
      } else if (p.kind == 5 || p.to <= p.pc) {
        counting.add(p.to);
      }
      if (p.kind >= BRANCH && p.other <= p.pc) {
        counting.add(p.other);
      }
    }
    return counting;
  }

  private static boolean isCall(int kind) {
    return kind >= 2 && kind <= 4;
  }

  private void write(Plan plan, boolean counts) {
    IrWriter ir = generator.start(plan.pc);
    if (random.nextInt(4) == 0) {
      generator.wholeFlags();
    }
    if (counts) {
      IrOp op = ir.emit(Opcode.SUB);
      op.a = COUNTER;
      op.b = ir.constant(1);
      op.d = COUNTER;
      IrOp trap = ir.emit(Opcode.TRAP_IF);
      trap.cond = Cond.EQ;
      trap.trap = Trap.DIVIDE;
      trap.a = COUNTER;
      trap.b = ir.constant(0);
    }
    int length = random.nextInt(random.nextInt(1, 30));
    generator.operations(ir.size() + length, impossible && random.nextInt(8) == 0);
    if (random.nextInt(3) == 0) {
      generator.wholeFlags();
    }
    Terminator end = end(ir, plan);
    IrBlock block = ir.block(end);
    if (block.end() > plan.pc + DISTANCE) {
      throw new IllegalStateException("a long block");
    }
    blocks.put(plan.pc, block);
  }

  private Terminator end(IrWriter ir, Plan p) {
    if (isCall(p.kind)) {
      ir.move(LINK, ir.constant(p.behind));
    }
    return switch (p.kind) {
      case 0, 1 ->
          new Terminator.Indirect(
              random.nextInt(12) == 0 ? generator.notConstant() : LINK, Terminator.Hint.RETURN, 0);
      case 2, 3 -> new Terminator.Goto(p.to, Terminator.Hint.CALL, p.behind);
      case 4, 5 -> {
        int target = IrWriter.temporary(0);
        ir.move(target, ir.constant(p.to));
        yield p.kind == 4
            ? new Terminator.Indirect(target, Terminator.Hint.CALL, p.behind)
            : new Terminator.Indirect(target, Terminator.Hint.JUMP, 0);
      }
      case 6, 7 ->
          p.kind == 6 && random.nextInt(4) == 0
              ? new Terminator.Raise(Trap.SYSCALL, p.pc + DISTANCE - 4, 7, null)
              : new Terminator.Goto(p.to, Terminator.Hint.JUMP, 0);
      default ->
          new Terminator.Branch(
              generator.cond(), generator.operand(), generator.operand(), p.to, p.other);
    };
  }

  // ---- what there is ----

  /** The block at an address, as it is defined; null if control is outside. */
  @Nullable IrBlock block(long pc) {
    return blocks.get(pc);
  }

  /** The block with an operation at the address; null if there is none. */
  @Nullable IrBlock blockAround(long pc) {
    IrBlock block = blocks.get(first + (pc - first) / DISTANCE * DISTANCE);
    return block != null && pc >= block.pc() && pc < block.end() ? block : null;
  }

  Set<Long> addresses() {
    return blocks.keySet();
  }

  int count() {
    return count;
  }

  /** How often a block is said to have run. */
  long runs(long pc) {
    return runs.getOrDefault(pc, 0L);
  }

  @Override
  public String toString() {
    StringBuilder s = new StringBuilder();
    for (int n = 0; n < count; n++) {
      s.append("block ").append(Long.toHexString(pc(n))).append(", runs ").append(runs(pc(n)));
      s.append('\n').append(IrWriter.text(Objects.requireNonNull(blocks.get(pc(n)))));
    }
    return s.toString();
  }

  // ---- lifting ----

  @Override
  public IrBlock lift(long pc, int flagsKind) {
    return new IrJoiner().join(List.of(Objects.requireNonNull(blocks.get(pc))), flagsKind);
  }

  @Override
  public @Nullable IrBlock liftPath(long[] path, int flagsKind) {
    List<IrBlock> all = new ArrayList<>();
    for (int i = 0; i < path.length; i++) {
      IrBlock block = Objects.requireNonNull(blocks.get(path[i]));
      if (i > 0 && !IrJoiner.leads(all.getLast().terminator(), block.pc())) {
        return null;
      }
      all.add(block);
    }
    return new IrJoiner().join(all, flagsKind);
  }
}
