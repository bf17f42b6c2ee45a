package burrow.translator.interpreter;

import burrow.machine.Cpu;
import burrow.machine.HostMemory;
import burrow.translator.Helper;
import burrow.translator.IrBlock;
import burrow.translator.IrOp;
import burrow.translator.Opcode;
import burrow.translator.Ordering;
import burrow.translator.RegisterFile;
import burrow.translator.Terminator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns IR blocks into {@link Block}s. */
final class OpCompiler {
  private static final long[] TEMPORARIES = new long[Cpu.TEMPORARIES + 1];
  private static final long ZERO = HostMemory.fieldOffset(Cpu.class, "zero");

  static {
    for (int i = 0; i < TEMPORARIES.length; i++) {
      TEMPORARIES[i] = HostMemory.fieldOffset(Cpu.class, "t" + i);
    }
  }

  private static final Op[][] NOTHING = {};

  /** Holds a constant where an op wants a field. */
  private static final long SCRATCH = TEMPORARIES[Cpu.TEMPORARIES];

  private final RegisterFile registers;
  private final IrBlock ir;
  private Op[] ops;
  private long[] pcs;
  private Op[] @Nullable [] onFault = NOTHING;
  private int count;
  private RareOps.@Nullable Flags branchFlags;
  private long pc;

  private OpCompiler(RegisterFile registers, IrBlock ir) {
    this.registers = registers;
    this.ir = ir;
    int room = ir.ops().size() + 4; // a few constants need an op of their own
    this.ops = new Op[room];
    this.pcs = new long[room];
  }

  static Block compile(IrBlock ir, RegisterFile registers) {
    OpCompiler c = new OpCompiler(registers, ir);
    for (IrOp op : c.withoutFusedFlags()) {
      c.pc = op.pc;
      Op[] onFault = op.onFault.isEmpty() ? null : c.compileApart(op.onFault);
      c.add(c.compile(op));
      if (onFault != null) {
        if (c.onFault.length < c.count) {
          c.onFault = Arrays.copyOf(c.onFault, c.ops.length);
        }
        c.onFault[c.count - 1] = onFault;
      }
    }
    Exit exit = c.exit(ir.terminator());
    exit.call = isCall(ir.terminator());
    return new Block(
        ir.pc(),
        ir.end(),
        ir.instructions(),
        Arrays.copyOf(c.ops, c.count),
        c.onFault,
        c.pcs,
        exit);
  }

  private static boolean isCall(Terminator t) {
    return t instanceof Terminator.Goto g && g.hint() == Terminator.Hint.CALL
        || t instanceof Terminator.Indirect j && j.hint() == Terminator.Hint.CALL;
  }

  private void add(Op op) {
    if (count == ops.length) {
      ops = Arrays.copyOf(ops, 2 * count);
      pcs = Arrays.copyOf(pcs, 2 * count);
    }
    ops[count] = op;
    pcs[count++] = pc;
  }

  /** Operations that are not part of the block's sequence. */
  private Op[] compileApart(List<IrOp> late) {
    List<Op> apart = new ArrayList<>();
    for (IrOp op : late) {
      apart.add(compile(op));
    }
    return apart.toArray(new Op[0]);
  }

  /** The operations, without final FLAGS that the branch on their operands records itself. */
  private List<IrOp> withoutFusedFlags() {
    List<IrOp> all = ir.ops();
    if (!all.isEmpty() && ir.terminator() instanceof Terminator.Branch b) {
      IrOp last = all.getLast();
      if (last.code == Opcode.FLAGS && last.e == IrOp.NONE && !registers.readsFlags(b)) {
        branchFlags = flags(last);
        return all.subList(0, all.size() - 1);
      }
    }
    return all;
  }

  // ---- operands ----

  private long field(int operand) {
    if (operand == IrOp.NONE) {
      return ZERO;
    }
    if (IrOp.isTemp(operand)) {
      return TEMPORARIES[operand - IrOp.TEMP];
    }
    if (IrOp.isConstant(operand)) {
      long k = ir.constant(operand);
      if (k == 0) {
        return ZERO;
      }
      add(new RareOps.Constant(SCRATCH, k));
      return SCRATCH;
    }
    return registers.offset(operand);
  }

