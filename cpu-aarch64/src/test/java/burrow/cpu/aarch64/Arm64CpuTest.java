package burrow.cpu.aarch64;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.machine.AddressSpace;
import org.junit.jupiter.api.Test;

final class Arm64CpuTest {
  @Test
  void copiesEveryRegister() {
    AddressSpace memory = AddressSpace.create();
    try {
      Arm64Cpu a = new Arm64Cpu(memory);
      for (int i = 0; i <= Arm64Cpu.SP; i++) {
        a.setRegister(i, 100 + i);
        a.setVector(i, 200 + i, 300 + i);
      }
      a.setNzcv(0x6123_4567L);
      a.fpcr = 1;
      a.fpsr = 2;
      a.tpidr = 3;
      a.tpidrro = 4;
      a.pc = 5;
      Arm64Cpu b = new Arm64Cpu(memory);
      b.copyRegistersFrom(a);
      assertThat(b.toString()).isEqualTo(a.toString());
      assertThat(b.x30).isEqualTo(130);
      assertThat(b.sp).isEqualTo(131);
      assertThat(b.v31h).isEqualTo(331);
      assertThat(b.vectorLow(7)).isEqualTo(207);
      assertThat(b.nzcv()).isEqualTo(0x6000_0000L);
      assertThat(new long[] {b.fpcr, b.fpsr, b.tpidr, b.tpidrro, b.pc})
          .containsExactly(1, 2, 3, 4, 5);
    } finally {
      memory.release();
    }
  }
}
