package burrow.cpu.x86_64;

import burrow.translator.Cond;
import burrow.translator.Crc32;
import burrow.translator.Helper;
import burrow.translator.Intrinsic;
import burrow.translator.IrBuilder;
import burrow.translator.Opcode;
import burrow.translator.Opcode.Rmw;
import java.util.Map;

/** Integer arithmetic, logic, bit and move instructions. */
final class IntegerFamilies {
  private static final Helper LOCKED_NEGATE =
      Helper.cpu(SystemHelpers.class, "lockedNegate", SystemHelpers::lockedNegate);
  private static final Helper CRC32C =
      Helper.of(Crc32.class, "castagnoli", Crc32::castagnoli)
          .withConstant(Intrinsic.CRC32_CASTAGNOLI);

  private IntegerFamilies() {}

  static void register(Map<String, Family> families) {
    families.put("add", x -> addOrSubtract(x, Flags.ADD, Rmw.ADD));
    families.put("sub", x -> addOrSubtract(x, Flags.SUB, Rmw.ADD));
    families.put("adc", x -> withCarry(x, Flags.ADC));
    families.put("sbb", x -> withCarry(x, Flags.SBB));
    families.put("and", x -> logic(x, Opcode.AND, Rmw.AND));
    families.put("or", x -> logic(x, Opcode.OR, Rmw.OR));
    families.put("xor", x -> logic(x, Opcode.XOR, Rmw.XOR));
    families.put("cmp", x -> x.flags(Flags.SUB, x.size(0), x.forFlags(0), x.forFlags(1)));
    families.put("test", IntegerFamilies::test);
    families.put("inc", x -> step(x, Flags.INC, 1));
    families.put("dec", x -> step(x, Flags.DEC, -1));
    families.put("neg", IntegerFamilies::negate);
    families.put("not", IntegerFamilies::complement);
    families.put("mov", IntegerFamilies::move);
    families.put("movnti", IntegerFamilies::move);
    families.put("movzx", x -> x.write(0, x.zext(1)));
    families.put("movsx", x -> x.write(0, signExtended(x)));
    families.put("movsxd", x -> x.write(0, signExtended(x)));
    families.put("lea", IntegerFamilies::loadEffectiveAddress);
    families.put("xchg", IntegerFamilies::exchange);
    families.put("xadd", IntegerFamilies::exchangeAndAdd);
    families.put("cmpxchg", IntegerFamilies::compareAndExchange);
    families.put("bswap", IntegerFamilies::byteSwap);
    families.put("movbe", IntegerFamilies::moveBigEndian);
    families.put("cbw", IntegerFamilies::extendAccumulator);
    families.put("cwd", IntegerFamilies::extendIntoD);
    families.put("bsf", x -> bitScan(x, true));
    families.put("bsr", x -> bitScan(x, false));
    families.put("popcnt", IntegerFamilies::populationCount);
    families.put("tzcnt", x -> countZeros(x, true));
    families.put("lzcnt", x -> countZeros(x, false));
    families.put(
        "crc32", x -> x.write(0, x.ir.call(CRC32C, x.raw(0), x.raw(1), x.ir.con(x.size(1)))));
    families.put("adcx", x -> addWithFlag(x, 0));
    families.put("adox", x -> addWithFlag(x, 11));
  }

  /** ADD and SUB. */
  private static void addOrSubtract(Lifter x, int function, Rmw rmw) {
    int size = x.size(0);
    IrBuilder ir = x.ir;
    boolean add = function == Flags.ADD;
    if (x.locked()) {
      int b = x.forFlags(1);
      int old = x.rmw(rmw, size, add ? b : ir.unary(Opcode.NEG, b));
      x.flags(function, size, old, b);
      return;
    }
    int b = x.forFlags(1);
    int a = x.forFlags(0);
    Opcode code = add ? Opcode.ADD : Opcode.SUB;
    Opcode code32 = add ? Opcode.ADDU32 : Opcode.SUBU32;
    if (x.isMemory(0)) {
      x.write(0, x.binary(code, code32, size, a, b));
      x.flags(function, size, a, b);
    } else {
      x.flags(function, size, a, b);
      x.write(0, x.binary(code, code32, size, a, b));
    }
  }

  /** ADC and SBB. */
  private static void withCarry(Lifter x, int function) {
    int size = x.size(0);
    IrBuilder ir = x.ir;
    boolean add = function == Flags.ADC;
    int carry = x.carry();
    int b = x.forFlags(1);
    if (x.locked()) {
      int sum = ir.add(b, carry);
      int old = x.rmw(Rmw.ADD, size, add ? sum : ir.unary(Opcode.NEG, sum));
      x.flags(function, size, old, b, carry);
      return;
    }
    if (!add && sameRegister(x)) {
      // SBB r, r spreads the carry over the register.
      int spread = ir.unary(size == 4 ? Opcode.NEGU32 : Opcode.NEG, carry);
      x.flags(Flags.SBB, size, ir.con(0), ir.con(0), carry);
      x.write(0, spread);
      return;
    }
    int a = x.forFlags(0);
    Opcode code = add ? Opcode.ADD : Opcode.SUB;
    Opcode code32 = add ? Opcode.ADDU32 : Opcode.SUBU32;
    int result = x.binary(code, code32, size, x.binary(code, code32, size, a, b), carry);
    if (x.isMemory(0)) {
      x.write(0, result);
      x.flags(function, size, a, b, carry);
    } else {
      x.flags(function, size, a, b, carry);
      x.write(0, result);
    }
  }

