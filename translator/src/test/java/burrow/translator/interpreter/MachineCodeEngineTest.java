package burrow.translator.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import burrow.machine.AddressSpace;
import burrow.machine.Engine;
import burrow.translator.EngineContract;
import burrow.translator.ToyIsa;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Every block is machine code before it runs the first time. */
class MachineCodeEngineTest extends EngineContract {
  private final List<Interpreter> made = new ArrayList<>();

  @Override
  protected Engine engine(ToyIsa isa, AddressSpace memory) {
    Interpreter interpreter = Interpreter.machineCode(isa, memory);
    assumeTrue(interpreter.usesMachineCode());
    made.add(interpreter);
    return interpreter;
  }

  @AfterEach
  void machineCodeWasUsed() {
    for (Interpreter i : made) {
      assertThat(i.statistics()).isNotEmpty();
    }
  }
}
