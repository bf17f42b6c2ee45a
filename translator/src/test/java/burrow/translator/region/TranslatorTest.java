package burrow.translator.region;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.machine.AddressSpace;
import burrow.machine.Engine;
import burrow.translator.EngineContract;
import burrow.translator.ToyIsa;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Everything is translated at once, so that nothing is left to the interpreter. */
class TranslatorTest extends EngineContract {
  private final List<Translator> made = new ArrayList<>();

  @Override
  protected Engine engine(ToyIsa isa, AddressSpace memory) {
    Translator translator = new Translator(isa, memory, 0, false);
    made.add(translator);
    return translator;
  }

  @AfterEach
  void everythingCouldBeTranslated() {
    for (Translator t : made) {
      assertThat(t.failures()).as("%s", t.statistics()).isZero();
    }
  }
}
