package burrow.cpu.x86_64;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of instructions.txt for one mnemonic: an encoding and what it means. */
final class Form {
  /** How the opcode is introduced. */
  enum Space {
    LEGACY(0),
    VEX(1),
    EVEX(2);

    /** Position in the table of opcodes. */
    final int index;

    Space(int index) {
      this.index = index;
    }
  }

  static final int ANY = -1;

  // Mandatory prefixes, as in the pp field of VEX.
  static final int NP = 0;
  static final int P66 = 1;
  static final int PF3 = 2;
  static final int PF2 = 3;

  final Space space;
  final int map;
  final int prefix;
  final int opcode;
  final String mnemonic;
  final List<Operand> operands;
  boolean opcodeRegister;
  boolean modRm;

  /** Whether the index of a SIB byte is a vector register. */
  boolean vsib;

  /** Whether an operand is memory at an absolute address. */
  boolean absolute;

  /** Value of modrm.reg, or ANY. */
  int digit = ANY;

  /** 1: memory form only, 0: register form only, ANY. */
  int memory = ANY;

  int rm = ANY;
  int w = ANY;

  /** Vector length in bytes, or ANY. */
  int vectorLength = ANY;

  boolean lock;
  boolean default64;
  boolean rep;
  boolean noRexB;

  /** VEX: one lane of 128 bits or a scalar, whatever the vector length. */
  boolean oneLane;

  /** EVEX disp8 unit in bytes; negative: the vector length divided by its negation. */
  int displacementUnit = 1;

  /** VEX: whether vex.vvvv names an operand. */
  boolean usesV;

  /** Whether what vex.vvvv names is among {@link #operands}. */
  private final boolean listsV;

  private @Nullable Family family;
  private boolean familyKnown;

  Form(Space space, int map, int prefix, int opcode, String mnemonic, List<Operand> operands) {
    this.space = space;
    this.map = map;
    this.prefix = prefix;
    this.opcode = opcode;
    this.mnemonic = mnemonic;
    this.operands = operands;
    boolean v = false;
    for (Operand o : operands) {
      this.modRm |= o.needsModRm();
      this.vsib |= o.place() == Operand.Place.X;
      this.absolute |= o.place() == Operand.Place.O;
      v |=
          o.place() == Operand.Place.H
              || o.place() == Operand.Place.B
              || o.place() == Operand.Place.KH;
    }
    this.listsV = v;
    this.usesV = v;
  }

  /** Whether the first source of a VEX twin is the register in vex.vvvv, not operand 0. */
  boolean firstSourceInV() {
    return usesV && !listsV;
  }

  /** Null while it has no meaning. */
  @Nullable Family family() {
    if (!familyKnown) {
      // Two threads find the same one.
      family = Semantics.family(space, mnemonic);
      familyKnown = true;
    }
    return family;
  }

  boolean matches(Instruction i, int modRmByte) {
    int mod = modRmByte >> 6;
    return prefixMatches(i)
        && (digit == ANY || digit == (modRmByte >> 3 & 7))
        && (memory == ANY || (memory == 1) == (mod != 3))
        && (rm == ANY || rm == (modRmByte & 7))
        && (w == ANY || w == (i.rexW ? 1 : 0))
        && (vectorLength == ANY || vectorLength == i.vectorLength)
        && !(noRexB && i.rexB != 0)
        && (usesV || space != Space.VEX || i.vvvv == 0);
  }

  private boolean prefixMatches(Instruction i) {
    return switch (prefix) {
      case ANY -> true;
      case NP -> i.repeat == 0 && !i.operandSizePrefix;
      case P66 -> i.repeat == 0 && i.operandSizePrefix;
      case PF3 -> i.repeat == 0xf3;
      default -> i.repeat == 0xf2;
    };
  }

  @Override
  public String toString() {
    return mnemonic;
  }
}
