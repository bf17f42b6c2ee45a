package burrow.cpu.riscv64;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.machine.AddressSpace;
import burrow.machine.Engine;
import burrow.translator.region.Translator;
import org.junit.jupiter.api.AfterEach;

/** The same with every instruction translated before it runs, which takes some milliseconds. */
final class TranslatedDifferentialTest extends UnicornDifferentialTest {
  @SuppressWarnings("NullAway.Init")
  private Translator translator;

  @Override
  Engine engine(RiscvIsa isa, AddressSpace memory) {
    translator = new Translator(isa, memory, 0, false);
    return translator;
  }

  @Override
  int rounds() {
    return super.rounds() / 10;
  }

  @AfterEach
  void everythingWasTranslated() {
    assertThat(translator.translated()).isPositive();
    assertThat(translator.failures()).isZero();
  }
}
