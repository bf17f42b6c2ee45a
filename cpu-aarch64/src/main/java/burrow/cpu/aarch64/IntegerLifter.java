package burrow.cpu.aarch64;

import burrow.translator.Cond;
import burrow.translator.Crc32;
import burrow.translator.Helper;
import burrow.translator.Intrinsic;
import burrow.translator.Opcode;

/** Data processing on general registers. */
final class IntegerLifter {
  private static final long EVERY_2ND_BYTE = 0x00ff_00ff_00ff_00ffL;
  private static final Helper CRC32 =
      Helper.of(Crc32.class, "ieee", Crc32::ieee).withConstant(Intrinsic.CRC32_IEEE);
  private static final Helper CRC32C =
      Helper.of(Crc32.class, "castagnoli", Crc32::castagnoli)
          .withConstant(Intrinsic.CRC32_CASTAGNOLI);

  private IntegerLifter() {}

  // ---- addition and subtraction ----

  static void adr(Insn i) {
    long immediate = (long) i.signed(5, 19) << 2 | i.bits(29, 2);
    boolean page = i.wide();
    i.setX(i.d(), i.con(page ? (i.pc() & -4096) + (immediate << 12) : i.pc() + immediate));
  }

  static void addImmediate(Insn i) {
    long immediate = (long) i.bits(10, 12) << (i.bit(22) ? 12 : 0);
    if (i.bit(29)) {
      addSettingFlags(i, i.xOrSp(i.n()), i.con(immediate));
    } else if (immediate == 0 && i.wide()) {
      i.setXOrSp(i.d(), i.xOrSp(i.n()));
    } else {
      i.setXOrSp(i.d(), sum(i, i.xOrSp(i.n()), i.con(immediate)));
    }
  }

  static void addShifted(Insn i) {
    int b = shifted(i, i.x(i.m()), i.bits(22, 2), i.bits(10, 6));
    addGeneral(i, i.x(i.n()), b, false);
  }

  static void addExtended(Insn i) {
    int b = extended(i, i.x(i.m()), i.bits(13, 3), i.bits(10, 3));
    addGeneral(i, i.xOrSp(i.n()), b, true);
  }

  private static void addGeneral(Insn i, int a, int b, boolean toSp) {
    if (i.bit(29)) {
      addSettingFlags(i, a, b);
    } else if (toSp) {
      i.setXOrSp(i.d(), sum(i, a, b));
    } else {
      i.setX(i.d(), sum(i, a, b));
    }
  }

  /** a + b, or a - b if the instruction says so. */
  private static int sum(Insn i, int a, int b) {
    if (!i.bit(30)) {
      return i.binary(Opcode.ADD, Opcode.ADDU32, a, b);
    }
    return i.ir.isConstant(a) && i.ir.value(a) == 0
        ? i.unary(Opcode.NEG, Opcode.NEGU32, b)
        : i.binary(Opcode.SUB, Opcode.SUBU32, a, b);
  }

  private static void addSettingFlags(Insn i, int a, int b) {
    if (i.bit(30)) {
      i.ir.flags(i.wide() ? Flags.SUB64 : Flags.SUB32, a, b, Insn.NONE);
    } else if (negatable(i, b)) {
      // a + k has the flags of a - (-k), except for k = 0 and the most negative number.
      i.ir.flags(i.wide() ? Flags.SUB64 : Flags.SUB32, a, i.con(-i.ir.value(b)), Insn.NONE);
    } else {
      i.ir.flags(i.wide() ? Flags.ADD64 : Flags.ADD32, a, b, Insn.NONE);
    }
    if (i.d() != 31) {
      i.setX(i.d(), sum(i, a, b));
    }
  }

  private static boolean negatable(Insn i, int b) {
    if (!i.ir.isConstant(b)) {
      return false;
    }
    long v = i.wide() ? i.ir.value(b) : (int) i.ir.value(b);
    return v != 0 && v != Long.MIN_VALUE && v != Integer.MIN_VALUE;
  }

  static void addCarry(Insn i) {
    int carry = Conditions.carry(i);
    int a = i.x(i.n());
    int b = i.bit(30) ? i.ir.not(i.x(i.m())) : i.x(i.m());
    int partial = i.ir.add(a, b);
    int result = i.binary(Opcode.ADD, Opcode.ADDU32, partial, carry);
    if (i.bit(29)) {
      i.ir.flags(i.wide() ? Flags.ADC64 : Flags.ADC32, a, b, carry);
    }
    i.setX(i.d(), result);
  }

  // ---- operands ----

