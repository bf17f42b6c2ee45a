package burrow.cpu.x86_64;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The forms of instructions.txt, by space, map and opcode. The grammar stands in that file.
 *
 * <p>It is on the way to a program's first instruction: at first only the opcodes of the lines are
 * read, and a line when one of its opcodes is first met.
 */
final class EncodingTable {
  private static final int MAPS = 4;
  private static final int OPCODES = 256;
  private static final Form[] NO_FORMS = {};
  private static final List<String> PREFIXES = List.of("0f", "66", "f2", "f3");

  static final EncodingTable INSTANCE = new EncodingTable();

  private final Map<String, Operand> operands = new HashMap<>();
  private final OpcodeIndex index;

  /** By line; under the lock. */
  private final Form[][] byLine;

  private final AtomicReferenceArray<Form[]> byOpcode =
      new AtomicReferenceArray<>(Form.Space.values().length * MAPS * OPCODES);

  private EncodingTable() {
    try (InputStream in =
        Objects.requireNonNull(EncodingTable.class.getResourceAsStream("instructions.txt"))) {
      index = new OpcodeIndex(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byLine = new Form[index.lines()][];
  }

  /** All forms, in the order of the file. */
  synchronized List<Form> forms() {
    List<Form> all = new ArrayList<>(1600);
    for (int line = 0; line < byLine.length; line++) {
      all.addAll(List.of(ofLine(line)));
    }
    return all;
  }

  /** The forms of an opcode, the more demanding first. */
  Form[] forms(Form.Space space, int map, int opcode) {
    int key = (space.index * MAPS + map) * OPCODES + opcode;
    Form[] forms = byOpcode.get(key);
    if (forms == null) {
      forms = read(space, map, opcode);
      byOpcode.set(key, forms);
    }
    return forms;
  }

  private synchronized Form[] read(Form.Space space, int map, int opcode) {
    List<Form> forms = new ArrayList<>();
    for (int line : index.linesOf(map, opcode)) {
      for (Form f : ofLine(line)) {
        int distance = opcode - f.opcode;
        if (f.space == space && distance >= 0 && distance < (f.opcodeRegister ? 8 : 1)) {
          forms.add(f);
        }
      }
    }
    return forms.isEmpty() ? NO_FORMS : forms.toArray(NO_FORMS);
  }

  private Form[] ofLine(int line) {
    Form[] forms = byLine[line];
    if (forms == null) {
      List<Form> read = new ArrayList<>();
      parse(index.text(line), read);
      forms = read.toArray(NO_FORMS);
      byLine[line] = forms;
    }
    return forms;
  }

  /** The words of a line's encoding column. */
  private static final class Encoding {
    Form.Space space = Form.Space.LEGACY;
    int prefix = Form.ANY;
    int map;
    int opcode;
    int step;
    boolean register;
    boolean modRm;
    int digit = Form.ANY;
    boolean digitSteps;
    int memory = Form.ANY;
    int rm = Form.ANY;
    int w = Form.ANY;
    int vectorLength = Form.ANY;
  }

  private void parse(String line, List<Form> forms) {
    int bar = line.indexOf('|');
    if (bar < 0) {
      throw new IllegalStateException("instructions.txt: " + line);
    }
    int secondBar = line.indexOf('|', bar + 1);
    int end = secondBar < 0 ? line.length() : secondBar;
    Encoding e = new Encoding();
    for (String word : words(line, 0, bar)) {
      parseWord(e, word);
    }
    List<String> what = words(line, bar + 1, end);
    List<Operand> operands = new ArrayList<>(what.size() - 1);
    for (int i = 1; i < what.size(); i++) {
      operands.add(operand(what.get(i)));
    }
    List<String> attributes = secondBar < 0 ? List.of() : words(line, secondBar + 1, line.length());
    String mnemonics = what.get(0);
    int from = 0;
    for (int k = 0; from <= mnemonics.length(); k++) {
      int comma = mnemonics.indexOf(',', from);
      int to = comma < 0 ? mnemonics.length() : comma;
      add(e, k, mnemonics.substring(from, to), operands, attributes, forms);
      from = to + 1;
    }
  }

  /** The words of a part of a line. */
  private static List<String> words(String line, int from, int to) {
    List<String> words = new ArrayList<>(8);
    int at = from;
    while (at < to) {
      int blank = line.indexOf(' ', at);
      int end = blank < 0 || blank > to ? to : blank;
      if (end > at) {
        words.add(line.substring(at, end));
      }
      at = end + 1;
    }
    return words;
  }

  private Operand operand(String code) {
    Operand o = operands.get(code);
    if (o == null) {
      o = Operand.parse(code);
      operands.put(code, o);
    }
    return o;
  }

  private static void parseWord(Encoding e, String word) {
    if (e.map != 0 && PREFIXES.contains(word)) {
      parseNumber(e, word); // behind the map it is the opcode
      return;
    }
    switch (word) {
      case "vex" -> e.space = Form.Space.VEX;
      case "vex.128", "vex.256" -> {
        e.space = Form.Space.VEX;
        e.vectorLength = Integer.parseInt(word.substring(4)) / 8;
      }
      case "evex" -> e.space = Form.Space.EVEX;
      case "evex.128", "evex.256", "evex.512" -> {
        e.space = Form.Space.EVEX;
        e.vectorLength = Integer.parseInt(word.substring(5)) / 8;
      }
      case "np" -> e.prefix = Form.NP;
      case "66" -> e.prefix = Form.P66;
      case "f3" -> e.prefix = Form.PF3;
      case "f2" -> e.prefix = Form.PF2;
      case "0f" -> e.map = 1;
      case "0f38" -> e.map = 2;
      case "0f3a" -> e.map = 3;
      case "/r" -> e.modRm = true;
      case "/:" -> e.digitSteps = true;
      case "mod=r" -> e.memory = 0;
      case "mod=m" -> e.memory = 1;
      case "w0" -> e.w = 0;
      case "w1" -> e.w = 1;
      default -> parseNumber(e, word);
    }
  }

  private static void parseNumber(Encoding e, String word) {
    if (word.startsWith("rm=")) {
      e.rm = Integer.parseInt(word.substring(3));
    } else if (word.startsWith("/")) {
      e.digit = Integer.parseInt(word.substring(1));
    } else {
      e.opcode = Integer.parseInt(word.substring(0, 2), 16);
      String rest = word.substring(2);
      e.register = rest.equals("+r");
      e.step = rest.startsWith(":") ? Integer.parseInt(rest.substring(1)) : 0;
      if (!rest.isEmpty() && !e.register && e.step == 0) {
        throw new IllegalStateException("instructions.txt: " + word);
      }
    }
  }

  private static void add(
      Encoding e,
      int k,
      String mnemonic,
      List<Operand> operands,
      List<String> attributes,
      List<Form> forms) {
    Form form = form(e, e.space, k, mnemonic, operands);
    for (String a : attributes) {
      switch (a) {
        case "lock" -> form.lock = true;
        case "d64" -> form.default64 = true;
        case "rep" -> form.rep = true;
        case "noB" -> form.noRexB = true;
        case "v", "v128" -> {
          Form twin = form(e, Form.Space.VEX, k, "v" + mnemonic, operands);
          twin.oneLane = a.equals("v128");
          twin.usesV = !attributes.contains("nov");
          forms.add(twin);
        }
        case "nov" -> {}
        default -> form.displacementUnit = displacementUnit(a);
      }
    }
    forms.add(form);
  }

  private static Form form(
      Encoding e, Form.Space space, int k, String mnemonic, List<Operand> operands) {
    Form f = new Form(space, e.map, e.prefix, e.opcode + k * e.step, mnemonic, operands);
    f.opcodeRegister = e.register;
    f.digit = e.digitSteps ? k : e.digit;
    f.modRm |= e.modRm || f.digit != Form.ANY;
    f.memory = e.memory;
    f.rm = e.rm;
    f.w = e.w;
    f.vectorLength = e.vectorLength;
    return f;
  }

  private static int displacementUnit(String attribute) {
    if (!attribute.startsWith("N=")) {
      throw new IllegalStateException("instructions.txt: " + attribute);
    }
    String n = attribute.substring(2);
    if (n.startsWith("v")) {
      return n.length() == 1 ? -1 : -Integer.parseInt(n.substring(1));
    }
    return Integer.parseInt(n);
  }
}
