package burrow.cpu.riscv64;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.machine.AddressSpace;
import org.junit.jupiter.api.Test;

class RiscvCpuTest {
  @Test
  void registersByNumberAreTheNamedFields() {
    AddressSpace memory = AddressSpace.create();
    try {
      RiscvCpu cpu = new RiscvCpu(memory);
      for (int n = 0; n < 32; n++) {
        cpu.setRegister(n, 100 + n);
        cpu.setFp(n, 200 + n);
      }
      assertThat(cpu.register(0)).isZero();
      assertThat(cpu.x1).isEqualTo(101);
      assertThat(cpu.x31).isEqualTo(131).isEqualTo(cpu.register(31));
      assertThat(cpu.f0).isEqualTo(200);
      assertThat(cpu.f31).isEqualTo(231).isEqualTo(cpu.fp(31));
    } finally {
      memory.release();
    }
  }

  @Test
  void copyTakesEveryRegister() {
    AddressSpace memory = AddressSpace.create();
    try {
      RiscvCpu from = new RiscvCpu(memory);
      for (int n = 0; n < 32; n++) {
        from.setRegister(n, n);
        from.setFp(n, -n);
      }
      from.fcsr = 0xe1;
      from.pc = 0x1_0000;
      RiscvCpu to = new RiscvCpu(memory);
      to.copyRegistersFrom(from);
      for (int n = 0; n < 32; n++) {
        assertThat(to.register(n)).isEqualTo(n);
        assertThat(to.fp(n)).isEqualTo(-n);
      }
      assertThat(to.fcsr).isEqualTo(0xe1);
      assertThat(to.pc).isEqualTo(0x1_0000);
    } finally {
      memory.release();
    }
  }
}
