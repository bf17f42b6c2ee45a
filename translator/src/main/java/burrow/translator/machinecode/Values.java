package burrow.translator.machinecode;

import static burrow.translator.machinecode.Assembler.RAX;
import static burrow.translator.machinecode.Assembler.RBP;
import static burrow.translator.machinecode.Assembler.RCX;

import burrow.translator.IrBlock;
import burrow.translator.IrOp;
import burrow.translator.RegisterFile;
import java.util.Arrays;

/**
 * Where the values of a block are while its code is written: guest registers and temporaries in
 * registers of the host, as constants, or at home in the {@link ThreadState}. RAX, RCX and RDX hold
 * nothing beyond one operation; R13, R14 and RBP are fixed.
 */
final class Values {
  /** Host registers that hold values. */
  static final int[] POOL = {3, 6, 7, 8, 9, 10, 11, 12, 15};

  private static final int NOWHERE = -1;
  private static final int CONSTANT = -2;

  private final Assembler asm;
  private final IrBlock block;
  private final int slots;

  /** By index: a host register, NOWHERE but home, or CONSTANT. */
  private final int[] where;

  private final int[] owner;

  /** Host registers whose value is not at home. */
  private int stale;

  /** What is CONSTANT, which is never at home. */
  private int[] known = new int[8];

  private long[] knownValues = new long[8];
  private int knownCount;
  private int locked;
  private long alive;
  private int turn;

  /** The registers of the host that guest registers have throughout a region; a set. */
  private final int reserved;

  private final Pins pins;

  /** Of a block on its own. */
  Values(Assembler asm, RegisterFile registers, IrBlock block) {
    this(asm, registers, block, Pins.NONE, 0, 0);
  }

  /**
   * Of a block in a region.
   *
   * @param pins guest registers that have a register of the host between blocks
   * @param valid which of those are in it at the start, as bits by the number of the pin
   * @param dirty which are newer there than at home
   */
  Values(Assembler asm, RegisterFile registers, IrBlock block, Pins pins, int valid, int dirty) {
    this.asm = asm;
    this.block = block;
    this.pins = pins;
    slots = registers.count();
    where = new int[slots + 64];
    owner = new int[16];
    Arrays.fill(where, NOWHERE);
    Arrays.fill(owner, NOWHERE);
    int set = 0;
    for (int pin = 0; pin < pins.count(); pin++) {
      int r = POOL[pin];
      set |= 1 << r;
      if ((valid >> pin & 1) != 0) {
        bind(r, pins.slot(pin));
        stale |= (dirty >> pin & 1) << r;
      }
    }
    reserved = set;
  }

  private int index(int operand) {
    return IrOp.isTemp(operand) ? slots + operand - IrOp.TEMP : operand;
  }

  private int home(int index) {
    return index < slots ? ThreadState.slot(index) : ThreadState.temporary(index - slots);
  }

  boolean isConstant(int operand) {
    return IrOp.isConstant(operand) || where[index(operand)] == CONSTANT;
  }

  long constant(int operand) {
    return IrOp.isConstant(operand) ? block.constant(operand) : knownValue(index(operand));
  }

  private long knownValue(int i) {
    for (int k = 0; ; k++) {
      if (known[k] == i) {
        return knownValues[k];
      }
    }
  }

  /** Whether it is a constant that an instruction can hold. */
  boolean isImmediate(int operand) {
    return isConstant(operand) && constant(operand) == (int) constant(operand);
  }

  boolean isInRegister(int operand) {
    return !IrOp.isConstant(operand) && where[index(operand)] >= 0;
  }

  // ---- reading ----

  /** The host register with the value, for reading; locked until {@link #end}. */
  int use(int operand) {
    int i = index(operand);
    int r = where[i];
    if (r == CONSTANT) {
      long value = knownValue(i);
      r = take(i);
      asm.movImmediate(r, value);
      stale |= 1 << r;
    } else if (r == NOWHERE) {
      r = take(i);
      asm.rm(true, Assembler.MOV, r, RBP, home(i));
    }
    locked |= 1 << r;
    return r;
  }

  /** The same, with a constant in {@code scratch}. */
  int use(int operand, int scratch) {
    if (!isConstant(operand)) {
      return use(operand);
    }
    asm.movImmediate(scratch, constant(operand));
    return scratch;
  }

  /** Copies the value into a register that is nobody's. */
  void load(int operand, int scratch) {
    if (isConstant(operand)) {
      asm.movImmediate(scratch, constant(operand));
    } else {
      load(where[index(operand)], index(operand), scratch);
    }
  }

