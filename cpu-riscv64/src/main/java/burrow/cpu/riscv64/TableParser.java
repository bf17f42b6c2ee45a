package burrow.cpu.riscv64;

import burrow.cpu.riscv64.Encoding.Exclusion;
import burrow.cpu.riscv64.Encoding.Expansion;
import burrow.cpu.riscv64.Encoding.Field;
import burrow.cpu.riscv64.Encoding.FixedOperand;
import burrow.cpu.riscv64.Encoding.Slot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads an encoding table, whose grammar stands at the head of rv64gc.isa. It runs at every start
 * in a cold JVM, so it walks characters and uses no regular expressions.
 */
final class TableParser {
  /** A field whose place in the word is only the pattern's: its name, width and meaning. */
  private record Kind(int bits, List<Slot> slots, boolean signed) {}

  private static final Map<String, Kind> KINDS = kinds();

  private final String resource;
  private final List<Encoding> encodings = new ArrayList<>(512);
  private int lineNumber;

  // The pattern being read.
  private int mask;
  private int match;
  private int position;
  private final List<Field> fields = new ArrayList<>();
  private final List<Exclusion> exclusions = new ArrayList<>();

  // The immediate being put together from several words.
  private @Nullable String immediateName;
  private int[] immediatePieces = new int[8];
  private int immediateLength;
  private int immediateBits;
  private int immediateMask;

  private TableParser(String resource) {
    this.resource = resource;
  }

  private static Map<String, Kind> kinds() {
    Map<String, Kind> kinds = new HashMap<>();
    for (String prefix : new String[] {"r", "f", "v"}) {
      kinds.put(prefix + "d", new Kind(5, List.of(Slot.RD), false));
      kinds.put(prefix + "s1", new Kind(5, List.of(Slot.RS1), false));
      kinds.put(prefix + "s2", new Kind(5, List.of(Slot.RS2), false));
      kinds.put(prefix + "s3", new Kind(5, List.of(Slot.RS3), false));
    }
    kinds.put("rd,rs1", new Kind(5, List.of(Slot.RD, Slot.RS1), false));
    kinds.put("rm", new Kind(3, List.of(Slot.RM), false));
    kinds.put("vm", new Kind(1, List.of(Slot.RM), false));
    kinds.put("aqrl", new Kind(2, List.of(Slot.AQRL), false));
    kinds.put("csr", new Kind(12, List.of(Slot.IMM), false));
    kinds.put("zimm", new Kind(5, List.of(Slot.RS1), false));
    kinds.put("simm5", new Kind(5, List.of(Slot.IMM), true));
    kinds.put("uimm5", new Kind(5, List.of(Slot.IMM), false));
    kinds.put("vtype10", new Kind(10, List.of(Slot.IMM), false));
    kinds.put("vtype11", new Kind(11, List.of(Slot.IMM), false));
    for (String text : new String[] {"fm", "pred", "succ"}) {
      kinds.put(text, new Kind(4, List.of(Slot.TEXT), false));
    }
    return kinds;
  }

  /** Reads a table that lies beside this class. */
  static List<Encoding> read(String resource) {
    TableParser parser = new TableParser(resource);
    try (InputStream in = TableParser.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("missing resource " + resource);
      }
      parser.table(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return parser.encodings;
  }

  private void table(String text) {
    for (int from = 0; from < text.length(); ) {
      int end = text.indexOf('\n', from);
      end = end < 0 ? text.length() : end;
      lineNumber++;
      if (end > from && text.charAt(from) != '#') {
        expand(text.substring(from, end));
      }
      from = end + 1;
    }
  }

  private IllegalStateException error(String what) {
    return new IllegalStateException(resource + ":" + lineNumber + ": " + what);
  }

  /** Replaces the first {…} and all others of as many alternatives; then the rest. */
  private void expand(String line) {
    int open = line.indexOf('{');
    if (open < 0) {
      encoding(line);
      return;
    }
    int size = alternatives(line, open).length;
    for (int k = 0; k < size; k++) {
      StringBuilder s = new StringBuilder();
      int from = 0;
      for (int brace = open; brace >= 0; brace = line.indexOf('{', from)) {
        String[] options = alternatives(line, brace);
        int close = line.indexOf('}', brace) + 1;
        s.append(line, from, brace);
        if (options.length == size) {
          s.append(options[k]);
        } else {
          s.append(line, brace, close);
        }
        from = close;
      }
      expand(s.append(line, from, line.length()).toString());
    }
  }

  private String[] alternatives(String line, int open) {
    int close = line.indexOf('}', open);
    if (close < 0) {
      throw error("no } after {");
    }
    return line.substring(open + 1, close).split(",", -1);
  }

  private void encoding(String line) {
    int first = line.indexOf('|');
    int second = patternEnd(line, first + 1);
    if (first < 0 || second < 0) {
      throw error("expected: name | pattern | operands");
    }
    mask = 0;
    match = 0;
    fields.clear();
    exclusions.clear();
    immediateName = null;
    immediateLength = 0;
    immediateBits = 0;
    immediateMask = 0;

    String[] words = words(line, first + 1, second);
    int bits = 0;
    for (String w : words) {
      bits += width(w);
    }
    if (bits != 16 && bits != 32) {
      throw error("pattern of " + bits + " bits");
    }
    position = bits;
    for (String w : words) {
      patternWord(w);
    }
    if (immediateName != null) {
      endImmediate(immediateName);
    }
    int arrow = line.indexOf("->", second);
    String operands = line.substring(second + 1, arrow < 0 ? line.length() : arrow).strip();
    encodings.add(
        new Encoding(
            line.substring(0, first).strip(),
            bits / 8,
            mask,
            match,
            fields,
            exclusions,
            operands,
            arrow < 0 ? null : expansion(words(line, arrow + 2, line.length()))));
  }

  /** The '|' that ends the pattern; those within [] belong to it. */
  private static int patternEnd(String line, int from) {
    boolean inside = false;
    for (int i = from; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '|' && !inside) {
        return i;
      }
      inside = c == '[' || (inside && c != ']');
    }
    return -1;
  }

