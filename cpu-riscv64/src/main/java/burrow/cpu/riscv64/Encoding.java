package burrow.cpu.riscv64;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of an encoding table, compiled: a pattern of fixed bits and the fields around them. */
final class Encoding {
  /** Where a field's value goes in an {@link Instruction}. */
  enum Slot {
    RD(0),
    RS1(1),
    RS2(2),
    RS3(3),
    RM(4),
    AQRL(5),
    IMM(6),
    /** Only shown in disassemblies. */
    TEXT(7);

    private static final int COUNT = 8;
    private final int index;

    Slot(int index) {
      this.index = index;
    }
  }

  /**
   * A field of the instruction word.
   *
   * @param pieces triples: lowest bit in the word, number of bits, lowest bit in the value
   * @param signBits width to sign-extend from, 0 for none
   * @param bias added to the value: 8 for the short register numbers
   */
  @SuppressWarnings("ArrayRecordComponent") // built once
  record Field(String name, List<Slot> slots, int[] pieces, int signBits, int bias) {
    int value(int word) {
      int value = 0;
      for (int i = 0; i < pieces.length; i += 3) {
        value |= (word >>> pieces[i] & (1 << pieces[i + 1]) - 1) << pieces[i + 2];
      }
      if (signBits != 0) {
        value = value << (32 - signBits) >> (32 - signBits);
      }
      return value + bias;
    }
  }

  /** The base instruction of a compressed one, and the operands that it fixes. */
  record Expansion(String base, List<FixedOperand> operands) {}

  record FixedOperand(Slot slot, int value) {}

  /** Bits that must not have a value: {@code nzimm}, {@code rd!=0}. */
  record Exclusion(int mask, int value) {}

  private final String mnemonic;
  private final int length;
  private final int mask;
  private final int match;
  private final List<Field> fields;
  private final List<Exclusion> exclusions;
  private final String operands;
  private final @Nullable Expansion expansion;

  /** What a compressed instruction expands to; set when the whole table is known. */
  private @Nullable Encoding base;

  /** The lifter of a base instruction, once found by {@link Meanings}. */
  private @Nullable Lift lift;

  Encoding(
      String mnemonic,
      int length,
      int mask,
      int match,
      List<Field> fields,
      List<Exclusion> exclusions,
      String operands,
      @Nullable Expansion expansion) {
    this.mnemonic = mnemonic;
    this.length = length;
    this.mask = mask;
    this.match = match;
    this.fields = new ArrayList<>(fields);
    this.exclusions = new ArrayList<>(exclusions);
    this.operands = operands;
    this.expansion = expansion;
  }

  String mnemonic() {
    return mnemonic;
  }

  /** Bytes: 2 or 4. */
  int length() {
    return length;
  }

  /** The literal bits of the pattern: which, and what they are. */
  int mask() {
    return mask;
  }

  int match() {
    return match;
  }

  List<Exclusion> exclusions() {
    return exclusions;
  }

  /** The text of the operands in a disassembly, with field names in it. */
  String operands() {
    return operands;
  }

  @Nullable Expansion expansion() {
    return expansion;
  }

  /** The instruction to execute: itself, or what a compressed one expands to. */
  Encoding base() {
    return base == null ? this : base;
  }

  @Nullable Lift lift() {
    return lift;
  }

  void setLift(@Nullable Lift lift) {
    this.lift = lift;
  }

  void setBase(Encoding base) {
    this.base = base;
  }

  @Nullable Field field(String name) {
    for (Field f : fields) {
      if (f.name.equals(name)) {
        return f;
      }
    }
    return null;
  }

  boolean matches(int word) {
    if ((word & mask) != match) {
      return false;
    }
    for (int i = 0; i < exclusions.size(); i++) {
      Exclusion x = exclusions.get(i);
      if ((word & x.mask) == x.value) {
        return false;
      }
    }
    return true;
  }

  /** Takes the operands out of a word that {@link #matches}. */
  Instruction decode(int word) {
    int[] values = new int[Slot.COUNT];
    for (int i = 0; i < fields.size(); i++) {
      Field f = fields.get(i);
      int value = f.value(word);
      for (Slot s : f.slots) {
        values[s.index] = value;
      }
    }
    if (expansion != null) {
      for (FixedOperand o : expansion.operands) {
        values[o.slot.index] = o.value;
      }
    }
    return new Instruction(
        this, base(), word, values[0], values[1], values[2], values[3], values[4], values[5],
        values[6]);
  }
}
