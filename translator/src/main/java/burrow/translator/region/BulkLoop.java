package burrow.translator.region;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import burrow.machine.Cpu;
import burrow.machine.HostMemory;
import burrow.translator.Cond;
import burrow.translator.IrBlock;
import burrow.translator.IrOp;
import burrow.translator.Terminator;
import burrow.translator.region.BulkRound.Constant;
import burrow.translator.region.BulkRound.Loaded;
import burrow.translator.region.BulkRound.Moved;
import burrow.translator.region.BulkRound.Piece;
import burrow.translator.region.BulkRound.Value;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A block that goes back to itself and does nothing but copy memory, or clear it: memmove's and
 * memclr's loops, whatever the ISA. Most of its rounds may then be done by one call at its back
 * edge. All offsets are relative to the values of registers at the start of a round.
 *
 * <p>Values may be loaded in one round and stored in the next, as arm64's memmove does.
 */
public final class BulkLoop {
  /** Rounds that are not worth a call. */
  private static final long FEW = 4;

  private static final ClassDesc MOVES = BulkMoves.class.describeConstable().orElseThrow();
  private static final ClassDesc MEMORY = HostMemory.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc CLEAR =
      MethodTypeDesc.of(
          CD_long, CD_long, CD_long, CD_int, CD_long, CD_long, CD_int, Frame.CPU_CLASS);
  private static final MethodTypeDesc COPY =
      CLEAR.insertParameterTypes(4, CD_long).insertParameterTypes(7, CD_int);

  private final BulkRound round;

  // What a caller needs: offsets of the lowest byte of a round, its bytes, and so on.
  private int to;
  private long toOffset;
  private int from = IrOp.NONE;
  private long fromOffset;
  private int bytes;
  private boolean forward;
  private long ahead;
  private int stepRegister = IrOp.NONE;
  private final Map<Integer, Long> steps = new HashMap<>();
  private final Map<Integer, Piece> pending = new HashMap<>();
  private final Set<Integer> zeros = new HashSet<>();
  private Moved counter = new Moved(0, 0, IrOp.NONE, 0);
  private Value limit = BulkRound.UNKNOWN;
  private boolean descending;
  private int comparison = BulkMoves.NOT_EQUAL;

  private BulkLoop(BulkRound round) {
    this.round = round;
  }

  /** The loop that the block is; null if it is none. */
  public static @Nullable BulkLoop of(IrBlock block, int flagsSlot) {
    if (!(block.terminator() instanceof Terminator.Branch t)
        || t.taken() != block.pc() && t.fallThrough() != block.pc()) {
      return null;
    }
    BulkRound round = BulkRound.of(block, flagsSlot);
    if (round == null) {
      return null;
    }
    BulkLoop loop = new BulkLoop(round);
    Cond cond = t.taken() == block.pc() ? t.cond() : t.cond().negate();
    return loop.counts(cond, round.use(t.a()), round.use(t.b())) && loop.tiles() && loop.carries()
        ? loop
        : null;
  }

  /** Whether a counter runs towards a limit that stays, by a constant each round. */
  private boolean counts(Cond cond, Value a, Value b) {
    return round.isFixed(a) ? runs(b, cond.swap(), a) : runs(a, cond, b);
  }

  /** Whether the loop goes on while {@code a} stands so to {@code b}, and {@code a} runs there. */
  private boolean runs(Value a, Cond cond, Value b) {
    if (!(a instanceof Moved m) || !m.isPlain() || !round.isFixed(b)) {
      return false;
    }
    counter = m;
    limit = b;
    switch (cond) {
      case NE -> comparison = BulkMoves.NOT_EQUAL;
      case LTU, LEU, GTU, GEU -> comparison = BulkMoves.UNSIGNED;
      case LT, LE, GT, GE -> comparison = BulkMoves.SIGNED;
      default -> {
        return false;
      }
    }
    boolean greater = cond == Cond.GT || cond == Cond.GE || cond == Cond.GTU || cond == Cond.GEU;
    if (!(round.values.get(m.register()) instanceof Moved end)
        || end.register() != m.register()
        || end.stands()) {
      return false;
    }
    descending = end.isPlain() ? end.offset() < 0 : end.sign() < 0;
    return cond == Cond.NE || descending == greater;
  }

  /** Whether the stores of a round fill a range, and the loads the one it comes from. */
  private boolean tiles() {
    Piece first = round.stores.getFirst();
    to = first.base();
    long least = tile(round.stores);
    if (least == Long.MIN_VALUE) {
      return false;
    }
    toOffset = least;
    bytes = round.stores.stream().mapToInt(Piece::size).sum();
    return round.loads.isEmpty() ? clears() : copies();
  }

