package burrow.translator.region;

import burrow.machine.Trap;
import burrow.translator.IrBlock;
import burrow.translator.IrOp;
import burrow.translator.Opcode;
import burrow.translator.RegisterFile;
import burrow.translator.Terminator;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which registers live in Java locals where. A register is dirty where its local may be newer than
 * the Cpu; it is live where its local is read later, a spill of a dirty register included. The Cpu
 * is complete at the entry and after calls, and made complete at every exit, call, trap and fault.
 */
final class RegisterUse {
  private final Map<Long, IrBlock> blocks;
  private final RegisterFile registers;
  private final Map<Long, BitSet> dirtyIn = new HashMap<>();
  private final Map<Long, BitSet> liveIn = new HashMap<>();

  RegisterUse(Map<Long, IrBlock> blocks, RegisterFile registers) {
    this.blocks = blocks;
    this.registers = registers;
    for (long pc : blocks.keySet()) {
      dirtyIn.put(pc, new BitSet());
      liveIn.put(pc, new BitSet());
    }
    propagateDirty();
    propagateLive();
  }

  /** All registers that the region reads or writes. */
  BitSet used() {
    BitSet all = new BitSet();
    for (IrBlock block : blocks.values()) {
      for (IrOp op : block.ops()) {
        touched(op, all);
        op.onFault.forEach(late -> touched(late, all));
      }
      reads(block.terminator()).forEach(all::set);
    }
    return all;
  }

  /** The temporaries of all operations, by their numbers. */
  BitSet temporaries() {
    BitSet all = new BitSet();
    for (IrBlock block : blocks.values()) {
      for (IrOp op : block.ops()) {
        temporaries(op, all);
        op.onFault.forEach(late -> temporaries(late, all));
      }
      for (int operand : block.terminator().operands()) {
        temporary(operand, all);
      }
    }
    return all;
  }

  private static void temporaries(IrOp op, BitSet all) {
    temporary(op.d, all);
    temporary(op.d2, all);
    temporary(op.a, all);
    temporary(op.b, all);
    temporary(op.c, all);
    temporary(op.e, all);
    for (int arg : op.args) {
      temporary(arg, all);
    }
  }

  private static void temporary(int operand, BitSet all) {
    if (IrOp.isTemp(operand)) {
      all.set(operand - IrOp.TEMP);
    }
  }

  private void touched(IrOp op, BitSet all) {
    reads(op).forEach(all::set);
    writes(op).forEach(all::set);
  }

  /** Registers that may be dirty when the block starts. */
  BitSet dirtyIn(long pc) {
    BitSet in = dirtyIn.get(pc);
    return in == null ? new BitSet() : (BitSet) in.clone();
  }

  /** Registers whose locals must hold their values when the block starts. */
  BitSet liveIn(long pc) {
    BitSet live = liveIn.get(pc);
    return live == null ? new BitSet() : live;
  }

  /** Whether control passes from the block to its successors with registers in locals. */
  static boolean keepsLocals(Terminator t) {
    return t instanceof Terminator.Branch
        || t instanceof Terminator.Goto g && g.hint() != Terminator.Hint.CALL
        || t instanceof Terminator.Indirect i && i.hint() == Terminator.Hint.JUMP;
  }

  /** Adds the registers that the operation writes; an operation on the whole Cpu cleans all. */
  void applyDirty(IrOp op, BitSet dirty) {
    if (op.code == Opcode.CALL_CPU) {
      dirty.clear();
    }
    for (int r : writes(op)) {
      dirty.set(r);
    }
  }

