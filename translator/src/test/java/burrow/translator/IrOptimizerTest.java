package burrow.translator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class IrOptimizerTest {
  private static final int KIND = IrState.REGISTERS.flagsSlot();

  private final IrWriter ir = new IrWriter(IrWriter.PC);

  /**
   * What only the second, dead, flags needed has the temporary of the first, which a fault needs.
   */
  @Test
  void flagsOfAnEarlierInstructionAreRecordedAtAFault() {
    ir.begin();
    not(0, 4);
    flags(1);
    ir.begin();
    not(0, 5);
    IrOp load = ir.emit(Opcode.LOAD);
    load.size = 8;
    load.a = 0;
    load.d = IrWriter.temporary(1);
    flags(2);
    ir.move(6, IrWriter.temporary(1));
    ir.begin();
    not(0, 4);
    flags(3);

    IrBlock plain = ir.block();
    IrBlock block =
        IrOptimizer.optimize(
            new IrBlock(
                plain.pc(),
                plain.end(),
                plain.instructions(),
                new ArrayList<>(plain.ops()),
                plain.constants(),
                plain.terminator()),
            IrState.REGISTERS);
    IrState state = new IrState();
    state.registers[4] = 40;
    state.registers[5] = 50;
    for (IrOp op : block.ops()) {
      if (!state.execute(block, op)) {
        op.onFault.forEach(late -> state.execute(block, late));
        break;
      }
    }
    assertThat(state.registers[KIND]).isEqualTo(1);
    assertThat(state.registers[KIND + 1]).isEqualTo(~40);
  }

  private void not(int temporary, int register) {
    IrOp op = ir.emit(Opcode.NOT);
    op.a = register;
    op.d = IrWriter.temporary(temporary);
  }

  private void flags(int kind) {
    IrOp op = ir.emit(Opcode.FLAGS);
    op.imm = kind;
    op.a = op.b = op.c = IrWriter.temporary(0);
  }
}
