package burrow.translator.region;

import burrow.machine.Access;
import burrow.translator.IrBlock;
import burrow.translator.IrOp;
import burrow.translator.Opcode;
import burrow.translator.Ordering;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which accesses of a region test permissions. The first of those that lie close together (the same
 * base, moved by constants at most) tests the range that all of them span; where it does not pass
 * as a whole, the interpreter goes on there and knows what is wrong, if anything.
 *
 * <p>A test stands for later accesses of its block and of the blocks that only that one leads to,
 * until something in between could order this thread after another one's unmapping, or run anything
 * else. Each loop has a block that two others lead to, so that none goes on with memory that is
 * gone.
 */
public final class AccessChecks {
  /** Bytes that one test spans at most: more would cross a page too often. */
  private static final int WIDEST = 512;

  /** The base of absolute addresses. */
  private static final Place ABSOLUTE = new Place(-1, 0);

  /** A value that is unknown, plus a known number. */
  private record Place(int origin, long offset) {}

  /** What must be equal for two accesses to share a test. */
  private record Key(int base, int index, long scale) {
    // Written out: to make the usual ones takes a start 10 ms.

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key
          && base == key.base
          && index == key.index
          && scale == key.scale;
    }

    @Override
    public int hashCode() {
      return (base * 31 + index) * 31 + Long.hashCode(scale);
    }
  }

  /** The test of a range, made by one access for all of them. */
  public static final class Check {
    private final long offset;
    private long low;
    private long high;
    private int access;

    private Check(IrOp first, long offset) {
      this.offset = offset;
      this.low = offset;
      this.high = offset + size(first);
      this.access = accessOf(first);
    }

    private boolean add(IrOp op, long at) {
      long l = Math.min(low, at);
      long h = Math.max(high, at + size(op));
      if (h - l > WIDEST) {
        return false;
      }
      low = l;
      high = h;
      access = Math.max(access, accessOf(op));
      return true;
    }

    /** Bytes from the address of the access that makes the test to the lowest of the range. */
    public long lowest() {
      return low - offset;
    }

    public int bytes() {
      return (int) (high - low);
    }

    /** {@link Access#READ} or {@link Access#WRITE}: no page can be written but not read. */
    public int access() {
      return access;
    }
  }

  /** What is known at one place of the code. */
  private static final class State {
    final Map<Integer, Place> places = new HashMap<>();
    final Map<Key, Check> open = new HashMap<>();

    /** The same, without what does not outlive a block. */
    State copy() {
      State s = new State();
      places.forEach((operand, place) -> {
        if (!IrOp.isTemp(operand) && !IrOp.isConstant(operand)) {
          s.places.put(operand, place);
        }
      });
      s.open.putAll(open);
      return s;
    }
  }

  private final IdentityHashMap<IrOp, Check> checks = new IdentityHashMap<>();
  private int origins;

  /** Of one block on its own. */
  public AccessChecks(IrBlock block) {
    walk(block, new State());
  }

  /**
   * Of a region, by the addresses of its blocks.
   *
   * @param entries where it is entered from outside
   */
  public AccessChecks(Collection<Long> entries, Map<Long, IrBlock> blocks) {
    Map<Long, Integer> arrivals = arrivals(blocks.values());
    entries.forEach(entry -> arrivals.merge(entry, 1, Integer::sum));
    Map<Long, State> before = new HashMap<>();
    ArrayDeque<IrBlock> ready = new ArrayDeque<>();
    for (IrBlock block : blocks.values()) {
      if (arrivals.getOrDefault(block.pc(), 0) != 1 || !hasParent(block, blocks.values())) {
        ready.add(block);
      }
    }
    while (!ready.isEmpty()) {
      IrBlock block = ready.remove();
      State state = before.getOrDefault(block.pc(), new State());
      walk(block, state);
      for (long next : RegionBuilder.successors(block)) {
        IrBlock child = blocks.get(next);
        if (child != null && arrivals.getOrDefault(next, 0) == 1 && leads(block, child)) {
          before.put(next, state.copy());
          ready.add(child);
        }
      }
    }
  }

  private static Map<Long, Integer> arrivals(Collection<IrBlock> blocks) {
    Map<Long, Integer> arrivals = new HashMap<>();
    for (IrBlock block : blocks) {
      for (long next : RegionBuilder.successors(block)) {
        arrivals.merge(next, 1, Integer::sum);
      }
      for (IrOp op : block.ops()) {
        if (op.code == Opcode.SIDE_EXIT) {
          arrivals.merge(op.imm, 1, Integer::sum);
        }
      }
    }
    return arrivals;
  }

  private static boolean hasParent(IrBlock block, Collection<IrBlock> blocks) {
    return blocks.stream().anyMatch(b -> leads(b, block));
  }

  /** Whether control passes from one block to the other with nothing but a poll in between. */
  private static boolean leads(IrBlock block, IrBlock next) {
    if (!RegisterUse.keepsLocals(block.terminator())) {
      return false;
    }
    for (long pc : RegionBuilder.successors(block)) {
      if (pc == next.pc()) {
        return true;
      }
    }
    return false;
  }

  private void walk(IrBlock block, State state) {
    for (IrOp op : block.ops()) {
      if (accessOf(op) != 0 && size(op) != 0) {
        join(op, block, state);
      }
      if (op.code == Opcode.CALL_CPU
          || op.code == Opcode.FENCE
          || op.code == Opcode.RMW
          || op.code == Opcode.CAS
          || op.code == Opcode.STORE_CONDITIONAL
          || op.ordering == Ordering.SEQ_CST) {
        state.open.clear();
      }
      Place moved = moved(op, block, state);
      if (op.code == Opcode.CALL_CPU) {
        state.places.clear();
      }
      forget(op.d, state);
      forget(op.d2, state);
      if (moved != null) {
        state.places.put(op.d, moved);
      }
    }
  }

  private void join(IrOp op, IrBlock block, State state) {
    Place base = place(op.a, block, state);
    Place index = place(op.b, block, state);
    long offset = op.imm + base.offset + (index.offset << op.imm2);
    Key key = new Key(base.origin, index.origin, index.origin < 0 ? 0 : op.imm2);
    Check check = state.open.get(key);
    if (check == null || !check.add(op, offset)) {
      check = new Check(op, offset);
      state.open.put(key, check);
      checks.put(op, check);
    }
  }

  private Place place(int operand, IrBlock block, State state) {
    if (operand == IrOp.NONE) {
      return ABSOLUTE;
    }
    if (IrOp.isConstant(operand)) {
      return new Place(ABSOLUTE.origin, block.constant(operand));
    }
    return state.places.computeIfAbsent(operand, o -> new Place(origins++, 0));
  }

  private static void forget(int operand, State state) {
    if (operand != IrOp.NONE) {
      state.places.remove(operand);
    }
  }

  /** Where the result of a move or an addition of a constant is; null if that is unknown. */
  private @Nullable Place moved(IrOp op, IrBlock block, State state) {
    if (op.code == Opcode.MOV) {
      return place(op.a, block, state);
    }
    if ((op.code == Opcode.ADD || op.code == Opcode.SUB) && IrOp.isConstant(op.b)) {
      Place from = place(op.a, block, state);
      long by = block.constant(op.b);
      return new Place(from.origin, from.offset + (op.code == Opcode.ADD ? by : -by));
    }
    return null;
  }

  /** What a plain host access does once it has been tested; 0 for all other operations. */
  private static int accessOf(IrOp op) {
    if (!MemoryEmitter.isPlainOnHost(op)) {
      return 0;
    }
    return switch (op.code) {
      case LOAD, LOAD2 -> Access.READ;
      case STORE, STORE2 -> Access.WRITE;
      default -> 0;
    };
  }

  /** Bytes; 0 for the part of a larger access that was tested before. */
  private static int size(IrOp op) {
    boolean pair = op.code == Opcode.LOAD2 || op.code == Opcode.STORE2;
    return pair && op.size != 0 ? Math.max(op.size, 16) : op.size;
  }

  /** The test that an access makes; null if it has been made for it. */
  public @Nullable Check of(IrOp op) {
    return checks.get(op);
  }
}