  private static final Opcode[] SHIFTS = {Opcode.SHL, Opcode.SHR, Opcode.SAR, Opcode.ROTR};
  private static final Opcode[] SHIFTS_32 = {
    Opcode.SHLU32, Opcode.SHRU32, Opcode.SARU32, Opcode.ROTRU32
  };

  private static int shifted(Insn i, int value, int type, int amount) {
    return amount == 0 ? value : i.binary(SHIFTS[type], SHIFTS_32[type], value, i.con(amount));
  }

  private static final Opcode[] EXTENSIONS = {
    Opcode.ZEXT8, Opcode.ZEXT16, Opcode.ZEXT32, Opcode.MOV,
    Opcode.SEXT8, Opcode.SEXT16, Opcode.SEXT32, Opcode.MOV
  };

  /** Extends by the option field (UXTB … SXTX) and shifts left. */
  static int extended(Insn i, int value, int option, int shift) {
    Opcode extension = EXTENSIONS[option];
    int extended = extension == Opcode.MOV ? value : i.ir.unary(extension, value);
    return shift == 0 ? extended : i.ir.shl(extended, i.con(shift));
  }

  // ---- logic and moves ----

  static void logicalImmediate(Insn i) {
    long immediate = bitMask(i.bit(22), i.bits(16, 6), i.bits(10, 6));
    int b = i.con(i.wide() ? immediate : immediate & 0xffff_ffffL);
    int a = i.x(i.n());
    if (i.bits(29, 2) == 3) {
      and(i, a, b);
    } else {
      i.setXOrSp(i.d(), logical(i, i.bits(29, 2), a, b));
    }
  }

  /** DecodeBitMasks of the manual: a run of ones, rotated, repeated to 64 bits. */
  static long bitMask(boolean n, int immr, int imms) {
    int size = Integer.highestOneBit((n ? 64 : 0) | ~imms & 63);
    int levels = size - 1;
    long element = -1L >>> (63 - (imms & levels));
    int rotate = immr & levels;
    if (rotate != 0) {
      element = element >>> rotate | element << (size - rotate);
      element &= -1L >>> (64 - size);
    }
    for (int width = size; width < 64; width *= 2) {
      element |= element << width;
    }
    return element;
  }

  static void logicalShifted(Insn i) {
    int a = i.x(i.n());
    int b = shifted(i, i.x(i.m()), i.bits(22, 2), i.bits(10, 6));
    int operation = i.bits(29, 2);
    boolean inverted = i.bit(21);
    if (operation == 3) {
      and(i, a, inverted ? i.ir.not(b) : b);
    } else if (operation == 1 && i.n() == 31) {
      i.setX(i.d(), inverted ? i.unary(Opcode.NOT, Opcode.NOTU32, b) : i.truncate(b));
    } else {
      i.setX(i.d(), inverted ? logicalInverted(i, operation, a, b) : logical(i, operation, a, b));
    }
  }

  private static int logical(Insn i, int operation, int a, int b) {
    return switch (operation) {
      case 0 -> i.binary(Opcode.AND, Opcode.ANDU32, a, b);
      case 1 -> i.binary(Opcode.OR, Opcode.ORU32, a, b);
      default -> i.binary(Opcode.XOR, Opcode.XORU32, a, b);
    };
  }

  private static int logicalInverted(Insn i, int operation, int a, int b) {
    return switch (operation) {
      case 0 -> i.binary(Opcode.ANDN, Opcode.ANDNU32, a, b);
      case 1 -> i.truncate(i.ir.binary(Opcode.ORN, a, b));
      default -> i.truncate(i.ir.binary(Opcode.XORN, a, b));
    };
  }

  /** ANDS and BICS. */
  private static void and(Insn i, int a, int b) {
    if (i.d() == 31) {
      i.ir.flags(i.wide() ? Flags.TEST64 : Flags.TEST32, a, b, Insn.NONE);
    } else {
      i.ir.set(i.d(), logical(i, 0, a, b));
      i.ir.flags(i.wide() ? Flags.LOGIC64 : Flags.LOGIC32, i.d(), Insn.NONE, Insn.NONE);
    }
  }

  static void moveWide(Insn i) {
    int shift = 16 * i.bits(21, 2);
    long value = (long) i.bits(5, 16) << shift;
    switch (i.bits(29, 2)) {
      case 0 -> i.setX(i.d(), i.con(i.wide() ? ~value : ~value & 0xffff_ffffL));
      case 2 -> i.setX(i.d(), i.con(value));
      default -> {
        int old = i.truncate(i.x(i.d()));
        i.setX(i.d(), i.ir.deposit(old, i.con(i.bits(5, 16)), shift, 16));
      }
    }
  }

