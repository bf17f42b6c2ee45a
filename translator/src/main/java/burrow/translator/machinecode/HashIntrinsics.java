package burrow.translator.machinecode;

import static burrow.translator.machinecode.Assembler.RAX;
import static burrow.translator.machinecode.Assembler.RCX;
import static burrow.translator.machinecode.Assembler.RDX;

import burrow.translator.Intrinsic;
import burrow.translator.IrOp;

/**
 * The {@link Intrinsic}s of hashes and checksums, in vector registers 0 to 2, by the instructions
 * that a host may have for them. A call makes half of what its instruction does: that costs little,
 * and says what it needs.
 */
final class HashIntrinsics {
  private static final int PREFIX = 0x66;
  private static final int PUNPCKLQDQ = 0x16c;
  private static final int PUNPCKHQDQ = 0x16d;
  private static final int PSUBD = 0x1fa;
  private static final int PXOR = 0x1ef;
  private static final int PBLENDW = 0x30e;
  private static final int PEXTRD = 0x316;
  private static final int PCLMULQDQ = 0x344;
  private static final int MOVQ = 0x16e;
  private static final int SHA1NEXTE = 0x2c8;
  private static final int SHA1MSG2 = 0x2ca;
  private static final int SHA1RNDS4 = 0x3cc;
  private static final int SHA256RNDS2 = 0x2cb;
  private static final int SHA256MSG1 = 0x2cc;
  private static final int SHA256MSG2 = 0x2cd;

  /** Of IEEE 802.3, bit-reflected: x^32 is bit 0, 1 is bit 32. */
  private static final long POLYNOMIAL = 0x1_db71_0641L;

  /** The quotient of x^96 by it, bit-reflected without its last bit: x^64 is bit 0, x is bit 63. */
  private static final long RECIPROCAL = 0xb4e5_b025_f701_1641L;

  private final Assembler asm;
  private final Values values;
  private final HelperCalls calls;

  HashIntrinsics(Assembler asm, Values values, HelperCalls calls) {
    this.asm = asm;
    this.values = values;
    this.calls = calls;
  }

  /** Whether it is one of them, and can be done: then the result is there. */
  boolean emit(Intrinsic intrinsic, IrOp op, int[] operands) {
    if (!intrinsic.isHash() || !calls.has(HostProcessor.needed(intrinsic))) {
      return false;
    }
    switch (intrinsic) {
      case SHA256_ROUNDS_E -> roundsE(op, operands);
      case SHA256_ROUNDS_A -> roundsA(op, operands);
      case SHA256_SCHEDULE_0 -> schedule0(op, operands);
      case SHA256_SCHEDULE_1 -> schedule1(op, operands);
      case SHA1_NEXT_E -> nextE(op, operands);
      case CARRYLESS_LOW -> product(op, operands, 0);
      case CARRYLESS_HIGH -> product(op, operands, 1);
      default -> {
        return chosen(intrinsic, op, operands);
      }
    }
    return true;
  }

  /** Those whose last operand is a constant that says which of several it is. */
  private boolean chosen(Intrinsic intrinsic, IrOp op, int[] operands) {
    int which = (int) values.constant(operands[operands.length - 1]);
    switch (intrinsic) {
      case SHA1_ROUNDS -> {
        four(operands);
        asm.rr(false, SHA1RNDS4, 0, 1);
        asm.u8(which & 3);
        half(op, which >> 2);
      }
      case SHA1_SCHEDULE -> {
        four(operands);
        asm.rr(false, SHA1MSG2, 0, 1);
        half(op, which);
      }
      default -> {
        if (which != 1 && which != 2 && which != 4 && which != 8) {
          return false;
        }
        remainder(intrinsic, op, operands, which);
      }
    }
    return true;
  }

  private void vector(int opcode, int xmm, int by) {
    asm.prefixed(PREFIX, false, opcode, xmm, by);
  }

  /** The value in both halves of a register. */
  private void loadTwice(int operand, int xmm) {
    values.loadVector(operand, xmm);
    vector(PUNPCKLQDQ, xmm, xmm);
  }

  /** A register = high:low. */
  private void loadPair(int low, int high, int xmm, int scratch) {
    values.loadVector(low, xmm);
    values.loadVector(high, scratch);
    vector(PUNPCKLQDQ, xmm, scratch);
  }

  /** The result is in the upper half of a register. */
  private void upper(IrOp op, int xmm) {
    vector(PUNPCKHQDQ, xmm, xmm);
    calls.resultInVector(op, xmm);
  }

  // ---- SHA-256 ----

  /** A and B, which are not there, only matter to the upper half of the result. */
  private void roundsE(IrOp op, int[] operands) {
    loadPair(operands[0], operands[1], 1, 2);
    values.loadVector(operands[2], 2);
    values.loadVector(operands[3], 0);
    asm.rr(false, SHA256RNDS2, 1, 2);
    calls.resultInVector(op, 1);
  }

