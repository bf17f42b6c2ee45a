package burrow.translator.interpreter;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import burrow.machine.AddressSpace;
import burrow.machine.Engine;
import burrow.translator.EngineContract;
import burrow.translator.ToyIsa;

/** What runs twice becomes a region of machine code. */
class MachineCodeRegionsEngineTest extends EngineContract {
  @Override
  protected Engine engine(ToyIsa isa, AddressSpace memory) {
    Interpreter interpreter = Interpreter.machineCode(isa, memory, 1);
    assumeTrue(interpreter.usesMachineCode());
    return interpreter;
  }
}
