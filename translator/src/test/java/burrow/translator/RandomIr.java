package burrow.translator;

import burrow.machine.Cpu;
import burrow.machine.Trap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Blocks of random IR: what no lifter would write, but may. Registers 0 to 3 hold addresses in
 * {@link IrState}'s memory; some operations move them.
 */
final class RandomIr {
  private static final int BASES = 4;
  private static final int TEMPORARIES = 20;

  /** Registers that operations in a {@link RandomGraph} do not write: they steer it. */
  static final int COUNT = 11;

  static final int LINK = 12;

  /** Kinds of lazy flags. */
  static final int KINDS = 100;

  private static final int SPARE = IrWriter.temporary(Cpu.TEMPORARIES - 1);

  static final Helper TWO = Helper.of(RandomIr.class, "two", RandomIr::two);
  static final Helper SIX = Helper.of(RandomIr.class, "six", RandomIr::six);
  private static final Helper OF_CPU = Helper.cpu(RandomIr.class, "ofCpu", RandomIr::ofCpu);

  private static final Opcode[] UNARY = of(Opcode.Form.UNARY);
  private static final Opcode[] BINARY = of(Opcode.Form.BINARY);

  private final SplittableRandom random;
  private IrWriter ir = new IrWriter();
  private final List<Integer> made = new ArrayList<>();

  /** Whether operations write temporaries only: as long as their instruction may start anew. */
  private boolean mayRestart;

  /** Registers that most operands are; none if all are alike. */
  private int[] favourites = {};

  private boolean inGraph;

  /** How often operations of a graph do more than compute, in 16 of them. */
  private int accesses;

  /**
   * Whether each FLAGS records all operands, and nothing else writes them, as the optimiser takes
   * for granted.
   */
  private boolean wholeFlags;

  RandomIr(SplittableRandom random) {
    this.random = random;
  }

  private static Opcode[] of(Opcode.Form form) {
    return Arrays.stream(Opcode.values()).filter(o -> o.form() == form).toArray(Opcode[]::new);
  }

  /** What happens when machine code visits Java. */
  static Runnable visit = () -> {};

  static long two(long a, long b) {
    visit.run();
    return a * 31 + b;
  }

  static long six(long a, long b, long c, long d, long e, long f) {
    return a - 3 * b + 5 * c - 7 * d + 11 * e - 13 * f;
  }

  static long ofCpu(Cpu cpu) {
    return cpu.pc;
  }

  // ---- operands ----

  long value() {
    return switch (random.nextInt(8)) {
      case 0 -> random.nextInt(-3, 4);
      case 1 -> random.nextInt();
      case 2 -> random.nextInt() & 0xffff_ffffL;
      case 3 -> 1L << random.nextInt(64);
      case 4 -> -1L >>> random.nextInt(64);
      case 5 -> random.nextInt(256);
      default -> random.nextLong();
    };
  }

  int operand() {
    int kind = random.nextInt(10);
    if (kind < 2) {
      return ir.constant(value());
    }
    if (kind < 6 && !made.isEmpty()) {
      return made.get(random.nextInt(made.size()));
    }
    return register();
  }

  /** Also vectors and the lazy flags. */
  private int register() {
    if (favourites.length > 0 && random.nextInt(4) != 0) {
      return favourites[random.nextInt(favourites.length)];
    }
    int r = random.nextInt(IrState.REGISTERS.count() + 10);
    return r < IrState.REGISTERS.count() ? r : r % IrState.GENERAL;
  }

  int notConstant() {
    int operand = operand();
    return IrOp.isConstant(operand) ? register() : operand;
  }

  private int result() {
    if (mayRestart || random.nextInt(2) == 0) {
      int t = IrWriter.temporary(random.nextInt(TEMPORARIES));
      made.remove(Integer.valueOf(t));
      made.add(t);
      return t;
    }
    return changeable();
  }

  private int changeable() {
    int r = register();
    boolean kept =
        r < BASES
            || inGraph && (r == COUNT || r == LINK)
            || wholeFlags && IrState.REGISTERS.isFlag(r);
    return kept ? IrState.GENERAL - 1 : r;
  }