  private Op.Operand operand(int operand) {
    return IrOp.isConstant(operand)
        ? Op.Operand.constant(ir.constant(operand))
        : Op.Operand.field(field(operand));
  }

  private Op.@Nullable Operand optional(int operand) {
    return operand == IrOp.NONE ? null : operand(operand);
  }

  // ---- operations ----

  private Op compile(IrOp op) {
    return switch (op.code.form()) {
      case UNARY -> unary(op);
      case BINARY -> binary(op);
      case BITS ->
          op.code == Opcode.DEPOSIT
              ? new RareOps.Deposit(
                  field(op.d), operand(op.a), operand(op.b), (int) op.imm, op.imm2)
              : new RareOps.Extract(
                  field(op.d), operand(op.a), (int) op.imm, op.imm2, op.code == Opcode.SEXTRACT);
      case COMPARE ->
          op.code == Opcode.SET
              ? new RareOps.Set(
                  Objects.requireNonNull(op.cond), field(op.d), operand(op.a), operand(op.b))
              : new RareOps.Select(
                  Objects.requireNonNull(op.cond),
                  field(op.d),
                  operand(op.a),
                  operand(op.b),
                  operand(op.c),
                  operand(op.e));
      case MEMORY -> memory(op);
      case OTHER -> other(op);
    };
  }

  private Op unary(IrOp op) {
    if (IrOp.isConstant(op.a)) {
      return new RareOps.Constant(field(op.d), op.code.evaluate(ir.constant(op.a)));
    }
    Op fast = IntegerOps.unary(op.code, field(op.d), field(op.a));
    return fast != null ? fast : new RareOps.GeneralUnary(op.code, field(op.d), operand(op.a));
  }

  private Op binary(IrOp op) {
    Op fast = null;
    if (!IrOp.isConstant(op.a)) {
      if (!IrOp.isConstant(op.b)) {
        fast = IntegerOps.fields(op.code, field(op.d), field(op.a), field(op.b));
      } else {
        long k = ir.constant(op.b);
        fast =
            op.code == Opcode.SUB
                ? IntegerOps.constant(Opcode.ADD, field(op.d), field(op.a), -k)
                : IntegerOps.constant(op.code, field(op.d), field(op.a), k);
      }
    }
    return fast != null
        ? fast
        : new RareOps.GeneralBinary(op.code, field(op.d), operand(op.a), operand(op.b));
  }

  private Op memory(IrOp op) {
    long base = field(op.a);
    long index = op.b == IrOp.NONE ? ZERO : registerField(op.b);
    return switch (op.code) {
      case LOAD -> load(op, base, index);
      case STORE -> store(op, base, index);
      case LOAD2 -> new RareOps.LoadPair(base, index, op, field(op.d), field(op.d2));
      case STORE2 -> new RareOps.StorePair(base, index, op, operand(op.c), operand(op.e));
      case RMW ->
          new RareOps.ReadModifyWrite(
              base, index, op, Objects.requireNonNull(op.rmw), field(op.d), operand(op.c));
      case CAS ->
          new RareOps.CompareAndSwap(base, index, op, field(op.d), operand(op.c), operand(op.e));
      default -> throw new IllegalArgumentException(op.code.name());
    };
  }

  /** A field of an index, which the builder has made a register or temporary. */
  private long registerField(int operand) {
    if (IrOp.isConstant(operand)) {
      throw new IllegalArgumentException("constant index");
    }
    return field(operand);
  }

  private Op load(IrOp op, long base, long index) {
    long d = field(op.d);
    boolean plain = op.ordering == Ordering.PLAIN;
    Op load;
    if (op.b == IrOp.NONE) {
      load =
          plain
              ? MemoryOps.load(op.size, op.signed, d, base, op.imm)
              : MemoryOps.loadAcquire(op.size, op.signed, d, base, op.imm);
    } else {
      load =
          plain
              ? MemoryOps.loadIndexed(op.size, op.signed, d, base, index, op.imm2, op.imm)
              : MemoryOps.loadAcquireIndexed(op.size, op.signed, d, base, index, op.imm2, op.imm);
    }
    return op.ordering == Ordering.SEQ_CST ? new RareOps.Fenced(load, true) : load;
  }

