package burrow.cpu.x86_64;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.machine.AddressSpace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class X86CpuTest {
  private final AddressSpace memory = AddressSpace.create();
  private final X86Cpu cpu = new X86Cpu(memory);

  @AfterEach
  void release() {
    memory.release();
  }

  @Test
  void numbersAreThoseOfEncodings() {
    cpu.rsp = 4;
    cpu.r13 = 13;
    cpu.setRegister(1, 11);
    cpu.setVector(15, 5, 6);
    assertThat(cpu.register(4)).isEqualTo(4);
    assertThat(cpu.register(13)).isEqualTo(13);
    assertThat(cpu.rcx).isEqualTo(11);
    assertThat(cpu.xmm15l).isEqualTo(5);
    assertThat(cpu.vectorHigh(15)).isEqualTo(6);
  }

  @Test
  void rflagsKeepsWhatUserModeMaySet() {
    cpu.setRflags(-1L);
    assertThat(cpu.rflags()).isEqualTo(0x24_4fd7L);
    cpu.setRflags(0);
    assertThat(cpu.rflags()).isEqualTo(0x202);
  }

  @Test
  void lazyFlagsOfSubtraction() {
    cpu.flagsKind = Flags.kind(Flags.SUB, 1);
    cpu.flagsA = 0x80;
    cpu.flagsB = 0x01;
    assertThat(cpu.rflags() & Flags.ARITHMETIC).isEqualTo(Flags.OF | Flags.AF);
  }

  @Test
  void copiesEverything() {
    cpu.rax = 1;
    cpu.setVector(3, 4, 5);
    cpu.fsBase = 6;
    cpu.setRflags(Flags.CF | Flags.DF);
    X86Cpu copy = new X86Cpu(memory);
    copy.copyRegistersFrom(cpu);
    assertThat(copy.toString()).isEqualTo(cpu.toString());
    assertThat(copy.xmm3h).isEqualTo(5);
    assertThat(copy.fsBase).isEqualTo(6);
  }
}