  private static String[] words(String line, int from, int to) {
    List<String> words = new ArrayList<>();
    for (int i = from; i < to; ) {
      if (line.charAt(i) == ' ') {
        i++;
        continue;
      }
      int end = line.indexOf(' ', i);
      end = end < 0 || end > to ? to : end;
      words.add(line.substring(i, end));
      i = end;
    }
    return words.toArray(new String[0]);
  }

  private static boolean isLiteral(String word) {
    return word.charAt(0) == '0' || word.charAt(0) == '1';
  }

  private int width(String word) {
    if (isLiteral(word)) {
      return word.length();
    }
    int bracket = word.indexOf('[');
    if (bracket < 0) {
      String name = fieldName(word);
      return name.endsWith("'") ? 3 : kind(name).bits;
    }
    int bits = 0;
    int from = bracket + 1;
    while (from < word.length()) {
      int high = number(word, from);
      int low = high;
      int end = endOfNumber(word, from);
      if (word.charAt(end) == ':') {
        low = number(word, end + 1);
        end = endOfNumber(word, end + 1);
      }
      bits += high - low + 1;
      from = end + 1;
    }
    return bits;
  }

  private static int endOfNumber(String s, int from) {
    int i = from;
    while (i < s.length() && Character.isDigit(s.charAt(i))) {
      i++;
    }
    return i;
  }

  private static int number(String s, int from) {
    int n = 0;
    for (int i = from; i < s.length() && Character.isDigit(s.charAt(i)); i++) {
      n = 10 * n + s.charAt(i) - '0';
    }
    return n;
  }

  private static String fieldName(String word) {
    int not = word.indexOf('!');
    return not < 0 ? word : word.substring(0, not);
  }

  private Kind kind(String name) {
    Kind kind = KINDS.get(name.endsWith("'") ? name.substring(0, name.length() - 1) : name);
    if (kind == null) {
      throw error("unknown field " + name);
    }
    return kind;
  }

  private void patternWord(String word) {
    if (isLiteral(word)) {
      for (int i = 0; i < word.length(); i++) {
        position--;
        mask |= 1 << position;
        match |= (word.charAt(i) - '0') << position;
      }
    } else if (word.indexOf('[') >= 0) {
      immediateWord(word);
    } else {
      fieldWord(word);
    }
  }

  private void fieldWord(String word) {
    String name = fieldName(word);
    Kind kind = kind(name);
    boolean prime = name.endsWith("'");
    int bits = prime ? 3 : kind.bits;
    position -= bits;
    int[] pieces = {position, bits, 0};
    String plain = prime ? name.substring(0, name.length() - 1) : name;
    int signBits = kind.signed ? bits : 0;
    int bias = prime ? 8 : 0;
    if (plain.equals("rd,rs1")) {
      fields.add(new Field("rd", kind.slots, pieces, signBits, bias));
    } else {
      fields.add(new Field(plain, kind.slots, pieces, signBits, bias));
    }
    if (name.length() != word.length()) {
      int excluded = number(word, name.length() + 2);
      exclusions.add(new Exclusion((1 << bits) - 1 << position, excluded << position));
    }
  }

  private void immediateWord(String word) {
    int bracket = word.indexOf('[');
    immediateName = word.substring(0, bracket);
    for (int from = bracket + 1; from < word.length(); ) {
      int high = number(word, from);
      int low = high;
      int end = endOfNumber(word, from);
      if (word.charAt(end) == ':') {
        low = number(word, end + 1);
        end = endOfNumber(word, end + 1);
      }
      int bits = high - low + 1;
      position -= bits;
      if (immediateLength + 3 > immediatePieces.length) {
        immediatePieces = java.util.Arrays.copyOf(immediatePieces, 2 * immediatePieces.length);
      }
      immediatePieces[immediateLength++] = position;
      immediatePieces[immediateLength++] = bits;
      immediatePieces[immediateLength++] = low;
      immediateBits = Math.max(immediateBits, high + 1);
      immediateMask |= (1 << bits) - 1 << position;
      from = end + 1;
    }
  }

  private void endImmediate(String name) {
    boolean nonZero = name.startsWith("nz");
    String plain = nonZero ? name.substring(2) : name;
    if (!plain.equals("imm") && !plain.equals("uimm")) {
      throw error("unknown immediate " + name);
    }
    int[] pieces = java.util.Arrays.copyOf(immediatePieces, immediateLength);
    fields.add(
        new Field("imm", List.of(Slot.IMM), pieces, plain.equals("imm") ? immediateBits : 0, 0));
    if (nonZero) {
      exclusions.add(new Exclusion(immediateMask, 0));
    }
  }

  private Expansion expansion(String[] words) {
    List<FixedOperand> operands = new ArrayList<>();
    for (int i = 1; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      Slot slot = kind(words[i].substring(0, equals)).slots.getFirst();
      operands.add(new FixedOperand(slot, number(words[i], equals + 1)));
    }
    return new Expansion(words[0], operands);
  }
}
