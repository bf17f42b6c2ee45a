package burrow.oracle.kit;

import burrow.machine.Access;
import burrow.machine.Arch;
import burrow.oracle.RegisterSet;
import burrow.oracle.Stop;
import burrow.oracle.Stop.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the lines of {@link InstructionTest}. Empty lines and those that start with # are not. */
public final class InstructionTestParser {
  private static final Pattern LINE =
      Pattern.compile("\\[(.*?)]\\s+\"(.*?)\"\\s*(.*?)\\s*=>\\s*(.*)");
  private static final Pattern MEMORY = Pattern.compile("u(8|16|32|64)\\[(.*)]");
  private static final Pattern PLACE =
      Pattern.compile("(scratch|readonly|unmapped|code)([+-](?:0x)?[0-9a-fA-F]+)?");

  private static final Map<String, Long> PLACES =
      Map.of(
          "scratch", TestMemory.SCRATCH,
          "readonly", TestMemory.READ_ONLY,
          "unmapped", TestMemory.UNMAPPED,
          "code", TestMemory.START);

  private static final Map<String, Kind> TRAPS =
      Map.of(
          "undefined", Kind.UNDEFINED_INSTRUCTION,
          "syscall", Kind.SYSCALL,
          "breakpoint", Kind.BREAKPOINT,
          "divide", Kind.DIVIDE,
          "privileged", Kind.PRIVILEGED_INSTRUCTION,
          "misaligned", Kind.MISALIGNED);

  private static final Map<String, Integer> ACCESSES =
      Map.of("read", Access.READ, "write", Access.WRITE, "fetch", Access.EXECUTE);

  private static final Map<String, Long> FLOATS =
      Map.of(
          "nan", 0x7ff8_0000_0000_0000L,
          "infinity", Double.doubleToRawLongBits(Double.POSITIVE_INFINITY),
          "-infinity", Double.doubleToRawLongBits(Double.NEGATIVE_INFINITY),
          "nanf", 0x7fc0_0000L,
          "infinityf", 0x7f80_0000L,
          "-infinityf", 0xff80_0000L);

  private final Arch arch;
  private final RegisterSet set;

  // Of the line being read.
  private String line = "";
  private long[] registers = {};
  private final List<Experiment.Store> stores = new ArrayList<>();
  private final List<InstructionTest.Expected> expected = new ArrayList<>();
  private final List<Experiment.Store> memory = new ArrayList<>();
  private Mask mask;
  private @Nullable Stop stop;
  private @Nullable Long pc;
  private boolean unicorn;

  public InstructionTestParser(Arch arch) {
    this.arch = arch;
    this.set = RegisterSet.of(arch);
    this.mask = Mask.of(arch);
  }

