package burrow.translator.region;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.Traps;
import burrow.translator.ToyPrograms;
import org.junit.jupiter.api.Test;

/** Translated code stays within its bound, and what was evicted runs all the same. */
class EvictionTest {
  private static final long CODE = 0x10000;
  private static final int FUNCTIONS = 30;

  @Test
  void olderRegionsMakeRoom() {
    AddressSpace memory = AddressSpace.create();
    memory.map(CODE, 0x1000, Access.READ | Access.WRITE | Access.EXECUTE);
    // Room for about ten regions.
    Translator translator = new Translator(ToyPrograms.ISA, memory, 0, false, 20_000);
    for (int f = 0; f < FUNCTIONS; f++) {
      memory.write(CODE + 16L * f, ToyPrograms.addAndStop());
    }
    for (int round = 0; round < 2; round++) {
      for (int f = 0; f < FUNCTIONS; f++) {
        var cpu = ToyPrograms.cpu(memory, CODE + 16L * f);
        cpu.traps = (c, trap) -> Traps.LEAVE;
        translator.run(cpu);
        assertThat(cpu.r0).isEqualTo(1);
      }
    }
    assertThat(translator.failures()).isZero();
    assertThat(translator.evicted()).isGreaterThan(FUNCTIONS / 2);
    assertThat(translator.statistics().toString()).contains("regions evicted: ");
    memory.release();
  }
}
