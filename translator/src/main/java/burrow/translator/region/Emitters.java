package burrow.translator.region;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import burrow.translator.Cond;
import burrow.translator.Opcode;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Locale;

/** Bytecode of pure operations: operands are on the stack, the result is left there. */
final class Emitters {
  private static final ClassDesc LONG = ClassDesc.of("java.lang.Long");
  private static final ClassDesc INTEGER = ClassDesc.of("java.lang.Integer");
  private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");
  private static final MethodTypeDesc L_L = MethodTypeDesc.of(CD_long, CD_long);
  private static final MethodTypeDesc LL_L = MethodTypeDesc.of(CD_long, CD_long, CD_long);
  private static final MethodTypeDesc LL_I = MethodTypeDesc.of(CD_int, CD_long, CD_long);
  private static final MethodTypeDesc L_I = MethodTypeDesc.of(CD_int, CD_long);
  private static final MethodTypeDesc I_I = MethodTypeDesc.of(CD_int, CD_int);
  private static final MethodTypeDesc II_I = MethodTypeDesc.of(CD_int, CD_int, CD_int);
  private static final MethodTypeDesc LI_L = MethodTypeDesc.of(CD_long, CD_long, CD_int);

  private Emitters() {}

  private static void zeroExtend(CodeBuilder b) {
    b.loadConstant(0xffff_ffffL).land();
  }

  /** a on the stack. */
  static void unary(CodeBuilder b, Opcode code) {
    switch (code) {
      case MOV -> {}
      case NEG -> b.lneg();
      case NOT -> b.loadConstant(-1L).lxor();
      case NEGU32 -> zeroExtend(b.lneg());
      case NOTU32 -> zeroExtend(b.loadConstant(-1L).lxor());
      case ZEXT8 -> b.loadConstant(0xffL).land();
      case ZEXT16 -> b.loadConstant(0xffffL).land();
      case ZEXT32 -> zeroExtend(b);
      case SEXT8 -> b.l2i().i2b().i2l();
      case SEXT16 -> b.l2i().i2s().i2l();
      case SEXT32 -> b.l2i().i2l();
      case CLZ -> b.invokestatic(LONG, "numberOfLeadingZeros", L_I).i2l();
      case CTZ -> b.invokestatic(LONG, "numberOfTrailingZeros", L_I).i2l();
      case CLZ32 -> b.l2i().invokestatic(INTEGER, "numberOfLeadingZeros", I_I).i2l();
      case CTZ32 -> b.l2i().invokestatic(INTEGER, "numberOfTrailingZeros", I_I).i2l();
      case POPCNT -> b.invokestatic(LONG, "bitCount", L_I).i2l();
      case BSWAP -> b.invokestatic(LONG, "reverseBytes", L_L);
      case BSWAP32 -> zeroExtend(b.l2i().invokestatic(INTEGER, "reverseBytes", I_I).i2l());
      case BITREV -> b.invokestatic(LONG, "reverse", L_L);
      case BITREV32 -> zeroExtend(b.l2i().invokestatic(INTEGER, "reverse", I_I).i2l());
      default -> throw new IllegalArgumentException(code.name());
    }
  }

  /** a and b on the stack. */
  static void binary(CodeBuilder b, Opcode code) {
    switch (code) {
      case ADD -> b.ladd();
      case SUB -> b.lsub();
      case MUL -> b.lmul();
      case AND -> b.land();
      case OR -> b.lor();
      case XOR -> b.lxor();
      case ANDN -> b.loadConstant(-1L).lxor().land();
      case ORN -> b.loadConstant(-1L).lxor().lor();
      case XORN -> b.loadConstant(-1L).lxor().lxor();
      case SHL -> b.l2i().lshl();
      case SHR -> b.l2i().lushr();
      case SAR -> b.l2i().lshr();
      case ROTR -> b.l2i().invokestatic(LONG, "rotateRight", LI_L);
      case ADDU32 -> zeroExtend(b.ladd());
      case SUBU32 -> zeroExtend(b.lsub());
      case MULU32 -> zeroExtend(b.lmul());
      case ANDU32 -> zeroExtend(b.land());
      case ORU32 -> zeroExtend(b.lor());
      case XORU32 -> zeroExtend(b.lxor());
      case ANDNU32 -> zeroExtend(b.loadConstant(-1L).lxor().land());
      case ADDS32 -> b.ladd().l2i().i2l();
      case SUBS32 -> b.lsub().l2i().i2l();
      case MULS32 -> b.lmul().l2i().i2l();
      case MULHU -> b.invokestatic(MATH, "unsignedMultiplyHigh", LL_L);
      case MULHS -> b.invokestatic(MATH, "multiplyHigh", LL_L);
      case MINS -> b.invokestatic(MATH, "min", LL_L);
      case MAXS -> b.invokestatic(MATH, "max", LL_L);
      case SHLU32, SHRU32, SARU32, ROTRU32, SHLS32, SHRS32, SARS32, ROTRS32 -> shift32(b, code);
      case MULHSU, DIVS, DIVU, REMS, REMU, MINU, MAXU ->
          b.invokestatic(RegionCompiler.RUNTIME, code.name().toLowerCase(Locale.ROOT), LL_L);
      default -> throw new IllegalArgumentException(code.name());
    }
  }