  /**
   * Reads a resource.
   *
   * @param near the class beside which it lies
   * @throws IllegalArgumentException at a line that cannot be read, naming it
   */
  public static List<InstructionTest> read(Arch arch, Class<?> near, String name) {
    try (InputStream in = near.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource " + name + " beside " + near.getName());
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new InstructionTestParser(arch).parse(name, text);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  /** Reads all lines of a text. */
  public List<InstructionTest> parse(String name, String text) {
    List<InstructionTest> tests = new ArrayList<>();
    int number = 0;
    for (String l : text.lines().toList()) {
      number++;
      String content = l.strip();
      if (!content.isEmpty() && !content.startsWith("#")) {
        line = name + ":" + number + ": " + content;
        try {
          tests.add(parseLine(content));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(line + "\n  " + e.getMessage(), e);
        }
      }
    }
    return tests;
  }

  private InstructionTest parseLine(String content) {
    Matcher m = LINE.matcher(content);
    if (!m.matches()) {
      throw new IllegalArgumentException("expected [bytes] \"text\" values => values");
    }
    registers = InstructionTest.patterns(arch);
    stores.clear();
    expected.clear();
    memory.clear();
    mask = Mask.of(arch);
    stop = null;
    pc = null;
    unicorn = true;
    List<byte[]> instructions = instructions(m.group(1));
    words(m.group(3)).forEach(this::initial);
    words(m.group(4)).forEach(this::expectation);
    Experiment experiment = new Experiment(instructions, registers, List.copyOf(stores), mask, 0);
    return new InstructionTest(
        arch,
        line,
        m.group(2),
        experiment,
        List.copyOf(expected),
        List.copyOf(memory),
        stop,
        pc,
        unicorn);
  }

  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
  }

  private static List<byte[]> instructions(String hex) {
    List<byte[]> instructions = new ArrayList<>();
    for (String one : hex.split("\\|")) {
      java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
      for (String word : words(one)) {
        if (word.length() == 2) {
          bytes.write(HexFormat.fromHexDigits(word));
        } else {
          bytes.writeBytes(
              InstructionTest.littleEndian(HexFormat.fromHexDigitsToLong(word), word.length() / 2));
        }
      }
      instructions.add(bytes.toByteArray());
    }
    return instructions;
  }

  private void initial(String word) {
    String name = before(word);
    String value = word.substring(name.length() + 1);
    Matcher m = MEMORY.matcher(name);
    if (m.matches()) {
      stores.add(store(m, value));
    } else {
      assign(
          name,
          value,
          (register, bits, v) -> registers[register] = registers[register] & ~bits | v);
    }
  }

  private void expectation(String word) {
    if (word.startsWith("~")) {
      if (word.equals("~unicorn")) {
        unicorn = false;
      } else {
        mask = mask.ignoring(word.substring(1));
      }
      return;
    }
    String name = before(word);
    String value = word.substring(name.length() + 1);
    Matcher m = MEMORY.matcher(name);
    if (m.matches()) {
      memory.add(store(m, value));
      return;
    }
    switch (name) {
      case "pc" -> pc = number(value);
      case "trap" -> stop = trap(value);
      case "fault" -> stop = fault(value);
      default ->
          assign(
              name, value, (r, bits, v) -> expected.add(new InstructionTest.Expected(r, bits, v)));
    }
  }

  private interface Assignment {
    void set(int register, long bits, long value);
  }

  private void assign(String name, String value, Assignment to) {
    if (name.indexOf('.') >= 0) {
      long bits = InstructionTest.bits(name);
      to.set(set.index(before(name, '.')), bits, number(value) == 0 ? 0 : bits);
    } else if (set.contains(name + "l")) {
      int colon = value.indexOf(':');
      String high = colon < 0 ? "0" : value.substring(0, colon);
      to.set(set.index(name + "h"), -1, number(high));
      to.set(set.index(name + "l"), -1, number(value.substring(colon + 1)));
    } else {
      to.set(set.index(name), InstructionTest.bits(name), number(value));
    }
  }

  private Experiment.Store store(Matcher place, String value) {
    return new Experiment.Store(
        number(place.group(2)),
        InstructionTest.littleEndian(number(value), Integer.parseInt(place.group(1)) / 8));
  }

  private Stop trap(String name) {
    Kind kind = TRAPS.get(name);
    if (kind == null) {
      throw new IllegalArgumentException("trap is one of " + TRAPS.keySet());
    }
    return Stop.of(kind, TestMemory.START);
  }

  private Stop fault(String value) {
    String access = before(value, ':');
    Integer bit = ACCESSES.get(access);
    if (bit == null) {
      throw new IllegalArgumentException("fault is one of " + ACCESSES.keySet());
    }
    long address = number(value.substring(access.length() + 1));
    long at = bit == Access.EXECUTE ? address : TestMemory.START;
    return Stop.fault(at, address, bit);
  }

  private static String before(String word) {
    return before(word, '=');
  }

  private static String before(String word, char separator) {
    int at = word.indexOf(separator);
    if (at <= 0) {
      throw new IllegalArgumentException("expected name" + separator + "value: " + word);
    }
    return word.substring(0, at);
  }

  private static long number(String text) {
    Long special = FLOATS.get(text);
    if (special != null) {
      return special;
    }
    Matcher place = PLACE.matcher(text);
    if (place.matches()) {
      Long base = PLACES.get(place.group(1));
      if (base == null) {
        throw new IllegalArgumentException(text);
      }
      return base + (place.group(2) == null ? 0 : integer(place.group(2)));
    }
    if (text.indexOf('.') >= 0) {
      return text.endsWith("f")
          ? Float.floatToRawIntBits(Float.parseFloat(text)) & 0xffff_ffffL
          : Double.doubleToRawLongBits(Double.parseDouble(text));
    }
    return integer(text);
  }

  private static long integer(String text) {
    String digits = text.replace("_", "");
    boolean negative = digits.startsWith("-");
    digits = digits.startsWith("-") || digits.startsWith("+") ? digits.substring(1) : digits;
    long value =
        digits.startsWith("0x")
            ? Long.parseUnsignedLong(digits.substring(2), 16)
            : Long.parseUnsignedLong(digits);
    return negative ? -value : value;
  }
}
