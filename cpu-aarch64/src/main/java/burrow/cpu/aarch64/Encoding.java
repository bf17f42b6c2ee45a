package burrow.cpu.aarch64;

import org.jspecify.annotations.Nullable;

/** One line of the encoding table {@code a64.txt}; its grammar stands at the top of that file. */
final class Encoding {
  private static final String[] CONDITIONS = {
    "eq", "ne", "cs", "cc", "mi", "pl", "vs", "vc", "hi", "ls", "ge", "lt", "gt", "le", "al", "nv"
  };

  private final String template;
  private final String family;
  private final @Nullable String feature;
  private final int mask;
  private final int bits;
  private final String letters;
  private final int[] fieldMasks;
  private final int[] forbidden;

  /**
   * @param letters the names of the fields
   * @param fieldMasks where each of them lies
   * @param forbidden pairs of mask and value that must not match
   */
  Encoding(
      String template,
      String family,
      @Nullable String feature,
      int mask,
      int bits,
      String letters,
      int[] fieldMasks,
      int[] forbidden) {
    this.template = template;
    this.family = family;
    this.feature = feature;
    this.mask = mask;
    this.bits = bits;
    this.letters = letters;
    this.fieldMasks = fieldMasks;
    this.forbidden = forbidden;
  }

  /** The name of the lifter method, "-" if the encoding has no meaning. */
  String family() {
    return family;
  }

  /** The architecture extension it belongs to, null for the baseline. */
  @Nullable String feature() {
    return feature;
  }

  /** The bits that are fixed. */
  int mask() {
    return mask;
  }

  /** The values of the fixed bits. */
  int bits() {
    return bits;
  }

  boolean hasMeaning() {
    return !family.equals("-");
  }

  boolean matches(int word) {
    if ((word & mask) != bits) {
      return false;
    }
    for (int i = 0; i < forbidden.length; i += 2) {
      if ((word & forbidden[i]) == forbidden[i + 1]) {
        return false;
      }
    }
    return true;
  }

  /** The value of a field in an instruction. */
  int field(char letter, int word) {
    int i = letters.indexOf(letter);
    if (i < 0) {
      throw new IllegalArgumentException(template + " has no field " + letter);
    }
    return Integer.compress(word, fieldMasks[i]);
  }

  /** The mnemonic of an instruction, without aliases. */
  String mnemonic(int word) {
    int open = template.indexOf('{');
    if (open < 0) {
      return template;
    }
    StringBuilder s = new StringBuilder();
    int from = 0;
    while (open >= 0) {
      s.append(template, from, open);
      int close = template.indexOf('}', open);
      s.append(choice(template.substring(open + 1, close), word));
      from = close + 1;
      open = template.indexOf('{', from);
    }
    return s.append(template, from, template.length()).toString();
  }

  private String choice(String choices, int word) {
    if (choices.equals("cond")) {
      return CONDITIONS[field('c', word)];
    }
    return choices.substring(2).split(",", -1)[field(choices.charAt(0), word)];
  }

  @Override
  public String toString() {
    return template + " " + family;
  }
}
