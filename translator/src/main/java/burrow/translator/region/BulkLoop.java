package burrow.translator.region;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import burrow.machine.HostMemory;
import burrow.translator.Cond;
import burrow.translator.IrBlock;
import burrow.translator.IrOp;
import burrow.translator.Ordering;
import burrow.translator.Terminator;
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
final class BulkLoop {
  /** Rounds that are not worth a call. */
  private static final long FEW = 4;

  private static final ClassDesc MOVES = BulkMoves.class.describeConstable().orElseThrow();
  private static final ClassDesc MEMORY = HostMemory.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc ROUNDS =
      MethodTypeDesc.of(
          CD_long,
          CD_long,
          CD_long,
          CD_int,
          CD_long,
          CD_long,
          CD_long,
          CD_int,
          CD_int,
          Frame.CPU_CLASS);

  /** What an operand holds. */
  private sealed interface Value {}

  /** What a register held at the start, plus a number, plus or minus another such register. */
  private record Moved(int register, long offset, int by, int sign) implements Value {
    boolean isPlain() {
      return by == IrOp.NONE;
    }
  }

  private record Constant(long value) implements Value {}

  /** Bytes of memory at a register plus an offset. */
  private record Loaded(int register, long offset, int size) implements Value {}

  private record Unknown() implements Value {}

  /** A part of a round's copy. */
  private record Piece(int base, long offset, int size, Value value) {}

  private static final Unknown UNKNOWN = new Unknown();

  private final IrBlock block;
  private final int flagsSlot;
  private final Map<Integer, Value> values = new HashMap<>();

  /** Registers whose value at the start was used, and those used for more than to be stored. */
  private final Set<Integer> stored = new HashSet<>();

  private final Set<Integer> used = new HashSet<>();
  private final List<Piece> loads = new ArrayList<>();
  private final List<Piece> stores = new ArrayList<>();
  private final Map<Piece, Integer> loadsBefore = new HashMap<>();
  private final Set<Integer> aligned = new HashSet<>();
  private long alignment = 1;

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
  private Value limit = UNKNOWN;
  private boolean descending;
  private int comparison = BulkMoves.NOT_EQUAL;

  private BulkLoop(IrBlock block, int flagsSlot) {
    this.block = block;
    this.flagsSlot = flagsSlot;
  }

  /** The loop that the block is; null if it is none. */
  static @Nullable BulkLoop of(IrBlock block, int flagsSlot) {
    if (!(block.terminator() instanceof Terminator.Branch t)
        || t.taken() != block.pc() && t.fallThrough() != block.pc()) {
      return null;
    }
    BulkLoop loop = new BulkLoop(block, flagsSlot);
    return loop.walk() && loop.counts(t) && loop.tiles() && loop.carries() ? loop : null;
  }

  // ---- the round ----

  private boolean walk() {
    for (IrOp op : block.ops()) {
      if (!step(op)) {
        return false;
      }
    }
    return !stores.isEmpty();
  }

  private boolean step(IrOp op) {
    switch (op.code) {
      case LOAD -> {
        return plain(op) && load(op.d, op, 0, op.size);
      }
      case LOAD2 -> {
        return plain(op) && load(op.d, op, 0, 8) && load(op.d2, op, 8, 8);
      }
      case STORE -> {
        return plain(op) && store(op.c, op, 0, op.size);
      }
      case STORE2 -> {
        return plain(op) && store(op.c, op, 0, 8) && store(op.e, op, 8, 8);
      }
      case ALIGNED -> {
        return requireAligned(op);
      }
      case MOV -> values.put(op.d, use(op.a));
      case ADD -> values.put(op.d, sum(use(op.a), use(op.b), 1));
      case SUB -> values.put(op.d, sum(use(op.a), use(op.b), -1));
      case FLAGS -> {
        flags(op);
        return op.e == IrOp.NONE;
      }
      default -> {
        if (!op.code.pure()) {
          return false;
        }
        for (int operand : new int[] {op.a, op.b, op.c, op.e}) {
          use(operand);
        }
        for (int operand : op.args) {
          use(operand);
        }
        values.put(op.d, UNKNOWN);
      }
    }
    return true;
  }

  private boolean requireAligned(IrOp op) {
    if (!(use(op.a) instanceof Moved m) || !m.isPlain()) {
      return false;
    }
    alignment = Math.max(alignment, op.imm);
    aligned.add(m.register);
    return true;
  }

  private static boolean plain(IrOp op) {
    return MemoryEmitter.isPlainOnHost(op) && op.ordering != Ordering.SEQ_CST;
  }

  private Value value(int operand) {
    if (operand == IrOp.NONE) {
      return new Constant(0);
    }
    if (IrOp.isConstant(operand)) {
      return new Constant(block.constant(operand));
    }
    Value known = values.get(operand);
    return known != null
        ? known
        : IrOp.isRegister(operand) ? new Moved(operand, 0, IrOp.NONE, 0) : UNKNOWN;
  }

  private Value use(int operand) {
    if (IrOp.isRegister(operand) && !values.containsKey(operand)) {
      used.add(operand);
    }
    return value(operand);
  }

