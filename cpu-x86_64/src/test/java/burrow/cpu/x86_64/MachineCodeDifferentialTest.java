package burrow.cpu.x86_64;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import burrow.machine.AddressSpace;
import burrow.machine.Engine;
import burrow.translator.interpreter.Interpreter;
import org.junit.jupiter.api.AfterEach;

/** The same with every block as machine code of the host before it runs. */
final class MachineCodeDifferentialTest extends DifferentialTest {
  @SuppressWarnings("NullAway.Init")
  private Interpreter interpreter;

  @Override
  Engine engine(AddressSpace memory) {
    interpreter = Interpreter.machineCode(X86Isa.INSTANCE, memory);
    assumeTrue(interpreter.usesMachineCode());
    return interpreter;
  }

  @AfterEach
  void machineCodeWasUsed() {
    assertThat(interpreter.machineCodeBlocks()).isGreaterThan(500);
  }
}
