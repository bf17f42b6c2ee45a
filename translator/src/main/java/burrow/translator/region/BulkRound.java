package burrow.translator.region;

import burrow.translator.IrBlock;
import burrow.translator.IrOp;
import burrow.translator.Ordering;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one round of a loop does, in terms of the registers at its start: the block walked once with
 * values instead of numbers. {@link BulkLoop} draws the conclusions.
 */
final class BulkRound {
  /** What an operand holds. */
  sealed interface Value {}

  /** What a register held at the start, plus a number, plus or minus another such register. */
  record Moved(int register, long offset, int by, int sign) implements Value {
    boolean isPlain() {
      return by == IrOp.NONE;
    }

    /** Whether it is no more than what the register held. */
    boolean stands() {
      return isPlain() && offset == 0;
    }
  }

  record Constant(long value) implements Value {}

  /** Bytes of memory at a register plus an offset. */
  record Loaded(int register, long offset, int size) implements Value {}

  record Unknown() implements Value {}

  /** A part of a round's copy. */
  record Piece(int base, long offset, int size, Value value) {}

  static final Unknown UNKNOWN = new Unknown();

  private final IrBlock block;
  private final int flagsSlot;

  /** What is known at the end of the round of registers and temporaries written in it. */
  final Map<Integer, Value> values = new HashMap<>();

  final List<Piece> loads = new ArrayList<>();
  final List<Piece> stores = new ArrayList<>();

  /** How many of the loads stand before a store. */
  final Map<Piece, Integer> loadsBefore = new HashMap<>();

  /** Registers whose value at the start is stored as it is. */
  final Set<Integer> stored = new HashSet<>();

  /** Registers whose value at the start is used in any other way. */
  final Set<Integer> used = new HashSet<>();

  /** Registers that must be aligned, and the strictest such alignment in bytes. */
  final Set<Integer> aligned = new HashSet<>();

  private long alignment = 1;

  private BulkRound(IrBlock block, int flagsSlot) {
    this.block = block;
    this.flagsSlot = flagsSlot;
  }

  /** The round that a block is; null if it does something else too, or stores nothing. */
  static @Nullable BulkRound of(IrBlock block, int flagsSlot) {
    BulkRound round = new BulkRound(block, flagsSlot);
    return round.walk() ? round : null;
  }

  long alignment() {
    return alignment;
  }

  /** Whether a value is the same in each round. */
  boolean isFixed(Value v) {
    return v instanceof Constant
        || v instanceof Moved m && m.isPlain() && !values.containsKey(m.register());
  }

  /** Whether it is nothing but moves, loads, stores and arithmetic that may be repeated at will. */
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
    aligned.add(m.register());
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

  /** What an operand holds, needed for more than to be stored. */
  Value use(int operand) {
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
    if (value instanceof Moved m && m.stands()) {
      stored.add(m.register());
    }
    Piece piece = new Piece(address.register, address.offset + at, size, value);
    stores.add(piece);
    loadsBefore.put(piece, loads.size());
    return true;
  }
}