  /** The lowest offset of pieces that have one base and no gaps; the minimum if they are not so. */
  private static long tile(List<Piece> pieces) {
    List<Piece> sorted = new ArrayList<>(pieces);
    sorted.sort(Comparator.comparingLong(Piece::offset));
    long next = sorted.getFirst().offset();
    for (Piece p : sorted) {
      if (p.base() != sorted.getFirst().base() || p.offset() != next) {
        return Long.MIN_VALUE;
      }
      next += p.size();
    }
    return sorted.getFirst().offset();
  }

  private boolean clears() {
    for (Piece p : round.stores) {
      if (p.value() instanceof Moved m && m.stands() && round.isFixed(m)) {
        zeros.add(m.register());
      } else if (!p.value().equals(new Constant(0))) {
        return false;
      }
    }
    return moves(to) && forwardAlike();
  }

  private boolean copies() {
    from = round.loads.getFirst().base();
    if (from == to || !moves(from) || !moves(to) || !forwardAlike()) {
      return false;
    }
    long least = tile(round.loads);
    if (least == Long.MIN_VALUE || round.loads.stream().mapToInt(Piece::size).sum() != bytes) {
      return false;
    }
    long distance = 0;
    for (Piece p : round.stores) {
      Piece source = source(p);
      if (source == null
          || p != round.stores.getFirst() && source.offset() - p.offset() != distance) {
        return false;
      }
      distance = source.offset() - p.offset();
    }
    fromOffset = toOffset + distance;
    ahead = forward ? least - fromOffset : fromOffset - least;
    return ahead >= 0 && loadsLead(distance);
  }

  /** Where in this round's terms a stored value was loaded. */
  private @Nullable Piece source(Piece store) {
    if (store.value() instanceof Loaded l && l.size() == store.size() && l.register() == from) {
      return new Piece(from, l.offset(), l.size(), l);
    }
    if (store.value() instanceof Moved m
        && m.stands()
        && round.values.get(m.register()) instanceof Loaded l
        && l.size() == 8
        && store.size() == 8
        && l.register() == from) {
      long step = forward ? bytes : -bytes;
      Piece piece = new Piece(from, l.offset() - step, l.size(), l);
      pending.put(m.register(), piece);
      return piece;
    }
    return null;
  }