  private static Value sum(Value a, Value b, int sign) {
    if (a instanceof Constant && b instanceof Moved && sign == 1) {
      return sum(b, a, 1);
    }
    if (a instanceof Constant x && b instanceof Constant y) {
      return new Constant(x.value + sign * y.value);
    }
    if (a instanceof Moved x && b instanceof Constant y) {
      return new Moved(x.register, x.offset + sign * y.value, x.by, x.sign);
    }
    if (a instanceof Moved x && x.isPlain() && b instanceof Moved y && y.isPlain()) {
      return y.offset == 0 ? new Moved(x.register, x.offset, y.register, sign) : UNKNOWN;
    }
    return UNKNOWN;
  }

  private void flags(IrOp op) {
    // The operands follow the kind; see Opcode.FLAGS.
    int[] operands = {op.a, op.b, op.c};
    Value[] recorded = {use(op.a), use(op.b), use(op.c)};
    for (int n = 0; n < operands.length; n++) {
      if (operands[n] != IrOp.NONE) {
        values.put(flagsSlot + 1 + n, recorded[n]);
      }
    }
    values.put(flagsSlot, new Constant(op.imm));
  }

  /** Where an access is: null if that is no register plus a constant. */
  private @Nullable Moved address(IrOp op) {
    Value index = use(op.b);
    if (use(op.a) instanceof Moved a && a.isPlain() && index instanceof Constant i) {
      return new Moved(a.register, a.offset + (i.value << op.imm2) + op.imm, IrOp.NONE, 0);
    }
    return null;
  }

  private boolean load(int d, IrOp op, int at, int size) {
    Moved address = address(op);
    if (address == null) {
      return false;
    }
    Loaded loaded = new Loaded(address.register, address.offset + at, size);
    loads.add(new Piece(loaded.register, loaded.offset, size, loaded));
    values.put(d, loaded);
    return true;
  }

  private boolean store(int operand, IrOp op, int at, int size) {
    Moved address = address(op);
    if (address == null) {
      return false;
    }
    Value value = value(operand);
    if (value instanceof Moved m && m.isPlain() && m.offset == 0) {
      stored.add(m.register);
    }
    Piece piece = new Piece(address.register, address.offset + at, size, value);
    stores.add(piece);
    loadsBefore.put(piece, loads.size());
    return true;
  }

  // ---- what it comes to ----

