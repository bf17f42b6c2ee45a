package burrow.translator;

import burrow.machine.AddressSpace;
import burrow.machine.Cpu;
import burrow.machine.HostMemory;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The definition of the IR as one plain method, for tests of what runs it: registers, temporaries
 * and a few pages of memory. Nothing is fast here.
 */
final class IrState {
  /** A Cpu with general registers, lazy flags, and vectors that machine code brings when needed. */
  static final class TestCpu extends Cpu {
    public long r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, r13;
    public long flagsKind, flagsA, flagsB, flagsC;
    public long v0, v1, v2, v3;

    TestCpu(AddressSpace memory) {
      super(memory);
    }

    @Override
    public void copyRegistersFrom(Cpu other) {
      throw new UnsupportedOperationException();
    }
  }

  static final int GENERAL = 14;

  static final RegisterFile REGISTERS =
      new RegisterFile(
          TestCpu.class,
          List.of(
              ("r0 r1 r2 r3 r4 r5 r6 r7 r8 r9 r10 r11 r12 r13"
                      + " flagsKind flagsA flagsB flagsC v0 v1 v2 v3")
                  .split(" ")),
          "flagsKind",
          name -> name.startsWith("v"));

  /** Guest memory: pages that may be written, then one that may be read, then nothing. */
  static final long DATA = 0x20000;

  static final int WRITABLE = 0x2000;
  static final int READABLE = 0x3000;

  final long[] registers = new long[REGISTERS.count()];
  final long[] temporaries = new long[Cpu.TEMPORARIES];
  final byte[] memory = new byte[READABLE];

  static TestCpu cpu(AddressSpace memory) {
    return new TestCpu(memory);
  }

  void registersTo(TestCpu cpu) {
    for (int r = 0; r < registers.length; r++) {
      HostMemory.putField(cpu, REGISTERS.offset(r), registers[r]);
    }
  }

  static long[] registersOf(TestCpu cpu) {
    long[] all = new long[REGISTERS.count()];
    Arrays.setAll(all, r -> HostMemory.getField(cpu, REGISTERS.offset(r)));
    return all;
  }

  long read(IrBlock block, int operand) {
    if (IrOp.isConstant(operand)) {
      return block.constant(operand);
    }
    return operand == IrOp.NONE
        ? 0
        : IrOp.isTemp(operand) ? temporaries[operand - IrOp.TEMP] : registers[operand];
  }

  void write(int operand, long value) {
    if (IrOp.isTemp(operand)) {
      temporaries[operand - IrOp.TEMP] = value;
    } else if (operand != IrOp.NONE) {
      registers[operand] = value;
    }
  }

  /** Executes an operation; false if it faults or traps, or is none of a block's own. */
  boolean execute(IrBlock block, IrOp op) {
    long a = read(block, op.a);
    long b = read(block, op.b);
    switch (op.code.form()) {
      case UNARY -> write(op.d, op.code.evaluate(a));
      case BINARY -> write(op.d, op.code.evaluate(a, b));
      case BITS -> write(op.d, op.code.evaluateBits(a, b, (int) op.imm, op.imm2));
      case COMPARE -> {
        boolean holds = condition(op).test(a, b);
        boolean set = op.code == Opcode.SET;
        write(op.d, holds ? set ? 1 : read(block, op.c) : set ? 0 : read(block, op.e));
      }
      case MEMORY -> {
        return access(block, op);
      }
      case OTHER -> {
        return other(block, op);
      }
    }
    return true;
  }

  private static Cond condition(IrOp op) {
    @Nullable Cond cond = op.cond;
    if (cond == null) {
      throw new IllegalArgumentException("no condition");
    }
    return cond;
  }

  private boolean other(IrBlock block, IrOp op) {
    return switch (op.code) {
      case FENCE -> true;
      case CALL -> {
        if (op.helper == null) {
          yield false;
        }
        long[] args = new long[6];
        for (int i = 0; i < op.args.length; i++) {
          args[i] = read(block, op.args[i]);
        }
        write(op.d, op.helper.call(args));
        yield true;
      }
      case FLAGS -> {
        flags(block, op);
        yield true;
      }
      case TRAP_IF -> !condition(op).test(read(block, op.a), read(block, op.b));
      case ALIGNED -> (read(block, op.a) & op.imm - 1) == 0;
      case STORE_CONDITIONAL -> {
        long address = read(block, op.a);
        if (address == read(block, op.b)) {
          yield isWithin(address, op.size, WRITABLE)
              && storeConditional(block, op, (int) (address - DATA));
        }
        write(op.d, 1);
        yield true;
      }
      default -> false;
    };
  }

