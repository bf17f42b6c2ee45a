package burrow.cpu.x86_64;

import burrow.translator.Cond;
import burrow.translator.Helper;
import burrow.translator.IrBuilder;
import burrow.translator.Opcode;
import java.util.Map;

/** BMI1 and BMI2, and the wide compare-and-exchanges. */
final class BitFamilies {
  private static final Helper EXTRACT_BITS =
      Helper.of(BitMath.class, "extractBits", BitMath::extractBits);
  private static final Helper DEPOSIT_BITS =
      Helper.of(BitMath.class, "depositBits", BitMath::depositBits);
  private static final Helper BIT_FIELD = Helper.of(BitMath.class, "bitField", BitMath::bitField);
  private static final Helper ZERO_HIGH = Helper.of(BitMath.class, "zeroHigh", BitMath::zeroHigh);
  private static final Helper COMPARE_EXCHANGE_16 =
      Helper.cpu(SystemHelpers.class, "compareAndExchange16", SystemHelpers::compareAndExchange16);

  private BitFamilies() {}

  static void register(Map<String, Family> families) {
    families.put("andn", BitFamilies::andNot);
    families.put("blsr", x -> lowestBit(x, Opcode.AND, -1));
    families.put("blsmsk", x -> lowestBit(x, Opcode.XOR, -1));
    families.put("blsi", BitFamilies::isolateLowest);
    families.put("bzhi", BitFamilies::zeroHigh);
    families.put("bextr", BitFamilies::bitField);
    families.put("pext", x -> x.write(0, x.ir.call(EXTRACT_BITS, x.zext(1), x.zext(2))));
    families.put("pdep", x -> x.write(0, x.ir.call(DEPOSIT_BITS, x.zext(1), x.zext(2))));
    families.put("mulx", BitFamilies::multiply);
    families.put("rorx", x -> shift(x, Opcode.ROTR, Opcode.ROTRU32));
    families.put("sarx", x -> shift(x, Opcode.SAR, Opcode.SARU32));
    families.put("shlx", x -> shift(x, Opcode.SHL, Opcode.SHLU32));
    families.put("shrx", x -> shift(x, Opcode.SHR, Opcode.SHRU32));
    families.put("cmpxchg8b", BitFamilies::compareAndExchangeWide);
  }

  private static void andNot(Lifter x) {
    int size = x.size(0);
    int result = x.binary(Opcode.ANDN, Opcode.ANDNU32, size, x.raw(2), x.raw(1));
    x.write(0, result);
    x.flags(Flags.LOGIC, size, result);
  }

  /** BLSR and BLSMSK: CF says that the source was zero. */
  private static void lowestBit(Lifter x, Opcode code, long minusOne) {
    int size = x.size(0);
    IrBuilder ir = x.ir;
    int source = ir.copy(x.zext(1));
    int carry = ir.setIf(Cond.EQ, source, ir.con(0));
    int result = x.zext(ir.binary(code, source, ir.add(source, ir.con(minusOne))), size);
    logicWithCarry(x, size, result, carry);
    x.write(0, result);
  }

  private static void isolateLowest(Lifter x) {
    int size = x.size(0);
    IrBuilder ir = x.ir;
    int source = ir.copy(x.zext(1));
    int carry = ir.setIf(Cond.NE, source, ir.con(0));
    int result = x.zext(ir.and(source, ir.unary(Opcode.NEG, source)), size);
    logicWithCarry(x, size, result, carry);
    x.write(0, result);
  }

  /** SF and ZF of a zero-extended result, a carry, OF 0. */
  private static void logicWithCarry(Lifter x, int size, int result, int carry) {
    IrBuilder ir = x.ir;
    int zero = ir.shl(ir.setIf(Cond.EQ, result, ir.con(0)), ir.con(6));
    int sign = ir.shl(ir.extract(result, 8 * size - 1, 1), ir.con(7));
    x.flagsImage(ir.or(ir.or(zero, sign), carry));
  }

  private static void zeroHigh(Lifter x) {
    int size = x.size(0);
    IrBuilder ir = x.ir;
    int n = ir.extract(x.raw(2), 0, 8);
    int result = ir.call(ZERO_HIGH, x.zext(1), n);
    int carry = ir.setIf(Cond.GTU, n, ir.con(8L * size - 1));
    logicWithCarry(x, size, result, carry);
    x.write(0, result);
  }

  private static void bitField(Lifter x) {
    IrBuilder ir = x.ir;
    int result = ir.call(BIT_FIELD, x.zext(1), x.raw(2));
    x.flags(Flags.LOGIC, x.size(0), result);
    x.write(0, result);
  }

  /** MULX: flags stay; the high half wins where both destinations are one. */
  private static void multiply(Lifter x) {
    int size = x.size(0);
    IrBuilder ir = x.ir;
    int low;
    int high;
    if (size == 8) {
      int b = x.raw(2);
      low = ir.binary(Opcode.MUL, Lifter.RDX, b);
      high = ir.binary(Opcode.MULHU, Lifter.RDX, b);
    } else {
      int product = ir.binary(Opcode.MUL, x.zext(Lifter.RDX, 4), x.zext(2));
      low = ir.zext32(product);
      high = ir.shr(product, ir.con(32));
    }
    x.write(1, low);
    x.write(0, high);
  }

  private static void shift(Lifter x, Opcode code, Opcode code32) {
    x.write(0, x.binary(code, code32, x.size(0), x.raw(1), x.raw(2)));
  }

  /** CMPXCHG8B and, with REX.W, CMPXCHG16B; only ZF changes. */
  private static void compareAndExchangeWide(Lifter x) {
    IrBuilder ir = x.ir;
    int image = x.image();
    int equal;
    if (x.i.rexW) {
      equal = ir.callCpu(COMPARE_EXCHANGE_16, x.linearAddress(0));
    } else {
      int expected = ir.deposit(x.zext(Lifter.RAX, 4), Lifter.RDX, 32, 32);
      int found = x.cas(8, expected, ir.deposit(x.zext(Lifter.RBX, 4), Lifter.RCX, 32, 32));
      equal = ir.setIf(Cond.EQ, found, expected);
      int low = ir.zext32(found);
      int high = ir.shr(found, ir.con(32));
      ir.set(Lifter.RAX, ir.select(Cond.NE, equal, ir.con(0), Lifter.RAX, low));
      ir.set(Lifter.RDX, ir.select(Cond.NE, equal, ir.con(0), Lifter.RDX, high));
    }
    x.flagsImage(ir.deposit(image, equal, 6, 1));
  }
}
