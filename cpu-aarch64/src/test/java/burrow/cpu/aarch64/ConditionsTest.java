package burrow.cpu.aarch64;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.Traps;
import burrow.oracle.kit.Operands;
import burrow.translator.interpreter.Interpreter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every condition behind what sets the flags in the same block, against {@link Flags#holds}. */
class ConditionsTest {
  private static final long CODE = 0x10000;
  private static final int CONDITIONS = 14;
  private static final int FIRST = 3;

  @ParameterizedTest
  @CsvSource({
    "ab010002, 3", // ADDS X2, X0, X1
    "2b010002, 4", // ADDS W2, W0, W1
    "eb010002, 1", // SUBS X2, X0, X1
    "6b010002, 2", // SUBS W2, W0, W1
    "ea010002, 7", // ANDS X2, X0, X1
    "6a010002, 8", // ANDS W2, W0, W1
  })
  void areWhatTheKindSays(String instruction, long kind) {
    AddressSpace memory = AddressSpace.create();
    memory.map(CODE, 0x1000, Access.READ | Access.WRITE | Access.EXECUTE);
    memory.write(CODE, program((int) Long.parseLong(instruction, 16)));
    Interpreter[] engines = {
      new Interpreter(Arm64Isa.INSTANCE, memory), Interpreter.machineCode(Arm64Isa.INSTANCE, memory)
    };
    SplittableRandom random = new SplittableRandom(kind);
    Operands operands = new Operands(random);
    for (int n = 0; n < 2_000; n++) {
      long a = operands.integer();
      long b = random.nextInt(8) == 0 ? -a : operands.integer();
      for (Interpreter engine : engines) {
        Arm64Cpu cpu = (Arm64Cpu) Arm64Isa.INSTANCE.newCpu(memory);
        cpu.pc = CODE;
        cpu.x0 = a;
        cpu.x1 = b;
        cpu.traps = (thread, trap) -> Traps.LEAVE;
        engine.run(cpu);
        for (int condition = 0; condition < CONDITIONS; condition++) {
          long even = Flags.holds(kind, a, b, 0, condition >> 1);
          assertThat(cpu.general(FIRST + condition))
              .as("condition %d of 0x%x, 0x%x", condition, a, b)
              .isEqualTo(even ^ condition & 1);
        }
      }
    }
    memory.release();
  }

  /** The instruction, CSET of each condition to X3 and so on, SVC. */
  private static byte[] program(int instruction) {
    ByteBuffer code = ByteBuffer.allocate(4 * (CONDITIONS + 2)).order(ByteOrder.LITTLE_ENDIAN);
    code.putInt(instruction);
    for (int condition = 0; condition < CONDITIONS; condition++) {
      code.putInt(0x9a9f07e0 | (condition ^ 1) << 12 | FIRST + condition);
    }
    code.putInt(0xd4000001);
    return code.array();
  }
}
