package burrow.translator.machinecode;

import static burrow.translator.machinecode.Assembler.RAX;
import static burrow.translator.machinecode.Assembler.RCX;
import static burrow.translator.machinecode.Assembler.RDX;

import burrow.translator.Cond;
import burrow.translator.IrOp;
import burrow.translator.Opcode;
import java.util.Objects;

/** The operations that only compute: {@link Opcode#evaluate} says what. */
final class Arithmetic {
  private final Assembler asm;
  private final Values values;

  Arithmetic(Assembler asm, Values values) {
    this.asm = asm;
    this.values = values;
  }

  // ---- one operand ----

  void unary(IrOp op) {
    if (values.isConstant(op.a)) {
      values.setConstant(op.d, op.code.evaluate(values.constant(op.a)));
      return;
    }
    if (op.code == Opcode.MOV) {
      move(op);
      return;
    }
    int a = values.use(op.a);
    int d = values.redefine(op.d);
    switch (op.code) {
      case NEG -> changed(true, 3, d, a);
      case NOT -> changed(true, 2, d, a);
      case NEGU32 -> changed(false, 3, d, a);
      case NOTU32 -> changed(false, 2, d, a);
      case ZEXT8 -> asm.rr8(false, Assembler.MOVZX8, d, a);
      case ZEXT16 -> asm.rr(false, Assembler.MOVZX16, d, a);
      case ZEXT32 -> asm.rr(false, Assembler.MOV, d, a);
      case SEXT8 -> asm.rr8(true, Assembler.MOVSX8, d, a);
      case SEXT16 -> asm.rr(true, Assembler.MOVSX16, d, a);
      case SEXT32 -> asm.rr(true, Assembler.MOVSXD, d, a);
      case CLZ -> leadingZeros(true, d, a);
      case CLZ32 -> leadingZeros(false, d, a);
      case CTZ -> trailingZeros(true, 64, d, a);
      case CTZ32 -> trailingZeros(false, 32, d, a);
      case POPCNT -> asm.prefixed(0xf3, true, 0x1b8, d, a);
      case BSWAP -> {
        asm.mov(d, a);
        asm.bswap(true, d);
      }
      case BSWAP32 -> {
        asm.rr(false, Assembler.MOV, d, a);
        asm.bswap(false, d);
      }
      case BITREV, BITREV32 -> reverseBits(op.code == Opcode.BITREV, d, a);
      default -> throw new IllegalArgumentException(op.code.name());
    }
  }

  private void move(IrOp op) {
    if (IrOp.isTemp(op.a) && values.isInRegister(op.a) && !values.isNeeded(op.a)) {
      values.rename(op.a, op.d);
    } else if (op.a != op.d) {
      int a = values.use(op.a);
      asm.mov(values.redefine(op.d), a);
    }
  }

  private void changed(boolean wide, int extension, int d, int a) {
    asm.mov(d, a);
    asm.group(wide, 0xf7, extension, d);
  }

  private void leadingZeros(boolean wide, int d, int a) {
    int bits = wide ? 63 : 31;
    asm.movImmediate(RAX, 2 * bits + 1); // of 0: 2 * bits + 1 ^ bits is bits + 1
    asm.rr(wide, Assembler.BSR, RCX, a);
    asm.cmov(true, Assembler.E, RCX, RAX);
    asm.immediate(false, 6, RCX, bits);
    asm.mov(d, RCX);
  }

  private void trailingZeros(boolean wide, int ofZero, int d, int a) {
    asm.movImmediate(RAX, ofZero);
    asm.rr(wide, Assembler.BSF, RCX, a);
    asm.cmov(true, Assembler.E, RCX, RAX);
    asm.mov(d, RCX);
  }

  /** Swaps neighbours, pairs, nibbles, then bytes. */
  private void reverseBits(boolean wide, int d, int a) {
    asm.rr(wide, Assembler.MOV, RAX, a);
    for (int n = 1; n <= 4; n *= 2) {
      long mask = n == 1 ? 0x5555555555555555L : n == 2 ? 0x3333333333333333L : 0x0f0f0f0f0f0f0f0fL;
      asm.movImmediate(RDX, wide ? mask : mask & 0xffff_ffffL);
      asm.rr(true, Assembler.MOV, RCX, RAX);
      asm.shift(wide, 5, RCX, n);
      asm.rr(true, Assembler.AND, RCX, RDX);
      asm.rr(true, Assembler.AND, RAX, RDX);
      asm.shift(wide, 4, RAX, n);
      asm.rr(true, Assembler.OR, RAX, RCX);
    }
    asm.bswap(wide, RAX);
    asm.mov(d, RAX);
  }

