package burrow.translator.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.Traps;
import burrow.translator.ToyPrograms;
import org.junit.jupiter.api.Test;

/** A program that makes more and more code, as compilers at run time do. */
class MachineCodeRoomTest {
  private static final long CODE = 0x10000;
  private static final int STRIDE = 0x100;

  @Test
  void codeRunsAllTheSameWhenThereIsNoMoreRoom() {
    AddressSpace memory = AddressSpace.create();
    Interpreter engine = Interpreter.machineCode(ToyPrograms.ISA, memory);
    assumeTrue(engine.usesMachineCode());
    memory.map(CODE, 200_000L * STRIDE, Access.READ | Access.WRITE | Access.EXECUTE);
    byte[] block = ToyPrograms.adding();
    int before = -1;
    int rounds = 0;
    while (engine.machineCodeBlocks() != before && rounds < 200_000) {
      before = engine.machineCodeBlocks();
      long pc = CODE + (long) STRIDE * rounds;
      memory.write(pc, block);
      var cpu = ToyPrograms.cpu(memory, pc);
      cpu.traps = (c, trap) -> Traps.LEAVE;
      engine.run(cpu);
      assertThat(cpu.r0).isEqualTo(ToyPrograms.LONG);
      rounds++;
    }
    assertThat(rounds).isBetween(1000, 199_999);
    memory.release();
  }
}