  private static void shift32(CodeBuilder b, Opcode code) {
    // Both operands are longs: bring the lower one down to an int as well.
    b.l2i().dup_x2().pop().l2i().swap();
    switch (code) {
      case SHLU32, SHLS32 -> b.ishl();
      case SHRU32, SHRS32 -> b.iushr();
      case SARU32, SARS32 -> b.ishr();
      default -> b.invokestatic(INTEGER, "rotateRight", II_I);
    }
    b.i2l();
    if (code.name().contains("U32")) {
      zeroExtend(b);
    }
  }

  /** a on the stack. */
  static void extract(CodeBuilder b, int position, int length, boolean signed) {
    int left = 64 - position - length;
    int right = 64 - length;
    if (left != 0) {
      b.loadConstant(left).lshl();
    }
    if (right != 0) {
      b.loadConstant(right);
      if (signed) {
        b.lshr();
      } else {
        b.lushr();
      }
    }
  }

  /** a and b on the stack: inserts b into a. */
  static void deposit(CodeBuilder b, int position, int length) {
    long mask = -1L >>> (64 - length) << position;
    if (position != 0) {
      b.loadConstant(position).lshl();
    }
    b.loadConstant(mask).land().dup2_x2().pop2().loadConstant(~mask).land().lor();
  }

  /** a and b on the stack: jumps if the condition holds. */
  static void branch(CodeBuilder b, Cond cond, Label target) {
    if (cond.name().endsWith("32")) {
      branch32(b, cond, target);
      return;
    }
    switch (cond) {
      case EQ -> b.lcmp().ifeq(target);
      case NE -> b.lcmp().ifne(target);
      case LT -> b.lcmp().iflt(target);
      case GE -> b.lcmp().ifge(target);
      case LE -> b.lcmp().ifle(target);
      case GT -> b.lcmp().ifgt(target);
      case LTU -> b.invokestatic(LONG, "compareUnsigned", LL_I).iflt(target);
      case GEU -> b.invokestatic(LONG, "compareUnsigned", LL_I).ifge(target);
      case LEU -> b.invokestatic(LONG, "compareUnsigned", LL_I).ifle(target);
      case GTU -> b.invokestatic(LONG, "compareUnsigned", LL_I).ifgt(target);
      case TEST -> b.land().lconst_0().lcmp().ifne(target);
      case TESTZ -> b.land().lconst_0().lcmp().ifeq(target);
      default -> throw new IllegalArgumentException(cond.name());
    }
  }

  private static void branch32(CodeBuilder b, Cond cond, Label target) {
    b.l2i().dup_x2().pop().l2i().swap();
    switch (cond) {
      case EQ32 -> b.if_icmpeq(target);
      case NE32 -> b.if_icmpne(target);
      case LT32 -> b.if_icmplt(target);
      case GE32 -> b.if_icmpge(target);
      case LE32 -> b.if_icmple(target);
      case GT32 -> b.if_icmpgt(target);
      case LTU32 -> b.invokestatic(INTEGER, "compareUnsigned", II_I).iflt(target);
      case GEU32 -> b.invokestatic(INTEGER, "compareUnsigned", II_I).ifge(target);
      case LEU32 -> b.invokestatic(INTEGER, "compareUnsigned", II_I).ifle(target);
      case GTU32 -> b.invokestatic(INTEGER, "compareUnsigned", II_I).ifgt(target);
      case TEST32 -> b.iand().ifne(target);
      case TESTZ32 -> b.iand().ifeq(target);
      default -> throw new IllegalArgumentException(cond.name());
    }
  }
}
