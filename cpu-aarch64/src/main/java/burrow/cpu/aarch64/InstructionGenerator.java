package burrow.cpu.aarch64;

import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Draws random instructions that have a meaning, every line of the encoding table as likely as any
 * other. Leaves out what the architecture calls unpredictable (a base register loaded with write
 * back and the like), what depends on time, and what only a kernel gives a meaning.
 */
public final class InstructionGenerator {
  private final RandomGenerator random;
  private final List<Encoding> encodings;

  /**
   * @param families which lines of the table to draw from, by their family
   */
  public InstructionGenerator(RandomGenerator random, Predicate<String> families) {
    this.random = random;
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
  public int next() {
    return draw(encodings.get(random.nextInt(encodings.size())));
  }

  /** An instruction of one line of the table. */
  int draw(Encoding e) {
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