  /** Stores the value in the thread's state, through RAX where need be. */
  void storeTo(int operand, int displacement) {
    if (isConstant(operand)) {
      storeConstant(constant(operand), displacement);
      return;
    }
    int r = where[index(operand)];
    if (r < 0) {
      r = RAX;
      asm.rm(true, Assembler.MOV, r, RBP, home(index(operand)));
    }
    asm.rm(true, Assembler.MOV_STORE, r, RBP, displacement);
  }

  /** Copies the value into the low half of a vector register; may change RAX. */
  void loadVector(int operand, int xmm) {
    if (isConstant(operand)) {
      long value = constant(operand);
      if (value == 0) {
        asm.prefixed(0x66, false, 0x1ef, xmm, xmm); // PXOR
        return;
      }
      asm.movImmediate(RAX, value);
      asm.prefixed(0x66, true, 0x16e, xmm, RAX); // MOVQ
      return;
    }
    int r = where[index(operand)];
    if (r >= 0) {
      asm.prefixed(0x66, true, 0x16e, xmm, r);
    } else {
      asm.prefixedMemory(0xf3, 0x17e, xmm, RBP, home(index(operand)));
    }
  }

  private void load(int register, int i, int scratch) {
    if (register >= 0) {
      asm.mov(scratch, register);
    } else {
      asm.rm(true, Assembler.MOV, scratch, RBP, home(i));
    }
  }

  // ---- writing ----

  /**
   * The host register for a new value of the operand: another than those locked. What it held is
   * forgotten.
   */
  int define(int operand) {
    int i = index(operand);
    int r = where[i];
    if (r < 0 || (locked >> r & 1) != 0) {
      forget(i);
      r = take(i);
    }
    stale |= 1 << r;
    locked |= 1 << r;
    return r;
  }

  /**
   * The same for an operation whose last instruction reads its operands and writes the result: that
   * may be where an operand was.
   */
  int redefine(int operand) {
    int i = index(operand);
    int r = where[i];
    if (r < 0) {
      return define(operand);
    }
    stale |= 1 << r;
    return r;
  }

  /** The register that holds {@code from} is {@code to}'s from now on. */
  void rename(int from, int to) {
    int r = where[index(from)];
    forget(index(from));
    forget(index(to));
    bind(r, index(to));
    stale |= 1 << r;
  }

  /** The value in the operand's register has changed. */
  void changed(int operand) {
    stale |= 1 << where[index(operand)];
  }

  void setConstant(int operand, long value) {
    int i = index(operand);
    forget(i);
    where[i] = CONSTANT;
    if (knownCount == known.length) {
      known = Arrays.copyOf(known, 2 * knownCount);
      knownValues = Arrays.copyOf(knownValues, 2 * knownCount);
    }
    known[knownCount] = i;
    knownValues[knownCount++] = value;
  }

  /** Brings the value home; what had been read of it stays in its register, if locked. */
  void bringHome(int operand) {
    int i = index(operand);
    int r = where[i];
    if (r == CONSTANT) {
      storeConstant(knownValue(i), home(i));
      forget(i);
    } else if (r >= 0 && (stale >> r & 1) != 0) {
      asm.rm(true, Assembler.MOV_STORE, r, RBP, home(i));
      stale &= ~(1 << r);
    }
  }

  /** The value at home is another now. */
  void setAtHome(int operand) {
    forget(index(operand));
  }

  private void forget(int i) {
    int r = where[i];
    if (r >= 0) {
      owner[r] = NOWHERE;
      stale &= ~(1 << r);
    } else if (r == CONSTANT) {
      int k = 0;
      while (known[k] != i) {
        k++;
      }
      known[k] = known[--knownCount];
      knownValues[k] = knownValues[knownCount];
    }
    where[i] = NOWHERE;
  }

  /** Before an operation: the temporaries that are read behind it. */
  void next(long aliveBehind) {
    alive = aliveBehind;
  }

  /** Whether the temporary is read behind the present operation. */
  boolean isNeeded(int temporary) {
    return (alive >> temporary - IrOp.TEMP & 1) != 0;
  }

  boolean isLocked(int operand) {
    return isInRegister(operand) && (locked >> where[index(operand)] & 1) != 0;
  }

  /** After an operation: temporaries that nobody reads any more give their places back. */
  void end() {
    locked = 0;
    for (int r : POOL) {
      if (isDead(owner[r])) {
        forget(owner[r]);
      }
    }
    for (int k = knownCount - 1; k >= 0; k--) {
      if (isDead(known[k])) {
        forget(known[k]);
      }
    }
  }