  // ---- two operands ----

  void binary(IrOp op) {
    if (values.isConstant(op.a) && values.isConstant(op.b)) {
      values.setConstant(op.d, op.code.evaluate(values.constant(op.a), values.constant(op.b)));
      return;
    }
    switch (op.code) {
      case ADD -> add(op);
      case SUB -> simple(op, true, Assembler.SUB, 5, false);
      case AND -> simple(op, true, Assembler.AND, 4, true);
      case OR -> simple(op, true, Assembler.OR, 1, true);
      case XOR -> simple(op, true, Assembler.XOR, 6, true);
      case ADDU32 -> simple(op, false, Assembler.ADD, 0, true);
      case SUBU32 -> simple(op, false, Assembler.SUB, 5, false);
      case ANDU32 -> simple(op, false, Assembler.AND, 4, true);
      case ORU32 -> simple(op, false, Assembler.OR, 1, true);
      case XORU32 -> simple(op, false, Assembler.XOR, 6, true);
      case ADDS32 -> signed(simple(op, false, Assembler.ADD, 0, true));
      case SUBS32 -> signed(simple(op, false, Assembler.SUB, 5, false));
      case MUL -> multiply(op, true);
      case MULU32 -> multiply(op, false);
      case MULS32 -> signed(multiply(op, false));
      case ANDN -> inverted(op, true, Assembler.AND);
      case ORN -> inverted(op, true, Assembler.OR);
      case XORN -> inverted(op, true, Assembler.XOR);
      case ANDNU32 -> inverted(op, false, Assembler.AND);
      case SHL -> shift(op, true, 4);
      case SHR -> shift(op, true, 5);
      case SAR -> shift(op, true, 7);
      case ROTR -> shift(op, true, 1);
      case SHLU32 -> shift(op, false, 4);
      case SHRU32 -> shift(op, false, 5);
      case SARU32 -> shift(op, false, 7);
      case ROTRU32 -> shift(op, false, 1);
      case SHLS32 -> signed(shift(op, false, 4));
      case SHRS32 -> signed(shift(op, false, 5));
      case SARS32 -> signed(shift(op, false, 7));
      case ROTRS32 -> signed(shift(op, false, 1));
      case MULHU, MULHS, MULHSU -> high(op);
      case DIVS, DIVU, REMS, REMU -> divide(op);
      case MINS -> extreme(op, Assembler.L);
      case MAXS -> extreme(op, Assembler.G);
      case MINU -> extreme(op, Assembler.B);
      case MAXU -> extreme(op, Assembler.A);
      default -> throw new IllegalArgumentException(op.code.name());
    }
  }

  private void add(IrOp op) {
    if (!values.isConstant(op.a) && op.a != op.d && !reusable(op.a)) {
      if (values.isImmediate(op.b)) {
        int displacement = (int) values.constant(op.b); // now: b may be d
        int a = values.use(op.a);
        asm.rm(true, Assembler.LEA, values.define(op.d), a, displacement);
        return;
      }
      if (!values.isConstant(op.b) && op.b != op.d) {
        int a = values.use(op.a);
        int b = values.use(op.b);
        asm.rmx(true, Assembler.LEA, values.define(op.d), a, b, 0, 0);
        return;
      }
    }
    simple(op, true, Assembler.ADD, 0, true);
  }

  private boolean reusable(int operand) {
    return IrOp.isTemp(operand) && values.isInRegister(operand) && !values.isNeeded(operand);
  }

  /** The result's register. */
  private int simple(IrOp op, boolean wide, int opcode, int extension, boolean commutes) {
    int a = op.a;
    int b = op.b;
    if (commutes && (values.isConstant(a) || b == op.d && a != op.d)) {
      int t = a;
      a = b;
      b = t;
    }
    if (values.isImmediate(b)) {
      int value = (int) values.constant(b); // now: b may be d
      int d = start(op.d, a, wide);
      asm.immediate(wide, extension, d, value);
      return d;
    }
    int second = values.use(b, RCX);
    int d = start(op.d, a, wide);
    asm.rr(wide, opcode, d, second);
    return d;
  }

  /** The register for a result that begins as a copy of a. */
  private int start(int d, int a, boolean wide) {
    if (a == d && !values.isConstant(a)) {
      int r = values.use(a);
      values.changed(a);
      return r;
    }
    if (reusable(a) && !values.isLocked(a)) {
      values.rename(a, d);
      return values.use(d);
    }
    if (values.isConstant(a)) {
      long value = values.constant(a);
      int r = values.define(d);
      asm.movImmediate(r, value);
      return r;
    }
    int from = values.use(a);
    int r = values.define(d);
    asm.rr(wide, Assembler.MOV, r, from);
    return r;
  }

