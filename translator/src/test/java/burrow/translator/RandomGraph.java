package burrow.translator;

import burrow.machine.Trap;
import burrow.translator.machinecode.MachineCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Random blocks that lead to one another, and how they run by the IR's definition. Where a jump
 * backwards may lead, {@link RandomIr#COUNT} is counted down, so that each run ends.
 */
final class RandomGraph implements MachineCode.Lifter {
  private static final int ROOM = 0x400;

  /** Where blocks lead that are none. */
  private static final int OUTSIDE = 0x100;

  /** By their addresses, as they were made. */
  final NavigableMap<Long, IrBlock> blocks = new TreeMap<>();

  /** How often each is said to have run. */
  final Map<Long, Long> runs = new HashMap<>();

  /** Where a register may lead. */
  final List<Long> indirect = new ArrayList<>();

  /** Whether the blocks are optimised when they are lifted. */
  final boolean optimised;

  private final SplittableRandom random;
  private final RandomIr ir;
  private final int count;
  private final long base;

  /** What stands at the end of each block, but for the instructions that prepare it. */
  private enum End {
    JUMP,
    BRANCH,
    CALL,
    JUMP_TO_REGISTER,
    CALL_REGISTER,
    RETURN,
    RAISE
  }

  private final End[] ends;
  private final long[] first;
  private final long[] second;
  private final boolean[] counts;

  RandomGraph(long seed) {
    random = new SplittableRandom(seed);
    ir = new RandomIr(random);
    count = random.nextInt(2, 13);
    base = random.nextInt(4) == 0 ? 0x7fff_1234_0000L : 0x10000;
    optimised = random.nextBoolean();
    ends = new End[count];
    first = new long[count];
    second = new long[count];
    counts = new boolean[count];
    for (int i = 0; i < count; i++) {
      plan(i);
    }
    int[] favourites = random.ints(random.nextInt(1, 11), 4, 14).toArray();
    int accesses = random.nextInt(3) == 0 ? random.nextInt(9) : random.nextInt(2);
    int length = random.nextInt(1, random.nextInt(2, 12));
    for (int i = 0; i < count; i++) {
      IrWriter writer = ir.start(pc(i), favourites, optimised, accesses);
      write(i, writer, random.nextInt(length), favourites, accesses);
    }
    if (random.nextInt(4) == 0) {
      jumpIntoTheMiddle();
    }
    for (long pc : blocks.keySet()) {
      long most = 1L << random.nextInt(18);
      runs.put(pc, random.nextInt(12) == 0 ? 0 : 1 + random.nextLong(most));
    }
  }

  private long pc(int block) {
    return base + (long) block * ROOM;
  }

  // ---- control flow ----

  private void plan(int i) {
    boolean last = i == count - 1;
    ends[i] =
        switch (random.nextInt(last ? 12 : 20)) {
          case 0, 1, 2 -> End.CALL;
          case 3, 4 -> End.RETURN;
          case 5 -> End.JUMP_TO_REGISTER;
          case 6 -> End.CALL_REGISTER;
          case 7, 8 -> End.JUMP;
          case 9 -> random.nextInt(4) == 0 ? End.RAISE : End.BRANCH;
          default -> End.BRANCH;
        };
    first[i] = target(i);
    second[i] = random.nextInt(3) == 0 || last ? target(i) : pc(i + 1);
    switch (ends[i]) {
      case CALL -> lead(second[i], true);
      case CALL_REGISTER, JUMP_TO_REGISTER -> {
        lead(first[i], true);
        lead(second[i], true);
      }
      default -> lead(second[i], second[i] <= pc(i));
    }
    lead(first[i], first[i] <= pc(i));
  }

  private long target(int from) {
    int kind = random.nextInt(16);
    return kind == 0
        ? base - OUTSIDE
        : kind == 1
            ? base + 32 * ROOM
            : kind < 7 && from + 1 < count ? pc(from + 1) : pc(random.nextInt(count));
  }

  private void lead(long pc, boolean again) {
    int block = (int) (pc - base) / ROOM;
    if (again && pc >= base && block < count) {
      counts[block] = true;
      indirect.add(pc);
    }
  }

  // ---- blocks ----

  private void write(int i, IrWriter writer, int length, int[] favourites, int accesses) {
    IrWriter w = writer;
    if (counts[i]) {
      w = countDown(w, favourites, accesses);
    }
    boolean impossible = random.nextInt(10) == 0;
    for (int n = 0; n < length; n++) {
      ir.instruction(impossible);
    }
    if (random.nextInt(16) == 0) { // the link is saved, or comes back
      ir.begin();
      boolean saves = random.nextBoolean();
      w.move(saves ? 10 : RandomIr.LINK, saves ? RandomIr.LINK : 10);
    }
    add(w.block(end(i, w)));
  }

  /** In the block itself, or in one before it, whose branch may compare lazy flags. */
  private IrWriter countDown(IrWriter w, int[] favourites, int accesses) {
    ir.begin();
    IrOp less = w.emit(Opcode.SUB);
    less.a = RandomIr.COUNT;
    less.b = w.constant(1);
    less.d = RandomIr.COUNT;
    if (random.nextInt(4) == 0) {
      ir.begin();
      IrOp end = w.emit(Opcode.TRAP_IF);
      end.cond = Cond.EQ;
      end.trap = Trap.DIVIDE;
      end.a = RandomIr.COUNT;
      end.b = w.constant(0);
      return w;
    }
    int a = RandomIr.COUNT;
    int b = w.constant(0);
    if (random.nextBoolean()) {
      ir.begin();
      IrOp flags = w.emit(Opcode.FLAGS);
      flags.imm = random.nextInt(RandomIr.KINDS);
      flags.a = a;
      flags.b = b;
      flags.c = b;
      a = IrState.REGISTERS.flagsSlot() + 1;
      b = a + 1;
    }
    long end = base - OUTSIDE;
    IrBlock head = w.block();
    boolean on = random.nextBoolean();
    long then = head.end();
    put(
        head,
        head.ops(),
        new Terminator.Branch(on ? Cond.NE : Cond.EQ, a, b, on ? then : end, on ? end : then));
    return ir.start(head.end(), favourites, optimised, accesses);
  }

  private Terminator end(int i, IrWriter w) {
    long one = first[i];
    long two = second[i];
    return switch (ends[i]) {
      case JUMP -> new Terminator.Goto(one, Terminator.Hint.JUMP, 0);
      case BRANCH -> {
        ir.begin();
        int a = random.nextBoolean() ? ir.computed() : ir.notConstant();
        yield new Terminator.Branch(ir.cond(), a, ir.operand(), one, two);
      }
      case CALL -> {
        ir.begin();
        w.move(RandomIr.LINK, w.constant(two));
        yield new Terminator.Goto(one, Terminator.Hint.CALL, two);
      }
      case JUMP_TO_REGISTER -> {
        choose(w, one, two);
        yield new Terminator.Indirect(w.last().d, Terminator.Hint.JUMP, 0);
      }
      case CALL_REGISTER -> {
        choose(w, one, two);
        int target = w.last().d;
        w.move(RandomIr.LINK, w.constant(two));
        yield new Terminator.Indirect(target, Terminator.Hint.CALL, two);
      }
      case RETURN -> new Terminator.Indirect(RandomIr.LINK, Terminator.Hint.RETURN, 0);
      case RAISE -> new Terminator.Raise(Trap.SYSCALL, base + 33 * ROOM, 7, null);
    };
  }

  private void choose(IrWriter w, long one, long two) {
    ir.begin();
    IrOp choice = w.emit(Opcode.SELECT);
    choice.cond = ir.cond();
    choice.a = ir.operand();
    choice.b = ir.operand();
    choice.c = w.constant(one);
    choice.e = w.constant(two);
    choice.d = random.nextBoolean() ? 13 : IrWriter.temporary(0);
  }

  private void add(IrBlock block) {
    blocks.put(block.pc(), block);
  }

  /** A branch forwards leads into the middle of a block: what is there is a block, too. */
  private void jumpIntoTheMiddle() {
    List<IrBlock> all = new ArrayList<>(blocks.values());
    IrBlock from = all.get(random.nextInt(all.size()));
    IrBlock to = all.get(random.nextInt(all.size()));
    if (from.pc() >= to.pc()
        || to.instructions() < 3
        || !(from.terminator() instanceof Terminator.Branch b)) {
      return;
    }
    long pc = to.pc() + 8;
    if (blocks.containsKey(pc)) {
      return;
    }
    add(
        new IrBlock(
            pc,
            to.end(),
            to.instructions() - 2,
            to.ops().stream().filter(op -> op.pc >= pc).toList(),
            to.constants(),
            to.terminator()));
    put(from, from.ops(), new Terminator.Branch(b.cond(), b.a(), b.b(), b.taken(), pc));
  }

  // ---- lifting ----

  @Override
  public IrBlock lift(long pc, int flagsKind) {
    return Objects.requireNonNull(liftPath(new long[] {pc}, flagsKind));
  }

  @Override
  public @Nullable IrBlock liftPath(long[] path, int flagsKind) {
    PathWriter writer = new PathWriter(flagsKind);
    for (int i = 0; i < path.length; i++) {
      if (i > 0 && !writer.goOn(path[i])) {
        return null;
      }
      writer.append(Objects.requireNonNull(blocks.get(path[i])));
    }
    IrBlock whole = writer.build(path[0]);
    return optimised ? IrOptimizer.optimize(whole, IrState.REGISTERS) : whole;
  }

  /** Joins copies of blocks as {@link IrBuilder} does. */
  private static final class PathWriter {
    private final List<IrOp> ops = new ArrayList<>();
    private long[] constants = new long[0];
    private int flagsKind;
    private int instructions;
    private long end;
    private @Nullable Terminator terminator;

    PathWriter(int flagsKind) {
      this.flagsKind = flagsKind;
    }

    boolean goOn(long pc) {
      if (terminator instanceof Terminator.Goto g) {
        return g.hint() != Terminator.Hint.CALL && g.target() == pc;
      }
      if (!(terminator instanceof Terminator.Branch b)
          || b.taken() != pc && b.fallThrough() != pc) {
        return false;
      }
      if (b.taken() != b.fallThrough()) {
        boolean falls = b.fallThrough() == pc;
        IrOp exit = new IrOp(Opcode.SIDE_EXIT, ops.isEmpty() ? pc : ops.getLast().pc);
        exit.cond = falls ? b.cond() : b.cond().negate();
        exit.a = b.a();
        exit.b = b.b();
        exit.imm = falls ? b.taken() : b.fallThrough();
        ops.add(exit);
      }
      return true;
    }

    void append(IrBlock block) {
      int before = constants.length;
      constants = Arrays.copyOf(constants, before + block.constants().length);
      System.arraycopy(block.constants(), 0, constants, before, block.constants().length);
      block.ops().forEach(op -> ops.add(copy(op, before)));
      terminator =
          switch (block.terminator()) {
            case Terminator.Branch b ->
                new Terminator.Branch(
                    b.cond(),
                    moved(b.a(), before),
                    moved(b.b(), before),
                    b.taken(),
                    b.fallThrough());
            default -> block.terminator();
          };
      instructions += block.instructions();
      end = block.end();
    }

    IrBlock build(long start) {
      if (terminator == null) {
        throw new IllegalStateException();
      }
      return new IrBlock(start, end, instructions, ops, constants, terminator);
    }

    /** Also names the kind of flags where it is known, as a lifter does. */
    private int moved(int operand, int constantsBefore) {
      if (operand == IrState.REGISTERS.flagsSlot() && flagsKind != IrBuilder.UNKNOWN_FLAGS) {
        constants = Arrays.copyOf(constants, constants.length + 1);
        constants[constants.length - 1] = flagsKind;
        return -1 - constants.length;
      }
      return IrOp.isConstant(operand) ? operand - constantsBefore : operand;
    }

    private IrOp copy(IrOp of, int before) {
      IrOp op = new IrOp(of.code, of.pc);
      op.d = of.d;
      op.d2 = of.d2;
      op.a = moved(of.a, before);
      op.b = moved(of.b, before);
      op.c = moved(of.c, before);
      op.e = moved(of.e, before);
      op.imm = of.imm;
      op.imm2 = of.imm2;
      op.size = of.size;
      op.signed = of.signed;
      op.ordering = of.ordering;
      op.cond = of.cond;
      op.rmw = of.rmw;
      op.helper = of.helper;
      op.args = Arrays.stream(of.args).map(arg -> moved(arg, before)).toArray();
      op.trap = of.trap;
      int slot = IrState.REGISTERS.flagsSlot();
      if (op.code == Opcode.FLAGS) {
        boolean known = op.e == IrOp.NONE || flagsKind == op.imm;
        flagsKind = known ? (int) op.imm : IrBuilder.UNKNOWN_FLAGS;
      } else if (op.d == slot || op.d2 == slot) {
        flagsKind = IrBuilder.UNKNOWN_FLAGS;
      }
      return op;
    }
  }

  // ---- running by the definition ----

  /** Where a run has come to: an address, and whether it ends there. */
  record Place(long pc, boolean ends) {}

  /** From an instruction to the end of its block, or to where it faults or traps. */
  Place execute(IrState state, long pc) {
    IrBlock block = blockAt(pc);
    if (block == null) {
      return new Place(pc, true);
    }
    for (IrOp op : block.ops()) {
      if (op.pc < pc) {
        continue;
      }
      if (op.code == Opcode.CALL_CPU) {
        state.write(op.d, op.pc);
      } else if (!state.execute(block, op)) {
        return new Place(op.pc, true);
      }
    }
    return block.terminator() instanceof Terminator.Raise r
        ? new Place(r.pc(), true)
        : new Place(state.next(block), false);
  }

  /** The block that starts at the address, or else one that has it in its middle. */
  private @Nullable IrBlock blockAt(long pc) {
    Map.@Nullable Entry<Long, IrBlock> before = blocks.floorEntry(pc);
    return before == null || pc != before.getKey() && pc >= before.getValue().end()
        ? null
        : before.getValue();
  }

  // ---- for messages ----

  /** Takes an instruction out; what stood at its address before. */
  IrBlock remove(long block, long instruction) {
    IrBlock old = Objects.requireNonNull(blocks.get(block));
    List<IrOp> ops = old.ops().stream().filter(op -> op.pc != instruction).toList();
    put(old, ops, old.terminator());
    return old;
  }

  /** Lets a block end in another way; what stood at its address before. */
  IrBlock end(long block, Terminator end) {
    IrBlock old = Objects.requireNonNull(blocks.get(block));
    put(old, old.ops(), end);
    return old;
  }

  private void put(IrBlock b, List<IrOp> ops, Terminator end) {
    add(new IrBlock(b.pc(), b.end(), b.instructions(), ops, b.constants(), end));
  }

  String text() {
    StringBuilder s = new StringBuilder(optimised ? "optimised" : "not optimised");
    blocks.forEach((pc, block) ->
        s.append(String.format("%n%x, %d runs:%n", pc, runs.getOrDefault(pc, 0L)))
            .append(IrWriter.text(block)));
    return s.toString();
  }
}