  private <T> T pick(T[] all) {
    return all[random.nextInt(all.length)];
  }

  Cond cond() {
    return pick(Cond.values());
  }

  // ---- blocks ----

  /**
   * @param impossible whether there may be operations that machine code cannot do
   */
  IrBlock next(boolean impossible) {
    ir = new IrWriter();
    made.clear();
    int length = random.nextInt(1, random.nextInt(2, 50));
    while (ir.size() < length) {
      operation(impossible);
    }
    return ir.block(terminator());
  }

  private Terminator terminator() {
    return switch (random.nextInt(5)) {
      case 0 -> new Terminator.Branch(cond(), operand(), operand(), 0x9000, 0xa000);
      case 1 -> new Terminator.Indirect(notConstant(), Terminator.Hint.JUMP, 0);
      case 2 -> new Terminator.Raise(Trap.SYSCALL, 0xb000, 7, null);
      default ->
          new Terminator.Goto(
              random.nextBoolean() ? 0x8000 : 0x500, pick(Terminator.Hint.values()), 0);
    };
  }

  private void operation(boolean impossible) {
    operation(random.nextInt(16), impossible);
  }

  private void operation(int kind, boolean impossible) {
    switch (kind) {
      case 0, 1 -> {
        IrOp op = ir.emit(pick(UNARY));
        op.a = operand();
        op.d = result();
      }
      case 2, 3, 4 -> {
        IrOp op = ir.emit(pick(BINARY));
        op.a = operand();
        op.b = operand();
        op.d = result();
      }
      case 5 -> bits();
      case 6 -> compare();
      case 7, 8, 9 -> plainAccess();
      case 10 -> pairAccess();
      case 11 -> atomic(impossible);
      case 12 -> moveBase();
      case 13 -> flags(ir.emit(Opcode.FLAGS), random.nextInt(4) == 0);
      case 14 -> call(impossible);
      default -> check();
    }
  }

  // ---- instructions of several operations ----

  /**
   * What follows are instructions of a block of a {@link RandomGraph}.
   *
   * @param accesses how often operations do more than compute, in 16 of them
   */
  IrWriter start(long pc, int[] favourites, boolean wholeFlags, int accesses) {
    ir = new IrWriter(pc);
    made.clear();
    inGraph = true;
    this.favourites = favourites;
    this.wholeFlags = wholeFlags;
    this.accesses = accesses;
    return ir;
  }

  /** What can fault comes first, before a register or memory changes: it may start anew. */
  void instruction(boolean impossible) {
    begin();
    mayRestart = true;
    for (int n = random.nextInt(4); n > 0; n--) {
      operation(random.nextInt(16) < accesses ? other() : random.nextInt(7), impossible);
      if (writesMemory(ir.last())) {
        break;
      }
    }
    mayRestart = false;
    for (int n = random.nextInt(1, 4); n > 0; n--) {
      change();
    }
  }

  /** A value that the present instruction has computed. */
  int computed() {
    mayRestart = true;
    operation(random.nextInt(7), false);
    mayRestart = false;
    return ir.last().d;
  }

  /** An instruction to be filled by the caller. */
  void begin() {
    ir.begin();
    made.clear();
  }

  /** A kind of operation that does more than compute, but changes no register on its own. */
  private int other() {
    int kind = 7 + random.nextInt(9);
    boolean rare = kind >= 11 && random.nextInt(4) != 0;
    return rare || kind == 12 || kind == 13 ? 7 : kind;
  }

  private static boolean writesMemory(IrOp op) {
    return switch (op.code) {
      case STORE, STORE2, RMW, CAS, STORE_CONDITIONAL -> true;
      default -> false;
    };
  }

  private void change() {
    switch (random.nextInt(10)) {
      case 0 -> moveBase();
      case 1 -> flags(ir.emit(Opcode.FLAGS), random.nextInt(6) == 0);
      case 2 -> {
        int a = changeable();
        int b = changeable();
        int t = IrWriter.temporary(TEMPORARIES);
        ir.move(t, a);
        ir.move(a, b);
        ir.move(b, t);
      }
      case 3 -> ir.move(result(), ir.constant(value()));
      case 4, 5, 6 -> {
        int from = operand();
        ir.move(result(), from);
      }
      default -> operation(random.nextInt(7), false);
    }
  }

