package burrow.tests;

import burrow.cpu.aarch64.InstructionGenerator;
import burrow.machine.Arch;
import burrow.oracle.kit.InstructionSource;
import burrow.oracle.kit.Mask;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Instructions of every line of the A64 encoding table that has a meaning. */
final class Arm64Instructions implements InstructionSource {
  /** Unicorn stores what precedes the byte that faults; we store nothing. */
  private static final Set<String> STORES_IN_PIECES =
      Set.of("structures", "structureElement", "storePair", "storePairVector");

  // Unicorn also stops at some hints (YIELD, WFI), as the system it comes from would.
  private final InstructionGenerator generator =
      new InstructionGenerator(
          family -> !STORES_IN_PIECES.contains(family) && !family.equals("hint"));

  @Override
  public Encoding next(RandomGenerator random) {
    while (true) {
      InstructionGenerator.Drawn drawn = generator.next(random);
      if (!unicornIsWrong(drawn)) {
        int w = drawn.word();
        byte[] bytes = {(byte) w, (byte) (w >> 8), (byte) (w >> 16), (byte) (w >> 24)};
        return new Encoding(bytes, text(drawn), Mask.of(Arch.ARM64), drawn.branch(), false);
      }
    }
  }

  /** It compares operands of LDSMAX and LDSMIN under 64 bits as if they were unsigned. */
  private static boolean unicornIsWrong(InstructionGenerator.Drawn drawn) {
    return drawn.mnemonic().startsWith("ldsm") && drawn.word() >>> 30 != 3;
  }

  private static String text(InstructionGenerator.Drawn drawn) {
    return switch (drawn.base()) {
      case -1 -> drawn.mnemonic();
      case 31 -> drawn.mnemonic() + " [sp]";
      default -> drawn.mnemonic() + " [x" + drawn.base() + "]";
    };
  }
}