  private void flags(IrBlock block, IrOp op) {
    if (op.e != IrOp.NONE && read(block, op.e) == 0) {
      return;
    }
    int slot = REGISTERS.flagsSlot();
    int[] parts = {op.a, op.b, op.c};
    registers[slot] = op.imm;
    for (int i = 0; i < 3; i++) {
      if (parts[i] != IrOp.NONE) {
        registers[slot + 1 + i] = read(block, parts[i]);
      }
    }
  }

  // ---- memory ----

  private static boolean isWithin(long address, int bytes, int end) {
    long offset = address - DATA;
    return offset >= 0 && offset <= end - bytes;
  }

  private boolean access(IrBlock block, IrOp op) {
    long address = read(block, op.a) + (read(block, op.b) << op.imm2) + op.imm;
    boolean pair = op.code == Opcode.LOAD2 || op.code == Opcode.STORE2;
    int bytes = pair ? Math.max(16, op.size) : op.size;
    boolean reads = op.code == Opcode.LOAD || op.code == Opcode.LOAD2;
    if (!isWithin(address, bytes, reads ? READABLE : WRITABLE)) {
      return false;
    }
    int at = (int) (address - DATA);
    long c = read(block, op.c);
    switch (op.code) {
      case LOAD -> {
        long value = load(at, op.size);
        int unused = 64 - 8 * op.size;
        write(op.d, op.signed ? value << unused >> unused : value);
      }
      case LOAD2 -> {
        long low = load(at, 8);
        long high = load(at + 8, 8);
        write(op.d, low);
        write(op.d2, high);
      }
      case STORE -> store(at, op.size, c);
      case STORE2 -> {
        store(at, 8, c);
        store(at + 8, 8, read(block, op.e));
      }
      case RMW -> {
        long old = load(at, op.size);
        store(at, op.size, combine(op, old, c));
        write(op.d, old);
      }
      default -> {
        long old = load(at, op.size);
        compareAndSet(block, op, at);
        write(op.d, old);
      }
    }
    return true;
  }

  private boolean storeConditional(IrBlock block, IrOp op, int at) {
    write(op.d, compareAndSet(block, op, at) ? 0 : 1);
    return true;
  }

  private boolean compareAndSet(IrBlock block, IrOp op, int at) {
    int unused = 64 - 8 * op.size;
    boolean same = load(at, op.size) << unused == read(block, op.c) << unused;
    if (same) {
      store(at, op.size, read(block, op.e));
    }
    return same;
  }

  private static long combine(IrOp op, long old, long v) {
    if (op.rmw == null) {
      throw new IllegalArgumentException("no kind");
    }
    int unused = 64 - 8 * op.size;
    boolean less = old << unused < v << unused;
    boolean below = Long.compareUnsigned(old << unused, v << unused) < 0;
    return switch (op.rmw) {
      case ADD -> old + v;
      case AND -> old & v;
      case OR -> old | v;
      case XOR -> old ^ v;
      case ANDN -> old & ~v;
      case EXCHANGE -> v;
      case MINS -> less ? old : v;
      case MAXS -> less ? v : old;
      case MINU -> below ? old : v;
      case MAXU -> below ? v : old;
    };
  }

  private long load(int at, int size) {
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | memory[at + i] & 0xff;
    }
    return value;
  }

  private void store(int at, int size, long value) {
    for (int i = 0; i < size; i++) {
      memory[at + i] = (byte) (value >> 8 * i);
    }
  }

  // ---- the whole block ----

  /** Where control goes behind the operations; -1 where a trap is raised. */
  long next(IrBlock block) {
    return switch (block.terminator()) {
      case Terminator.Goto g -> g.target();
      case Terminator.Branch t ->
          t.cond().test(read(block, t.a()), read(block, t.b())) ? t.taken() : t.fallThrough();
      case Terminator.Indirect j -> read(block, j.target());
      case Terminator.Raise r -> -1;
    };
  }
}
