package burrow.translator;

import static burrow.translator.IrOp.NONE;

import burrow.machine.Cpu;
import burrow.machine.Trap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a lifter writes into. Operands are ints: a register's slot, {@link #con}, or what an
 * operation returned (a temporary of the current instruction). Operations fold constants.
 *
 * <p>Write results to registers with {@link #set} after the last operation that can fault. A
 * register operand is read when the operation executes, not when it is named: to keep a value
 * across a {@link #set} of its register, {@link #copy} it.
 *
 * <pre>{@code
 * // ADD Xd, Xn, Xm, LSL #k
 * ir.set(d, ir.add(n, ir.shl(m, ir.con(k))));
 * // LDR Xt, [Xn, #imm]!
 * int address = ir.add(n, ir.con(imm));
 * int value = ir.load(8, false, address, 0, Ordering.PLAIN);
 * ir.set(n, address);
 * ir.set(t, value);
 * }</pre>
 */
public final class IrBuilder {
  /** In the place of a kind of lazy flags: it may be any. */
  public static final int UNKNOWN_FLAGS = -1;

  private final RegisterFile registers;
  private final List<IrOp> ops = new ArrayList<>();
  private long[] constants = new long[16];
  private int constantCount;
  private int temporaries;
  private int instructions;
  private long pc;
  private long nextPc;
  private @Nullable Terminator terminator;
  private int knownFlags;

  /**
   * @param knownFlags the kind of lazy flags before the first instruction, or {@link
   *     #UNKNOWN_FLAGS}
   */
  public IrBuilder(RegisterFile registers, int knownFlags) {
    this.registers = registers;
    this.knownFlags = knownFlags;
  }

  // ---- block structure, used by BlockLifter ----

  /** Starts the next guest instruction. */
  void begin(long pc) {
    this.pc = pc;
    temporaries = 0;
  }

  void end(int length) {
    instructions++;
    nextPc = pc + length;
  }

  IrBlock build(long start) {
    Terminator t = terminator;
    if (t == null) {
      t = new Terminator.Goto(nextPc, Terminator.Hint.JUMP, 0);
    }
    return new IrBlock(
        start, nextPc, instructions, ops, Arrays.copyOf(constants, constantCount), t);
  }

  /**
   * The block goes on where its end, as far as there is one, leads; the other way out of a branch
   * becomes a {@link Opcode#SIDE_EXIT}.
   *
   * @return false if it does not lead there with registers as they are
   */
  boolean goOn(long at) {
    Terminator t = terminator;
    if (t == null) {
      return at == nextPc;
    }
    if (t instanceof Terminator.Goto g && g.hint() != Terminator.Hint.CALL && g.target() == at) {
      terminator = null;
      return true;
    }
    if (t instanceof Terminator.Branch b && (b.taken() == at || b.fallThrough() == at)) {
      boolean falls = b.fallThrough() == at;
      terminator = null;
      if (b.taken() != b.fallThrough()) {
        IrOp exit = emit(Opcode.SIDE_EXIT);
        exit.cond = falls ? b.cond() : b.cond().negate();
        exit.a = b.a();
        exit.b = b.b();
        exit.imm = falls ? b.taken() : b.fallThrough();
      }
      return true;
    }
    return false;
  }

  /** Whether a terminator was emitted. */
  public boolean ended() {
    return terminator != null;
  }

  /** Address of the instruction being lifted. */
  public long pc() {
    return pc;
  }

  // ---- operands ----

  /** A constant operand. */
  public int con(long value) {
    // Equal constants are found where they are likely: a second copy does no harm.
    for (int i = constantCount - 1; i >= Math.max(0, constantCount - 8); i--) {
      if (constants[i] == value) {
        return -2 - i;
      }
    }
    if (constantCount == constants.length) {
      constants = Arrays.copyOf(constants, 2 * constantCount);
    }
    constants[constantCount] = value;
    return -2 - constantCount++;
  }

  public boolean isConstant(int operand) {
    return IrOp.isConstant(operand);
  }

  /** The value of a constant operand. */
  public long value(int operand) {
    return constants[-2 - operand];
  }

  private int temp() {
    if (temporaries == Cpu.TEMPORARIES - 1) { // the last is DeferredFlags'
      throw new IllegalStateException("too many temporaries at 0x" + Long.toHexString(pc));
    }
    return IrOp.TEMP + temporaries++;
  }

  private IrOp emit(Opcode code) {
    if (terminator != null) {
      throw new IllegalStateException("the block has ended at 0x" + Long.toHexString(pc));
    }
    IrOp op = new IrOp(code, pc);
    ops.add(op);
    return op;
  }

  private int result(IrOp op) {
    op.d = temp();
    return op.d;
  }

  /** Writes a register. */
  public void set(int register, int value) {
    IrOp op = emit(Opcode.MOV);
    op.d = register;
    op.a = value;
    if (register == registers.flagsSlot()) {
      knownFlags = UNKNOWN_FLAGS;
    }
  }

  /** A temporary or constant that keeps the operand's present value. */
  public int copy(int value) {
    if (!IrOp.isRegister(value)) {
      return value;
    }
    IrOp op = emit(Opcode.MOV);
    op.a = value;
    return result(op);
  }

  // ---- pure operations ----

  public int unary(Opcode code, int a) {
    if (isConstant(a)) {
      return con(code.evaluate(value(a)));
    }
    IrOp op = emit(code);
    op.a = a;
    return result(op);
  }

  public int binary(Opcode code, int a, int b) {
    if (isConstant(b)) {
      if (isConstant(a)) {
        return con(code.evaluate(value(a), value(b)));
      }
      if (value(b) == 0 && neutralZero(code)) {
        return copy(a);
      }
    } else if (isConstant(a) && commutative(code)) {
      int t = a;
      a = b;
      b = t;
      if (value(b) == 0 && neutralZero(code)) {
        return copy(a);
      }
    }
    IrOp op = emit(code);
    op.a = a;
    op.b = b;
    return result(op);
  }

  private static boolean neutralZero(Opcode code) {
    return switch (code) {
      case ADD, SUB, OR, XOR, SHL, SHR, SAR, ROTR, ANDN -> true;
      default -> false;
    };
  }

  private static boolean commutative(Opcode code) {
    return switch (code) {
      case ADD, MUL, AND, OR, XOR, ADDU32, MULU32, ANDU32, ORU32, XORU32, ADDS32, MULS32 -> true;
      case MULHU, MULHS, MINS, MAXS, MINU, MAXU -> true;
      default -> false;
    };
  }

  public int add(int a, int b) {
    return binary(Opcode.ADD, a, b);
  }

  public int sub(int a, int b) {
    return binary(Opcode.SUB, a, b);
  }

  public int and(int a, int b) {
    return binary(Opcode.AND, a, b);
  }

  public int or(int a, int b) {
    return binary(Opcode.OR, a, b);
  }

  public int xor(int a, int b) {
    return binary(Opcode.XOR, a, b);
  }

  public int shl(int a, int b) {
    return binary(Opcode.SHL, a, b);
  }

  public int shr(int a, int b) {
    return binary(Opcode.SHR, a, b);
  }

  public int sar(int a, int b) {
    return binary(Opcode.SAR, a, b);
  }

  public int not(int a) {
    return unary(Opcode.NOT, a);
  }

  public int zext32(int a) {
    return unary(Opcode.ZEXT32, a);
  }

  public int sext32(int a) {
    return unary(Opcode.SEXT32, a);
  }

  /** Bits [position, position + length) zero-extended; 0 < length, position + length <= 64. */
  public int extract(int a, int position, int length) {
    return bits(Opcode.EXTRACT, a, NONE, position, length);
  }

  /** Bits [position, position + length) sign-extended. */
  public int sextract(int a, int position, int length) {
    return bits(Opcode.SEXTRACT, a, NONE, position, length);
  }

  /** {@code a} with bits [position, position + length) replaced by the low bits of {@code b}. */
  public int deposit(int a, int b, int position, int length) {
    return bits(Opcode.DEPOSIT, a, b, position, length);
  }

  private int bits(Opcode code, int a, int b, int position, int length) {
    if (isConstant(a) && (b == NONE || isConstant(b))) {
      return con(code.evaluateBits(value(a), b == NONE ? 0 : value(b), position, length));
    }
    IrOp op = emit(code);
    op.a = a;
    op.b = b;
    op.imm = position;
    op.imm2 = length;
    return result(op);
  }

  /** 1 if the condition holds, else 0. */
  public int setIf(Cond cond, int a, int b) {
    if (isConstant(a) && isConstant(b)) {
      return con(cond.test(value(a), value(b)) ? 1 : 0);
    }
    IrOp op = emit(Opcode.SET);
    op.cond = cond;
    op.a = a;
    op.b = b;
    return result(op);
  }

  /** {@code x} if the condition holds, else {@code y}. */
  public int select(Cond cond, int a, int b, int x, int y) {
    if (isConstant(a) && isConstant(b)) {
      return copy(cond.test(value(a), value(b)) ? x : y);
    }
    IrOp op = emit(Opcode.SELECT);
    op.cond = cond;
    op.a = a;
    op.b = b;
    op.c = x;
    op.e = y;
    return result(op);
  }

  /** The result of a pure helper. */
  public int call(Helper helper, int... args) {
    if (helper.takesCpu() || helper.arity() != args.length) {
      throw new IllegalArgumentException(helper.name());
    }
    if (allConstant(args)) {
      long[] values = new long[args.length];
      for (int i = 0; i < args.length; i++) {
        values[i] = value(args[i]);
      }
      return con(helper.call(values));
    }
    IrOp op = emit(Opcode.CALL);
    op.helper = helper;
    op.args = args.clone();
    return result(op);
  }

  private static boolean allConstant(int[] args) {
    for (int arg : args) {
      if (!IrOp.isConstant(arg)) {
        return false;
      }
    }
    return true;
  }

  // ---- effects ----

  /**
   * The result of a helper that may read and write all registers and memory and may fault; a fault
   * must leave registers as they are to be seen.
   */
  public int callCpu(Helper helper, int... args) {
    if (!helper.takesCpu() || helper.arity() != args.length) {
      throw new IllegalArgumentException(helper.name());
    }
    IrOp op = emit(Opcode.CALL_CPU);
    op.helper = helper;
    op.args = args.clone();
    knownFlags = UNKNOWN_FLAGS;
    return result(op);
  }

  private IrOp memory(Opcode code, int size, int base, int index, int scale, long displacement) {
    IrOp op = emit(code);
    if (isConstant(base) && index == NONE) {
      displacement += value(base);
      base = NONE;
    } else if (index != NONE && isConstant(index)) {
      displacement += value(index) << scale;
      index = NONE;
    }
    op.a = base;
    op.b = index;
    op.imm2 = scale;
    op.imm = displacement;
    op.size = size;
    return op;
  }

  /** Loads 1, 2, 4 or 8 bytes from {@code base + displacement}. */
  public int load(int size, boolean signed, int base, long displacement, Ordering ordering) {
    return load(size, signed, base, NONE, 0, displacement, ordering);
  }

  /**
   * Loads from {@code base + (index << scale) + displacement}. Base and index may be {@link
   * IrOp#NONE}.
   */
  public int load(
      int size,
      boolean signed,
      int base,
      int index,
      int scale,
      long displacement,
      Ordering ordering) {
    IrOp op = memory(Opcode.LOAD, size, base, index, scale, displacement);
    op.signed = signed && size < 8;
    op.ordering = ordering;
    return result(op);
  }

  /** Stores the low bytes of {@code value}. */
  public void store(int size, int base, long displacement, int value, Ordering ordering) {
    store(size, base, NONE, 0, displacement, value, ordering);
  }

  public void store(
      int size, int base, int index, int scale, long displacement, int value, Ordering ordering) {
    IrOp op = memory(Opcode.STORE, size, base, index, scale, displacement);
    op.c = value;
    op.ordering = ordering;
  }

  /** Two consecutive 64-bit words, low one first: {@code {low, high}}; one 16-byte check. */
  public int[] load2(int base, int index, int scale, long displacement) {
    IrOp op = memory(Opcode.LOAD2, 16, base, index, scale, displacement);
    op.d = temp();
    op.d2 = temp();
    return new int[] {op.d, op.d2};
  }

  /** Stores two consecutive 64-bit words; neither if either faults. */
  public void store2(int base, int index, int scale, long displacement, int low, int high) {
    IrOp op = memory(Opcode.STORE2, 16, base, index, scale, displacement);
    op.c = low;
    op.e = high;
  }

  /** Four consecutive 64-bit words, the lowest first; one 32-byte check. */
  public int[] load4(int base, int index, int scale, long displacement) {
    IrOp first = memory(Opcode.LOAD2, 32, base, index, scale, displacement);
    first.d = temp();
    first.d2 = temp();
    IrOp second = memory(Opcode.LOAD2, 0, base, index, scale, displacement + 16);
    second.d = temp();
    second.d2 = temp();
    return new int[] {first.d, first.d2, second.d, second.d2};
  }

  /** Stores four consecutive 64-bit words; none if any faults. */
  public void store4(int base, int index, int scale, long displacement, int... words) {
    IrOp first = memory(Opcode.STORE2, 32, base, index, scale, displacement);
    first.c = words[0];
    first.e = words[1];
    IrOp second = memory(Opcode.STORE2, 0, base, index, scale, displacement + 16);
    second.c = words[2];
    second.e = words[3];
  }

  /** Atomic read-modify-write, sequentially consistent; the old value, zero-extended. */
  public int rmw(
      Opcode.Rmw kind, int size, int base, int index, int scale, long displacement, int value) {
    IrOp op = memory(Opcode.RMW, size, base, index, scale, displacement);
    op.rmw = kind;
    op.c = value;
    return result(op);
  }

  /** Atomic compare-and-exchange, sequentially consistent; the old value, zero-extended. */
  public int cas(
      int size, int base, int index, int scale, long displacement, int expected, int value) {
    IrOp op = memory(Opcode.CAS, size, base, index, scale, displacement);
    op.c = expected;
    op.e = value;
    return result(op);
  }

  /**
   * A store that succeeds only if nothing has been stored since a load at the address, as far as
   * its value tells: {@link Opcode#STORE_CONDITIONAL}.
   *
   * @param reserved the address of that load
   * @param expected what it loaded
   * @return 0 if it stored, else 1
   */
  public int storeConditional(int size, int address, int reserved, int expected, int value) {
    IrOp op = emit(Opcode.STORE_CONDITIONAL);
    op.size = size;
    op.a = address;
    op.b = reserved;
    op.c = expected;
    op.e = value;
    return result(op);
  }

  public void fence(Ordering ordering) {
    emit(Opcode.FENCE).ordering = ordering;
  }

  /**
   * Records the lazy flags: kind (a number of the ISA's, not negative) and operands; {@link
   * IrOp#NONE} leaves an operand slot as it is.
   */
  public void flags(int kind, int a, int b, int c) {
    IrOp op = emit(Opcode.FLAGS);
    op.imm = kind;
    op.a = a;
    op.b = b;
    op.c = c;
    knownFlags = kind;
  }

  /** Records the lazy flags if {@code condition} is not 0; else they stay as they are. */
  public void flagsUnlessZero(int condition, int kind, int a, int b) {
    flags(kind, a, b, IrOp.NONE);
    ops.getLast().e = condition;
    knownFlags = UNKNOWN_FLAGS;
  }

  /**
   * The kind of the lazy flags if this block recorded them or knew them from the start, else {@link
   * #UNKNOWN_FLAGS}. Their operands are then in the flags slots ({@link RegisterFile#flagsSlot} +
   * 1, 2, 3); name those in comparisons.
   */
  public int knownFlags() {
    return knownFlags;
  }

  /** Raises a trap at this instruction, before it changed anything, if the condition holds. */
  public void trapIf(Cond cond, int a, int b, Trap trap) {
    IrOp op = emit(Opcode.TRAP_IF);
    op.cond = cond;
    op.a = a;
    op.b = b;
    op.trap = trap;
  }

  /**
   * Raises a fault at this instruction unless the address is a multiple of {@code bytes}.
   *
   * @param access {@link burrow.machine.Access#READ} or WRITE
   */
  public void requireAligned(int address, int bytes, int access) {
    IrOp op = emit(Opcode.ALIGNED);
    op.a = address;
    op.imm = bytes;
    op.imm2 = access;
  }

  // ---- terminators ----

  private void terminate(Terminator t) {
    if (terminator != null) {
      throw new IllegalStateException("the block has ended at 0x" + Long.toHexString(pc));
    }
    terminator = t;
  }

  public void jump(long target) {
    terminate(new Terminator.Goto(target, Terminator.Hint.JUMP, 0));
  }

  /** A direct call; the link has been written before. */
  public void call(long target, long returnPc) {
    terminate(new Terminator.Goto(target, Terminator.Hint.CALL, returnPc));
  }

  public void branch(Cond cond, int a, int b, long taken, long fallThrough) {
    if (isConstant(a) && isConstant(b)) {
      jump(cond.test(value(a), value(b)) ? taken : fallThrough);
    } else {
      terminate(new Terminator.Branch(cond, a, b, taken, fallThrough));
    }
  }

  public void jumpIndirect(int target, Terminator.Hint hint, long returnPc) {
    if (isConstant(target)) {
      terminate(new Terminator.Goto(value(target), hint, returnPc));
    } else {
      terminate(new Terminator.Indirect(target, hint, returnPc));
    }
  }

  /** Raises a trap with {@code cpu.pc} set to {@code pc}. */
  public void raise(Trap trap, long pc, long value) {
    terminate(new Terminator.Raise(trap, pc, value, null));
  }

  /** An instruction that cannot be executed: the message should give its bytes and mnemonic. */
  public void undefined(String detail) {
    terminate(new Terminator.Raise(Trap.UNDEFINED_INSTRUCTION, pc, 0, detail));
  }
}