  private void signed(int d) {
    asm.rr(true, Assembler.MOVSXD, d, d);
  }

  private int multiply(IrOp op, boolean wide) {
    int a = values.isConstant(op.a) ? op.b : op.a;
    int b = values.isConstant(op.a) ? op.a : op.b;
    if (values.isImmediate(b)) {
      int from = values.use(a);
      long value = values.constant(b);
      int d = values.define(op.d);
      asm.rr(wide, 0x69, d, from);
      asm.u32((int) value);
      return d;
    }
    if (b == op.d && a != op.d) {
      int t = a;
      a = b;
      b = t;
    }
    int second = values.use(b, RCX);
    int d = start(op.d, a, wide);
    asm.rr(wide, Assembler.IMUL, d, second);
    return d;
  }

  private void inverted(IrOp op, boolean wide, int opcode) {
    values.load(op.b, RCX);
    asm.group(true, 0xf7, 2, RCX);
    int d = start(op.d, op.a, wide);
    asm.rr(wide, opcode, d, RCX);
  }

  private int shift(IrOp op, boolean wide, int extension) {
    if (values.isConstant(op.b)) {
      int count = (int) values.constant(op.b) & (wide ? 63 : 31);
      int d = start(op.d, op.a, wide);
      if (!wide && count == 0) {
        asm.rr(false, Assembler.MOV, d, d);
      }
      if (count != 0) {
        asm.shift(wide, extension, d, count);
      }
      return d;
    }
    values.load(op.b, RCX);
    if (!wide) {
      // A count of 0 must not leave the upper half as it was.
      values.load(op.a, RAX);
      asm.rr(false, Assembler.MOV, RAX, RAX);
      asm.shiftByCl(false, extension, RAX);
      int d = values.define(op.d);
      asm.mov(d, RAX);
      return d;
    }
    int d = start(op.d, op.a, true);
    asm.shiftByCl(true, extension, d);
    return d;
  }

  private void high(IrOp op) {
    values.load(op.a, RAX);
    values.load(op.b, RCX);
    asm.group(true, 0xf7, op.code == Opcode.MULHU ? 4 : 5, RCX);
    if (op.code == Opcode.MULHSU) {
      values.load(op.a, RAX);
      asm.shift(true, 7, RCX, 63);
      asm.rr(true, Assembler.AND, RCX, RAX);
      asm.rr(true, Assembler.ADD, RDX, RCX);
    }
    asm.mov(values.define(op.d), RDX);
  }

  private void divide(IrOp op) {
    boolean signed = op.code == Opcode.DIVS || op.code == Opcode.REMS;
    boolean quotient = op.code == Opcode.DIVS || op.code == Opcode.DIVU;
    values.load(op.a, RAX);
    values.load(op.b, RCX);
    asm.rr(true, Assembler.MOV, RDX, RAX); // the remainder of a division by 0
    asm.rr(true, Assembler.TEST, RCX, RCX);
    int byZero = asm.jcc(Assembler.E);
    int overflow = -1;
    if (signed) {
      asm.immediate(true, 7, RCX, -1);
      overflow = asm.jcc(Assembler.E);
      asm.u8(0x48); // CQO
      asm.u8(0x99);
    } else {
      asm.rr(false, Assembler.XOR, RDX, RDX);
    }
    asm.group(true, 0xf7, signed ? 7 : 6, RCX);
    int done = asm.jump();
    int doneToo = -1;
    if (signed) {
      asm.bind(overflow);
      asm.group(true, 0xf7, 3, RAX);
      asm.rr(false, Assembler.XOR, RDX, RDX);
      doneToo = asm.jump();
    }
    asm.bind(byZero);
    asm.rr(false, Assembler.XOR, RAX, RAX);
    asm.bind(done);
    if (signed) {
      asm.bind(doneToo);
    }
    asm.mov(values.define(op.d), quotient ? RAX : RDX);
  }

  private void extreme(IrOp op, int condition) {
    values.load(op.a, RAX);
    values.load(op.b, RCX);
    asm.rr(true, Assembler.CMP, RAX, RCX);
    asm.cmov(true, condition, RCX, RAX);
    asm.mov(values.define(op.d), RCX);
  }

  // ---- bit fields ----

