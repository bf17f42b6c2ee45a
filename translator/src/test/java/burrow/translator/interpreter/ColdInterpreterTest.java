package burrow.translator.interpreter;

import burrow.machine.AddressSpace;
import burrow.machine.Engine;
import burrow.translator.EngineContract;
import burrow.translator.ToyIsa;

/** Blocks run as they were lifted, and get their optimised form under way. */
class ColdInterpreterTest extends EngineContract {
  @Override
  protected Engine engine(ToyIsa isa, AddressSpace memory) {
    return new Interpreter(isa, memory, 2);
  }
}
