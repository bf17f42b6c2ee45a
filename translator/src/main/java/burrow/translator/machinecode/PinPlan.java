package burrow.translator.machinecode;

import burrow.translator.IrBlock;
import burrow.translator.IrOp;
import burrow.translator.Opcode;
import burrow.translator.RegisterFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which guest registers are pinned in a region, and where: a pin is dirty where its register of the
 * host may be newer than its home; it is live where that register is read later, to bring it home
 * included. At an entry from outside all pins are clean, and the live ones are loaded.
 */
final class PinPlan {
  private final RegionShape shape;
  private final RegisterFile registers;
  private final Pins pins;
  private final Map<Long, Integer> dirty = new HashMap<>();
  private final Map<Long, Integer> live = new HashMap<>();

  PinPlan(RegionShape shape, RegisterFile registers) {
    this.shape = shape;
    this.registers = registers;
    this.pins = choose();
    spreadDirty();
    spreadLive();
  }

  Pins pins() {
    return pins;
  }

  /** Pins, as bits, that may be newer than at home when the block starts. */
  int dirty(long pc) {
    return dirty.getOrDefault(pc, 0);
  }

  /** Pins, as bits, that the block or a later one needs. */
  int live(long pc) {
    return live.getOrDefault(pc, 0);
  }

  // ---- choice ----

  /** Those that blocks on their own would load and store most often. */
  private Pins choose() {
    long[] weight = new long[registers.count()];
    for (IrBlock block : shape.paths().values()) {
      long runs = shape.runs(block.pc());
      boolean[] read = new boolean[weight.length];
      boolean[] written = new boolean[weight.length];
      for (IrOp op : block.ops()) {
        markRead(op.a, read, written);
        markRead(op.b, read, written);
        markRead(op.c, read, written);
        markRead(op.e, read, written);
        for (int arg : op.args) {
          markRead(arg, read, written);
        }
        markWritten(op.d, written);
        markWritten(op.d2, written);
      }
      for (int operand : block.terminator().operands()) {
        markRead(operand, read, written);
      }
      for (int slot = 0; slot < weight.length; slot++) {
        weight[slot] += (read[slot] ? runs : 0) + (written[slot] ? runs : 0);
      }
    }
    List<Integer> chosen = new ArrayList<>();
    for (int slot = 0; slot < weight.length; slot++) {
      if (weight[slot] > 0 && !registers.isVector(slot) && !registers.isFlag(slot)) {
        chosen.add(slot);
      }
    }
    chosen.sort((a, b) -> Long.compare(weight[b], weight[a]));
    return new Pins(chosen.stream().limit(Pins.MOST).mapToInt(s -> s).toArray());
  }

  private static void markRead(int operand, boolean[] read, boolean[] written) {
    if (IrOp.isRegister(operand) && !written[operand]) {
      read[operand] = true;
    }
  }

  private static void markWritten(int operand, boolean[] written) {
    if (IrOp.isRegister(operand)) {
      written[operand] = true;
    }
  }

  // ---- flow ----

  private void spreadDirty() {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (IrBlock block : shape.paths().values()) {
        int out = dirty(block.pc()) | written(block);
        for (long next : shape.ways(block)) {
          int before = dirty(next);
          if ((before | out) != before) {
            dirty.put(next, before | out);
            changed = true;
          }
        }
      }
    }
  }

  private void spreadLive() {
    List<IrBlock> backwards = new ArrayList<>(shape.paths().values()).reversed();
    boolean changed = true;
    while (changed) {
      changed = false;
      for (IrBlock block : backwards) {
        int now = liveBefore(block);
        if (now != live(block.pc())) {
          live.put(block.pc(), now);
          changed = true;
        }
      }
    }
  }

  /** From the end, as the pins that are live after each operation follow from those after it. */
  private int liveBefore(IrBlock block) {
    int dirtyAtStart = dirty(block.pc());
    int dirty = dirtyAtStart | written(block);
    int live = shape.leaves(block) ? dirty : 0;
    for (long next : shape.following(block)) {
      live |= live(next);
    }
    for (int operand : block.terminator().operands()) {
      live |= pins.bit(operand);
    }
    List<IrOp> ops = BlockCompiler.done(block);
    for (int i = ops.size() - 1; i >= 0; i--) {
      IrOp op = ops.get(i);
      live &= ~(pins.bit(op.d) | pins.bit(op.d2));
      if (op.code.mayFault()) {
        live |= dirtyAtStart; // what has been written since is there anyway
      }
      if (op.code == Opcode.SIDE_EXIT) {
        live |= live(op.imm);
      }
      live |= reads(op);
      for (IrOp late : op.onFault) {
        live |= reads(late);
      }
    }
    return shape.isHeader(block.pc()) ? live | dirtyAtStart : live;
  }

  private int written(IrBlock block) {
    int set = 0;
    for (IrOp op : block.ops()) {
      set |= pins.bit(op.d) | pins.bit(op.d2);
    }
    return set;
  }

  private int reads(IrOp op) {
    int read = pins.bit(op.a) | pins.bit(op.b) | pins.bit(op.c) | pins.bit(op.e);
    for (int arg : op.args) {
      read |= pins.bit(arg);
    }
    return read;
  }
}
