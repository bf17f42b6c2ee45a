package burrow.translator.region;

import burrow.machine.Access;
import burrow.translator.IrBlock;
import burrow.translator.IrOp;
import burrow.translator.Opcode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Accesses of one block that lie close together: the same base, moved by constants at most. One
 * check of the range they span stands for all of them. It holds until something in between could
 * order this thread after another one's unmapping, or run anything else.
 */
final class AccessGroups {
  /** Bytes that a group spans at most: more would cross a page too often. */
  private static final int WIDEST = 512;

  static final int MOST_GROUPS = 16;

  /** A value that is unknown, plus a known number. */
  private record Place(int origin, long offset) {}

  /** What must be equal for two accesses to be in a group. */
  private record Key(int base, int index, int scale, int access, int epoch) {}

  /** Accesses with one check. */
  static final class Group {
    int number;
    final int access;
    private final IrOp first;
    private final long firstOffset;
    private long low;
    private long high;
    private int members = 1;

    private Group(IrOp first, long offset, int access) {
      this.first = first;
      this.firstOffset = offset;
      this.access = access;
      this.low = offset;
      this.high = offset + size(first);
    }

    private boolean add(IrOp op, long offset) {
      long l = Math.min(low, offset);
      long h = Math.max(high, offset + size(op));
      if (h - l > WIDEST) {
        return false;
      }
      low = l;
      high = h;
      members++;
      return true;
    }

    boolean startsWith(IrOp op) {
      return op == first;
    }

    /** Bytes from the first access's address down to the lowest. */
    long lowest() {
      return low - firstOffset;
    }

    int bytes() {
      return (int) (high - low);
    }
  }

  private final IdentityHashMap<IrOp, Group> groups = new IdentityHashMap<>();
  private int count;

  AccessGroups(IrBlock block) {
    Map<Integer, Place> places = new HashMap<>();
    Map<Key, Group> open = new HashMap<>();
    List<Group> all = new ArrayList<>();
    int origins = 0;
    int epoch = 0;
    for (IrOp op : block.ops()) {
      int access = access(op);
      if (access != 0 && op.a != IrOp.NONE && !IrOp.isConstant(op.a) && all.size() < MOST_GROUPS) {
        Place base = places.get(op.a);
        if (base == null) {
          base = new Place(origins++, 0);
          places.put(op.a, base);
        }
        Place index = op.b == IrOp.NONE ? null : places.get(op.b);
        if (op.b != IrOp.NONE && index == null) {
          index = new Place(origins++, 0);
          places.put(op.b, index);
        }
        join(
            op,
            base,
            index,
            new Key(base.origin, index == null ? -1 : index.origin, op.imm2, access, epoch),
            open,
            all);
      }
      if (op.code == Opcode.CALL_CPU
          || op.code == Opcode.FENCE
          || op.code == Opcode.RMW
          || op.code == Opcode.CAS) {
        epoch++;
      }
      Place moved = moved(op, block, places);
      forget(op.d, places);
      forget(op.d2, places);
      if (op.code == Opcode.CALL_CPU) {
        places.clear();
      } else if (moved != null) {
        places.put(op.d, moved);
      }
    }
    groups.values().removeIf(g -> g.members < 2);
    all.removeIf(g -> g.members < 2);
    for (Group g : all) {
      g.number = count++;
    }
  }

  int count() {
    return count;
  }

  private void join(
      IrOp op, Place base, @Nullable Place index, Key key, Map<Key, Group> open, List<Group> all) {
    long offset = op.imm + base.offset + (index == null ? 0 : index.offset << op.imm2);
    Group group = open.get(key);
    if (group == null || !group.add(op, offset)) {
      group = new Group(op, offset, key.access);
      open.put(key, group);
      all.add(group);
    }
    groups.put(op, group);
  }

  private static void forget(int operand, Map<Integer, Place> places) {
    if (operand != IrOp.NONE) {
      places.remove(operand);
    }
  }

  /** Where the result of a move or an addition of a constant is; null if that is unknown. */
  private static @Nullable Place moved(IrOp op, IrBlock block, Map<Integer, Place> places) {
    Place from = op.a == IrOp.NONE ? null : places.get(op.a);
    if (from == null) {
      return null;
    }
    if (op.code == Opcode.MOV) {
      return from;
    }
    if ((op.code == Opcode.ADD || op.code == Opcode.SUB) && IrOp.isConstant(op.b)) {
      long by = block.constant(op.b);
      return new Place(from.origin, from.offset + (op.code == Opcode.ADD ? by : -by));
    }
    return null;
  }

  private static int access(IrOp op) {
    return switch (op.code) {
      case LOAD, LOAD2 -> Access.READ;
      case STORE, STORE2 -> Access.WRITE;
      default -> 0;
    };
  }

  private static int size(IrOp op) {
    return op.code == Opcode.LOAD2 || op.code == Opcode.STORE2 ? Math.max(op.size, 16) : op.size;
  }

  /** The group of an access; null if it stands alone. */
  @Nullable Group of(IrOp op) {
    return groups.get(op);
  }
}