  private void bits() {
    Opcode[] codes = {Opcode.EXTRACT, Opcode.SEXTRACT, Opcode.DEPOSIT};
    IrOp op = ir.emit(codes[random.nextInt(3)]);
    op.a = operand();
    op.b = op.code == Opcode.DEPOSIT ? operand() : IrOp.NONE;
    int position = random.nextInt(3) == 0 ? 0 : random.nextInt(64);
    op.imm = position;
    op.imm2 = random.nextInt(1, 65 - position);
    op.d = result();
  }

  private void compare() {
    IrOp op = ir.emit(random.nextBoolean() ? Opcode.SET : Opcode.SELECT);
    op.cond = cond();
    op.a = operand();
    op.b = operand();
    if (op.code == Opcode.SELECT) {
      op.c = operand();
      op.e = operand();
    }
    op.d = result();
  }

  private void moveBase() {
    int base = random.nextInt(BASES);
    IrOp op = ir.emit(random.nextBoolean() ? Opcode.ADD : Opcode.SUB);
    op.a = base;
    op.b = ir.constant(random.nextInt(-64, 65));
    op.d = base;
  }

  private void flags(IrOp op, boolean conditional) {
    int slot = IrState.REGISTERS.flagsSlot();
    op.imm = random.nextInt(KINDS);
    op.a = !wholeFlags && random.nextInt(8) == 0 ? IrOp.NONE : part(slot + 1);
    op.b = !wholeFlags && random.nextInt(4) == 0 ? IrOp.NONE : part(slot + 2);
    op.c = !wholeFlags && random.nextInt(2) == 0 ? IrOp.NONE : part(slot + 3);
    if (conditional) {
      op.e = operand();
    }
  }

  /** The slots are written one after the other: none that was written before is read. */
  private int part(int slot) {
    int operand = operand();
    return IrState.REGISTERS.isFlag(operand) && operand < slot ? slot : operand;
  }

  private void call(boolean impossible) {
    if (impossible && random.nextInt(8) == 0) {
      IrOp op = ir.emit(Opcode.CALL_CPU);
      op.helper = OF_CPU;
      op.d = result();
      return;
    }
    IrOp op = ir.emit(Opcode.CALL);
    op.helper = random.nextBoolean() ? TWO : SIX;
    op.args = new int[op.helper.arity()];
    for (int i = 0; i < op.args.length; i++) {
      op.args[i] = operand();
    }
    op.d = result();
  }

  private void check() {
    if (random.nextInt(3) == 0) {
      ir.emit(Opcode.FENCE).ordering = ordering();
    } else if (random.nextBoolean()) {
      IrOp op = ir.emit(Opcode.TRAP_IF);
      op.cond = random.nextInt(8) == 0 ? cond() : Cond.EQ;
      op.trap = Trap.DIVIDE;
      op.a = operand();
      op.b = operand();
      late(op);
    } else {
      IrOp op = ir.emit(Opcode.ALIGNED);
      op.a = random.nextInt(8) == 0 ? operand() : random.nextInt(BASES);
      op.imm = 1L << random.nextInt(4);
      late(op);
    }
  }

  // ---- memory ----

  private Ordering ordering() {
    return random.nextInt(4) == 0 ? pick(Ordering.values()) : Ordering.PLAIN;
  }

  private int size() {
    return 1 << random.nextInt(4);
  }

  private void plainAccess() {
    IrOp op = ir.emit(random.nextBoolean() ? Opcode.LOAD : Opcode.STORE);
    op.size = size();
    op.ordering = ordering();
    address(op);
    if (op.code == Opcode.LOAD) {
      op.signed = op.size < 8 && random.nextBoolean();
      late(op);
      op.d = result();
    } else {
      op.c = operand();
      late(op);
    }
  }

