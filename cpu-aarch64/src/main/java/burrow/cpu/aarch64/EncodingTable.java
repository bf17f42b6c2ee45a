package burrow.cpu.aarch64;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The decoder: {@code a64.txt} compiled, once per JVM, into candidates by the upper eleven bits of
 * an instruction. Among the candidates the first line of the table that matches decides.
 */
final class EncodingTable {
  private static final EncodingTable A64 = new EncodingTable(resource());

  private static final int INDEX_SHIFT = 21;
  private static final int INDEX_MASK = -1 >>> INDEX_SHIFT;

  private final List<Encoding> encodings = new ArrayList<>();
  private final Map<String, List<String>> constraintSets = new HashMap<>();
  private final Encoding[] candidates;
  private final int[] starts = new int[INDEX_MASK + 2];

  private EncodingTable(String text) {
    for (int from = 0; from < text.length(); ) {
      int to = text.indexOf('\n', from);
      if (to > from && text.charAt(from) != '#') {
        parse(text.substring(from, to));
      }
      from = to + 1;
    }
    candidates = index();
  }

  private static String resource() {
    try (InputStream in = EncodingTable.class.getResourceAsStream("a64.txt")) {
      if (in == null) {
        throw new IllegalStateException("a64.txt is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the word encodes, or null if no line of the table matches. */
  static @Nullable Encoding decode(int word) {
    int index = word >>> INDEX_SHIFT;
    Encoding[] candidates = A64.candidates;
    for (int i = A64.starts[index], end = A64.starts[index + 1]; i < end; i++) {
      if (candidates[i].matches(word)) {
        return candidates[i];
      }
    }
    return null;
  }

  /** All encodings in the order of the table. */
  static List<Encoding> encodings() {
    return A64.encodings;
  }

  private Encoding[] index() {
    for (int pass = 0; ; pass++) {
      Encoding[] into = new Encoding[pass == 0 ? 0 : starts[INDEX_MASK + 1]];
      int[] next = starts.clone();
      for (Encoding e : encodings) {
        int free = ~(e.mask() >>> INDEX_SHIFT) & INDEX_MASK;
        for (int subset = free; ; subset = (subset - 1) & free) {
          int at = next[e.bits() >>> INDEX_SHIFT | subset]++;
          if (pass == 1) {
            into[at] = e;
          }
          if (subset == 0) {
            break;
          }
        }
      }
      if (pass == 1) {
        return into;
      }
      for (int i = 0; i <= INDEX_MASK; i++) {
        starts[i + 1] = starts[i] + next[i];
      }
    }
  }

  private void parse(String line) {
    List<String> words = words(line);
    String first = words.getFirst();
    if (first.charAt(0) == '@') {
      constraintSets.put(first, words.subList(1, words.size()));
      return;
    }
    StringBuilder pattern = new StringBuilder(32);
    int at = 1;
    while (pattern.length() < 32) {
      pattern.append(words.get(at++));
    }
    if (pattern.length() != 32) {
      throw new IllegalStateException("not 32 bits: " + line);
    }
    String family = words.get(at++);
    String feature = null;
    Pattern p = new Pattern(pattern);
    for (; at < words.size(); at++) {
      String w = words.get(at);
      if (w.charAt(0) == '+') {
        feature = w.substring(1);
      } else if (w.charAt(0) == '@') {
        List<String> set = constraintSets.get(w);
        if (set == null) {
          throw new IllegalStateException("unknown constraints: " + line);
        }
        set.forEach(p::forbid);
      } else {
        p.forbid(w);
      }
    }
    encodings.add(p.encoding(first, family, feature));
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < line.length(); ) {
      int end = line.indexOf(' ', i);
      end = end < 0 ? line.length() : end;
      if (end > i) {
        words.add(line.substring(i, end));
      }
      i = end + 1;
    }
    return words;
  }

  /** One line's pattern and constraints while they are being read. */
  private static final class Pattern {
    private int mask;
    private int bits;
    private final StringBuilder letters = new StringBuilder();
    private int[] fieldMasks = new int[8];
    private int[] forbidden = new int[0];

    Pattern(CharSequence pattern) {
      for (int i = 0; i < 32; i++) {
        int bit = 0x8000_0000 >>> i;
        char c = pattern.charAt(i);
        if (c == '0' || c == '1') {
          mask |= bit;
          bits |= c == '1' ? bit : 0;
        } else if (c != '.') {
          addToField(c, bit);
        }
      }
    }

    private void addToField(char letter, int bit) {
      int i = letters.length() - 1;
      while (i >= 0 && letters.charAt(i) != letter) {
        i--;
      }
      if (i < 0) {
        i = letters.length();
        letters.append(letter);
        if (i == fieldMasks.length) {
          fieldMasks = Arrays.copyOf(fieldMasks, 2 * i);
        }
      }
      fieldMasks[i] |= bit;
    }

    void forbid(String constraint) {
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
        throw new IllegalStateException("bad constraint: " + constraint);
      }
      int n = forbidden.length;
      forbidden = Arrays.copyOf(forbidden, n + 2);
      forbidden[n] = forbiddenMask;
      forbidden[n + 1] = forbiddenBits;
    }

    Encoding encoding(String template, String family, @Nullable String feature) {
      return new Encoding(
          template,
          family,
          feature,
          mask,
          bits,
          letters.toString(),
          Arrays.copyOf(fieldMasks, letters.length()),
          forbidden);
    }
  }
}