  private Op store(IrOp op, long base, long index) {
    long v;
    if (IrOp.isConstant(op.c) && base == SCRATCH) {
      throw new IllegalArgumentException("constant base and value");
    }
    v = field(op.c);
    boolean plain = op.ordering == Ordering.PLAIN;
    Op store;
    if (op.b == IrOp.NONE) {
      store =
          plain
              ? MemoryOps.store(op.size, v, base, op.imm)
              : MemoryOps.storeRelease(op.size, v, base, op.imm);
    } else {
      store =
          plain
              ? MemoryOps.storeIndexed(op.size, v, base, index, op.imm2, op.imm)
              : MemoryOps.storeReleaseIndexed(op.size, v, base, index, op.imm2, op.imm);
    }
    return op.ordering == Ordering.SEQ_CST ? new RareOps.Fenced(store, false) : store;
  }

  private Op other(IrOp op) {
    return switch (op.code) {
      case FENCE -> new RareOps.Fence(op.ordering);
      case CALL, CALL_CPU -> {
        Helper helper = Objects.requireNonNull(op.helper);
        Op.Operand[] args = new Op.Operand[op.args.length];
        for (int i = 0; i < args.length; i++) {
          args[i] = operand(op.args[i]);
        }
        yield RareOps.call(helper, field(op.d), args);
      }
      case FLAGS ->
          op.e == IrOp.NONE ? flags(op) : new RareOps.FlagsUnlessZero(field(op.e), flags(op));
      case TRAP_IF ->
          new RareOps.TrapIf(
              Objects.requireNonNull(op.cond),
              operand(op.a),
              operand(op.b),
              Objects.requireNonNull(op.trap));
      case ALIGNED -> new RareOps.Aligned(operand(op.a), op.imm, op.imm2);
      case STORE_CONDITIONAL ->
          new RareOps.StoreConditional(
              op, field(op.d), operand(op.a), operand(op.b), operand(op.c), operand(op.e));
      default -> throw new IllegalArgumentException(op.code.name());
    };
  }

  private RareOps.Flags flags(IrOp op) {
    long[] slots = new long[4];
    for (int i = 0; i < 4; i++) {
      slots[i] = registers.offset(registers.flagsSlot() + i);
    }
    return RareOps.Flags.of(op.imm, slots, optional(op.a), optional(op.b), optional(op.c));
  }

  // ---- terminators ----

  private Exit exit(Terminator terminator) {
    // No switch over types: it costs a start some milliseconds.
    if (terminator instanceof Terminator.Goto g) {
      return new Exit.Goto(g.target());
    } else if (terminator instanceof Terminator.Branch b) {
      return branch(b);
    } else if (terminator instanceof Terminator.Indirect j) {
      return new Exit.Indirect(field(j.target()), j.hint() != Terminator.Hint.RETURN);
    }
    Terminator.Raise r = (Terminator.Raise) terminator;
    return new Exit.Raise(r.trap(), r.pc(), r.value(), r.detail());
  }

  private Exit branch(Terminator.Branch b) {
    boolean ka = IrOp.isConstant(b.a());
    boolean kb = IrOp.isConstant(b.b());
    if (ka && !kb) {
      return branch(
          new Terminator.Branch(b.cond().swap(), b.b(), b.a(), b.taken(), b.fallThrough()));
    }
    Branches.Branch branch;
    if (ka) {
      branch = Branches.general(b, operand(b.a()), operand(b.b()));
    } else if (kb) {
      branch = Branches.constant(b, field(b.a()), ir.constant(b.b()));
    } else {
      branch = Branches.fields(b, field(b.a()), field(b.b()));
    }
    branch.flags = branchFlags;
    return branch;
  }
}
