package burrow.cpu.x86_64;

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
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every encoding of the table with random fields and operands, against Unicorn. */
class DifferentialTest {
  private static final RegisterSet SET = RegisterSet.of(Arch.AMD64);

  // With two NaN operands QEMU takes the larger significand, as the x87 does; the manual the first.
  private static final Mask MASK = Mask.of(Arch.AMD64).ignoringNanPayloads();

  private final SplittableRandom random = new SplittableRandom(20261123);
  private final Operands operands = new Operands(random);

  /** Without BT and its kin: QEMU leaves an OF that depends on what stood before. */
  private final InstructionGenerator sequences =
      new InstructionGenerator(
          m -> InstructionGenerator.knownToUnicorn(m) && !m.matches("bt[csr]?"));

  private Comparison comparison;

  @BeforeEach
  void open() {
    AddressSpace memory = AddressSpace.create();
    comparison =
        Comparison.withUnicorn(
            new BurrowSubject(Arch.AMD64, memory, new X86Cpu(memory), engine(memory)));
  }

  /** What is compared with Unicorn. */
  Engine engine(AddressSpace memory) {
    return new Interpreter(X86Isa.INSTANCE, memory);
  }

  /** How many of so many comparisons that engine has time for. */
  int some(int count) {
    return count;
  }

  @AfterEach
  void close() {
    comparison.close();
  }

  @Test
  void everyEncodingDoesWhatUnicornDoes() {
    List<String> differences = new ArrayList<>();
    int compared = 0;
    for (Form form : EncodingTable.INSTANCE.forms()) {
      if (!InstructionGenerator.drawable(form)
          || !InstructionGenerator.knownToUnicorn(form.mnemonic)) {
        continue;
      }
      for (int k = 0; k < some(24); k++) {
        compared++;
        comparison
            .difference(
                new Experiment(
                    List.of(InstructionGenerator.draw(form, random)),
                    operands.registers(SET),
                    MASK))
            .ifPresent(differences::add);
      }
    }
    assertThat(differences).isEmpty();
    assertThat(compared).isGreaterThan(some(10_000));
  }

  @Test
  void sequencesDoWhatUnicornDoes() {
    for (int k = 0; k < some(3_000); k++) {
      List<byte[]> code = new ArrayList<>();
      for (int n = random.nextInt(2, 9); n > 0; n--) {
        code.add(sequences.next(random));
      }
      assertThat(comparison.difference(new Experiment(code, operands.registers(SET), MASK)))
          .isEmpty();
    }
  }
}
