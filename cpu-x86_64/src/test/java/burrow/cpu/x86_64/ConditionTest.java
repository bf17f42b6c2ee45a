package burrow.cpu.x86_64;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.Traps;
import burrow.oracle.kit.Operands;
import burrow.translator.interpreter.Interpreter;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every condition behind what sets the flags in the same block, against the flags' image. */
class ConditionTest {
  private static final long CODE = 0x10000;
  private static final long DATA = 0x20000;
  private static final int CONDITIONS = 16;

  /** Of RAX and RCX. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "4801c8", // ADD RAX, RCX
        "01c8",
        "4829c8", // SUB RAX, RCX
        "29c8",
        "4821c8", // AND RAX, RCX
        "48ffc0", // INC RAX
        "48ffc8", // DEC RAX
        "48d1e0", // SHL RAX, 1
        "48c1e004", // SHL RAX, 4
        "48c1e03f",
        "d1e0",
        "c1e004",
        "c1e01f",
        "48d1e8", // SHR RAX, 1
        "48c1e83f",
        "c1e804",
        "48c1f804", // SAR RAX, 4
        "48c1f83f",
        "c1f81f",
        "48d3e0", // SHL RAX, CL
        "d3e0",
        "d3e8",
        "480fafc1", // IMUL RAX, RCX
        "0fafc1",
        "48f7e1", // MUL RCX
      })
  void areWhatTheFlagsSay(String instruction) {
    AddressSpace memory = AddressSpace.create();
    memory.map(CODE, 0x1000, Access.READ | Access.WRITE | Access.EXECUTE);
    memory.map(DATA, 0x1000, Access.READ | Access.WRITE);
    memory.write(CODE, program(HexFormat.of().parseHex(instruction)));
    Interpreter[] engines = {
      new Interpreter(X86Isa.INSTANCE, memory), Interpreter.machineCode(X86Isa.INSTANCE, memory)
    };
    SplittableRandom random = new SplittableRandom(instruction.hashCode());
    Operands operands = new Operands(random);
    for (int n = 0; n < 1_000; n++) {
      long a = operands.integer();
      long c = random.nextInt(8) == 0 ? -a : operands.integer();
      for (Interpreter engine : engines) {
        X86Cpu cpu = (X86Cpu) X86Isa.INSTANCE.newCpu(memory);
        cpu.pc = CODE;
        cpu.rax = a;
        cpu.rcx = c;
        cpu.rdi = DATA;
        cpu.traps = (thread, trap) -> Traps.LEAVE;
        engine.run(cpu);
        byte[] found = memory.read(DATA, CONDITIONS);
        for (int code = 0; code < CONDITIONS; code++) {
          assertThat(found[code] != 0)
              .as("condition %d of 0x%x, 0x%x, flags %x", code, a, c, cpu.rflags())
              .isEqualTo(holds(code, cpu.rflags()));
        }
      }
    }
    memory.release();
  }

  /** The table of conditions in the manual (volume 1, appendix B). */
  private static boolean holds(int code, long flags) {
    boolean zero = (flags & Flags.ZF) != 0;
    boolean less = (flags & Flags.SF) != 0 ^ (flags & Flags.OF) != 0;
    boolean even =
        switch (code >> 1) {
          case 0 -> (flags & Flags.OF) != 0;
          case 1 -> (flags & Flags.CF) != 0;
          case 2 -> zero;
          case 3 -> zero || (flags & Flags.CF) != 0;
          case 4 -> (flags & Flags.SF) != 0;
          case 5 -> (flags & Flags.PF) != 0;
          case 6 -> less;
          default -> zero || less;
        };
    return even ^ (code & 1) != 0;
  }

  /** The instruction, SETcc [RDI + code] of each condition, SYSCALL. */
  private static byte[] program(byte[] instruction) {
    ByteBuffer code = ByteBuffer.allocate(instruction.length + 4 * CONDITIONS + 2);
    code.put(instruction);
    for (int condition = 0; condition < CONDITIONS; condition++) {
      code.put((byte) 0x0f).put((byte) (0x90 | condition)).put((byte) 0x47).put((byte) condition);
    }
    code.put((byte) 0x0f).put((byte) 0x05);
    return code.array();
  }
}