  /** AND, OR and XOR. */
  private static void logic(Lifter x, Opcode code, Rmw rmw) {
    int size = x.size(0);
    IrBuilder ir = x.ir;
    int b = x.forFlags(1);
    if (x.locked()) {
      int old = x.rmw(rmw, size, b);
      x.flags(Flags.LOGIC, size, ir.binary(code, old, b));
      return;
    }
    if (code == Opcode.XOR && sameRegister(x)) {
      x.write(0, ir.con(0));
      x.flags(Flags.LOGIC, size, ir.con(0));
      return;
    }
    int a = x.forFlags(0);
    int result = size == 4 ? ir.binary(u32(code), a, b) : ir.binary(code, a, b);
    x.write(0, result);
    x.flags(Flags.LOGIC, size, result);
  }

  private static boolean isRegister(Lifter x, int k) {
    return switch (x.operand(k).place()) {
      case E, G -> !x.isMemory(k);
      default -> false;
    };
  }

  /** Whether both operands are the same whole register. */
  private static boolean sameRegister(Lifter x) {
    return isRegister(x, 0) && isRegister(x, 1) && x.size(0) >= 4 && x.number(0) == x.number(1);
  }

  private static Opcode u32(Opcode code) {
    return switch (code) {
      case AND -> Opcode.ANDU32;
      case OR -> Opcode.ORU32;
      default -> Opcode.XORU32;
    };
  }

  private static void test(Lifter x) {
    int size = x.size(0);
    int a = x.forFlags(0);
    int b = sameRegister(x) ? a : x.forFlags(1);
    x.flags(Flags.LOGIC, size, a == b ? a : x.ir.and(a, b));
  }

  /** INC and DEC: CF stays. */
  private static void step(Lifter x, int function, int by) {
    int size = x.size(0);
    IrBuilder ir = x.ir;
    int carry = x.carry();
    if (x.locked()) {
      int old = x.rmw(Rmw.ADD, size, ir.con(by));
      x.flags(function, size, old, carry);
      return;
    }
    int a = x.forFlags(0);
    int one = ir.con(by);
    if (x.isMemory(0)) {
      x.write(0, x.binary(Opcode.ADD, Opcode.ADDU32, size, a, one));
      x.flags(function, size, a, carry);
    } else {
      x.flags(function, size, a, carry);
      x.write(0, x.binary(Opcode.ADD, Opcode.ADDU32, size, a, one));
    }
  }

  private static void negate(Lifter x) {
    int size = x.size(0);
    IrBuilder ir = x.ir;
    if (x.locked()) {
      int old = ir.callCpu(LOCKED_NEGATE, x.linearAddress(0), ir.con(size));
      x.flags(Flags.SUB, size, ir.con(0), old);
      return;
    }
    int a = x.forFlags(0);
    Opcode code = size == 4 ? Opcode.NEGU32 : Opcode.NEG;
    if (x.isMemory(0)) {
      x.write(0, ir.unary(code, a));
      x.flags(Flags.SUB, size, ir.con(0), a);
    } else {
      x.flags(Flags.SUB, size, ir.con(0), a);
      x.write(0, ir.unary(code, a));
    }
  }

  private static void complement(Lifter x) {
    int size = x.size(0);
    if (x.locked()) {
      x.rmw(Rmw.XOR, size, x.ir.con(-1));
    } else {
      x.write(0, x.ir.unary(size == 4 ? Opcode.NOTU32 : Opcode.NOT, x.raw(0)));
    }
  }

  private static void move(Lifter x) {
    for (int k = 0; k < 2; k++) {
      if (x.operand(k).place() == Operand.Place.S) {
        x.undefined(" with a segment register");
        return;
      }
    }
    x.write(0, x.size(0) == 4 && !x.isMemory(0) ? x.zext(1) : x.raw(1));
  }

  private static int signExtended(Lifter x) {
    int v = x.sext(1);
    return x.size(0) == 4 ? x.ir.zext32(v) : v;
  }

  private static void loadEffectiveAddress(Lifter x) {
    int address = x.effectiveAddress();
    x.write(0, x.i.address32 || x.size(0) == 4 ? x.ir.zext32(address) : address);
  }

  /** XCHG locks by itself if an operand is in memory. */
  private static void exchange(Lifter x) {
    int size = x.size(0);
    if (x.isMemory(0)) {
      int old = x.rmw(Rmw.EXCHANGE, size, x.raw(1));
      x.write(1, old);
      return;
    }
    int a = x.ir.copy(x.zext(0));
    int b = x.zext(1);
    x.write(0, b);
    x.write(1, a);
  }