  private void pairAccess() {
    IrOp op = ir.emit(random.nextBoolean() ? Opcode.LOAD2 : Opcode.STORE2);
    op.size = random.nextInt(4) == 0 ? 32 : 16;
    address(op);
    if (op.code == Opcode.LOAD2) {
      late(op);
      op.d = result();
      op.d2 = result();
      if (op.d == op.d2) {
        op.d2 = mayRestart ? SPARE - 1 : 5 + op.d % 5;
      }
    } else {
      op.c = operand();
      op.e = operand();
      late(op);
    }
  }

  private void atomic(boolean impossible) {
    if (random.nextInt(4) == 0) {
      storeConditional();
      return;
    }
    IrOp op = ir.emit(random.nextInt(3) == 0 ? Opcode.CAS : Opcode.RMW);
    op.size = size();
    address(op);
    op.c = operand();
    if (op.code == Opcode.CAS) {
      op.e = operand();
    } else {
      Opcode.Rmw[] kinds = Opcode.Rmw.values();
      op.rmw = kinds[random.nextInt(op.size >= 4 || impossible ? kinds.length : 6)];
    }
    late(op);
    op.d = result();
  }

  /** Mostly at the reserved address; half of them expect what is there. */
  private void storeConditional() {
    int size = size();
    int address = random.nextInt(6) == 0 ? operand() : random.nextInt(BASES);
    int expected = operand();
    if (random.nextBoolean()) {
      IrOp load = ir.emit(Opcode.LOAD);
      load.size = size;
      load.a = address;
      late(load);
      load.d = result();
      expected = load.d;
    }
    IrOp op = ir.emit(Opcode.STORE_CONDITIONAL);
    op.size = size;
    op.a = address;
    op.b = random.nextInt(3) == 0 ? operand() : address;
    op.c = expected;
    op.e = operand();
    late(op);
    op.d = result();
  }

  /** A base and a displacement, an index with its scale, or an absolute address. */
  private void address(IrOp op) {
    long displacement = random.nextInt(-100, 100);
    int form = random.nextInt(8);
    if (form == 0) {
      op.imm = middle() + displacement;
    } else if (form == 1) {
      // A base far away and a displacement that leads back.
      long far = value();
      op.a = random.nextBoolean() ? ir.constant(far) : constantRegister(far);
      op.imm = middle() + displacement - far;
    } else if (form == 2) {
      op.a = random.nextInt(BASES);
      long index = value();
      op.imm2 = random.nextInt(5);
      op.b = constantRegister(index);
      op.imm = displacement - (index << op.imm2);
    } else if (form == 3) {
      long index = value();
      op.imm2 = random.nextInt(5);
      op.b = constantRegister(index);
      op.imm = middle() + displacement - (index << op.imm2);
    } else {
      op.a = random.nextInt(BASES);
      op.imm = displacement;
    }
  }

  private static long middle() {
    return IrState.DATA + IrState.WRITABLE / 2;
  }

  /** Holds the value, which a detour hides from the compiler half of the time. */
  private int constantRegister(long value) {
    int t = IrWriter.temporary(TEMPORARIES + random.nextInt(4));
    IrOp address = ir.last();
    ir.removeLast();
    ir.move(t, ir.constant(value));
    if (random.nextBoolean()) {
      IrOp op = ir.emit(Opcode.CALL);
      op.helper = TWO;
      op.args = new int[] {ir.constant(0), t};
      op.d = t;
    }
    ir.add(address);
    return t;
  }

  /** FLAGS that were taken out of the normal path, perhaps with an addition to be undone. */
  private void late(IrOp op) {
    if (mayRestart || random.nextInt(3) != 0) {
      return;
    }
    IrOp flags = IrWriter.late(Opcode.FLAGS, op.pc);
    flags(flags, false);
    if (random.nextBoolean()) {
      op.onFault = List.of(flags);
      return;
    }
    IrOp undo = IrWriter.late(random.nextBoolean() ? Opcode.ADD : Opcode.SUB, op.pc);
    undo.d = SPARE;
    undo.a = notConstant();
    undo.b = operand();
    flags.a = SPARE;
    op.onFault = List.of(undo, flags);
  }
}