  // ---- bit fields and shifts ----

  static void bitfield(Insn i) {
    int width = i.wide() ? 64 : 32;
    int immr = i.bits(16, 6);
    int imms = i.bits(10, 6);
    boolean right = imms >= immr;
    int length = right ? imms - immr + 1 : imms + 1;
    int left = right ? 0 : width - immr;
    int source = i.x(i.n());
    int result =
        switch (i.bits(29, 2)) {
          case 0 -> signedField(i, source, right ? immr : 0, length, left, width);
          case 1 -> {
            int field = right ? i.ir.extract(source, immr, length) : source;
            yield i.truncate(i.ir.deposit(i.x(i.d()), field, left, length));
          }
          default -> unsignedField(i, source, right ? immr : 0, length, left, width);
        };
    i.setX(i.d(), result);
  }

  private static int unsignedField(Insn i, int source, int from, int length, int left, int width) {
    if (left + length == width) {
      return i.binary(Opcode.SHL, Opcode.SHLU32, source, i.con(left));
    }
    if (from + length == 64) {
      return i.ir.shr(source, i.con(from));
    }
    int field = i.ir.extract(source, from, length);
    return left == 0 ? field : i.ir.shl(field, i.con(left));
  }

  private static int signedField(Insn i, int source, int from, int length, int left, int width) {
    if (left == 0 && from + length == width) {
      return i.binary(Opcode.SAR, Opcode.SARU32, source, i.con(from));
    }
    int field =
        from == 0 && length == 32 ? i.ir.sext32(source) : i.ir.sextract(source, from, length);
    return left == 0 ? i.truncate(field) : i.binary(Opcode.SHL, Opcode.SHLU32, field, i.con(left));
  }

  static void extract(Insn i) {
    int lsb = i.bits(10, 6);
    int low = i.x(i.m());
    int high = i.x(i.n());
    if (lsb == 0) {
      i.setX(i.d(), i.truncate(low));
    } else if (i.n() == i.m()) {
      i.setX(i.d(), i.binary(Opcode.ROTR, Opcode.ROTRU32, low, i.con(lsb)));
    } else {
      int right = i.binary(Opcode.SHR, Opcode.SHRU32, low, i.con(lsb));
      int width = i.wide() ? 64 : 32;
      int left = i.binary(Opcode.SHL, Opcode.SHLU32, high, i.con(width - lsb));
      i.setX(i.d(), i.ir.or(right, left));
    }
  }

  static void shiftVariable(Insn i) {
    int type = i.bits(10, 2);
    i.setX(i.d(), i.binary(SHIFTS[type], SHIFTS_32[type], i.x(i.n()), i.x(i.m())));
  }

  /** Each two bytes in the other order. */
  private static int reverse16(Insn i, int a) {
    int mask = i.con(EVERY_2ND_BYTE);
    int up = i.ir.shl(i.ir.and(a, mask), i.con(8));
    return i.ir.or(up, i.ir.and(i.ir.binary(Opcode.SHR, a, i.con(8)), mask));
  }

  static void unary(Insn i) {
    int a = i.x(i.n());
    int result =
        switch (i.mnemonic()) {
          case "rbit" -> i.unary(Opcode.BITREV, Opcode.BITREV32, a);
          case "rev16" -> reverse16(i, i.truncate(a));
          case "rev32" -> i.ir.binary(Opcode.ROTR, i.ir.unary(Opcode.BSWAP, a), i.con(32));
          case "rev" -> i.unary(Opcode.BSWAP, Opcode.BSWAP32, a);
          case "clz" -> i.unary(Opcode.CLZ, Opcode.CLZ32, a);
          default -> {
            // cls: leading bits that equal the sign, without the sign itself
            int s = i.wide() ? a : i.ir.sext32(a);
            int differs = i.ir.xor(s, i.ir.sar(s, i.con(1)));
            yield i.ir.sub(i.unary(Opcode.CLZ, Opcode.CLZ32, differs), i.con(1));
          }
        };
    i.setX(i.d(), result);
  }

  // ---- multiplication and division ----

  static void multiplyAdd(Insn i) {
    int product = i.binary(Opcode.MUL, Opcode.MULU32, i.x(i.n()), i.x(i.m()));
    i.setX(i.d(), accumulate(i, product, Opcode.ADDU32, Opcode.SUBU32, Opcode.NEGU32));
  }

  static void multiplyAddLong(Insn i) {
    Opcode extend = i.bit(23) ? Opcode.ZEXT32 : Opcode.SEXT32;
    int product =
        i.ir.binary(Opcode.MUL, i.ir.unary(extend, i.x(i.n())), i.ir.unary(extend, i.x(i.m())));
    i.setX(i.d(), accumulate(i, product, Opcode.ADD, Opcode.SUB, Opcode.NEG));
  }

