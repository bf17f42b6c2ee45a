package burrow.cpu.riscv64;

import static burrow.cpu.riscv64.Slots.FCSR;
import static burrow.cpu.riscv64.Slots.f;
import static burrow.cpu.riscv64.Slots.setX;
import static burrow.cpu.riscv64.Slots.x;

import burrow.machine.Trap;
import burrow.translator.Cond;
import burrow.translator.Helper;
import burrow.translator.Intrinsic;
import burrow.translator.IrBuilder;
import burrow.translator.IrOp;
import burrow.translator.Opcode;
import burrow.translator.Ordering;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * F and D. Arithmetic is done by {@link RiscvFloat}; instructions with the static rounding mode RNE
 * (all arithmetic of Go) take helpers of their own. The exception flags of fcsr are not modelled.
 */
final class FloatLifts {
  private static final Helper LONG_TO_DOUBLE =
      nearest(pure("longToDouble", RiscvFloat::longToDouble), Intrinsic.LONG_TO_DOUBLE);

  static final Map<String, Lift> TABLE = table();

  private static final long BOX = 0xffff_ffff_0000_0000L;
  private static final int DYNAMIC = 7;

  private FloatLifts() {}

  private static Map<String, Lift> table() {
    Map<String, Lift> t = new HashMap<>();
    t.put("flw", (i, ir) -> ir.set(f(i.rd()), box(ir, load(i, ir, 4))));
    t.put("fld", (i, ir) -> ir.set(f(i.rd()), load(i, ir, 8)));
    t.put("fsw", store(4));
    t.put("fsd", store(8));
    t.put("fmv.x.d", (i, ir) -> setX(ir, i.rd(), f(i.rs1())));
    t.put("fmv.d.x", (i, ir) -> ir.set(f(i.rd()), x(ir, i.rs1())));
    t.put("fmv.x.w", (i, ir) -> setX(ir, i.rd(), ir.sext32(f(i.rs1()))));
    t.put("fmv.w.x", (i, ir) -> ir.set(f(i.rd()), box(ir, x(ir, i.rs1()))));
    doublePrecision(t);
    singlePrecision(t);
    return t;
  }

