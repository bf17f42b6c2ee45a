package burrow.translator.machinecode;

import static burrow.translator.machinecode.Assembler.RAX;
import static burrow.translator.machinecode.Assembler.RCX;

import burrow.translator.Intrinsic;
import burrow.translator.IrOp;

/** The {@link Intrinsic}s on integer lanes, in vector registers 0 to 2. */
final class PackedIntrinsics {
  private static final int PREFIX = 0x66;
  private static final int PUNPCKLQDQ = 0x16c;
  private static final int PUNPCKLBW = 0x160;
  private static final int PUNPCKLWD = 0x161;
  private static final int PUNPCKLDQ = 0x162;
  private static final int PSHUFB = 0x200;

  private final Assembler asm;
  private final Values values;
  private final HelperCalls calls;

  PackedIntrinsics(Assembler asm, Values values, HelperCalls calls) {
    this.asm = asm;
    this.values = values;
    this.calls = calls;
  }

  /** Whether it is one of them, and can be done: then the result is there. */
  boolean emit(Intrinsic intrinsic, IrOp op, int[] operands) {
    int opcode = lanewise(intrinsic);
    if (opcode != 0) {
      two(op, operands, opcode);
      return true;
    }
    switch (intrinsic) {
      case ABSOLUTE_BYTES -> one(op, operands, 0x21c);
      case ABSOLUTE_WORDS -> one(op, operands, 0x21d);
      case ABSOLUTE_DWORDS -> one(op, operands, 0x21e);
      case SIGN_EXTEND_BYTES -> one(op, operands, 0x220);
      case SIGN_EXTEND_WORDS -> one(op, operands, 0x223);
      case SIGN_EXTEND_DWORD -> one(op, operands, 0x225);
      case ZERO_EXTEND_BYTES -> one(op, operands, 0x230);
      case ZERO_EXTEND_WORDS -> one(op, operands, 0x233);
      case ZERO_EXTEND_DWORD -> one(op, operands, 0x235);
      case SHIFT_LEFT_WORDS -> shift(op, operands, 0x171, 6, 0x1f1);
      case SHIFT_LEFT_DWORDS -> shift(op, operands, 0x172, 6, 0x1f2);
      case SHIFT_LEFT_QWORD -> shift(op, operands, 0x173, 6, 0x1f3);
      case SHIFT_RIGHT_WORDS -> shift(op, operands, 0x171, 2, 0x1d1);
      case SHIFT_RIGHT_DWORDS -> shift(op, operands, 0x172, 2, 0x1d2);
      case SHIFT_RIGHT_QWORD -> shift(op, operands, 0x173, 2, 0x1d3);
      case SHIFT_ARITHMETIC_WORDS -> shift(op, operands, 0x171, 4, 0x1e1);
      case SHIFT_ARITHMETIC_DWORDS -> shift(op, operands, 0x172, 4, 0x1e2);
      case INTERLEAVE_HIGH_BYTES -> interleaveHigh(op, operands, PUNPCKLBW);
      case INTERLEAVE_HIGH_WORDS -> interleaveHigh(op, operands, PUNPCKLWD);
      case INTERLEAVE_HIGH_DWORDS -> interleaveHigh(op, operands, PUNPCKLDQ);
      case PACK_SIGNED_WORDS -> pack(op, operands, 0x163);
      case PACK_SIGNED_DWORDS -> pack(op, operands, 0x16b);
      case PACK_UNSIGNED_WORDS -> pack(op, operands, 0x167);
      case PACK_UNSIGNED_DWORDS -> pack(op, operands, 0x22b);
      case NARROW_WORDS -> narrow(op, operands, 0x171, 8, 0x167);
      case NARROW_DWORDS -> narrow(op, operands, 0x172, 16, 0x22b);
      case BYTE_SIGNS, DWORD_SIGNS, QWORD_SIGNS -> signs(intrinsic, op, operands);
      default -> {
        return shuffle(intrinsic, op, operands);
      }
    }
    return true;
  }