  /**
   * The new A are to be sums of T1 = new E - D, and then new E - C, with functions of A to C. The
   * instruction adds T1 from E to H and the keys: with all of E to H zero, which needs a D of -T1
   * in the first round to remain so in the second, it is the keys.
   */
  private void roundsA(IrOp op, int[] operands) {
    values.loadVector(operands[0], 0);
    loadTwice(operands[1], 1); // of C and D
    vector(PSUBD, 0, 1);
    vector(PXOR, 2, 2);
    vector(PUNPCKLQDQ, 2, 0);
    vector(PXOR, 1, 1);
    vector(PSUBD, 1, 2); // D = -T1, in the upper half
    values.loadVector(operands[1], 2);
    vector(PUNPCKLQDQ, 2, 2);
    vector(PBLENDW, 1, 2);
    asm.u8(0xc0); // C
    values.loadVector(operands[2], 2);
    vector(0x173, 7, 2); // PSLLDQ
    asm.u8(8);
    asm.rr(false, SHA256RNDS2, 1, 2);
    upper(op, 1);
  }

  private void schedule0(IrOp op, int[] operands) {
    loadPair(operands[0], operands[1], 0, 1);
    asm.rr(false, SHA256MSG1, 0, 0);
    calls.resultInVector(op, 0);
  }

  private void schedule1(IrOp op, int[] operands) {
    values.loadVector(operands[0], 0);
    loadTwice(operands[1], 1);
    asm.rr(false, SHA256MSG2, 0, 1);
    calls.resultInVector(op, 0);
  }

  // ---- SHA-1 ----

  private void nextE(IrOp op, int[] operands) {
    loadTwice(operands[0], 0);
    loadTwice(operands[1], 1);
    asm.rr(false, SHA1NEXTE, 0, 1);
    upper(op, 0);
  }

  private void four(int[] operands) {
    loadPair(operands[0], operands[1], 0, 2);
    loadPair(operands[2], operands[3], 1, 2);
  }

  private void half(IrOp op, int half) {
    if (half == 0) {
      calls.resultInVector(op, 0);
    } else {
      upper(op, 0);
    }
  }

  // ---- CRC-32 ----

  private void remainder(Intrinsic intrinsic, IrOp op, int[] operands, int bytes) {
    values.load(operands[0], RAX);
    values.load(operands[1], RCX);
    if (intrinsic == Intrinsic.CRC32_CASTAGNOLI) {
      castagnoli(bytes);
    } else {
      ieee(8 * bytes);
    }
    calls.resultInRegister(op, RAX);
  }

  /** CRC32 is of that polynomial. */
  private void castagnoli(int bytes) {
    if (bytes == 2) {
      asm.u8(PREFIX);
    }
    asm.prefixed(0xf2, bytes == 8, bytes == 1 ? 0x2f0 : 0x2f1, RAX, RCX);
  }

  /**
   * Barrett's reduction ("Fast CRC Computation for Generic Polynomials Using PCLMULQDQ", Intel
   * 2009). X, of up to 64 bits, times x^32 has the quotient Q by the polynomial, which is the upper
   * half of X times the reciprocal, and the remainder is the lowest 32 coefficients of Q times the
   * polynomial. All is bit-reflected: the upper half of a product is its low one, where it lacks
   * what the last bit of the reciprocal would add, which is nothing.
   */
  private void ieee(int bits) {
    asm.rr(false, Assembler.MOV, RAX, RAX);
    asm.rr(true, Assembler.XOR, RCX, RAX);
    if (bits < 64) {
      asm.shift(true, 4, RCX, 64 - bits);
    }
    asm.prefixed(PREFIX, true, MOVQ, 0, RCX);
    multiplyBy(RECIPROCAL);
    multiplyBy(POLYNOMIAL);
    vector(PEXTRD, 0, RCX);
    asm.u8(2);
    if (bits < 32) {
      asm.shift(false, 5, RAX, bits);
      asm.rr(false, Assembler.XOR, RAX, RCX);
    } else {
      asm.rr(false, Assembler.MOV, RAX, RCX);
    }
  }

  private void multiplyBy(long constant) {
    asm.movImmediate(RDX, constant);
    asm.prefixed(PREFIX, true, MOVQ, 1, RDX);
    vector(PCLMULQDQ, 0, 1);
    asm.u8(0);
  }

  // ---- carry-less multiplication ----

  private void product(IrOp op, int[] operands, int half) {
    values.loadVector(operands[0], 0);
    values.loadVector(operands[1], 1);
    vector(PCLMULQDQ, 0, 1);
    asm.u8(0);
    half(op, half);
  }
}