  private static void doublePrecision(Map<String, Lift> t) {
    t.put(
        "fadd.d",
        arithmetic(
            pure("addDouble", RiscvFloat::addDouble).as(Intrinsic.ADD_DOUBLE),
            pure("addDoubleRounded", RiscvFloat::addDoubleRounded)));
    t.put(
        "fsub.d",
        arithmetic(
            pure("subtractDouble", RiscvFloat::subtractDouble).as(Intrinsic.SUBTRACT_DOUBLE),
            pure("subtractDoubleRounded", RiscvFloat::subtractDoubleRounded)));
    t.put(
        "fmul.d",
        arithmetic(
            pure("multiplyDouble", RiscvFloat::multiplyDouble).as(Intrinsic.MULTIPLY_DOUBLE),
            pure("multiplyDoubleRounded", RiscvFloat::multiplyDoubleRounded)));
    t.put(
        "fdiv.d",
        arithmetic(
            pure("divideDouble", RiscvFloat::divideDouble).as(Intrinsic.DIVIDE_DOUBLE),
            pure("divideDoubleRounded", RiscvFloat::divideDoubleRounded)));
    fused(
        t,
        ".d",
        Long.MIN_VALUE,
        pure("fmaDouble", RiscvFloat::fmaDouble).as(Intrinsic.FUSED_DOUBLE),
        Helper.of(RiscvFloat.class, "fmaDoubleRounded", RiscvFloat::fmaDoubleRounded));
    t.put(
        "fsqrt.d",
        rounded(nearest(pure("sqrtDouble", RiscvFloat::sqrtDouble), Intrinsic.SQUARE_ROOT_DOUBLE)));
    t.put("fcvt.d.s", rounded(pure("singleToDouble", RiscvFloat::singleToDouble)));
    t.put(
        "fcvt.w.d",
        toInteger(
            pure("doubleToInt", RiscvFloat::doubleToInt)
                .choosing(
                    args -> args[1] == RiscvFloat.RTZ ? Intrinsic.DOUBLE_TO_INT_EXTENDED : null,
                    0)));
    t.put("fcvt.wu.d", toInteger(pure("doubleToUnsignedInt", RiscvFloat::doubleToUnsignedInt)));
    t.put(
        "fcvt.l.d",
        toInteger(
            pure("doubleToLong", RiscvFloat::doubleToLong).choosing(FloatLifts::doubleToLong, 0)));
    t.put(
        "fcvt.lu.d",
        toInteger(
            pure("doubleToUnsignedLong", RiscvFloat::doubleToUnsignedLong)
                .choosing(
                    args -> args[1] == RiscvFloat.RTZ ? Intrinsic.DOUBLE_TO_UNSIGNED_LONG : null,
                    0)));
    t.put("fcvt.d.w", fromInteger(Opcode.SEXT32, LONG_TO_DOUBLE));
    t.put("fcvt.d.wu", fromInteger(Opcode.ZEXT32, LONG_TO_DOUBLE));
    t.put("fcvt.d.l", fromInteger(Opcode.MOV, LONG_TO_DOUBLE));
    t.put(
        "fcvt.d.lu",
        fromInteger(
            Opcode.MOV,
            nearest(
                pure("unsignedLongToDouble", RiscvFloat::unsignedLongToDouble),
                Intrinsic.UNSIGNED_LONG_TO_DOUBLE)));
    t.put("fmin.d", plain(pure("minDouble", RiscvFloat::minDouble).as(Intrinsic.MIN_DOUBLE)));
    t.put("fmax.d", plain(pure("maxDouble", RiscvFloat::maxDouble).as(Intrinsic.MAX_DOUBLE)));
    t.put(
        "feq.d", compare(pure("equalDouble", RiscvFloat::equalDouble).as(Intrinsic.EQUAL_DOUBLE)));
    t.put("flt.d", compare(pure("lessDouble", RiscvFloat::lessDouble).as(Intrinsic.LESS_DOUBLE)));
    t.put(
        "fle.d",
        compare(
            pure("lessOrEqualDouble", RiscvFloat::lessOrEqualDouble)
                .as(Intrinsic.LESS_OR_EQUAL_DOUBLE)));
    t.put("fclass.d", classify(pure("classifyDouble", RiscvFloat::classifyDouble)));
    t.put("fsgnj.d", (i, ir) -> ir.set(f(i.rd()), sign(ir, f(i.rs1()), f(i.rs2()))));
    t.put("fsgnjn.d", FloatLifts::signNegatedDouble);
    t.put("fsgnjx.d", FloatLifts::signXorDouble);
  }