  private static int accumulate(Insn i, int product, Opcode add, Opcode sub, Opcode neg) {
    boolean subtract = i.bit(15);
    if (i.a() == 31) {
      return subtract ? i.unary(Opcode.NEG, neg, product) : product;
    }
    return subtract
        ? i.binary(Opcode.SUB, sub, i.x(i.a()), product)
        : i.binary(Opcode.ADD, add, i.x(i.a()), product);
  }

  static void multiplyHigh(Insn i) {
    Opcode op = i.bit(23) ? Opcode.MULHU : Opcode.MULHS;
    i.setX(i.d(), i.ir.binary(op, i.x(i.n()), i.x(i.m())));
  }

  static void divide(Insn i) {
    boolean signed = i.bit(10);
    int a = i.x(i.n());
    int b = i.x(i.m());
    if (!i.wide()) {
      a = signed ? i.ir.sext32(a) : i.ir.zext32(a);
      b = signed ? i.ir.sext32(b) : i.ir.zext32(b);
    }
    int quotient = i.ir.binary(signed ? Opcode.DIVS : Opcode.DIVU, a, b);
    i.setX(i.d(), signed ? i.truncate(quotient) : quotient);
  }

  static void crc(Insn i) {
    boolean castagnoli = i.bit(12);
    int bytes = 1 << i.bits(10, 2);
    i.setX(i.d(), i.call(castagnoli ? CRC32C : CRC32, i.x(i.n()), i.x(i.m()), i.con(bytes)));
  }

  // ---- conditional ----

  static void conditionalSelect(Insn i) {
    Conditions.Test t = Conditions.test(i, i.condition());
    int x = i.x(i.n());
    int m = i.x(i.m());
    boolean invert = i.bit(30);
    boolean increment = i.bit(10);
    if (increment && i.n() == 31 && i.m() == 31 && !invert) {
      i.setX(i.d(), i.ir.setIf(t.cond().negate(), t.a(), t.b())); // CSET
      return;
    }
    int y =
        invert
            ? i.unary(
                increment ? Opcode.NEG : Opcode.NOT, increment ? Opcode.NEGU32 : Opcode.NOTU32, m)
            : increment ? i.binary(Opcode.ADD, Opcode.ADDU32, m, i.con(1)) : m;
    i.setX(i.d(), i.truncate(i.ir.select(t.cond(), t.a(), t.b(), x, y)));
  }

  static void conditionalCompare(Insn i) {
    int b = i.bit(11) ? i.con(i.m()) : i.x(i.m());
    int kind = i.bit(30) ? Flags.SUB64 : Flags.ADD64;
    int compared = Conditions.nzcv(i, i.wide() ? kind : kind + 1, i.x(i.n()), b);
    selectFlags(i, compared);
  }

  /** The flags become {@code compared} if the condition holds, else the instruction's NZCV. */
  static void selectFlags(Insn i, int compared) {
    Conditions.Test t = Conditions.test(i, i.condition());
    int otherwise = i.con((long) i.bits(0, 4) << 28);
    Conditions.setNzcv(i, i.ir.select(t.cond(), t.a(), t.b(), compared, otherwise));
  }

  // ---- branches ----

  private static long target(Insn i, int length) {
    return i.pc() + 4L * i.signed(length == 26 ? 0 : 5, length);
  }

  static void branch(Insn i) {
    long target = target(i, 26);
    if (i.wide()) {
      i.ir.set(30, i.con(i.pc() + 4));
      i.ir.call(target, i.pc() + 4);
    } else {
      i.ir.jump(target);
    }
  }

  static void branchConditional(Insn i) {
    Conditions.Test t = Conditions.test(i, i.bits(0, 4));
    i.ir.branch(t.cond(), t.a(), t.b(), target(i, 19), i.pc() + 4);
  }

  static void compareBranch(Insn i) {
    Cond zero = i.cond(Cond.EQ, Cond.EQ32);
    i.ir.branch(i.bit(24) ? zero.negate() : zero, i.x(i.d()), i.con(0), target(i, 19), i.pc() + 4);
  }

  static void testBranch(Insn i) {
    long bit = 1L << (i.bits(19, 5) | (i.wide() ? 32 : 0));
    i.ir.branch(
        i.bit(24) ? Cond.TEST : Cond.TESTZ, i.x(i.d()), i.con(bit), target(i, 14), i.pc() + 4);
  }
}
