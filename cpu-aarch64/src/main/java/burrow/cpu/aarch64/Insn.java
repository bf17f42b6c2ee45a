package burrow.cpu.aarch64;

import burrow.translator.Cond;
import burrow.translator.Helper;
import burrow.translator.IrBuilder;
import burrow.translator.IrOp;
import burrow.translator.Opcode;
import java.util.Arrays;

/**
 * The instruction being lifted: its fields under the names of the manual, and the operands and
 * results that all families share.
 */
final class Insn {
  static final int NONE = IrOp.NONE;

  private static final Helper OPERAND =
      Helper.of(ControlledFloats.class, "operand", ControlledFloats::operand);

  final IrBuilder ir;
  final int word;
  final Encoding encoding;

  /** Whether for threads with {@link Arm64Cpu#hasFloatControl}. */
  final boolean controlled;

  Insn(IrBuilder ir, int word, Encoding encoding, boolean controlled) {
    this.controlled = controlled;
    this.ir = ir;
    this.word = word;
    this.encoding = encoding;
  }

  // ---- fields ----

  int bits(int position, int length) {
    return word >>> position & (1 << length) - 1;
  }

  /** Sign-extended. */
  int signed(int position, int length) {
    return word << (32 - position - length) >> (32 - length);
  }

  boolean bit(int position) {
    return (word >>> position & 1) != 0;
  }

  /** Rd or Rt. */
  int d() {
    return word & 31;
  }

  int n() {
    return bits(5, 5);
  }

  int m() {
    return bits(16, 5);
  }

  /** Ra or Rt2. */
  int a() {
    return bits(10, 5);
  }

  /** Whether the operation is 64 bits wide (sf). */
  boolean wide() {
    return word < 0;
  }

  int condition() {
    return bits(12, 4);
  }

  long pc() {
    return ir.pc();
  }

  String mnemonic() {
    return encoding.mnemonic(word);
  }

  // ---- operands ----

  int con(long value) {
    return ir.con(value);
  }

  /** General register, 31 is XZR. */
  int x(int n) {
    return n == 31 ? ir.con(0) : n;
  }

  /** General register, 31 is SP. */
  int xOrSp(int n) {
    return n;
  }

  /** Low half of a vector register. */
  int low(int v) {
    return Arm64Isa.VECTORS + 2 * v;
  }

  int high(int v) {
    return Arm64Isa.VECTORS + 2 * v + 1;
  }

  /** Half 0 or 1 of a vector register. */
  int half(int v, int which) {
    return Arm64Isa.VECTORS + 2 * v + which;
  }

  // ---- results ----

  /** Writes a general register; 31 discards. */
  void setX(int d, int value) {
    if (d != 31) {
      ir.set(d, value);
    }
  }

  /** Writes a general register; 31 is SP. */
  void setXOrSp(int d, int value) {
    ir.set(d, value);
  }

  /** Writes a scalar, which clears the rest of the register. */
  void setScalar(int d, int value) {
    ir.set(low(d), value);
    ir.set(high(d), con(0));
  }

  // ---- operations of the instruction's width ----

  int binary(Opcode wide, Opcode narrow, int a, int b) {
    return ir.binary(wide() ? wide : narrow, a, b);
  }

  int unary(Opcode wide, Opcode narrow, int a) {
    return ir.unary(wide() ? wide : narrow, a);
  }

  Cond cond(Cond wide, Cond narrow) {
    return wide() ? wide : narrow;
  }

  /** The value as the instruction's width leaves it in a register. */
  int truncate(int value) {
    return wide() ? value : ir.zext32(value);
  }

  /** Calls a helper, or its twin that asks FPCR. */
  int call(Helper helper, int... args) {
    Helper twin = controlled ? ControlledFloats.twin(helper) : null;
    if (twin == null) {
      return ir.call(helper, args);
    }
    int[] all = Arrays.copyOf(args, args.length + 1);
    all[args.length] = Arm64Isa.slot(SystemRegisters.FPCR);
    return ir.call(twin, all);
  }

  /** An operand of a floating-point comparison that sets flags. */
  int compared(int value, int size) {
    return controlled
        ? ir.call(OPERAND, value, con(size), Arm64Isa.slot(SystemRegisters.FPCR))
        : value;
  }
}
