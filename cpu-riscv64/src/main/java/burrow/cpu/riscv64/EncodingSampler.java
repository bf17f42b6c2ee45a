package burrow.cpu.riscv64;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** Draws random valid instructions from the encoding table, for differential tests. */
public final class EncodingSampler {
  private final List<Encoding> encodings = new ArrayList<>();

  /**
   * @param wanted which mnemonics to draw, of those that have a meaning
   */
  public EncodingSampler(Predicate<String> wanted) {
    for (Encoding e : EncodingTable.scalar()) {
      if (Meanings.of(e.base()) != null && wanted.test(e.mnemonic())) {
        encodings.add(e);
      }
    }
  }

  /** Mnemonics that the Unicorn 2.1 reference lacks: Zba, Zbb, Zbs, Zicond. */
  public static Set<String> bitManipulation() {
    return BitLifts.TABLE.keySet();
  }

  /** The mnemonics that can be drawn, one for each encoding. */
  public List<String> mnemonics() {
    return encodings.stream().map(Encoding::mnemonic).toList();
  }

  /** Two or four bytes: each encoding with the same probability, then any operands. */
  public byte[] next(RandomGenerator random) {
    return draw(encodings.get(random.nextInt(encodings.size())), random);
  }

  /** The same for the encoding at an index of {@link #mnemonics}. */
  public byte[] next(int index, RandomGenerator random) {
    return draw(encodings.get(index), random);
  }

  private static byte[] draw(Encoding e, RandomGenerator random) {
    while (true) {
      int word = random.nextInt() & ~e.mask() | e.match();
      if (e.length() == 2) {
        word &= 0xffff;
      }
      // A more special encoding, or a reserved combination, may have been hit.
      Instruction i = EncodingTable.decode(word);
      if (i != null && i.encoding() == e && !(e.operands().contains("pc+imm") && loops(i))) {
        return bytes(word, e.length());
      }
    }
  }

  /** Whether a branch goes to itself or into itself: it might never end. */
  private static boolean loops(Instruction i) {
    return i.imm() >= 0 && i.imm() < i.length();
  }

  private static byte[] bytes(int word, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (word >>> 8 * i);
    }
    return bytes;
  }
}
