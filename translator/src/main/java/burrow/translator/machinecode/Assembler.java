package burrow.translator.machinecode;

import java.util.Arrays;

/**
 * Writes x86-64 instructions (Intel SDM volume 2). Registers are 0 to 15 as they are encoded. An
 * opcode above 0xFF is one of the two-byte map (0F xx), above 0x1FF and 0x2FF of the three-byte
 * maps (0F 38 xx, 0F 3A xx); {@code wide} is REX.W. A vector register takes the place of a general
 * one.
 */
final class Assembler {
  static final int RAX = 0;
  static final int RCX = 1;
  static final int RDX = 2;
  static final int RBX = 3;
  static final int RSP = 4;
  static final int RBP = 5;
  static final int RSI = 6;
  static final int RDI = 7;
  static final int R13 = 13;
  static final int R14 = 14;

  // Condition codes as in Jcc, SETcc, CMOVcc.
  static final int O = 0;
  static final int B = 2;
  static final int AE = 3;
  static final int E = 4;
  static final int NE = 5;
  static final int BE = 6;
  static final int A = 7;
  static final int S = 8;
  static final int P = 10;
  static final int L = 12;
  static final int GE = 13;
  static final int LE = 14;
  static final int G = 15;

  // Opcodes of the form reg, r/m.
  static final int ADD = 0x03;
  static final int OR = 0x0b;
  static final int AND = 0x23;
  static final int SUB = 0x2b;
  static final int XOR = 0x33;
  static final int CMP = 0x3b;
  static final int MOV = 0x8b;
  static final int LEA = 0x8d;
  static final int TEST = 0x85;
  static final int MOVSXD = 0x63;
  static final int IMUL = 0x1af;
  static final int MOVZX8 = 0x1b6;
  static final int MOVZX16 = 0x1b7;
  static final int MOVSX8 = 0x1be;
  static final int MOVSX16 = 0x1bf;
  static final int BSF = 0x1bc;
  static final int BSR = 0x1bd;
  // r/m, reg.
  static final int MOV_STORE = 0x89;

  private byte[] code = new byte[1 << 14];
  private int at;
  private long base;

  /** Starts anew with code that will stand at a host address. */
  void start(long address) {
    at = 0;
    base = address;
  }

  int position() {
    return at;
  }

  byte[] bytes() {
    return code;
  }

  /** Host address of a position. */
  long address(int position) {
    return base + position;
  }

  void u8(int b) {
    if (at == code.length) {
      code = Arrays.copyOf(code, 2 * at);
    }
    code[at++] = (byte) b;
  }

  void u32(int v) {
    u8(v);
    u8(v >> 8);
    u8(v >> 16);
    u8(v >> 24);
  }

  private void rex(boolean wide, int reg, int index, int rm, boolean always) {
    int rex = (wide ? 8 : 0) | (reg & 8) >> 1 | (index & 8) >> 2 | (rm & 8) >> 3;
    if (rex != 0 || always) {
      u8(0x40 | rex);
    }
  }

  private void opcode(int opcode) {
    if (opcode > 0xff) {
      u8(0x0f);
    }
    if (opcode > 0x1ff) {
      u8(opcode > 0x2ff ? 0x3a : 0x38);
    }
    u8(opcode);
  }

  // ---- register, register ----

  void rr(boolean wide, int opcode, int reg, int rm) {
    rex(wide, reg, 0, rm, false);
    opcode(opcode);
    u8(0xc0 | (reg & 7) << 3 | rm & 7);
  }

  /** With an 8-bit register as r/m: SIL and its like need a REX. */
  void rr8(boolean wide, int opcode, int reg, int rm) {
    rex(wide, reg, 0, rm, true);
    opcode(opcode);
    u8(0xc0 | (reg & 7) << 3 | rm & 7);
  }

  /** With a mandatory prefix: 66, F2 or F3. */
  void prefixed(int prefix, boolean wide, int opcode, int reg, int rm) {
    u8(prefix);
    rr(wide, opcode, reg, rm);
  }

  /** The same with {@code [base + disp]}. */
  void prefixedMemory(int prefix, int opcode, int reg, int base, int disp) {
    u8(prefix);
    rm(false, opcode, reg, base, disp);
  }

  void mov(int to, int from) {
    if (to != from) {
      rr(true, MOV, to, from);
    }
  }

  /** Does not touch flags. */
  void movImmediate(int to, long value) {
    if (value >>> 32 == 0) {
      rex(false, 0, 0, to, false);
      u8(0xb8 | to & 7);
      u32((int) value);
    } else if (value == (int) value) {
      rex(true, 0, 0, to, false);
      u8(0xc7);
      u8(0xc0 | to & 7);
      u32((int) value);
    } else {
      rex(true, 0, 0, to, false);
      u8(0xb8 | to & 7);
      u32((int) value);
      u32((int) (value >>> 32));
    }
  }

  /** {@code extension} selects ADD 0, OR 1, AND 4, SUB 5, XOR 6, CMP 7. */
  void immediate(boolean wide, int extension, int rm, int value) {
    rex(wide, 0, 0, rm, false);
    boolean small = value == (byte) value;
    u8(small ? 0x83 : 0x81);
    u8(0xc0 | extension << 3 | rm & 7);
    number(small, value);
  }

  void testImmediate(boolean wide, int rm, int value) {
    rex(wide, 0, 0, rm, false);
    u8(0xf7);
    u8(0xc0 | rm & 7);
    u32(value);
  }

  /** {@code extension}: ROL 0, ROR 1, SHL 4, SHR 5, SAR 7. */
  void shift(boolean wide, int extension, int rm, int count) {
    rex(wide, 0, 0, rm, false);
    u8(0xc1);
    u8(0xc0 | extension << 3 | rm & 7);
    u8(count);
  }

