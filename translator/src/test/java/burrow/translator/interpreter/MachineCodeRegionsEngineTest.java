package burrow.translator.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import burrow.machine.AddressSpace;
import burrow.machine.Engine;
import burrow.machine.Traps;
import burrow.translator.EngineContract;
import burrow.translator.ToyIsa;
import burrow.translator.ToyPrograms;
import org.junit.jupiter.api.Test;

/** What runs twice becomes a region of machine code. */
class MachineCodeRegionsEngineTest extends EngineContract {
  @SuppressWarnings("NullAway.Init")
  private Interpreter interpreter;

  @Override
  protected Engine engine(ToyIsa isa, AddressSpace memory) {
    interpreter = Interpreter.machineCode(isa, memory, 1);
    assumeTrue(interpreter.usesMachineCode());
    return interpreter;
  }

  @Test
  void regionsAreMade() {
    memory.write(0x10000, ToyPrograms.loops(3, 5));
    var cpu = ToyPrograms.cpu(memory, 0x10000);
    cpu.traps = (c, trap) -> Traps.LEAVE;
    interpreter.run(cpu);
    assertThat(cpu.r0).isEqualTo(3L * 5 * ToyPrograms.ROUNDS);
    assertThat(interpreter.statistics())
        .anyMatch(line -> line.matches("regions as machine code: [1-9].*"));
  }
}