  private static void singlePrecision(Map<String, Lift> t) {
    t.put(
        "fadd.s",
        arithmetic(
            pure("addSingle", RiscvFloat::addSingle),
            pure("addSingleRounded", RiscvFloat::addSingleRounded)));
    t.put(
        "fsub.s",
        arithmetic(
            pure("subtractSingle", RiscvFloat::subtractSingle),
            pure("subtractSingleRounded", RiscvFloat::subtractSingleRounded)));
    t.put(
        "fmul.s",
        arithmetic(
            pure("multiplySingle", RiscvFloat::multiplySingle),
            pure("multiplySingleRounded", RiscvFloat::multiplySingleRounded)));
    t.put(
        "fdiv.s",
        arithmetic(
            pure("divideSingle", RiscvFloat::divideSingle),
            pure("divideSingleRounded", RiscvFloat::divideSingleRounded)));
    fused(
        t,
        ".s",
        0x8000_0000L,
        pure("fmaSingle", RiscvFloat::fmaSingle),
        Helper.of(RiscvFloat.class, "fmaSingleRounded", RiscvFloat::fmaSingleRounded));
    t.put("fsqrt.s", rounded(pure("sqrtSingle", RiscvFloat::sqrtSingle)));
    t.put("fcvt.s.d", rounded(pure("doubleToSingle", RiscvFloat::doubleToSingle)));
    t.put("fcvt.w.s", toInteger(pure("singleToInt", RiscvFloat::singleToInt)));
    t.put("fcvt.wu.s", toInteger(pure("singleToUnsignedInt", RiscvFloat::singleToUnsignedInt)));
    t.put("fcvt.l.s", toInteger(pure("singleToLong", RiscvFloat::singleToLong)));
    t.put("fcvt.lu.s", toInteger(pure("singleToUnsignedLong", RiscvFloat::singleToUnsignedLong)));
    t.put("fcvt.s.w", fromInteger(Opcode.SEXT32, pure("longToSingle", RiscvFloat::longToSingle)));
    t.put("fcvt.s.wu", fromInteger(Opcode.ZEXT32, pure("longToSingle", RiscvFloat::longToSingle)));
    t.put("fcvt.s.l", fromInteger(Opcode.MOV, pure("longToSingle", RiscvFloat::longToSingle)));
    t.put(
        "fcvt.s.lu",
        fromInteger(Opcode.MOV, pure("unsignedLongToSingle", RiscvFloat::unsignedLongToSingle)));
    t.put("fmin.s", plain(pure("minSingle", RiscvFloat::minSingle)));
    t.put("fmax.s", plain(pure("maxSingle", RiscvFloat::maxSingle)));
    t.put("feq.s", compare(pure("equalSingle", RiscvFloat::equalSingle)));
    t.put("flt.s", compare(pure("lessSingle", RiscvFloat::lessSingle)));
    t.put("fle.s", compare(pure("lessOrEqualSingle", RiscvFloat::lessOrEqualSingle)));
    t.put("fclass.s", classify(pure("classifySingle", RiscvFloat::classifySingle)));
    t.put("fsgnj.s", plain(pure("signSingle", RiscvFloat::signSingle)));
    t.put("fsgnjn.s", plain(pure("signNegatedSingle", RiscvFloat::signNegatedSingle)));
    t.put("fsgnjx.s", plain(pure("signXorSingle", RiscvFloat::signXorSingle)));
  }

  private static Helper pure(String name, Helper.F1 f) {
    return Helper.of(RiscvFloat.class, name, f);
  }

  private static Helper pure(String name, Helper.F2 f) {
    return Helper.of(RiscvFloat.class, name, f);
  }

  private static Helper pure(String name, Helper.F3 f) {
    return Helper.of(RiscvFloat.class, name, f);
  }

  /** The helper's second argument is a rounding mode: the intrinsic rounds to nearest. */
  private static Helper nearest(Helper helper, Intrinsic intrinsic) {
    return helper.choosing(args -> args[1] == RiscvFloat.RNE ? intrinsic : null, 0);
  }

  private static @Nullable Intrinsic doubleToLong(long[] args) {
    return switch ((int) args[1]) {
      case RiscvFloat.RNE -> Intrinsic.DOUBLE_ROUND_TO_LONG;
      case RiscvFloat.RTZ -> Intrinsic.DOUBLE_TO_LONG;
      case RiscvFloat.RDN -> Intrinsic.DOUBLE_FLOOR_TO_LONG;
      case RiscvFloat.RUP -> Intrinsic.DOUBLE_CEILING_TO_LONG;
      default -> null;
    };
  }

  private static int box(IrBuilder ir, int single) {
    return ir.or(single, ir.con(BOX));
  }

  private static int load(Instruction i, IrBuilder ir, int size) {
    return ir.load(size, false, x(ir, i.rs1()), i.imm(), Ordering.PLAIN);
  }

  private static Lift store(int size) {
    return (i, ir) -> ir.store(size, x(ir, i.rs1()), i.imm(), f(i.rs2()), Ordering.PLAIN);
  }

  /** The rounding mode as an operand; {@link IrOp#NONE} after a trap for a reserved one. */
  private static int mode(Instruction i, IrBuilder ir) {
    if (i.rm() == DYNAMIC) {
      int mode = ir.extract(FCSR, 5, 3);
      ir.trapIf(Cond.GTU, mode, ir.con(RiscvFloat.RMM), Trap.UNDEFINED_INSTRUCTION);
      return mode;
    }
    if (i.rm() > RiscvFloat.RMM) {
      ir.undefined(i.describe(ir.pc()));
      return IrOp.NONE;
    }
    return ir.con(i.rm());
  }