  private void propagateDirty() {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (IrBlock block : blocks.values()) {
        if (!keepsLocals(block.terminator())) {
          continue;
        }
        BitSet dirty = dirtyIn(block.pc());
        block.ops().forEach(op -> applyDirty(op, dirty));
        for (long next : RegionBuilder.successors(block)) {
          BitSet in = dirtyIn.get(next);
          if (in != null) {
            int before = in.cardinality();
            in.or(dirty);
            changed |= in.cardinality() != before;
          }
        }
      }
    }
  }

  private void propagateLive() {
    List<IrBlock> order = new ArrayList<>(blocks.values()).reversed();
    boolean changed = true;
    while (changed) {
      changed = false;
      for (IrBlock block : order) {
        BitSet live = liveThrough(block, 0, dirtyIn(block.pc()));
        if (!live.equals(liveIn.get(block.pc()))) {
          liveIn.put(block.pc(), live);
          changed = true;
        }
      }
    }
  }

  /** Live before operation {@code from}, where {@code dirty} is dirty; walks there and back. */
  private BitSet liveThrough(IrBlock block, int from, BitSet dirty) {
    List<IrOp> ops = block.ops().subList(from, block.ops().size());
    List<BitSet> before = new ArrayList<>();
    for (IrOp op : ops) {
      before.add((BitSet) dirty.clone());
      applyDirty(op, dirty);
    }
    BitSet live = new BitSet();
    Terminator t = block.terminator();
    boolean leaves = !keepsLocals(t) || t instanceof Terminator.Indirect;
    if (keepsLocals(t)) {
      for (long next : RegionBuilder.successors(block)) {
        BitSet in = liveIn.get(next);
        if (in == null) {
          leaves = true; // outside the region
        } else {
          live.or(in);
        }
      }
    }
    if (leaves || hasBackEdge(block)) {
      live.or(dirty);
    }
    for (int r : reads(t)) {
      live.set(r);
    }
    for (int i = ops.size() - 1; i >= 0; i--) {
      IrOp op = ops.get(i);
      for (int r : writes(op)) {
        live.clear(r);
      }
      if (op.code == Opcode.CALL_CPU) {
        // Everything is written back before and what is live is loaded again after it.
        live.clear();
      }
      if (op.code.mayFault()) {
        live.or(before.get(i));
      }
      for (int r : reads(op)) {
        live.set(r);
      }
      op.onFault.forEach(late -> reads(late).forEach(live::set));
    }
    return live;
  }

  /** Whether the block may jump backwards: there a poll may leave the region. */
  static boolean hasBackEdge(IrBlock block) {
    for (long next : RegionBuilder.successors(block)) {
      if (next <= block.pc()) {
        return true;
      }
    }
    return false;
  }

  /** Registers live after an operation on the whole Cpu at {@code index}, for reloading. */
  BitSet liveAfter(IrBlock block, int index) {
    return liveThrough(block, index + 1, new BitSet());
  }

  private List<Integer> writes(IrOp op) {
    List<Integer> w = new ArrayList<>(2);
    add(w, op.d);
    add(w, op.d2);
    if (op.code == Opcode.FLAGS) {
      int f = registers.flagsSlot();
      w.add(f);
      if (op.a != IrOp.NONE) {
        w.add(f + 1);
      }
      if (op.b != IrOp.NONE) {
        w.add(f + 2);
      }
      if (op.c != IrOp.NONE) {
        w.add(f + 3);
      }
    }
    return w;
  }

  private List<Integer> reads(IrOp op) {
    List<Integer> r = new ArrayList<>(4);
    if (op.code == Opcode.FLAGS && op.e != IrOp.NONE) {
      int f = registers.flagsSlot(); // they may stay
      r.addAll(List.of(f, f + 1, f + 2, f + 3));
    }
    add(r, op.a);
    add(r, op.b);
    add(r, op.c);
    add(r, op.e);
    for (int arg : op.args) {
      add(r, arg);
    }
    return r;
  }

  private static List<Integer> reads(Terminator t) {
    List<Integer> r = new ArrayList<>(2);
    for (int operand : t.operands()) {
      add(r, operand);
    }
    return r;
  }

  private static void add(List<Integer> list, int operand) {
    if (IrOp.isRegister(operand)) {
      list.add(operand);
    }
  }

  /** Whether a trap's handler is expected to go on behind it. */
  static boolean resumes(Terminator t) {
    return t instanceof Terminator.Raise r && r.trap() == Trap.SYSCALL;
  }
}
