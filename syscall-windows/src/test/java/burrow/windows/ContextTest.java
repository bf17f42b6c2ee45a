package burrow.windows;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.cpu.aarch64.Arm64Cpu;
import burrow.cpu.x86_64.X86Cpu;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Offsets as Go's internal/runtime/syscall/windows declares them. */
class ContextTest {
  private static final long AT = 0x10000;

  private AddressSpace memory;

  @BeforeEach
  void map() {
    memory = AddressSpace.create();
    memory.map(AT, 0x2000, Access.READ | Access.WRITE);
  }

  @AfterEach
  void release() {
    memory.release();
  }

  @Test
  void amd64() {
    Amd64Abi abi = new Amd64Abi();
    X86Cpu c = new X86Cpu(memory);
    for (int n = 0; n < X86Cpu.REGISTERS; n++) {
      c.setRegister(n, 0x1000 + n);
      c.setVector(n, 0x2000 + n, 0x3000 + n);
    }
    c.pc = 0x401234;
    c.setRflags(0x8d5);
    abi.saveContext(c, AT, abi.contextAll());
    assertThat(abi.contextBytes()).isEqualTo(1232);
    assertThat(abi.contextFlagsOffset()).isEqualTo(48);
    assertThat(memory.readLong(AT + 120)).as("Rax").isEqualTo(0x1000);
    assertThat(memory.readLong(AT + 128)).as("Rcx").isEqualTo(0x1001);
    assertThat(memory.readLong(AT + 152)).as("Rsp").isEqualTo(0x1004);
    assertThat(memory.readLong(AT + 160)).as("Rbp").isEqualTo(0x1005);
    assertThat(memory.readLong(AT + 240)).as("R15").isEqualTo(0x100f);
    assertThat(memory.readLong(AT + 248)).as("Rip").isEqualTo(0x401234);
    assertThat(memory.readInt(AT + 68) & 0x8d5).as("EFlags").isEqualTo(0x8d5);
    assertThat(memory.readLong(AT + 416 + 15 * 16)).as("Xmm15").isEqualTo(0x200f);
    assertThat(memory.readInt(AT + 52)).as("MxCsr").isEqualTo((int) X86Cpu.MXCSR_DEFAULT);
    X86Cpu back = new X86Cpu(memory);
    abi.loadContext(back, AT, abi.contextAll());
    assertThat(back.toString()).isEqualTo(c.toString());
    assertThat(back.vectorHigh(9)).isEqualTo(0x3009);
  }

  @Test
  void amd64ControlAloneTouchesNothingElse() {
    Amd64Abi abi = new Amd64Abi();
    X86Cpu c = new X86Cpu(memory);
    c.setRegister(0, 7);
    c.rsp = 0x8000;
    c.pc = 0x9000;
    abi.saveContext(c, AT, 0x100001);
    assertThat(memory.readLong(AT + 120)).isZero();
    memory.writeLong(AT + 248, 0xa000);
    memory.writeLong(AT + 120, 1);
    abi.loadContext(c, AT, 0x100001);
    assertThat(c.pc).isEqualTo(0xa000);
    assertThat(c.register(0)).isEqualTo(7);
  }

  @Test
  void arm64() {
    Arm64Abi abi = new Arm64Abi();
    Arm64Cpu c = new Arm64Cpu(memory);
    for (int n = 0; n <= Arm64Cpu.SP; n++) {
      c.setRegister(n, 0x1000 + n);
    }
    for (int n = 0; n < Arm64Cpu.VECTOR_REGISTERS; n++) {
      c.setVector(n, 0x2000 + n, 0x3000 + n);
    }
    c.pc = 0x401234;
    c.setNzcv(0x6000_0000L);
    abi.saveContext(c, AT, abi.contextAll());
    assertThat(abi.contextBytes()).isEqualTo(912);
    assertThat(abi.contextFlagsOffset()).isZero();
    assertThat(memory.readInt(AT + 4)).as("Cpsr").isEqualTo(0x6000_0000);
    assertThat(memory.readLong(AT + 8)).as("X0").isEqualTo(0x1000);
    assertThat(memory.readLong(AT + 240)).as("Fp").isEqualTo(0x1000 + 29);
    assertThat(memory.readLong(AT + 248)).as("Lr").isEqualTo(0x1000 + 30);
    assertThat(memory.readLong(AT + 256)).as("Sp").isEqualTo(0x1000 + 31);
    assertThat(memory.readLong(AT + 264)).as("Pc").isEqualTo(0x401234);
    assertThat(memory.readLong(AT + 272 + 31 * 16)).as("V31").isEqualTo(0x201f);
    Arm64Cpu back = new Arm64Cpu(memory);
    back.setRegister(18, 0x1000 + 18);
    abi.loadContext(back, AT, abi.contextAll());
    assertThat(back.toString()).isEqualTo(c.toString());
  }

  @Test
  void arm64KeepsTheThreadBlock() {
    Arm64Abi abi = new Arm64Abi();
    Arm64Cpu c = new Arm64Cpu(memory);
    abi.setThreadBlock(c, 0x7777);
    abi.loadContext(c, AT, abi.contextAll());
    assertThat(c.register(18)).isEqualTo(0x7777);
  }
}