  /** By CL. */
  void shiftByCl(boolean wide, int extension, int rm) {
    group(wide, 0xd3, extension, rm);
  }

  /** F7: NOT 2, NEG 3, MUL 4, IMUL 5, DIV 6, IDIV 7; FF: INC 0, DEC 1. */
  void group(boolean wide, int opcode, int extension, int rm) {
    rex(wide, 0, 0, rm, false);
    u8(opcode);
    u8(0xc0 | extension << 3 | rm & 7);
  }

  void bswap(boolean wide, int rm) {
    rex(wide, 0, 0, rm, false);
    u8(0x0f);
    u8(0xc8 | rm & 7);
  }

  void setcc(int condition, int rm) {
    rr8(false, 0x190 | condition, 0, rm);
  }

  void cmov(boolean wide, int condition, int to, int from) {
    rr(wide, 0x140 | condition, to, from);
  }

  // ---- memory ----

  private void modrm(int reg, int base, int disp) {
    int r = (reg & 7) << 3;
    boolean none = disp == 0 && (base & 7) != 5;
    boolean small = disp == (byte) disp;
    u8((none ? 0 : small ? 0x40 : 0x80) | r | base & 7);
    if ((base & 7) == 4) {
      u8(0x24);
    }
    displacement(none, small, disp);
  }

  private void displacement(boolean none, boolean small, int disp) {
    if (!none) {
      number(small, disp);
    }
  }

  private void number(boolean small, int value) {
    if (small) {
      u8(value);
    } else {
      u32(value);
    }
  }

  /** {@code reg, [base + disp]}. */
  void rm(boolean wide, int opcode, int reg, int base, int disp) {
    rex(wide, reg, 0, base, false);
    opcode(opcode);
    modrm(reg, base, disp);
  }

  /** {@code reg, [base + (index << scale) + disp]}; the index is not RSP. */
  void rmx(boolean wide, int opcode, int reg, int base, int index, int scale, int disp) {
    rex(wide, reg, index, base, false);
    indexed(opcode, reg, base, index, scale, disp);
  }

  /** A store of an 8-bit register, or a byte operation: REX whatever the register. */
  void rmx8(int opcode, int reg, int base, int index, int scale, int disp) {
    rex(false, reg, index, base, true);
    indexed(opcode, reg, base, index, scale, disp);
  }

  private void indexed(int opcode, int reg, int base, int index, int scale, int disp) {
    opcode(opcode);
    boolean none = disp == 0 && (base & 7) != 5;
    boolean small = disp == (byte) disp;
    u8((none ? 0 : small ? 0x40 : 0x80) | (reg & 7) << 3 | 4);
    u8(scale << 6 | (index & 7) << 3 | base & 7);
    displacement(none, small, disp);
  }

  /** {@code [base + disp] = value}, sign-extended from 32 bits if wide. */
  void storeImmediate(boolean wide, int base, int disp, int value) {
    rex(wide, 0, 0, base, false);
    u8(0xc7);
    modrm(0, base, disp);
    u32(value);
  }

  /** {@code CMP DWORD [base + disp], value}. */
  void compareMemory(int base, int disp, int value) {
    rex(false, 0, 0, base, false);
    boolean small = value == (byte) value;
    u8(small ? 0x83 : 0x81);
    modrm(7, base, disp);
    number(small, value);
  }

  /** {@code TEST DWORD [base + disp], imm32}. */
  void testMemory(int base, int disp, int value) {
    rex(false, 0, 0, base, false);
    u8(0xf7);
    modrm(0, base, disp);
    u32(value);
  }

  /** {@code TEST BYTE [base + index + disp], imm8}. */
  void testByte(int base, int index, int disp, int value) {
    rex(false, 0, index, base, false);
    u8(0xf6);
    u8(0x84);
    u8((index & 7) << 3 | base & 7);
    u32(disp);
    u8(value);
  }

  // ---- relative to the instruction pointer ----

  private void relative(long target, int behind) {
    u32((int) (target - (base + at + 4 + behind)));
  }

  /** {@code JMP [slot]}. */
  void jumpIndirect(long slot) {
    u8(0xff);
    u8(0x25);
    relative(slot, 0);
  }

  /** {@code JMP [base + index + disp]}. */
  void jumpIndirect(int base, int index, int disp) {
    rex(false, 0, index, base, false);
    u8(0xff);
    u8(0xa4);
    u8((index & 7) << 3 | base & 7);
    u32(disp);
  }

  /** {@code SUB QWORD [slot], 1}. */
  void decrement(long slot) {
    u8(0x48);
    u8(0x83);
    u8(0x2d);
    relative(slot, 1);
    u8(1);
  }

  void jump(long target) {
    u8(0xe9);
    relative(target, 0);
  }

  /** A jump forward; the place to {@link #bind}. */
  int jump() {
    u8(0xe9);
    u32(0);
    return at;
  }

  int jcc(int condition) {
    u8(0x0f);
    u8(0x80 | condition);
    u32(0);
    return at;
  }

  void jcc(int condition, int backTo) {
    u8(0x0f);
    u8(0x80 | condition);
    u32(backTo - (at + 4));
  }

  /** To code that is there already. */
  void jccTo(int condition, long target) {
    u8(0x0f);
    u8(0x80 | condition);
    relative(target, 0);
  }

  void jumpBack(int backTo) {
    u8(0xe9);
    u32(backTo - (at + 4));
  }

  /** The jump forward leads here. */
  void bind(int jump) {
    int distance = at - jump;
    code[jump - 4] = (byte) distance;
    code[jump - 3] = (byte) (distance >> 8);
    code[jump - 2] = (byte) (distance >> 16);
    code[jump - 1] = (byte) (distance >> 24);
  }
}
