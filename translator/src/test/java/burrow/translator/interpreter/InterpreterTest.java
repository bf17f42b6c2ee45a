package burrow.translator.interpreter;

import burrow.machine.AddressSpace;
import burrow.machine.Engine;
import burrow.translator.EngineContract;
import burrow.translator.ToyIsa;

class InterpreterTest extends EngineContract {
  @Override
  protected Engine engine(ToyIsa isa, AddressSpace memory) {
    return new Interpreter(isa, memory);
  }
}
