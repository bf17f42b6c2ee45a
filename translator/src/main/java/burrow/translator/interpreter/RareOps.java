package burrow.translator.interpreter;

import burrow.machine.Access;
import burrow.machine.Cpu;
import burrow.machine.GuestFault;
import burrow.machine.HostMemory;
import burrow.machine.Memory;
import burrow.machine.Trap;
import burrow.translator.Cond;
import burrow.translator.Helper;
import burrow.translator.IrOp;
import burrow.translator.Opcode;
import burrow.translator.Ordering;
import org.jspecify.annotations.Nullable;

/** Operations too rare, or too long, for a class per operand combination. */
final class RareOps {
  private RareOps() {}

  /** Unwinds from an op to the interpreter's loop to raise a trap. */
  static final class TrapSignal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final Trap trap;

    TrapSignal(Trap trap) {
      super(null, null, false, false);
      this.trap = trap;
    }
  }

  static final class GeneralUnary extends Op {
    private final Opcode code;
    private final long d;
    private final Operand a;

    GeneralUnary(Opcode code, long d, Operand a) {
      this.code = code;
      this.d = d;
      this.a = a;
    }

    @Override
    void execute(Cpu c) {
      put(c, d, code.evaluate(a.value(c)));
    }
  }

  static final class GeneralBinary extends Op {
    private final Opcode code;
    private final long d;
    private final Operand a;
    private final Operand b;

    GeneralBinary(Opcode code, long d, Operand a, Operand b) {
      this.code = code;
      this.d = d;
      this.a = a;
      this.b = b;
    }

    @Override
    void execute(Cpu c) {
      put(c, d, code.evaluate(a.value(c), b.value(c)));
    }
  }

  static final class Constant extends Op {
    private final long d;
    private final long k;

    Constant(long d, long k) {
      this.d = d;
      this.k = k;
    }

    @Override
    void execute(Cpu c) {
      put(c, d, k);
    }
  }

  static final class Extract extends Op {
    private final long d;
    private final Operand a;
    private final int left;
    private final int right;
    private final boolean signed;

    Extract(long d, Operand a, int position, int length, boolean signed) {
      this.d = d;
      this.a = a;
      this.left = 64 - position - length;
      this.right = 64 - length;
      this.signed = signed;
    }

    @Override
    void execute(Cpu c) {
      long v = a.value(c) << left;
      put(c, d, signed ? v >> right : v >>> right);
    }
  }

  static final class Deposit extends Op {
    private final long d;
    private final Operand a;
    private final Operand b;
    private final int position;
    private final long mask;

    Deposit(long d, Operand a, Operand b, int position, int length) {
      this.d = d;
      this.a = a;
      this.b = b;
      this.position = position;
      this.mask = -1L >>> (64 - length) << position;
    }

    @Override
    void execute(Cpu c) {
      put(c, d, a.value(c) & ~mask | b.value(c) << position & mask);
    }
  }

  static final class Set extends Op {
    private final Cond cond;
    private final long d;
    private final Operand a;
    private final Operand b;

    Set(Cond cond, long d, Operand a, Operand b) {
      this.cond = cond;
      this.d = d;
      this.a = a;
      this.b = b;
    }

    @Override
    void execute(Cpu c) {
      put(c, d, cond.test(a.value(c), b.value(c)) ? 1 : 0);
    }
  }

  static final class Select extends Op {
    private final Cond cond;
    private final long d;
    private final Operand a;
    private final Operand b;
    private final Operand x;
    private final Operand y;

    Select(Cond cond, long d, Operand a, Operand b, Operand x, Operand y) {
      this.cond = cond;
      this.d = d;
      this.a = a;
      this.b = b;
      this.x = x;
      this.y = y;
    }

    @Override
    void execute(Cpu c) {
      put(c, d, cond.test(a.value(c), b.value(c)) ? x.value(c) : y.value(c));
    }
  }

  /** An address: base + (index << scale) + displacement; absent parts are the zero field. */
  abstract static class Addressed extends Op {
    private final long base;
    private final long index;
    private final int scale;
    private final long displacement;

    Addressed(long base, long index, IrOp op) {
      this.base = base;
      this.index = index;
      this.scale = op.imm2;
      this.displacement = op.imm;
    }

    final long address(Cpu c) {
      return get(c, base) + (get(c, index) << scale) + displacement;
    }
  }

  static final class LoadPair extends Addressed {
    private final long d;
    private final long d2;
    private final int checked;

    LoadPair(long base, long index, IrOp op, long d, long d2) {
      super(base, index, op);
      this.checked = op.size;
      this.d = d;
      this.d2 = d2;
    }

    @Override
    void execute(Cpu c) {
      long a = address(c);
      if (checked != 0) {
        Memory.check(c, a, checked, Access.READ);
      }
      put(c, d, HostMemory.getLong(c.memoryBase + a));
      put(c, d2, HostMemory.getLong(c.memoryBase + a + 8));
    }
  }

  static final class StorePair extends Addressed {
    private final Operand low;
    private final Operand high;
    private final int checked;

    StorePair(long base, long index, IrOp op, Operand low, Operand high) {
      super(base, index, op);
      this.checked = op.size;
      this.low = low;
      this.high = high;
    }

    @Override
    void execute(Cpu c) {
      long a = address(c);
      if (checked != 0) {
        Memory.check(c, a, checked, Access.WRITE);
      }
      HostMemory.putLong(c.memoryBase + a, low.value(c));
      HostMemory.putLong(c.memoryBase + a + 8, high.value(c));
    }
  }

  /** A load or store with a full fence on the side its ordering asks for. */
  static final class Fenced extends Op {
    private final Op access;
    private final boolean before;

    Fenced(Op access, boolean before) {
      this.access = access;
      this.before = before;
    }

    @Override
    void execute(Cpu c) {
      if (before) {
        HostMemory.fullFence();
        access.execute(c);
      } else {
        access.execute(c);
        HostMemory.fullFence();
      }
    }
  }

  static final class ReadModifyWrite extends Addressed {
    private final Opcode.Rmw kind;
    private final int size;
    private final long d;
    private final Operand v;

    ReadModifyWrite(long base, long index, IrOp op, Opcode.Rmw kind, long d, Operand v) {
      super(base, index, op);
      this.kind = kind;
      this.size = op.size;
      this.d = d;
      this.v = v;
    }

    @Override
    void execute(Cpu c) {
      put(c, d, Atomics.readModifyWrite(c, kind, address(c), size, v.value(c)));
    }
  }

  static final class CompareAndSwap extends Addressed {
    private final int size;
    private final long d;
    private final Operand expected;
    private final Operand v;

    CompareAndSwap(long base, long index, IrOp op, long d, Operand expected, Operand v) {
      super(base, index, op);
      this.size = op.size;
      this.d = d;
      this.expected = expected;
      this.v = v;
    }

    @Override
    void execute(Cpu c) {
      put(c, d, Memory.compareAndExchange(c, address(c), size, expected.value(c), v.value(c)));
    }
  }

  static final class Fence extends Op {
    private final Ordering ordering;

    Fence(Ordering ordering) {
      this.ordering = ordering;
    }

    @Override
    void execute(Cpu c) {
      switch (ordering) {
        case PLAIN -> {}
        case ACQUIRE -> HostMemory.loadFence();
        case RELEASE -> HostMemory.storeFence();
        case SEQ_CST -> HostMemory.fullFence();
      }
    }
  }

  /** Records the lazy flags. */
  abstract static class Flags extends Op {
    final long kindField;
    final long kind;

    Flags(long kindField, long kind) {
      this.kindField = kindField;
      this.kind = kind;
    }

    /**
     * @param fields where kind and operands are kept
     */
    static Flags of(
        long kind, long[] fields, @Nullable Operand a, @Nullable Operand b, @Nullable Operand c) {
      if (c == null && a != null && a.offset >= 0) {
        if (b == null) {
          return new FlagsOfResult(kind, fields, a.offset);
        }
        return b.offset >= 0
            ? new FlagsOfFields(kind, fields, a.offset, b.offset)
            : new FlagsOfConstant(kind, fields, a.offset, b.constant);
      }
      return new FlagsOfAny(kind, fields, a, b, c);
    }
  }

  /** Records them if a field is not 0. */
  static final class FlagsUnlessZero extends Op {
    private final long condition;
    private final Flags flags;

    FlagsUnlessZero(long condition, Flags flags) {
      this.condition = condition;
      this.flags = flags;
    }

    @Override
    void execute(Cpu c) {
      if (get(c, condition) != 0) {
        flags.execute(c);
      }
    }
  }

  /** Of one field. */
  private static final class FlagsOfResult extends Flags {
    private final long aField;
    private final long a;

    FlagsOfResult(long kind, long[] fields, long a) {
      super(fields[0], kind);
      this.aField = fields[1];
      this.a = a;
    }

    @Override
    void execute(Cpu c) {
      put(c, kindField, kind);
      put(c, aField, get(c, a));
    }
  }

  /** Of two fields. */
  private static final class FlagsOfFields extends Flags {
    private final long aField;
    private final long bField;
    private final long a;
    private final long b;

    FlagsOfFields(long kind, long[] fields, long a, long b) {
      super(fields[0], kind);
      this.aField = fields[1];
      this.bField = fields[2];
      this.a = a;
      this.b = b;
    }

    @Override
    void execute(Cpu c) {
      put(c, kindField, kind);
      put(c, aField, get(c, a));
      put(c, bField, get(c, b));
    }
  }

  /** Of a field and a constant. */
  private static final class FlagsOfConstant extends Flags {
    private final long aField;
    private final long bField;
    private final long a;
    private final long k;

    FlagsOfConstant(long kind, long[] fields, long a, long k) {
      super(fields[0], kind);
      this.aField = fields[1];
      this.bField = fields[2];
      this.a = a;
      this.k = k;
    }

    @Override
    void execute(Cpu c) {
      put(c, kindField, kind);
      put(c, aField, get(c, a));
      put(c, bField, k);
    }
  }

  private static final class FlagsOfAny extends Flags {
    private static final Operand ABSENT = Operand.constant(0);

    private final long aField;
    private final long bField;
    private final long cField;
    private final Operand a;
    private final Operand b;
    private final Operand c;

    FlagsOfAny(
        long kind, long[] fields, @Nullable Operand a, @Nullable Operand b, @Nullable Operand c) {
      super(fields[0], kind);
      this.aField = fields[1];
      this.bField = fields[2];
      this.cField = fields[3];
      this.a = a == null ? ABSENT : a;
      this.b = b == null ? ABSENT : b;
      this.c = c == null ? ABSENT : c;
    }

    @Override
    void execute(Cpu cpu) {
      put(cpu, kindField, kind);
      put(cpu, aField, a.value(cpu));
      if (b != ABSENT) {
        put(cpu, bField, b.value(cpu));
      }
      if (c != ABSENT) {
        put(cpu, cField, c.value(cpu));
      }
    }
  }

  static final class TrapIf extends Op {
    private final Cond cond;
    private final Operand a;
    private final Operand b;
    private final Trap trap;

    TrapIf(Cond cond, Operand a, Operand b, Trap trap) {
      this.cond = cond;
      this.a = a;
      this.b = b;
      this.trap = trap;
    }

    @Override
    void execute(Cpu c) {
      if (cond.test(a.value(c), b.value(c))) {
        throw new TrapSignal(trap);
      }
    }
  }

  static final class StoreConditional extends Op {
    private final int size;
    private final long d;
    private final Operand address;
    private final Operand reserved;
    private final Operand expected;
    private final Operand value;

    StoreConditional(
        IrOp op, long d, Operand address, Operand reserved, Operand expected, Operand value) {
      this.size = op.size;
      this.d = d;
      this.address = address;
      this.reserved = reserved;
      this.expected = expected;
      this.value = value;
    }

    @Override
    void execute(Cpu c) {
      put(
          c,
          d,
          Atomics.storeConditional(
              c, address.value(c), reserved.value(c), size, expected.value(c), value.value(c)));
    }
  }

  static final class Aligned extends Op {
    private final Operand address;
    private final long bytes;
    private final int access;

    Aligned(Operand address, long bytes, int access) {
      this.address = address;
      this.bytes = bytes;
      this.access = access;
    }

    @Override
    void execute(Cpu c) {
      long a = address.value(c);
      if ((a & bytes - 1) != 0) {
        throw new GuestFault(a, access, GuestFault.Kind.MISALIGNED);
      }
    }
  }

  /** d = helper(args…). */
  static Op call(Helper helper, long d, Op.Operand[] x) {
    // No switch over types: it costs a start some milliseconds.
    Object function = helper.function();
    if (function instanceof Helper.F2 f) {
      return new Call2(d, f, x[0], x[1]);
    }
    return new Call(d, helper.takesCpu() ? cpuFunction(function, x) : pureFunction(function, x));
  }

  private static Helper.C0 pureFunction(Object function, Op.Operand[] x) {
    if (function instanceof Helper.F1 f) {
      return c -> f.apply(x[0].value(c));
    } else if (function instanceof Helper.F3 f) {
      return c -> f.apply(x[0].value(c), x[1].value(c), x[2].value(c));
    } else if (function instanceof Helper.F4 f) {
      return c -> f.apply(x[0].value(c), x[1].value(c), x[2].value(c), x[3].value(c));
    } else if (function instanceof Helper.F5 f) {
      return c ->
          f.apply(x[0].value(c), x[1].value(c), x[2].value(c), x[3].value(c), x[4].value(c));
    }
    Helper.F6 f = (Helper.F6) function;
    return c ->
        f.apply(
            x[0].value(c),
            x[1].value(c),
            x[2].value(c),
            x[3].value(c),
            x[4].value(c),
            x[5].value(c));
  }

  private static Helper.C0 cpuFunction(Object function, Op.Operand[] x) {
    if (function instanceof Helper.C0 f) {
      return f;
    } else if (function instanceof Helper.C1 f) {
      return c -> f.apply(c, x[0].value(c));
    } else if (function instanceof Helper.C2 f) {
      return c -> f.apply(c, x[0].value(c), x[1].value(c));
    } else if (function instanceof Helper.C3 f) {
      return c -> f.apply(c, x[0].value(c), x[1].value(c), x[2].value(c));
    }
    Helper.C4 f = (Helper.C4) function;
    return c -> f.apply(c, x[0].value(c), x[1].value(c), x[2].value(c), x[3].value(c));
  }

  private static final class Call extends Op {
    private final long d;
    private final Helper.C0 function;

    Call(long d, Helper.C0 function) {
      this.d = d;
      this.function = function;
    }

    @Override
    void execute(Cpu c) {
      put(c, d, function.apply(c));
    }
  }

  private static final class Call2 extends Op {
    private final long d;
    private final Helper.F2 function;
    private final Operand a;
    private final Operand b;

    Call2(long d, Helper.F2 function, Operand a, Operand b) {
      this.d = d;
      this.function = function;
      this.a = a;
      this.b = b;
    }

    @Override
    void execute(Cpu c) {
      put(c, d, function.apply(a.value(c), b.value(c)));
    }
  }
}
