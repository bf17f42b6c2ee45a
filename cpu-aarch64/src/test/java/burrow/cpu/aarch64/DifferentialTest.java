package burrow.cpu.aarch64;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.machine.AddressSpace;
import burrow.machine.Arch;
import burrow.machine.Engine;
import burrow.oracle.RegisterSet;
import burrow.oracle.kit.BurrowSubject;
import burrow.oracle.kit.Comparison;
import burrow.oracle.kit.Experiment;
import burrow.oracle.kit.Mask;
import burrow.oracle.kit.Operands;
import burrow.translator.interpreter.Interpreter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every encoding of the table with random fields and operands, against Unicorn. */
class DifferentialTest {
  private static final RegisterSet SET = RegisterSet.of(Arch.ARM64);

  // FPSR: cumulative exceptions and QC are not modelled (docs/quirks.md).
  private static final Mask MASK = Mask.of(Arch.ARM64).ignoring("fpsr", 0x0800_009f);

  /**
   * Unicorn accesses memory piece by piece here: a fault in the middle leaves the first pieces
   * stored or loaded. We fault before anything changes.
   */
  private static final Set<String> SEVERAL_ACCESSES =
      Set.of(
          "structures",
          "structureElement",
          "structureReplicate",
          "storePair",
          "storePairVector",
          "loadPairVector");

  private static final Set<String> FLOATS =
      Set.of(
          ("fixedToFloat floatToFixed floatToInteger integerToFloat floatUnary floatConvert"
                  + " floatRound floatCompare floatConditionalCompare floatBinary floatMultiplyAdd"
                  + " floatLanes floatLanesAccumulate floatLanesPairwise floatNarrow floatLong"
                  + " floatLanesUnary floatLanesZero floatLanesFixed floatElementAccumulate"
                  + " floatElement scalarFloat scalarFloatNarrow scalarFloatUnary scalarFloatZero"
                  + " scalarFixed scalarFloatElementAccumulate scalarFloatElement acrossLanes"
                  + " scalarPairwise")
              .split(" "));

  private final SplittableRandom random = new SplittableRandom(20261123);
  private final Operands operands = new Operands(random);
  private final InstructionGenerator all = new InstructionGenerator(DifferentialTest::comparable);
  private Comparison comparison;

  @BeforeEach
  void open() {
    AddressSpace memory = AddressSpace.create();
    comparison =
        Comparison.withUnicorn(
            new BurrowSubject(Arch.ARM64, memory, new Arm64Cpu(memory), engine(memory)));
  }

  /** What is compared with Unicorn. */
  Engine engine(AddressSpace memory) {
    return new Interpreter(Arm64Isa.INSTANCE, memory);
  }

  /** How many of so many comparisons that engine has time for. */
  int some(int count) {
    return count;
  }

  @AfterEach
  void close() {
    comparison.close();
  }

  private static boolean comparable(String family) {
    return !SEVERAL_ACCESSES.contains(family);
  }

  /** Unicorn compares operands of LDSMAX and LDSMIN under 64 bits as if they were unsigned. */
  private static boolean unicornIsWrong(int word) {
    return (word & 0x3f20_ec00) == 0x3820_4000 && word >>> 30 != 3;
  }

  private Experiment experiment(long[] registers, int... words) {
    List<byte[]> code = new ArrayList<>();
    for (int w : words) {
      code.add(new byte[] {(byte) w, (byte) (w >> 8), (byte) (w >> 16), (byte) (w >> 24)});
    }
    return new Experiment(code, registers, MASK);
  }

  @Test
  void everyEncodingDoesWhatUnicornDoes() {
    List<String> differences = new ArrayList<>();
    int compared = 0;
    for (Encoding e : EncodingTable.encodings()) {
      if (!InstructionGenerator.executable(e.family())) {
        continue;
      }
      for (int k = 0; k < some(24); k++) {
        int word = InstructionGenerator.draw(e, random);
        long[] registers = operands.registers(SET);
        if (!comparable(e.family())) {
          // All of the access lies in one page that can be written.
          registers[word >>> 5 & 31] = burrow.oracle.kit.TestMemory.SCRATCH + 0x2800 + k * 8;
        }
        if (!unicornIsWrong(word)) {
          compared++;
          difference(registers, word).ifPresent(differences::add);
        }
      }
    }
    assertThat(differences).isEmpty();
    assertThat(compared).isGreaterThan(some(10_000));
  }

  @Test
  void sequencesDoWhatUnicornDoes() {
    for (int k = 0; k < some(4_000); k++) {
      int[] words = random.ints(random.nextInt(2, 9)).map(i -> next()).toArray();
      assertThat(difference(operands.registers(SET), words)).isEmpty();
    }
  }

  /** Every rounding mode, with and without FZ and DN. */
  @Test
  void floatsDoWhatUnicornDoesUnderEveryFpcr() {
    List<String> differences = new ArrayList<>();
    int compared = 0;
    for (Encoding e : EncodingTable.encodings()) {
      if (!FLOATS.contains(e.family())) {
        continue;
      }
      for (int k = 0; k < some(100); k++) {
        long[] registers = operands.registers(SET);
        registers[SET.index("fpcr")] = random.nextLong() & Arm64Cpu.FPCR_BITS;
        compared++;
        difference(registers, InstructionGenerator.draw(e, random)).ifPresent(differences::add);
      }
    }
    assertThat(differences).isEmpty();
    assertThat(compared).isGreaterThan(some(3_000));
  }

  private int next() {
    while (true) {
      int word = all.next(random).word();
      if (!unicornIsWrong(word)) {
        return word;
      }
    }
  }

  private Optional<String> difference(long[] registers, int... words) {
    return comparison.difference(experiment(registers, words));
  }
}