  /** Whether a counter runs towards a limit that stays, by a constant each round. */
  private boolean counts(Terminator.Branch t) {
    Cond cond = t.taken() == block.pc() ? t.cond() : t.cond().negate();
    Value a = use(t.a());
    Value b = use(t.b());
    if (isFixed(a)) {
      Value other = a;
      a = b;
      b = other;
      cond = cond.swap();
    }
    if (!(a instanceof Moved m) || !m.isPlain() || !isFixed(b)) {
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
    if (!(values.get(m.register) instanceof Moved end) || end.register != m.register) {
      return false;
    }
    descending = end.isPlain() ? end.offset < 0 : end.sign < 0;
    return cond == Cond.NE || descending == greater;
  }

  /** Whether it is the same in each round. */
  private boolean isFixed(Value v) {
    return v instanceof Constant
        || v instanceof Moved m && m.isPlain() && !values.containsKey(m.register);
  }

  /** Whether the stores of a round fill a range, and the loads the one it comes from. */
  private boolean tiles() {
    Piece first = stores.getFirst();
    to = first.base;
    long least = tile(stores);
    if (least == Long.MIN_VALUE) {
      return false;
    }
    toOffset = least;
    bytes = stores.stream().mapToInt(Piece::size).sum();
    return loads.isEmpty() ? clears() : copies();
  }

  /** The lowest offset of pieces that have one base and no gaps; the minimum if they are not so. */
  private static long tile(List<Piece> pieces) {
    List<Piece> sorted = new ArrayList<>(pieces);
    sorted.sort(Comparator.comparingLong(Piece::offset));
    long next = sorted.getFirst().offset;
    for (Piece p : sorted) {
      if (p.base != sorted.getFirst().base || p.offset != next) {
        return Long.MIN_VALUE;
      }
      next += p.size;
    }
    return sorted.getFirst().offset;
  }

  private boolean clears() {
    for (Piece p : stores) {
      if (p.value instanceof Moved m && m.isPlain() && m.offset == 0 && isFixed(m)) {
        zeros.add(m.register);
      } else if (!p.value.equals(new Constant(0))) {
        return false;
      }
    }
    return moves(to) && forwardAlike();
  }

  private boolean copies() {
    from = loads.getFirst().base;
    if (from == to || !moves(from) || !moves(to) || !forwardAlike()) {
      return false;
    }
    long least = tile(loads);
    if (least == Long.MIN_VALUE || loads.stream().mapToInt(Piece::size).sum() != bytes) {
      return false;
    }
    long distance = 0;
    for (Piece p : stores) {
      Piece source = source(p);
      if (source == null || p != stores.getFirst() && source.offset - p.offset != distance) {
        return false;
      }
      distance = source.offset - p.offset;
    }
    fromOffset = toOffset + distance;
    ahead = forward ? least - fromOffset : fromOffset - least;
    return ahead >= 0 && loadsLead(distance);
  }

  /** Where in this round's terms a stored value was loaded. */
  private @Nullable Piece source(Piece store) {
    if (store.value instanceof Loaded l && l.size == store.size && l.register == from) {
      return new Piece(from, l.offset, l.size, l);
    }
    if (store.value instanceof Moved m
        && m.isPlain()
        && m.offset == 0
        && values.get(m.register) instanceof Loaded l
        && l.size == 8
        && store.size == 8
        && l.register == from) {
      long step = forward ? bytes : -bytes;
      Piece piece = new Piece(from, l.offset - step, l.size, l);
      pending.put(m.register, piece);
      return piece;
    }
    return null;
  }

  /**
   * Whether no load reads what a store before it could have written where the ranges overlap the
   * harmless way: each load behind a store is farther on than the store's source.
   */
  private boolean loadsLead(long distance) {
    for (Piece store : stores) {
      long source = store.offset + distance;
      for (Piece load : loads.subList(loadsBefore.getOrDefault(store, 0), loads.size())) {
        if (forward ? load.offset < source + store.size : load.offset + load.size > source) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether the register moves by the bytes of a round, this way or that. */
  private boolean moves(int register) {
    if (!(values.get(register) instanceof Moved m) || m.register != register) {
      return false;
    }
    return m.isPlain() ? Math.abs(m.offset) == bytes : m.offset == 0;
  }

  /** What was aligned stays so. */
  private boolean forwardAlike() {
    forward = isForward(to);
    return (from == IrOp.NONE || isForward(from) == forward)
        && bytes % alignment == 0
        && aligned.stream().allMatch(r -> r == to || r == from);
  }

  private boolean isForward(int register) {
    return values.get(register) instanceof Moved m && (m.isPlain() ? m.offset > 0 : m.sign > 0);
  }

  /** Whether all that lives on from round to round moves by constants, or is a pending value. */
  private boolean carries() {
    for (Map.Entry<Integer, Value> e : values.entrySet()) {
      int register = e.getKey();
      if (!IrOp.isRegister(register)) {
        continue;
      }
      if (e.getValue() instanceof Moved m && m.register == register) {
        if (!steps(register, m)) {
          return false;
        }
      } else if (used.contains(register)
          || stored.contains(register) && !pending.containsKey(register)) {
        return false;
      }
    }
    return steps.containsKey(counter.register);
  }

  private boolean steps(int register, Moved m) {
    if (m.isPlain()) {
      steps.put(register, m.offset);
      return true;
    }
    // By a register, which must then hold the bytes of a round.
    if (m.offset != 0 || stepRegister != IrOp.NONE && stepRegister != m.by) {
      return false;
    }
    stepRegister = m.by;
    steps.put(register, (long) m.sign * bytes);
    return !values.containsKey(m.by);
  }

  // ---- its bytecode ----

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
    long step = Math.abs(steps.getOrDefault(counter.register, 1L));
    larger(b, frame);
    smaller(b, frame);
    b.lsub().loadConstant(FEW * step).lcmp().ifle(none);
    larger(b, frame);
    smaller(b, frame);
    b.loadConstant(comparison).loadConstant(step);
    if (from == IrOp.NONE) {
      b.lconst_0();
    } else {
      at(b, frame, from, fromOffset);
    }
    at(b, frame, to, toOffset);
    b.loadConstant(forward ? bytes : -bytes).loadConstant((int) ahead).aload(Frame.CPU);
    b.invokestatic(MOVES, from == IrOp.NONE ? "clear" : "copy", ROUNDS).lstore(Frame.SCRATCH);
    b.lload(Frame.SCRATCH).lconst_0().lcmp().ifeq(none);
    steps.forEach((register, by) -> {
      frame.push(register);
      b.lload(Frame.SCRATCH).loadConstant((long) by).lmul().ladd();
      frame.store(register);
    });
    pending.forEach((register, piece) -> {
      b.lload(Frame.MEMORY_BASE);
      at(b, frame, from, piece.offset);
      b.ladd().invokestatic(MEMORY, "getLong", MethodTypeDesc.of(CD_long, CD_long));
      frame.store(register);
    });
    b.iconst_1().istore(Frame.COUNTDOWN); // it took its time
    b.labelBinding(none);
  }

  private void larger(CodeBuilder b, Frame frame) {
    push(b, frame, descending ? counter : limit);
  }

  private void smaller(CodeBuilder b, Frame frame) {
    push(b, frame, descending ? limit : counter);
  }

  private static void push(CodeBuilder b, Frame frame, Value v) {
    switch (v) {
      case Constant c -> b.loadConstant(c.value);
      case Moved m -> at(b, frame, m.register, m.offset);
      default -> throw new IllegalArgumentException(v.toString());
    }
  }

  private static void at(CodeBuilder b, Frame frame, int register, long offset) {
    frame.push(register);
    if (offset != 0) {
      b.loadConstant(offset).ladd();
    }
  }
}