  void bits(IrOp op) {
    int position = (int) op.imm;
    int length = op.imm2;
    if (op.code == Opcode.DEPOSIT) {
      deposit(op, position, length);
      return;
    }
    boolean extend = op.code == Opcode.SEXTRACT;
    if (values.isConstant(op.a)) {
      values.setConstant(op.d, op.code.evaluateBits(values.constant(op.a), 0, position, length));
      return;
    }
    if (position == 0 && (length == 8 || length == 16 || length == 32)) {
      int a = values.use(op.a);
      int d = values.redefine(op.d);
      switch (length) {
        case 8 -> asm.rr8(extend, extend ? Assembler.MOVSX8 : Assembler.MOVZX8, d, a);
        case 16 -> asm.rr(extend, extend ? Assembler.MOVSX16 : Assembler.MOVZX16, d, a);
        default -> asm.rr(extend, extend ? Assembler.MOVSXD : Assembler.MOV, d, a);
      }
      return;
    }
    int d = start(op.d, op.a, true);
    if (position + length < 64) {
      asm.shift(true, 4, d, 64 - position - length);
    }
    if (length < 64) {
      asm.shift(true, extend ? 7 : 5, d, 64 - length);
    }
  }

  private void deposit(IrOp op, int position, int length) {
    if (length == 64) {
      values.load(op.b, RAX);
      asm.mov(values.define(op.d), RAX);
      return;
    }
    long mask = -1L >>> (64 - length) << position;
    values.load(op.b, RCX);
    asm.shift(true, 4, RCX, 64 - length);
    if (64 - length - position > 0) {
      asm.shift(true, 5, RCX, 64 - length - position);
    }
    asm.movImmediate(RAX, ~mask);
    int d = start(op.d, op.a, true);
    asm.rr(true, Assembler.AND, d, RAX);
    asm.rr(true, Assembler.OR, d, RCX);
  }

  // ---- comparisons ----

  void compare(IrOp op) {
    Cond cond = Objects.requireNonNull(op.cond);
    if (op.code == Opcode.SET) {
      asm.setcc(test(cond, op.a, op.b), RAX);
      asm.rr8(false, Assembler.MOVZX8, values.define(op.d), RAX);
      return;
    }
    // What the choice is between comes first: bringing it may not touch the host's flags, but a
    // register may have to be made free.
    values.load(op.c, RDX);
    int e = values.use(op.e, RCX);
    if (e == RCX) {
      selectOfConstant(op, cond);
      return;
    }
    int condition = test(cond, op.a, op.b);
    asm.cmov(true, condition ^ 1, RDX, e);
    asm.mov(values.define(op.d), RDX);
  }

  /** Where e is a constant, which the comparison may need RCX for. */
  private void selectOfConstant(IrOp op, Cond cond) {
    int condition = test(cond, op.a, op.b);
    asm.movImmediate(RAX, values.constant(op.e));
    asm.cmov(true, condition ^ 1, RDX, RAX);
    asm.mov(values.define(op.d), RDX);
  }

  /**
   * Compares; the host's condition that then says whether it holds. Changes RAX and RCX at most.
   */
  int test(Cond cond, int a, int b) {
    boolean wide = cond.isWide();
    boolean bits = isTest(cond);
    if (values.isConstant(a) && !values.isConstant(b)) {
      return test(cond.swap(), b, a);
    }
    int first = values.use(a, RAX);
    if (values.isImmediate(b)) {
      int value = (int) values.constant(b);
      if (bits) {
        asm.testImmediate(wide, first, value);
      } else if (value == 0) {
        asm.rr(wide, Assembler.TEST, first, first);
      } else {
        asm.immediate(wide, 7, first, value);
      }
    } else {
      int second = values.use(b, RCX);
      if (bits) {
        asm.rr(wide, Assembler.TEST, first, second);
      } else {
        asm.rr(wide, Assembler.CMP, first, second);
      }
    }
    return condition(cond);
  }

  /** Whether TEST compares for it, not CMP. */
  static boolean isTest(Cond cond) {
    return switch (cond) {
      case TEST, TESTZ, TEST32, TESTZ32 -> true;
      default -> false;
    };
  }

  /** The host's condition after that. */
  static int condition(Cond cond) {
    return switch (cond) {
      case EQ, EQ32, TESTZ, TESTZ32 -> Assembler.E;
      case NE, NE32, TEST, TEST32 -> Assembler.NE;
      case LT, LT32 -> Assembler.L;
      case GE, GE32 -> Assembler.GE;
      case LE, LE32 -> Assembler.LE;
      case GT, GT32 -> Assembler.G;
      case LTU, LTU32 -> Assembler.B;
      case GEU, GEU32 -> Assembler.AE;
      case LEU, LEU32 -> Assembler.BE;
      case GTU, GTU32 -> Assembler.A;
    };
  }
}