  private boolean isDead(int i) {
    return i >= slots && (alive >> i - slots & 1) == 0;
  }

  private void bind(int r, int i) {
    owner[r] = i;
    where[i] = r;
  }

  private int take(int i) {
    int r = free(i);
    int old = owner[r];
    if (old != NOWHERE) {
      if ((stale >> r & 1) != 0) {
        asm.rm(true, Assembler.MOV_STORE, r, RBP, home(old));
      }
      forget(old);
    }
    forget(i);
    bind(r, i);
    locked |= 1 << r;
    return r;
  }

  /** The register of the host for a value, not locked: its own, one of nobody, or another's. */
  private int free(int i) {
    int pin = i < slots ? pins.of(i) : Pins.NOT;
    if (pin != Pins.NOT && isFree(POOL[pin])) {
      return POOL[pin];
    }
    for (int r : POOL) {
      if (isFree(r) && (reserved >> r & 1) == 0) {
        return r;
      }
    }
    int r = next(reserved);
    if (r == NOWHERE) {
      r = next(0);
    }
    if (r == NOWHERE) {
      throw new IllegalStateException("no register left");
    }
    return r;
  }

  private boolean isFree(int r) {
    return owner[r] == NOWHERE && (locked >> r & 1) == 0;
  }

  /** One in turn that is not locked and not in the set; NOWHERE if there is none. */
  private int next(int set) {
    for (int n = 0; n < POOL.length; n++) {
      turn = (turn + 1) % POOL.length;
      if (((locked | set) >> POOL[turn] & 1) == 0) {
        return POOL[turn];
      }
    }
    return NOWHERE;
  }

  // ---- bringing home ----

  /** Brings guest registers home; they stay where they are, too. Changes at most RAX. */
  void writeBack() {
    writeBack(true, RAX);
  }

  /**
   * The same.
   *
   * @param pinned whether those, too, that have a register of the host throughout the region
   * @param scratch register that may change
   */
  private void writeBack(boolean pinned, int scratch) {
    for (int r : POOL) {
      if ((stale >> r & 1) != 0 && isMeant(owner[r], pinned)) {
        asm.rm(true, Assembler.MOV_STORE, r, RBP, home(owner[r]));
        stale &= ~(1 << r);
      }
    }
    zerosHome();
    for (int k = knownCount - 1; k >= 0; k--) {
      if (isMeant(known[k], pinned)) {
        storeConstant(knownValues[k], home(known[k]), scratch);
        forget(known[k]);
      }
    }
  }

  private boolean isMeant(int i, boolean pinned) {
    return i < slots && (pinned || pins.of(i) == Pins.NOT);
  }

  /** Neighbours that are 0, as halves of vector registers are: two at a time. */
  private void zerosHome() {
    if (knownCount < 4) {
      return;
    }
    boolean first = true;
    for (int i = 0; i < slots - 1; i++) {
      if (where[i] == CONSTANT
          && where[i + 1] == CONSTANT
          && (knownValue(i) | knownValue(i + 1)) == 0) {
        if (first) {
          asm.prefixed(0x66, false, 0x1ef, 0, 0); // PXOR XMM0, XMM0
          first = false;
        }
        asm.rm(false, 0x111, 0, RBP, home(i)); // MOVUPS
        forget(i);
        forget(i + 1);
      }
    }
  }

  /**
   * At the end of a block of a region: brings guest registers where other blocks look for them. May
   * change RCX, but no flags of the host; temporaries are lost.
   *
   * @param needed the pins that those blocks need
   */
  void settle(int needed) {
    writeBack(false, RCX);
    for (int r : POOL) {
      if (owner[r] != NOWHERE && (owner[r] >= slots || pins.of(owner[r]) == Pins.NOT)) {
        forget(owner[r]);
      }
    }
    settleRegisters();
    for (int pin = 0; pin < pins.count(); pin++) {
      int slot = pins.slot(pin);
      int r = POOL[pin];
      if (where[slot] == CONSTANT) {
        asm.movImmediate(r, knownValue(slot));
        forget(slot);
        bind(r, slot);
        stale |= 1 << r;
      } else if (where[slot] == NOWHERE && (needed >> pin & 1) != 0) {
        asm.rm(true, Assembler.MOV, r, RBP, home(slot));
        bind(r, slot);
      }
    }
  }

