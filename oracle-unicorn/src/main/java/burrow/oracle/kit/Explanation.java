package burrow.oracle.kit;

import burrow.machine.Arch;
import burrow.oracle.Capstone;
import burrow.oracle.Flags;
import burrow.oracle.NativeLibraries;
import burrow.oracle.RegisterSet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Messages about differences that a reader can act on without running anything. */
final class Explanation implements AutoCloseable {
  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9]*");
  private static final Pattern ADDRESS = Pattern.compile("\\[.*?]|\\(.*?\\)");
  private static final List<String> RISCV_ABI =
      List.of(
          "zero ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6"
              .split(" "));
  private static final List<String> RISCV_FP_ABI =
      List.of(
          "ft0 ft1 ft2 ft3 ft4 ft5 ft6 ft7 fs0 fs1 fa0 fa1 fa2 fa3 fa4 fa5 fa6 fa7 fs2 fs3 fs4 fs5 fs6 fs7 fs8 fs9 fs10 fs11 ft8 ft9 ft10 ft11"
              .split(" "));

  private final RegisterSet set;
  private final @Nullable Capstone capstone;

  Explanation(Arch arch) {
    this.set = RegisterSet.of(arch);
    this.capstone = NativeLibraries.CAPSTONE.find().isPresent() ? new Capstone(arch) : null;
  }

  /** The instruction as text; its bytes if there is no Capstone or it does not know it. */
  String disassemble(byte[] code, long pc) {
    String hex = ".byte " + HexFormat.ofDelimiter(" ").formatHex(code);
    return capstone == null
        ? hex
        : capstone.disassemble(code, pc).map(Capstone.Instruction::toString).orElse(hex);
  }

  String of(Experiment experiment, List<String> differences) {
    StringBuilder message = new StringBuilder(set.arch().goName()).append(":\n");
    Set<Integer> matter = new TreeSet<>();
    long pc = TestMemory.START;
    for (byte[] instruction : experiment.instructions()) {
      String text = disassemble(instruction, pc);
      message
          .append(
              String.format("  %x  %-32s", pc, HexFormat.ofDelimiter(" ").formatHex(instruction)))
          .append(text)
          .append('\n');
      matter.addAll(registersIn(text));
      pc += instruction.length;
    }
    message.append("  before: ").append(values(matter, experiment.registers())).append('\n');
    differences.forEach(d -> message.append("  ").append(d).append('\n'));
    return message.toString().stripTrailing();
  }

  String line(String what, String expected, String actual) {
    return what + ": expected " + expected + ", got " + actual;
  }

  String register(int i, long expected, long actual) {
    String name = set.name(i);
    return line(name, Flags.format(name, expected), Flags.format(name, actual));
  }

  String memory(int offset, byte[] expected, byte[] actual) {
    return line(
        "memory at 0x" + Long.toHexString(TestMemory.SCRATCH + offset),
        "0x" + Long.toHexString(word(expected, offset)),
        "0x" + Long.toHexString(word(actual, offset)));
  }

  private static long word(byte[] bytes, int offset) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(offset);
  }

  private String values(Set<Integer> registers, long[] values) {
    StringJoiner joined = new StringJoiner(" ");
    for (int i : registers) {
      joined.add(set.name(i) + "=" + Flags.format(set.name(i), values[i]));
    }
    return joined.toString();
  }

  /** The registers that a disassembled instruction names, and the flags. */
  private Set<Integer> registersIn(String text) {
    Set<Integer> found = new TreeSet<>();
    for (String flags : List.of("rflags", "nzcv")) {
      if (set.contains(flags)) {
        found.add(set.index(flags));
      }
    }
    Matcher words = WORD.matcher(text);
    while (words.find()) {
      for (String name : fullNames(words.group())) {
        if (set.contains(name)) {
          found.add(set.index(name));
        }
      }
    }
    return found;
  }

  /** The general registers that stand in brackets, or parentheses on RISC-V: base, then index. */
  List<Integer> addressRegisters(String text) {
    List<Integer> found = new ArrayList<>();
    Matcher groups = ADDRESS.matcher(text);
    while (groups.find()) {
      Matcher words = WORD.matcher(groups.group());
      while (words.find()) {
        for (String name : fullNames(words.group())) {
          if (set.contains(name) && set.isGeneral(set.index(name))) {
            found.add(set.index(name));
          }
        }
      }
    }
    return found;
  }

  /** {@code al}, {@code w3}, {@code a0} as names of a {@link RegisterSet}. */
  private List<String> fullNames(String word) {
    return switch (set.arch()) {
      case AMD64 -> amd64(word);
      case ARM64 -> arm64(word);
      default -> riscv64(word);
    };
  }

  private static List<String> amd64(String word) {
    if (word.startsWith("xmm")) {
      return List.of(word + "l", word + "h");
    }
    if (word.matches("r\\d+[bwd]")) {
      return List.of(word.substring(0, word.length() - 1));
    }
    if (word.equals("fs") || word.equals("gs")) {
      return List.of(word + "Base");
    }
    if (word.matches("[abcd][lh]")) {
      return List.of("r" + word.charAt(0) + "x");
    }
    if (word.matches("e?([abcd]x|[sd]i|[sb]p)")) {
      return List.of("r" + word.substring(word.length() - 2));
    }
    return word.matches("([sd]i|[sb]p)l") ? List.of("r" + word.substring(0, 2)) : List.of(word);
  }

  private static List<String> arm64(String word) {
    if (word.matches("w\\d+")) {
      return List.of("x" + word.substring(1));
    }
    if (word.matches("[vqdshb]\\d+")) {
      return List.of("v" + word.substring(1) + "l", "v" + word.substring(1) + "h");
    }
    return List.of(word.equals("wsp") ? "sp" : word);
  }

  private static List<String> riscv64(String word) {
    int integer = word.equals("fp") ? 8 : RISCV_ABI.indexOf(word);
    if (integer >= 0) {
      return List.of("x" + integer);
    }
    int fp = RISCV_FP_ABI.indexOf(word);
    return List.of(fp >= 0 ? "f" + fp : word);
  }

  @Override
  public void close() {
    if (capstone != null) {
      capstone.close();
    }
  }
}