  /** The instruction that does it to two operands, or 0. */
  private static int lanewise(Intrinsic intrinsic) {
    return switch (intrinsic) {
      case ADD_BYTES -> 0x1fc;
      case ADD_WORDS -> 0x1fd;
      case ADD_DWORDS -> 0x1fe;
      case SUBTRACT_BYTES -> 0x1f8;
      case SUBTRACT_WORDS -> 0x1f9;
      case SUBTRACT_DWORDS -> 0x1fa;
      case ADD_SIGNED_SATURATING_BYTES -> 0x1ec;
      case ADD_SIGNED_SATURATING_WORDS -> 0x1ed;
      case ADD_UNSIGNED_SATURATING_BYTES -> 0x1dc;
      case ADD_UNSIGNED_SATURATING_WORDS -> 0x1dd;
      case SUBTRACT_SIGNED_SATURATING_BYTES -> 0x1e8;
      case SUBTRACT_SIGNED_SATURATING_WORDS -> 0x1e9;
      case SUBTRACT_UNSIGNED_SATURATING_BYTES -> 0x1d8;
      case SUBTRACT_UNSIGNED_SATURATING_WORDS -> 0x1d9;
      case EQUAL_BYTES -> 0x174;
      case EQUAL_WORDS -> 0x175;
      case EQUAL_DWORDS -> 0x176;
      case EQUAL_QWORD -> 0x229;
      case GREATER_BYTES -> 0x164;
      case GREATER_WORDS -> 0x165;
      case GREATER_DWORDS -> 0x166;
      case GREATER_QWORD -> 0x237;
      case MIN_SIGNED_BYTES -> 0x238;
      case MIN_SIGNED_WORDS -> 0x1ea;
      case MIN_SIGNED_DWORDS -> 0x239;
      case MIN_UNSIGNED_BYTES -> 0x1da;
      case MIN_UNSIGNED_WORDS -> 0x23a;
      case MIN_UNSIGNED_DWORDS -> 0x23b;
      case MAX_SIGNED_BYTES -> 0x23c;
      case MAX_SIGNED_WORDS -> 0x1ee;
      case MAX_SIGNED_DWORDS -> 0x23d;
      case MAX_UNSIGNED_BYTES -> 0x1de;
      case MAX_UNSIGNED_WORDS -> 0x23e;
      case MAX_UNSIGNED_DWORDS -> 0x23f;
      case AVERAGE_BYTES -> 0x1e0;
      case AVERAGE_WORDS -> 0x1e3;
      case SIGN_BYTES -> 0x208;
      case SIGN_WORDS -> 0x209;
      case SIGN_DWORDS -> 0x20a;
      case MULTIPLY_LOW_WORDS -> 0x1d5;
      case MULTIPLY_LOW_DWORDS -> 0x240;
      case MULTIPLY_HIGH_WORDS -> 0x1e5;
      case MULTIPLY_HIGH_UNSIGNED_WORDS -> 0x1e4;
      case MULTIPLY_SIGNED_DWORD -> 0x228;
      case MULTIPLY_UNSIGNED_DWORD -> 0x1f4;
      case MULTIPLY_ROUND_SCALE_WORDS -> 0x20b;
      case MULTIPLY_ADD_WORDS -> 0x1f5;
      case MULTIPLY_ADD_BYTES -> 0x204;
      case SUM_OF_DIFFERENCES -> 0x1f6;
      case INTERLEAVE_LOW_BYTES -> PUNPCKLBW;
      case INTERLEAVE_LOW_WORDS -> PUNPCKLWD;
      case INTERLEAVE_LOW_DWORDS -> PUNPCKLDQ;
      default -> 0;
    };
  }

  private void load(int xmm, int operand) {
    values.loadVector(operand, xmm);
  }

  private void vector(int opcode, int xmm, int by) {
    asm.prefixed(PREFIX, false, opcode, xmm, by);
  }

  /** Register 0 = high:low. */
  private void loadPair(int low, int high) {
    load(0, low);
    if (high == low) {
      vector(PUNPCKLQDQ, 0, 0);
      return;
    }
    load(1, high);
    vector(PUNPCKLQDQ, 0, 1);
  }

  private void two(IrOp op, int[] operands, int opcode) {
    load(0, operands[0]);
    if (operands[1] == operands[0]) {
      vector(opcode, 0, 0);
    } else {
      load(1, operands[1]);
      vector(opcode, 0, 1);
    }
    calls.resultInVector(op, 0);
  }

