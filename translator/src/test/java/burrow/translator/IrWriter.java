package burrow.translator;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds a block of IR as it stands, operation by operation, each an instruction of its own unless
 * it was told where these start.
 */
final class IrWriter {
  static final long PC = 0x1000;
  static final long END = 0x8000;

  private final List<IrOp> ops = new ArrayList<>();
  private final List<Long> constants = new ArrayList<>();
  private final long start;

  /** Of those that {@link #begin} has started; -1 before. */
  private int instruction = -1;

  IrWriter() {
    this(PC);
  }

  IrWriter(long start) {
    this.start = start;
  }

  /** What follows is one instruction. */
  void begin() {
    instruction++;
  }

  int constant(long value) {
    constants.add(value);
    return -1 - constants.size();
  }

  static int temporary(int n) {
    return IrOp.TEMP + n;
  }

  int size() {
    return ops.size();
  }

  /** The operation at a place in the block. */
  static long pc(int index) {
    return PC + 4L * index;
  }

  private long here() {
    return instruction < 0 ? pc(ops.size()) : start + 4L * instruction;
  }

  /** To be completed by the caller. */
  IrOp emit(Opcode code) {
    IrOp op = new IrOp(code, here());
    ops.add(op);
    return op;
  }

  IrOp last() {
    return ops.getLast();
  }

  void removeLast() {
    ops.removeLast();
  }

  /** Appends an operation that was removed. */
  void add(IrOp op) {
    op.pc = here();
    ops.add(op);
  }

  /** An operation in another's {@link IrOp#onFault}. */
  static IrOp late(Opcode code, long pc) {
    return new IrOp(code, pc);
  }

  void move(int d, int a) {
    IrOp op = emit(Opcode.MOV);
    op.d = d;
    op.a = a;
  }

  IrBlock block() {
    return block(new Terminator.Goto(END, Terminator.Hint.JUMP, 0));
  }

  IrBlock block(Terminator end) {
    long[] values = constants.stream().mapToLong(Long::longValue).toArray();
    int count = instruction < 0 ? ops.size() : instruction + 1;
    return new IrBlock(start, start + 4L * count, count, List.copyOf(ops), values, end);
  }

  /** For messages. */
  static String text(IrBlock block) {
    StringBuilder s = new StringBuilder();
    for (IrOp op : block.ops()) {
      s.append(text(block, op));
      for (IrOp late : op.onFault) {
        s.append("    at a fault: ").append(text(block, late));
      }
    }
    return s.append(block.terminator()).append('\n').toString();
  }

  private static String text(IrBlock block, IrOp op) {
    StringBuilder s = new StringBuilder(Long.toHexString(op.pc)).append(": ").append(op.code);
    append(s, " d=", block, op.d);
    append(s, " d2=", block, op.d2);
    append(s, " a=", block, op.a);
    append(s, " b=", block, op.b);
    append(s, " c=", block, op.c);
    append(s, " e=", block, op.e);
    for (int arg : op.args) {
      append(s, " arg=", block, arg);
    }
    @Nullable Object what = op.cond != null ? op.cond : op.rmw;
    return s.append(what == null ? "" : " " + what)
        .append(" imm=" + Long.toHexString(op.imm) + "," + op.imm2 + " size=" + op.size)
        .append(op.signed ? " signed\n" : "\n")
        .toString();
  }

  private static void append(StringBuilder s, String name, IrBlock block, int operand) {
    if (operand != IrOp.NONE) {
      s.append(name)
          .append(
              IrOp.isConstant(operand)
                  ? "#" + Long.toHexString(block.constant(operand))
                  : IrOp.isTemp(operand)
                      ? "t" + (operand - IrOp.TEMP)
                      : IrState.REGISTERS.name(operand));
    }
  }
}
