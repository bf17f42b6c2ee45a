package burrow.translator;

/**
 * The operations of the IR. Values are 64-bit longs; the suffix U32 or S32 means: computed on the
 * low 32 bits and zero- or sign-extended. Shift and rotate counts are taken modulo the width.
 * {@link #evaluate} is the definition of every pure operation: the interpreter and the translator
 * may compute it faster, never differently.
 */
public enum Opcode {
  // d = f(a)
  MOV(Form.UNARY),
  NEG(Form.UNARY),
  NOT(Form.UNARY),
  NEGU32(Form.UNARY),
  NOTU32(Form.UNARY),
  ZEXT8(Form.UNARY),
  ZEXT16(Form.UNARY),
  ZEXT32(Form.UNARY),
  SEXT8(Form.UNARY),
  SEXT16(Form.UNARY),
  SEXT32(Form.UNARY),
  /** Leading zeros; 64 for 0. */
  CLZ(Form.UNARY),
  /** Trailing zeros; 64 for 0. */
  CTZ(Form.UNARY),
  /** Of the low 32 bits; 32 for 0. */
  CLZ32(Form.UNARY),
  CTZ32(Form.UNARY),
  POPCNT(Form.UNARY),
  /** Reverses the bytes. */
  BSWAP(Form.UNARY),
  /** Reverses the low four bytes, zero-extended. */
  BSWAP32(Form.UNARY),
  /** Reverses the bits. */
  BITREV(Form.UNARY),
  BITREV32(Form.UNARY),

  // d = f(a, b)
  ADD(Form.BINARY),
  SUB(Form.BINARY),
  MUL(Form.BINARY),
  AND(Form.BINARY),
  OR(Form.BINARY),
  XOR(Form.BINARY),
  /** a AND NOT b. */
  ANDN(Form.BINARY),
  ORN(Form.BINARY),
  XORN(Form.BINARY),
  SHL(Form.BINARY),
  SHR(Form.BINARY),
  SAR(Form.BINARY),
  ROTR(Form.BINARY),
  ADDU32(Form.BINARY),
  SUBU32(Form.BINARY),
  MULU32(Form.BINARY),
  ANDU32(Form.BINARY),
  ORU32(Form.BINARY),
  XORU32(Form.BINARY),
  ANDNU32(Form.BINARY),
  SHLU32(Form.BINARY),
  SHRU32(Form.BINARY),
  SARU32(Form.BINARY),
  ROTRU32(Form.BINARY),
  ADDS32(Form.BINARY),
  SUBS32(Form.BINARY),
  MULS32(Form.BINARY),
  SHLS32(Form.BINARY),
  SHRS32(Form.BINARY),
  SARS32(Form.BINARY),
  ROTRS32(Form.BINARY),
  /** High half of the unsigned 128-bit product. */
  MULHU(Form.BINARY),
  MULHS(Form.BINARY),
  /** Of a signed and b unsigned. */
  MULHSU(Form.BINARY),
  /** Signed quotient, truncated; by zero 0; the minimum by -1 is the minimum. */
  DIVS(Form.BINARY),
  DIVU(Form.BINARY),
  /** Signed remainder; by zero a; of the minimum by -1 0. */
  REMS(Form.BINARY),
  REMU(Form.BINARY),
  MINS(Form.BINARY),
  MAXS(Form.BINARY),
  MINU(Form.BINARY),
  MAXU(Form.BINARY),

  /** d = bits [imm, imm + imm2) of a, zero-extended. */
  EXTRACT(Form.BITS),
  /** The same, sign-extended. */
  SEXTRACT(Form.BITS),
  /** d = a with bits [imm, imm + imm2) replaced by the low bits of b. */
  DEPOSIT(Form.BITS),

  /** d = cond(a, b) ? 1 : 0. */
  SET(Form.COMPARE),
  /** d = cond(a, b) ? c : e. */
  SELECT(Form.COMPARE),

  /**
   * d = memory of {@code size} bytes at a + (b << scale) + imm; {@code signed} says how extended.
   */
  LOAD(Form.MEMORY),
  /** Memory at a + (b << scale) + imm = c. */
  STORE(Form.MEMORY),
  /**
   * d, d2 = the two 64-bit words at the address: one check of {@code size} bytes, at least 16; of
   * none if {@code size} is 0, because another operation of the instruction has checked them. Not
   * atomic.
   */
  LOAD2(Form.MEMORY),
  /** The two words = c, e; {@code size} bytes are checked before either is written. */
  STORE2(Form.MEMORY),
  /** d = old value (zero-extended) of an atomic read-modify-write with c; see {@link Rmw}. */
  RMW(Form.MEMORY),
  /** d = old value (zero-extended); memory = e if the old value is c. Sequentially consistent. */
  CAS(Form.MEMORY),
  /**
   * d = 0 if the address a is the reserved one, b, and the {@code size} bytes there were the low
   * ones of c, which those of e have replaced; else 1. No access if a is not b. Sequentially
   * consistent.
   */
  STORE_CONDITIONAL(Form.OTHER),
  /** Orders memory accesses; {@link Ordering} says which. */
  FENCE(Form.OTHER),

  /** d = helper(args…), a pure function. */
  CALL(Form.OTHER),
  /** d = helper(cpu, args…), which may read and write registers and memory, and fault. */
  CALL_CPU(Form.OTHER),
  /**
   * The lazy flags: their kind = imm, operands = a, b, c (each may be absent: then unchanged). With
   * e only if that is not 0.
   */
  FLAGS(Form.OTHER),
  /** Raises a trap at this instruction if cond(a, b). */
  TRAP_IF(Form.OTHER),
  /**
   * Leaves the block for the address imm if cond(a, b): only in blocks that follow a path through
   * several ({@link BlockLifter#liftPath}).
   */
  SIDE_EXIT(Form.OTHER),
  /**
   * Raises a fault at this instruction, of an {@link burrow.machine.Access} imm2, unless the
   * address a is a multiple of imm, a power of 2.
   */
  ALIGNED(Form.OTHER);

