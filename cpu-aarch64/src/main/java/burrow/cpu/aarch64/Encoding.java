package burrow.cpu.aarch64;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One line of the encoding table {@link A64}, whose grammar stands there. Only the fixed bits are
 * known from the start, the rest of the line is read when a word first has them: a program uses few
 * of the lines, and reading all of them would delay its start.
 */
final class Encoding {
  private static final String[] CONDITIONS = {
    "eq", "ne", "cs", "cc", "mi", "pl", "vs", "vc", "hi", "ls", "ge", "lt", "gt", "le", "al", "nv"
  };

  private final EncodingTable table;
  private final int from;
  private final int to;
  private final int mask;
  private final int bits;
  private @Nullable Details details;

  /**
   * What the whole line says. Immutable, so that threads may each make their own.
   *
   * @param letters the names of the fields
   * @param fieldMasks where each of them lies
   * @param forbidden pairs of mask and value that must not match
   */
  @SuppressWarnings("ArrayRecordComponent") // read only here
  record Details(
      String template,
      String family,
      @Nullable String feature,
      String letters,
      int[] fieldMasks,
      int[] forbidden) {}

  /**
   * @param from where the line starts in the table's text
   * @param to where it ends
   * @param mask the bits that are fixed
   * @param bits their values
   */
  Encoding(EncodingTable table, int from, int to, int mask, int bits) {
    this.table = table;
    this.from = from;
    this.to = to;
    this.mask = mask;
    this.bits = bits;
  }

  private Details details() {
    Details d = details;
    if (d == null) {
      d = new LineReader(table, table.text(from, to)).read();
      details = d;
    }
    return d;
  }

  /** The name of the lifter method, "-" if the encoding has no meaning. */
  String family() {
    return details().family;
  }

  /** The architecture extension it belongs to, null for the baseline. */
  @Nullable String feature() {
    return details().feature;
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
    return !family().equals("-");
  }

  boolean matches(int word) {
    if ((word & mask) != bits) {
      return false;
    }
    int[] forbidden = details().forbidden;
    for (int i = 0; i < forbidden.length; i += 2) {
      if ((word & forbidden[i]) == forbidden[i + 1]) {
        return false;
      }
    }
    return true;
  }

  /** The value of a field in an instruction. */
  int field(char letter, int word) {
    int i = details().letters.indexOf(letter);
    if (i < 0) {
      throw new IllegalArgumentException(this + " has no field " + letter);
    }
    return Integer.compress(word, details().fieldMasks[i]);
  }

  /** The mnemonic of an instruction, without aliases. */
  String mnemonic(int word) {
    String template = details().template;
    int open = template.indexOf('{');
    if (open < 0) {
      return template;
    }
    StringBuilder s = new StringBuilder();
    int at = 0;
    while (open >= 0) {
      s.append(template, at, open);
      int close = template.indexOf('}', open);
      s.append(choice(template.substring(open + 1, close), word));
      at = close + 1;
      open = template.indexOf('{', at);
    }
    return s.append(template, at, template.length()).toString();
  }

  private String choice(String choices, int word) {
    if (choices.equals("cond")) {
      return CONDITIONS[field('c', word)];
    }
    String[] all = choices.substring(2).split(",", -1);
    return all[field(choices.charAt(0), word)];
  }

  @Override
  public String toString() {
    return table.text(from, to);
  }

  /** Reads the rest of a line. */
  private static final class LineReader {
    private final EncodingTable table;
    private final String[] words;
    private final StringBuilder letters = new StringBuilder();
    private int[] fieldMasks = new int[8];
    private int[] forbidden = new int[0];

    LineReader(EncodingTable table, String line) {
      this.table = table;
      this.words = line.trim().split(" +", -1);
    }

    Details read() {
      int at = 1;
      for (int position = 0; position < 32; at++) {
        for (int i = 0; i < words[at].length(); i++) {
          char c = words[at].charAt(i);
          if (c != '0' && c != '1' && c != '.') {
            addToField(c, 0x8000_0000 >>> position);
          }
          position++;
        }
      }
      String family = words[at++];
      String feature = null;
      for (; at < words.length; at++) {
        if (words[at].charAt(0) == '+') {
          feature = words[at].substring(1);
        } else {
          forbid(words[at]);
        }
      }
      int[] masks = Arrays.copyOf(fieldMasks, letters.length());
      return new Details(words[0], family, feature, letters.toString(), masks, forbidden);
    }

    private void addToField(char letter, int bit) {
      int i = letters.indexOf(String.valueOf(letter));
      if (i < 0) {
        i = letters.length();
        letters.append(letter);
        if (i == fieldMasks.length) {
          fieldMasks = Arrays.copyOf(fieldMasks, 2 * i);
        }
      }
      fieldMasks[i] |= bit;
    }

    private void forbid(String constraint) {
      if (constraint.charAt(0) == '@') {
        for (String c : table.constraints(constraint)) {
          forbid(c);
        }
        return;
      }
      int ne = constraint.indexOf("!=");
      int at = ne + 2;
      int forbiddenMask = 0;
      int forbiddenBits = 0;
      for (int i = 0; i < ne; i++) {
        int field = letters.indexOf(constraint.substring(i, i + 1));
        int rest = field < 0 ? 0 : fieldMasks[field];
        while (rest != 0) {
          int bit = Integer.highestOneBit(rest);
          rest ^= bit;
          char c = constraint.charAt(at++);
          forbiddenMask |= c == '.' ? 0 : bit;
          forbiddenBits |= c == '1' ? bit : 0;
        }
      }
      if (ne < 1 || at != constraint.length() || forbiddenMask == 0) {
        throw new IllegalStateException("bad constraint " + constraint + " of " + words[0]);
      }
      int n = forbidden.length;
      forbidden = Arrays.copyOf(forbidden, n + 2);
      forbidden[n] = forbiddenMask;
      forbidden[n + 1] = forbiddenBits;
    }
  }
}