  private static void exchangeAndAdd(Lifter x) {
    int size = x.size(0);
    IrBuilder ir = x.ir;
    if (x.isMemory(0)) {
      int b = ir.copy(x.forFlags(1));
      int old = x.rmw(Rmw.ADD, size, b);
      x.flags(Flags.ADD, size, old, b);
      x.write(1, old);
      return;
    }
    int a = ir.copy(x.zext(0));
    int b = x.forFlags(1);
    x.flags(Flags.ADD, size, a, b);
    int sum = x.binary(Opcode.ADD, Opcode.ADDU32, size, a, b);
    x.write(1, a);
    x.write(0, sum);
  }

  private static void compareAndExchange(Lifter x) {
    int size = x.size(0);
    IrBuilder ir = x.ir;
    int expected = ir.copy(x.zext(Lifter.RAX, size));
    int found;
    if (x.isMemory(0)) {
      found = x.cas(size, expected, x.raw(1));
    } else {
      found = ir.copy(x.zext(0));
      x.write(0, ir.select(Cond.EQ, expected, found, x.zext(1), found));
    }
    x.flags(Flags.SUB, size, expected, found);
    // With equal operands the accumulator is not written: its upper half stays.
    int different = size < 4 ? ir.deposit(Lifter.RAX, found, 0, 8 * size) : found;
    ir.set(Lifter.RAX, ir.select(Cond.EQ, expected, found, Lifter.RAX, different));
  }

  private static void byteSwap(Lifter x) {
    int size = x.size(0);
    if (size == 2) {
      x.undefined(" of 16 bits");
      return;
    }
    x.write(0, x.ir.unary(size == 4 ? Opcode.BSWAP32 : Opcode.BSWAP, x.raw(0)));
  }

  private static void moveBigEndian(Lifter x) {
    int size = x.size(0);
    int swapped = x.ir.unary(Opcode.BSWAP, x.raw(1));
    x.write(0, size == 8 ? swapped : x.ir.shr(swapped, x.ir.con(64 - 8 * size)));
  }

  /** CBW, CWDE and CDQE. */
  private static void extendAccumulator(Lifter x) {
    int size = x.i.operandSize;
    int v = x.sext(Lifter.RAX, size / 2);
    x.writeRegister(Lifter.RAX, size, size == 4 ? x.ir.zext32(v) : v);
  }

  /** CWD, CDQ and CQO. */
  private static void extendIntoD(Lifter x) {
    int size = x.i.operandSize;
    int sign = x.ir.sextract(Lifter.RAX, 8 * size - 1, 1);
    x.writeRegister(Lifter.RDX, size, size == 4 ? x.ir.zext32(sign) : sign);
  }

  /** BSF and BSR: with a zero source the destination keeps its value. */
  private static void bitScan(Lifter x, boolean forward) {
    int size = x.size(0);
    IrBuilder ir = x.ir;
    int source = ir.copy(x.zext(1));
    int position =
        forward ? ir.unary(Opcode.CTZ, source) : ir.sub(ir.con(63), ir.unary(Opcode.CLZ, source));
    x.flags(Flags.LOGIC, size, source);
    x.write(0, ir.select(Cond.EQ, source, ir.con(0), x.zext(0), position));
  }

  private static void populationCount(Lifter x) {
    IrBuilder ir = x.ir;
    int source = x.zext(1);
    int zero = ir.setIf(Cond.EQ, source, ir.con(0));
    int count = ir.unary(Opcode.POPCNT, source);
    x.flagsImage(ir.shl(zero, ir.con(6)));
    x.write(0, count);
  }

  /** TZCNT and LZCNT: CF for a zero source, ZF for a zero result. */
  private static void countZeros(Lifter x, boolean trailing) {
    int bits = 8 * x.size(0);
    IrBuilder ir = x.ir;
    int source = x.zext(1);
    int count =
        trailing
            ? ir.binary(Opcode.MINU, ir.unary(Opcode.CTZ, source), ir.con(bits))
            : ir.sub(ir.unary(Opcode.CLZ, source), ir.con(64 - bits));
    int carry = ir.setIf(Cond.EQ, source, ir.con(0));
    int zero = ir.setIf(Cond.EQ, count, ir.con(0));
    x.flagsImage(ir.or(carry, ir.shl(zero, ir.con(6))));
    x.write(0, count);
  }

  /** ADCX (CF, bit 0) and ADOX (OF, bit 11): carry through one flag, the others stay. */
  private static void addWithFlag(Lifter x, int bit) {
    int size = x.size(0);
    IrBuilder ir = x.ir;
    int image = x.image();
    int carry = ir.extract(image, bit, 1);
    int b = x.zext(1);
    int a = x.zext(0);
    int half = ir.add(a, b);
    int sum = ir.add(half, carry);
    int carryOut =
        size == 4
            ? ir.extract(sum, 32, 1)
            : ir.or(ir.setIf(Cond.LTU, half, a), ir.setIf(Cond.LTU, sum, half));
    x.flagsImage(ir.deposit(image, carryOut, bit, 1));
    x.write(0, size == 4 ? ir.zext32(sum) : sum);
  }
}
