package burrow.linux;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.cpu.aarch64.Arm64Cpu;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class Arm64IdRegistersTest {
  private static final long CODE = 0x10000;

  private final AddressSpace memory = AddressSpace.create();
  private final Arm64Cpu cpu = new Arm64Cpu(memory);

  @AfterEach
  void release() {
    memory.release();
  }

  private boolean read(int instruction) {
    memory.map(CODE, 0x1000, Access.READ | Access.WRITE | Access.EXECUTE);
    memory.write(
        CODE,
        new byte[] {
          (byte) instruction,
          (byte) (instruction >>> 8),
          (byte) (instruction >>> 16),
          (byte) (instruction >>> 24)
        });
    cpu.pc = CODE;
    return Arm64IdRegisters.read(cpu);
  }

  @Test
  void instructionSetAttributesTellOfAtomicsAndCiphers() {
    assertThat(read(0xd5380600)).as("mrs x0, id_aa64isar0_el1").isTrue();
    assertThat(cpu.x0 >>> 20 & 15).as("LSE").isEqualTo(2);
    assertThat(cpu.x0 >>> 4 & 15).as("AES, not announced").isZero();
    assertThat(cpu.x0 >>> 12 & 15)
        .as("SHA2, as in AT_HWCAP")
        .isEqualTo(new Arm64Abi().hwcap() >>> 6 & 1);
    assertThat(cpu.pc).isEqualTo(CODE + 4);
  }

  @Test
  void othersStayUndefined() {
    assertThat(read(0xd5381000)).as("mrs x0, sctlr_el1").isFalse();
    assertThat(read(0x00000000)).as("udf #0").isFalse();
    assertThat(cpu.pc).isEqualTo(CODE);
  }
}