  /**
   * Whether no load reads what a store before it could have written where the ranges overlap the
   * harmless way: each load behind a store is farther on than the store's source.
   */
  private boolean loadsLead(long distance) {
    for (Piece store : round.stores) {
      long source = store.offset() + distance;
      for (Piece load :
          round.loads.subList(round.loadsBefore.getOrDefault(store, 0), round.loads.size())) {
        if (forward
            ? load.offset() < source + store.size()
            : load.offset() + load.size() > source) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether the register moves by the bytes of a round, this way or that. */
  private boolean moves(int register) {
    if (!(round.values.get(register) instanceof Moved m) || m.register() != register) {
      return false;
    }
    return m.isPlain() ? Math.abs(m.offset()) == bytes : m.offset() == 0;
  }

  /** What was aligned stays so. */
  private boolean forwardAlike() {
    forward = isForward(to);
    return (from == IrOp.NONE || isForward(from) == forward)
        && bytes % round.alignment() == 0
        && round.aligned.stream().allMatch(r -> r == to || r == from);
  }

  private boolean isForward(int register) {
    return round.values.get(register) instanceof Moved m
        && (m.isPlain() ? m.offset() > 0 : m.sign() > 0);
  }

  /** Whether all that lives on from round to round moves by constants, or is a pending value. */
  private boolean carries() {
    for (Map.Entry<Integer, Value> e : round.values.entrySet()) {
      int register = e.getKey();
      if (!IrOp.isRegister(register)) {
        continue;
      }
      if (e.getValue() instanceof Moved m && m.register() == register) {
        if (!steps(register, m)) {
          return false;
        }
      } else if (round.used.contains(register)
          || round.stored.contains(register) && !pending.containsKey(register)) {
        return false;
      }
    }
    return steps.containsKey(counter.register());
  }

  private boolean steps(int register, Moved m) {
    if (m.isPlain()) {
      steps.put(register, m.offset());
      return true;
    }
    // By a register, which must then hold the bytes of a round.
    if (m.offset() != 0 || stepRegister != IrOp.NONE && stepRegister != m.by()) {
      return false;
    }
    stepRegister = m.by();
    steps.put(register, (long) m.sign() * bytes);
    return !round.values.containsKey(m.by());
  }

  // ---- for machine code ----

  /** Registers of a thread that runs machine code. */
  public interface Registers {
    long get(int slot);

    void set(int slot, long value);
  }

  /**
   * A number that runs through the loop.
   *
   * @param slot the register that it stands in, or {@link IrOp#NONE}
   * @param offset to be added to that
   */
  public record Quantity(int slot, long offset) {
    long in(Registers registers) {
      return (slot == IrOp.NONE ? 0 : registers.get(slot)) + offset;
    }
  }

  /** The larger one of the counter and its limit. */
  public Quantity larger() {
    return number(descending ? counter : limit);
  }

  /** The other one, which comes nearer by {@link #step} each round. */
  public Quantity smaller() {
    return number(descending ? limit : counter);
  }

  private static Quantity number(Value v) {
    return switch (v) {
      case Constant c -> new Quantity(IrOp.NONE, c.value());
      case Moved m -> new Quantity(m.register(), m.offset());
      default -> throw new IllegalArgumentException(v.toString());
    };
  }

  public long step() {
    return Math.abs(steps.getOrDefault(counter.register(), 1L));
  }

  /** Does as many rounds as may be, with registers as at the start of one; whether it did any. */
  public boolean run(Registers registers, Cpu cpu) {
    if (stepRegister != IrOp.NONE && registers.get(stepRegister) != bytes) {
      return false;
    }
    for (int register : zeros) {
      if (registers.get(register) != 0) {
        return false;
      }
    }
    long larger = larger().in(registers);
    long smaller = smaller().in(registers);
    long target = registers.get(to) + toOffset;
    int signed = forward ? bytes : -bytes;
    long rounds =
        from == IrOp.NONE
            ? BulkMoves.clear(larger, smaller, comparison, step(), target, signed, cpu)
            : BulkMoves.copy(
                larger,
                smaller,
                comparison,
                step(),
                registers.get(from) + fromOffset,
                target,
                signed,
                (int) ahead,
                cpu);
    if (rounds == 0) {
      return false;
    }
    steps.forEach((register, by) -> registers.set(register, registers.get(register) + rounds * by));
    pending.forEach((register, piece) -> {
      long source = cpu.memoryBase + registers.get(from) + piece.offset();
      registers.set(register, HostMemory.getLong(source));
    });
    return true;
  }

  // ---- for bytecode ----

  /** Does as many rounds as may be, with registers in locals as at the start of a round. */
  void emit(CodeBuilder b, Frame frame) {
    Label none = b.newLabel();
    if (stepRegister != IrOp.NONE) {
      frame.push(stepRegister);
      b.loadConstant((long) bytes).lcmp().ifne(none);
    }
    for (int register : zeros) {
      frame.push(register);
      b.lconst_0().lcmp().ifne(none);
    }
    long step = step();
    push(b, frame, larger());
    push(b, frame, smaller());
    b.lsub().loadConstant(FEW * step).lcmp().ifle(none);
    push(b, frame, larger());
    push(b, frame, smaller());
    b.loadConstant(comparison).loadConstant(step);
    if (from == IrOp.NONE) {
      at(b, frame, to, toOffset);
      b.loadConstant(forward ? bytes : -bytes).aload(Frame.CPU);
      b.invokestatic(MOVES, "clear", CLEAR);
    } else {
      at(b, frame, from, fromOffset);
      at(b, frame, to, toOffset);
      b.loadConstant(forward ? bytes : -bytes).loadConstant((int) ahead).aload(Frame.CPU);
      b.invokestatic(MOVES, "copy", COPY);
    }
    b.lstore(Frame.SCRATCH);
    b.lload(Frame.SCRATCH).lconst_0().lcmp().ifeq(none);
    steps.forEach((register, by) -> {
      frame.push(register);
      b.lload(Frame.SCRATCH).loadConstant((long) by).lmul().ladd();
      frame.store(register);
    });
    pending.forEach((register, piece) -> {
      b.lload(Frame.MEMORY_BASE);
      at(b, frame, from, piece.offset());
      b.ladd().invokestatic(MEMORY, "getLong", MethodTypeDesc.of(CD_long, CD_long));
      frame.store(register);
    });
    b.iconst_1().istore(Frame.COUNTDOWN); // it took its time
    b.labelBinding(none);
  }

  private static void push(CodeBuilder b, Frame frame, Quantity number) {
    if (number.slot() == IrOp.NONE) {
      b.loadConstant(number.offset());
    } else {
      at(b, frame, number.slot(), number.offset());
    }
  }

  private static void at(CodeBuilder b, Frame frame, int register, long offset) {
    frame.push(register);
    if (offset != 0) {
      b.loadConstant(offset).ladd();
    }
  }
}
