package burrow.tests.machinecode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import burrow.cpu.x86_64.X86Cpu;
import burrow.cpu.x86_64.X86Isa;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.Traps;
import burrow.translator.interpreter.Interpreter;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Code that is entered with lazy flags of all kinds, as machine code and interpreted. */
class LazyFlagsTest {
  private static final long CODE = 0x10000;
  private static final int KINDS = 52;
  private static final long[] CORNERS = {0, 1, -1, 0x8000_0000L, 0xffff_ffffL, Long.MIN_VALUE};

  /** SETB AL; SETE BL; SETBE DL; SETL CL; INC RSI; SETB DIL; SYSCALL. */
  private static final byte[] PROGRAM = {
    0x0f,
    (byte) 0x92,
    (byte) 0xc0,
    0x0f,
    (byte) 0x94,
    (byte) 0xc3,
    0x0f,
    (byte) 0x96,
    (byte) 0xc2,
    0x0f,
    (byte) 0x9c,
    (byte) 0xc1,
    0x48,
    (byte) 0xff,
    (byte) 0xc6,
    0x40,
    0x0f,
    (byte) 0x92,
    (byte) 0xc7,
    0x0f,
    0x05
  };

  @Test
  void conditionsAreTheSameForAllKinds() {
    AddressSpace memory = AddressSpace.create();
    memory.map(CODE, 0x1000, Access.READ | Access.WRITE | Access.EXECUTE);
    memory.write(CODE, PROGRAM);
    Interpreter machineCode = Interpreter.machineCode(X86Isa.INSTANCE, memory);
    assumeTrue(machineCode.usesMachineCode());
    Interpreter interpreter = new Interpreter(X86Isa.INSTANCE, memory);
    Random random = new Random(1);
    for (int n = 0; n < 40_000; n++) {
      long kind = random.nextInt(KINDS) | (random.nextInt(8) == 0 ? 64L << random.nextInt(2) : 0);
      long a = value(random, kind);
      long b = random.nextInt(4) == 0 ? a : value(random, kind);
      if (usesCarry(kind)) {
        b &= 1;
      }
      long c = random.nextInt(2) | (long) random.nextInt(2) << 11;
      if ((kind & ~3) == 12 || (kind & ~3) == 16) {
        c &= 1; // ADC, SBB
      }
      assertThat(run(machineCode, memory, kind, a, b, c))
          .as("kind %d of 0x%x, 0x%x, 0x%x", kind, a, b, c)
          .isEqualTo(run(interpreter, memory, kind, a, b, c));
    }
    assertThat(machineCode.machineCodeBlocks()).isPositive();
    memory.release();
  }

  /**
   * STC keeps five of the flags, as another kind if it knows theirs, else as an image. The block
   * behind it has two ways in, so that it is a path of its own.
   */
  @Test
  void kindsThatDependOnOtherKindsAreKnownInRegions() {
    byte[] program =
        HexFormat.of()
            .parseHex(
                "f6c103" // loop: TEST CL, 3
                    + "750d" // JNE next
                    + "f9" // STC
                    + "7c00" // JL behind: the next instruction
                    + "0f9bc0" // behind: SETNP AL
                    + "480fb6c0" // MOVZX RAX, AL
                    + "4801c3" // ADD RBX, RAX
                    + "48ffc9" // next: DEC RCX
                    + "75e9" // JNE loop
                    + "0f05"); // SYSCALL
    AddressSpace memory = AddressSpace.create();
    memory.map(CODE, 0x1000, Access.READ | Access.WRITE | Access.EXECUTE);
    memory.write(CODE, program);
    Interpreter engine = Interpreter.machineCode(X86Isa.INSTANCE, memory, 4);
    assumeTrue(engine.usesMachineCode());
    X86Cpu cpu = (X86Cpu) X86Isa.INSTANCE.newCpu(memory);
    cpu.pc = CODE;
    cpu.rcx = 1000;
    cpu.traps = (thread, trap) -> Traps.LEAVE;
    engine.run(cpu);
    assertThat(engine.statistics()).contains("regions as machine code: 1");
    assertThat(cpu.rbx).isZero();
    memory.release();
  }

  /** INC, DEC and MUL: CF is b. */
  private static boolean usesCarry(long kind) {
    long function = kind & 0x3c;
    return function == 24 || function == 28 || function == 44;
  }

  private static long value(Random random, long kind) {
    long any = random.nextInt(3) == 0 ? CORNERS[random.nextInt(CORNERS.length)] : random.nextLong();
    return switch ((int) kind & 3) {
      case 0 -> any & 0xff;
      case 1 -> any & 0xffff;
      default -> any;
    };
  }

  private static String run(
      Interpreter engine, AddressSpace memory, long kind, long a, long b, long c) {
    X86Cpu cpu = (X86Cpu) X86Isa.INSTANCE.newCpu(memory);
    cpu.pc = CODE;
    cpu.flagsKind = kind;
    cpu.flagsA = a;
    cpu.flagsB = b;
    cpu.flagsC = c;
    cpu.traps = (thread, trap) -> Traps.LEAVE;
    engine.run(cpu);
    return String.format(
        "%x %x %x %x %x flags %x", cpu.rax, cpu.rbx, cpu.rdx, cpu.rcx, cpu.rdi, cpu.rflags());
  }
}