  /** What fields of an {@link IrOp} mean. */
  public enum Form {
    UNARY,
    BINARY,
    BITS,
    COMPARE,
    MEMORY,
    OTHER
  }

  /** Atomic read-modify-write functions: the new value from the old one and the operand. */
  public enum Rmw {
    ADD,
    AND,
    OR,
    XOR,
    /** old AND NOT operand. */
    ANDN,
    EXCHANGE,
    MINS,
    MAXS,
    MINU,
    MAXU
  }

  private final Form form;

  Opcode(Form form) {
    this.form = form;
  }

  public Form form() {
    return form;
  }

  /** Whether it only computes d from its operands and cannot fault. */
  public boolean pure() {
    return form == Form.UNARY
        || form == Form.BINARY
        || form == Form.BITS
        || form == Form.COMPARE
        || this == CALL;
  }

  /** Whether it may raise a fault or trap, leave the block, or see all registers. */
  public boolean mayFault() {
    return form == Form.MEMORY
        || this == CALL_CPU
        || this == STORE_CONDITIONAL
        || this == TRAP_IF
        || this == ALIGNED
        || this == SIDE_EXIT;
  }

  /** The result of a unary operation. */
  public long evaluate(long a) {
    return switch (this) {
      case MOV -> a;
      case NEG -> -a;
      case NOT -> ~a;
      case NEGU32 -> -a & 0xffff_ffffL;
      case NOTU32 -> ~a & 0xffff_ffffL;
      case ZEXT8 -> a & 0xff;
      case ZEXT16 -> a & 0xffff;
      case ZEXT32 -> a & 0xffff_ffffL;
      case SEXT8 -> (byte) a;
      case SEXT16 -> (short) a;
      case SEXT32 -> (int) a;
      case CLZ -> Long.numberOfLeadingZeros(a);
      case CTZ -> Long.numberOfTrailingZeros(a);
      case CLZ32 -> Integer.numberOfLeadingZeros((int) a);
      case CTZ32 -> Integer.numberOfTrailingZeros((int) a);
      case POPCNT -> Long.bitCount(a);
      case BSWAP -> Long.reverseBytes(a);
      case BSWAP32 -> Integer.reverseBytes((int) a) & 0xffff_ffffL;
      case BITREV -> Long.reverse(a);
      case BITREV32 -> Integer.reverse((int) a) & 0xffff_ffffL;
      default -> throw new IllegalArgumentException(name());
    };
  }

  /** The result of a binary operation. */
  public long evaluate(long a, long b) {
    return switch (this) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case AND -> a & b;
      case OR -> a | b;
      case XOR -> a ^ b;
      case ANDN -> a & ~b;
      case ORN -> a | ~b;
      case XORN -> a ^ ~b;
      case SHL -> a << b;
      case SHR -> a >>> b;
      case SAR -> a >> b;
      case ROTR -> Long.rotateRight(a, (int) b);
      case ADDU32 -> a + b & 0xffff_ffffL;
      case SUBU32 -> a - b & 0xffff_ffffL;
      case MULU32 -> a * b & 0xffff_ffffL;
      case ANDU32 -> a & b & 0xffff_ffffL;
      case ORU32 -> (a | b) & 0xffff_ffffL;
      case XORU32 -> (a ^ b) & 0xffff_ffffL;
      case ANDNU32 -> a & ~b & 0xffff_ffffL;
      case SHLU32 -> ((int) a << (int) b) & 0xffff_ffffL;
      case SHRU32 -> ((int) a >>> (int) b) & 0xffff_ffffL;
      case SARU32 -> ((int) a >> (int) b) & 0xffff_ffffL;
      case ROTRU32 -> Integer.rotateRight((int) a, (int) b) & 0xffff_ffffL;
      case ADDS32 -> (int) (a + b);
      case SUBS32 -> (int) (a - b);
      case MULS32 -> (int) (a * b);
      case SHLS32 -> (int) a << (int) b;
      case SHRS32 -> (int) a >>> (int) b;
      case SARS32 -> (int) a >> (int) b;
      case ROTRS32 -> Integer.rotateRight((int) a, (int) b);
      case MULHU -> Math.unsignedMultiplyHigh(a, b);
      case MULHS -> Math.multiplyHigh(a, b);
      case MULHSU -> Math.multiplyHigh(a, b) + (a & b >> 63);
      case DIVS -> b == 0 ? 0 : a / b;
      case DIVU -> b == 0 ? 0 : Long.divideUnsigned(a, b);
      case REMS -> b == 0 ? a : a % b;
      case REMU -> b == 0 ? a : Long.remainderUnsigned(a, b);
      case MINS -> Math.min(a, b);
      case MAXS -> Math.max(a, b);
      case MINU -> Long.compareUnsigned(a, b) < 0 ? a : b;
      case MAXU -> Long.compareUnsigned(a, b) > 0 ? a : b;
      default -> throw new IllegalArgumentException(name());
    };
  }

  /** The result of {@link #EXTRACT}, {@link #SEXTRACT}, {@link #DEPOSIT}; 0 < length <= 64. */
  public long evaluateBits(long a, long b, int position, int length) {
    return switch (this) {
      case EXTRACT -> a << (64 - position - length) >>> (64 - length);
      case SEXTRACT -> a << (64 - position - length) >> (64 - length);
      case DEPOSIT -> {
        long mask = -1L >>> (64 - length) << position;
        yield a & ~mask | b << position & mask;
      }
      default -> throw new IllegalArgumentException(name());
    };
  }
}
