package burrow.cpu.riscv64;

import burrow.translator.IrBuilder;

/** The meaning of a family of instructions: emits the IR of one of them. */
@FunctionalInterface
interface Lift {
  void lift(Instruction i, IrBuilder ir);
}