  /** Moves what is in another register than its own: a permutation, perhaps with circles. */
  private void settleRegisters() {
    boolean moved = true;
    while (moved) {
      moved = false;
      int waiting = NOWHERE;
      for (int pin = 0; pin < pins.count(); pin++) {
        int r = where[pins.slot(pin)];
        if (r >= 0 && r != POOL[pin]) {
          if (owner[POOL[pin]] == NOWHERE) {
            move(pins.slot(pin), r, POOL[pin]);
            moved = true;
          } else {
            waiting = pin;
          }
        }
      }
      if (!moved && waiting != NOWHERE) {
        exchange(where[pins.slot(waiting)], POOL[waiting]);
        moved = true;
      }
    }
  }

  private void move(int slot, int from, int to) {
    asm.mov(to, from);
    int wasStale = stale >> from & 1;
    forget(slot);
    bind(to, slot);
    stale |= wasStale << to;
  }

  private void exchange(int r, int other) {
    asm.mov(RCX, r);
    asm.mov(r, other);
    asm.mov(other, RCX);
    int first = owner[r];
    int second = owner[other];
    int both = (stale >> r & 1) << other | (stale >> other & 1) << r;
    stale = stale & ~(1 << r | 1 << other) | both;
    bind(other, first);
    bind(r, second);
  }

  /** Brings everything home, temporaries too, and forgets where else it was. */
  void writeAllBack() {
    writeBack();
    for (int r : POOL) {
      if (owner[r] != NOWHERE) {
        if ((stale >> r & 1) != 0) {
          asm.rm(true, Assembler.MOV_STORE, r, RBP, home(owner[r]));
        }
        forget(owner[r]);
      }
    }
    while (knownCount > 0) {
      storeConstant(knownValues[0], home(known[0]));
      forget(known[0]);
    }
  }

  private void storeConstant(long value, int home) {
    storeConstant(value, home, RAX);
  }

  private void storeConstant(long value, int home, int scratch) {
    if (value == (int) value) {
      asm.storeImmediate(true, RBP, home, (int) value);
    } else {
      asm.movImmediate(scratch, value);
      asm.rm(true, Assembler.MOV_STORE, scratch, RBP, home);
    }
  }

  /** Where everything is now, for code that is written later and entered from here. */
  Snapshot snapshot() {
    return new Snapshot();
  }

  /** Everything is where it was then: for code that goes on from there. */
  void goBackTo(Snapshot then) {
    Arrays.fill(where, NOWHERE);
    for (int r = 0; r < owner.length; r++) {
      owner[r] = then.then[r];
      if (owner[r] != NOWHERE) {
        where[owner[r]] = r;
      }
    }
    stale = then.staleThen;
    knownCount = then.knownThen.length;
    known = Arrays.copyOf(then.knownThen, knownCount + 1);
    knownValues = Arrays.copyOf(then.valuesThen, knownCount + 1);
    for (int k = 0; k < knownCount; k++) {
      where[known[k]] = CONSTANT;
    }
    locked = 0;
  }

  /** See {@link #snapshot}. */
  final class Snapshot {
    private final int[] then = owner.clone();
    private final int staleThen = stale;
    private final int[] knownThen = Arrays.copyOf(known, knownCount);
    private final long[] valuesThen = Arrays.copyOf(knownValues, knownCount);

    /** Brings guest registers home. Changes at most RAX. */
    void writeBack() {
      for (int r : POOL) {
        if ((staleThen >> r & 1) != 0 && then[r] < slots) {
          asm.rm(true, Assembler.MOV_STORE, r, RBP, home(then[r]));
        }
      }
      for (int k = 0; k < knownThen.length; k++) {
        if (knownThen[k] < slots) {
          storeConstant(valuesThen[k], home(knownThen[k]));
        }
      }
    }

    /** Brings the values of all registers home, before host registers are lost. */
    void save() {
      for (int r : POOL) {
        if ((staleThen >> r & 1) != 0) {
          asm.rm(true, Assembler.MOV_STORE, r, RBP, home(then[r]));
        }
      }
    }

    /** Brings back to the registers what {@link #save} has left at home. */
    void restore() {
      for (int r : POOL) {
        if (then[r] != NOWHERE) {
          asm.rm(true, Assembler.MOV, r, RBP, home(then[r]));
        }
      }
    }

    /** Copies the value into a register that was nobody's. */
    void load(int operand, int scratch) {
      if (IrOp.isConstant(operand)) {
        asm.movImmediate(scratch, block.constant(operand));
        return;
      }
      int i = index(operand);
      for (int k = 0; k < knownThen.length; k++) {
        if (knownThen[k] == i) {
          asm.movImmediate(scratch, valuesThen[k]);
          return;
        }
      }
      int register = NOWHERE;
      for (int r : POOL) {
        register = then[r] == i ? r : register;
      }
      Values.this.load(register, i, scratch);
    }
  }
}
