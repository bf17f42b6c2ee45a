package burrow.cpu.aarch64;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The decoder: the table {@link A64} compiled, once per JVM, into candidates by the upper eleven
 * bits of an instruction. Among the candidates the first line of the table that matches decides.
 *
 * <p>It is on the way to a program's first instruction, so it works on bytes and looks at no more
 * of a line than the pattern.
 */
final class EncodingTable {
  private static final int INDEX_SHIFT = 21;
  private static final int INDEX_MASK = -1 >>> INDEX_SHIFT;

  private static final EncodingTable INSTANCE =
      new EncodingTable(A64.TABLE.getBytes(StandardCharsets.US_ASCII));

  private final byte[] text;
  private final List<Encoding> encodings = new ArrayList<>(600);
  private final Encoding[] candidates;
  private final int[] starts = new int[INDEX_MASK + 2];

  private EncodingTable(byte[] text) {
    this.text = text;
    int end = 0;
    for (int from = 0; from < text.length; from = end + 1) {
      end = from;
      while (text[end] != '\n') {
        end++;
      }
      if (end > from && text[from] != '#' && text[from] != '@') {
        encodings.add(parse(from, end));
      }
    }
    candidates = index();
  }

  /** What the word encodes, or null if no line of the table matches. */
  static @Nullable Encoding decode(int word) {
    int index = word >>> INDEX_SHIFT;
    Encoding[] candidates = INSTANCE.candidates;
    for (int i = INSTANCE.starts[index], end = INSTANCE.starts[index + 1]; i < end; i++) {
      if (candidates[i].matches(word)) {
        return candidates[i];
      }
    }
    return null;
  }

  /** All encodings in the order of the table. */
  static List<Encoding> encodings() {
    return INSTANCE.encodings;
  }

  /** Part of the table's text. */
  String text(int from, int to) {
    return new String(text, from, to - from, StandardCharsets.US_ASCII);
  }

  /** What a line {@code @name constraint…} says. */
  List<String> constraints(String name) {
    String all = text(0, text.length);
    int from = all.indexOf(name + " ");
    if (from < 0) {
      throw new IllegalStateException("no constraints " + name);
    }
    int to = all.indexOf('\n', from);
    String constraints = all.substring(from + name.length(), to).trim();
    return List.of(constraints.split(" +", -1));
  }

  /** Reads the pattern: 32 characters behind the mnemonic, blanks not counted. */
  private Encoding parse(int from, int to) {
    int mask = 0;
    int bits = 0;
    int at = from;
    while (text[at] != ' ') {
      at++;
    }
    for (int bit = 0x8000_0000; bit != 0 && at < to; at++) {
      byte c = text[at];
      if (c != ' ') {
        if (c == '1') {
          mask |= bit;
          bits |= bit;
        } else if (c == '0') {
          mask |= bit;
        }
        bit >>>= 1;
      }
    }
    return new Encoding(this, from, to, mask, bits);
  }

  private Encoding[] index() {
    Encoding[] none = {};
    int[] counts = fill(none, new int[INDEX_MASK + 2]);
    for (int i = 0; i <= INDEX_MASK; i++) {
      starts[i + 1] = starts[i] + counts[i];
    }
    Encoding[] all = new Encoding[starts[INDEX_MASK + 1]];
    fill(all, starts.clone());
    return all;
  }

  /** Puts each encoding wherever its index bits allow; only counts if there is nowhere to put. */
  private int[] fill(Encoding[] into, int[] next) {
    for (Encoding e : encodings) {
      int free = ~(e.mask() >>> INDEX_SHIFT) & INDEX_MASK;
      int fixed = e.bits() >>> INDEX_SHIFT;
      for (int subset = free; subset >= 0; subset = subset == 0 ? -1 : subset - 1 & free) {
        int at = next[fixed | subset]++;
        if (into.length > 0) {
          into[at] = e;
        }
      }
    }
    return next;
  }
}