  private void one(IrOp op, int[] operands, int opcode) {
    load(0, operands[0]);
    vector(opcode, 0, 0);
    calls.resultInVector(op, 0);
  }

  private void shift(IrOp op, int[] operands, int byConstant, int extension, int byVector) {
    load(0, operands[0]);
    if (values.isConstant(operands[1])) {
      long count = values.constant(operands[1]);
      vector(byConstant, extension, 0);
      asm.u8(Long.compareUnsigned(count, 64) < 0 ? (int) count : 64);
    } else {
      load(1, operands[1]);
      vector(byVector, 0, 1);
    }
    calls.resultInVector(op, 0);
  }

  private void interleaveHigh(IrOp op, int[] operands, int opcode) {
    load(0, operands[0]);
    load(1, operands[1]);
    vector(opcode, 0, 1);
    vector(0x173, 3, 0); // PSRLDQ
    asm.u8(8);
    calls.resultInVector(op, 0);
  }

  private void pack(IrOp op, int[] operands, int opcode) {
    loadPair(operands[0], operands[1]);
    vector(opcode, 0, 0);
    calls.resultInVector(op, 0);
  }

  /** Packs with saturation what has lost its upper halves. */
  private void narrow(IrOp op, int[] operands, int shift, int count, int opcode) {
    loadPair(operands[0], operands[1]);
    vector(shift, 6, 0);
    asm.u8(count);
    vector(shift, 2, 0);
    asm.u8(count);
    vector(opcode, 0, 0);
    calls.resultInVector(op, 0);
  }

  private void signs(Intrinsic intrinsic, IrOp op, int[] operands) {
    loadPair(operands[0], operands[1]);
    switch (intrinsic) {
      case BYTE_SIGNS -> vector(0x1d7, RAX, 0); // PMOVMSKB
      case DWORD_SIGNS -> asm.rr(false, 0x150, RAX, 0); // MOVMSKPS
      default -> vector(0x150, RAX, 0); // MOVMSKPD
    }
    calls.resultInRegister(op, RAX);
  }

  private boolean shuffle(Intrinsic intrinsic, IrOp op, int[] operands) {
    switch (intrinsic) {
      case SHUFFLE_DWORDS -> {
        if (!values.isConstant(operands[2])) {
          return false;
        }
        int select = (int) values.constant(operands[2]) & 15;
        loadPair(operands[0], operands[1]);
        vector(0x170, 0, 0); // PSHUFD
        asm.u8(select);
      }
      case SHUFFLE_WORDS -> {
        if (!values.isConstant(operands[1])) {
          return false;
        }
        int select = (int) values.constant(operands[1]);
        load(0, operands[0]);
        asm.prefixed(0xf2, false, 0x170, 0, 0); // PSHUFLW
        asm.u8(select);
      }
      case SHUFFLE_BYTES -> {
        loadPair(operands[0], operands[1]);
        load(1, operands[2]);
        vector(PSHUFB, 0, 1);
      }
      case LOOK_UP_BYTES -> {
        if (!values.isConstant(operands[3])
            || Long.compareUnsigned(values.constant(operands[3]), 240) > 0) {
          return false;
        }
        lookUp(operands, values.constant(operands[3]));
      }
      default -> {
        return false;
      }
    }
    calls.resultInVector(op, 0);
    return true;
  }

  private void lookUp(int[] operands, long first) {
    loadPair(operands[0], operands[1]);
    load(1, operands[2]);
    if (first != 0) {
      constant(2, first);
      vector(0x1f8, 1, 2); // PSUBB
    }
    // What is above 15 becomes negative.
    constant(2, 0x70);
    vector(0x1dc, 1, 2); // PADDUSB
    vector(PSHUFB, 0, 1);
  }

  /** A byte in all bytes of the low half. */
  private void constant(int xmm, long value) {
    asm.movImmediate(RCX, (value & 0xff) * 0x0101_0101_0101_0101L);
    asm.prefixed(PREFIX, true, 0x16e, xmm, RCX);
  }
}
