package burrow.cpu.riscv64;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.Exit;
import burrow.machine.Trap;
import burrow.machine.Traps;
import burrow.translator.interpreter.Interpreter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Short programs through decoder, lifter and interpreter. */
class RiscvProgramTest {
  private static final long CODE = 0x1_0000;
  private static final long DATA = 0x2_0000;

  private final AddressSpace memory = AddressSpace.create();
  private final RiscvCpu cpu = new RiscvCpu(memory);
  private final List<Trap> traps = new ArrayList<>();

  @AfterEach
  void release() {
    memory.release();
  }

  /** Runs the words, given as hexadecimal text, until the first trap. */
  private void run(String words) {
    memory.map(CODE, 0x1000, Access.READ | Access.EXECUTE);
    memory.map(DATA, 0x1000, Access.READ | Access.WRITE);
    long at = CODE;
    for (String word : words.strip().split("\\s+", -1)) {
      byte[] bytes = new byte[word.length() / 2];
      long value = Long.parseLong(word, 16);
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (value >>> 8 * i);
      }
      memory.initialize(at, bytes, 0, bytes.length);
      at += bytes.length;
    }
    cpu.pc = CODE;
    cpu.traps =
        (c, trap) -> {
          traps.add(trap);
          c.exit = Exit.STOPPED;
          return Traps.LEAVE;
        };
    assertThat(new Interpreter(new RiscvIsa(), memory).run(cpu)).isEqualTo(Exit.STOPPED);
  }

  @Test
  void sumsALoopAndCallsTheKernel() {
    cpu.x10 = 10;
    // li a1,0; loop: add a1,a1,a0; addi a0,a0,-1; bnez a0,loop; ecall
    run("4581 95aa 157d fd75 00000073");
    assertThat(cpu.x11).isEqualTo(55);
    assertThat(traps).containsExactly(Trap.SYSCALL);
    assertThat(cpu.pc).isEqualTo(CODE + 12);
  }

  @Test
  void faultLeavesRegistersAndNamesTheInstruction() {
    cpu.x10 = 0x7000_0000;
    cpu.x11 = 42;
    // li a2,1; ld a1,8(a0)
    run("4605 650c 00000073");
    assertThat(traps).containsExactly(Trap.FAULT);
    assertThat(cpu.pc).isEqualTo(CODE + 2);
    assertThat(cpu.x11).isEqualTo(42);
    assertThat(cpu.x12).isEqualTo(1);
    assertThat(cpu.fault).isNotNull();
    assertThat(java.util.Objects.requireNonNull(cpu.fault).address()).isEqualTo(0x7000_0008);
  }

  @Test
  void undefinedInstructionsNameTheirBytes() {
    run("0001 021080d7");
    assertThat(traps).containsExactly(Trap.UNDEFINED_INSTRUCTION);
    assertThat(cpu.pc).isEqualTo(CODE + 2);
    assertThat(cpu.trapDetail).isEqualTo("d7 80 10 02 : vadd.vv v1, v1, v1");
  }

  @Test
  void storeConditionalSucceedsOnceAfterItsLoad() {
    cpu.x10 = DATA;
    cpu.x11 = 7;
    // lr.d a2,(a0); sc.d a3,a1,(a0); sc.d a4,a1,(a0); ecall
    run("1005362f 18b536af 18b5372f 00000073");
    assertThat(traps).containsExactly(Trap.SYSCALL);
    assertThat(cpu.x13).isZero();
    assertThat(cpu.x14).isEqualTo(1);
    assertThat(memory.readLong(DATA)).isEqualTo(7);
  }

  @Test
  void breakpointStaysAtTheInstruction() {
    run("9002");
    assertThat(traps).containsExactly(Trap.BREAKPOINT);
    assertThat(cpu.pc).isEqualTo(CODE);
  }
}
