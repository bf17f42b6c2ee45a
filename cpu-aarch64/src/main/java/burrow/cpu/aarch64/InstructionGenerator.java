package burrow.cpu.aarch64;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Draws random instructions that have a meaning, every line of the encoding table as likely as any
 * other. Leaves out what the architecture calls unpredictable (a base register loaded with write
 * back and the like), what depends on time, and what only a kernel gives a meaning.
 */
public final class InstructionGenerator {
  private final List<Encoding> encodings;

  /**
   * One instruction.
   *
   * @param base the register of the address it accesses, 31 for SP, -1 if it does not
   * @param branch whether control may go elsewhere
   */
  public record Drawn(int word, String mnemonic, int base, boolean branch) {}

  /**
   * @param families which lines of the table to draw from, by their family
   */
  public InstructionGenerator(Predicate<String> families) {
    this.encodings =
        EncodingTable.encodings().stream()
            .filter(e -> executable(e.family()) && families.test(e.family()))
            .toList();
  }

  static boolean executable(String family) {
    return switch (family) {
      case "-", "undefined", "supervisorCall", "breakpoint" -> false;
      case "readSystemRegister", "writeSystemRegister", "system", "writeDit" -> false;
      default -> true;
    };
  }

  /** The next instruction. */
  public Drawn next(RandomGenerator random) {
    Encoding e = encodings.get(random.nextInt(encodings.size()));
    int word = draw(e, random);
    int base = accessesMemory(e.family()) ? word >>> 5 & 31 : -1;
    return new Drawn(
        word, e.mnemonic(word), base, e.family().toLowerCase(Locale.ROOT).contains("branch"));
  }

  private static boolean accessesMemory(String family) {
    return family.startsWith("load") && !family.startsWith("loadLiteral")
        || family.startsWith("store")
        || family.startsWith("structure")
        || family.startsWith("compareAndSwap")
        || family.equals("atomic");
  }

  /** An instruction of one line of the table. */
  static int draw(Encoding e, RandomGenerator random) {
    while (true) {
      int word = random.nextInt() & ~e.mask() | e.bits();
      if (EncodingTable.decode(word) == e && !unpredictable(e.family(), word)) {
        return word;
      }
    }
  }

  private static boolean unpredictable(String family, int word) {
    int d = word & 31;
    int n = word >>> 5 & 31;
    int a = word >>> 10 & 31;
    int m = word >>> 16 & 31;
    boolean writeBack = (word >>> 23 & 1) != 0 && n != 31;
    return switch (family) {
      case "loadIndexed", "storeIndexed" -> d == n && n != 31;
      case "loadPair" -> d == a || writeBack && (d == n || a == n);
      case "storePair" -> writeBack && (d == n || a == n);
      case "loadPairVector", "loadExclusivePair" -> d == a;
      case "storeExclusive", "storeExclusivePair" -> m == d || m == n || m == a;
      default -> false;
    };
  }
}