  private static Lift arithmetic(Helper nearest, Helper rounded) {
    return (i, ir) -> {
      if (i.rm() == RiscvFloat.RNE) {
        ir.set(f(i.rd()), ir.call(nearest, f(i.rs1()), f(i.rs2())));
        return;
      }
      int mode = mode(i, ir);
      if (mode != IrOp.NONE) {
        ir.set(f(i.rd()), ir.call(rounded, f(i.rs1()), f(i.rs2()), mode));
      }
    };
  }

  /** FMADD and its three relatives: negating an operand negates exactly. */
  private static void fused(
      Map<String, Lift> t, String suffix, long signBit, Helper nearest, Helper rounded) {
    t.put("fmadd" + suffix, fused(nearest, rounded, 0, 0));
    t.put("fmsub" + suffix, fused(nearest, rounded, 0, signBit));
    t.put("fnmsub" + suffix, fused(nearest, rounded, signBit, 0));
    t.put("fnmadd" + suffix, fused(nearest, rounded, signBit, signBit));
  }

  private static Lift fused(Helper nearest, Helper rounded, long flipFactor, long flipAddend) {
    return (i, ir) -> {
      int mode = mode(i, ir);
      if (mode == IrOp.NONE) {
        return;
      }
      int a = flipFactor == 0 ? f(i.rs1()) : ir.xor(f(i.rs1()), ir.con(flipFactor));
      int c = flipAddend == 0 ? f(i.rs3()) : ir.xor(f(i.rs3()), ir.con(flipAddend));
      int result =
          i.rm() == RiscvFloat.RNE
              ? ir.call(nearest, a, f(i.rs2()), c)
              : ir.call(rounded, a, f(i.rs2()), c, mode);
      ir.set(f(i.rd()), result);
    };
  }

  /** One operand and a rounding mode. */
  private static Lift rounded(Helper helper) {
    return (i, ir) -> {
      int mode = mode(i, ir);
      if (mode != IrOp.NONE) {
        ir.set(f(i.rd()), ir.call(helper, f(i.rs1()), mode));
      }
    };
  }

  private static Lift toInteger(Helper helper) {
    return (i, ir) -> {
      int mode = mode(i, ir);
      if (mode != IrOp.NONE) {
        setX(ir, i.rd(), ir.call(helper, f(i.rs1()), mode));
      }
    };
  }

  private static Lift fromInteger(Opcode extend, Helper helper) {
    return (i, ir) -> {
      int mode = mode(i, ir);
      if (mode != IrOp.NONE) {
        int source = x(ir, i.rs1());
        int value = extend == Opcode.MOV ? source : ir.unary(extend, source);
        ir.set(f(i.rd()), ir.call(helper, value, mode));
      }
    };
  }

  private static Lift plain(Helper helper) {
    return (i, ir) -> ir.set(f(i.rd()), ir.call(helper, f(i.rs1()), f(i.rs2())));
  }

  private static Lift compare(Helper helper) {
    return (i, ir) -> setX(ir, i.rd(), ir.call(helper, f(i.rs1()), f(i.rs2())));
  }

  private static Lift classify(Helper helper) {
    return (i, ir) -> setX(ir, i.rd(), ir.call(helper, f(i.rs1())));
  }

  /** {@code a} with the sign of {@code b}; a plain move if they are the same register. */
  private static int sign(IrBuilder ir, int a, int b) {
    return a == b ? a : ir.deposit(a, ir.shr(b, ir.con(63)), 63, 1);
  }

  private static void signNegatedDouble(Instruction i, IrBuilder ir) {
    int a = f(i.rs1());
    int b = f(i.rs2());
    int signBit = ir.con(Long.MIN_VALUE);
    ir.set(
        f(i.rd()),
        a == b
            ? ir.xor(a, signBit)
            : ir.deposit(a, ir.xor(ir.shr(b, ir.con(63)), ir.con(1)), 63, 1));
  }

  private static void signXorDouble(Instruction i, IrBuilder ir) {
    int a = f(i.rs1());
    int b = f(i.rs2());
    ir.set(
        f(i.rd()),
        a == b ? ir.and(a, ir.con(Long.MAX_VALUE)) : ir.xor(a, ir.and(b, ir.con(Long.MIN_VALUE))));
  }
}
