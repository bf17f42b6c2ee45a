package burrow.cpu.riscv64;

import burrow.machine.AddressSpace;
import burrow.machine.Arch;
import burrow.oracle.kit.BurrowSubject;
import burrow.oracle.kit.Comparison;
import burrow.oracle.kit.InstructionTest;
import burrow.oracle.kit.InstructionTestParser;
import burrow.translator.interpreter.Interpreter;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every line of riscv64.ins. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InstructionLinesTest {
  @SuppressWarnings("NullAway.Init")
  private Comparison comparison;

  @BeforeAll
  void open() {
    AddressSpace memory = AddressSpace.create();
    RiscvIsa isa = new RiscvIsa();
    comparison =
        Comparison.withUnicorn(
            new BurrowSubject(
                Arch.RISCV64, memory, isa.newCpu(memory), new Interpreter(isa, memory)));
  }

  @AfterAll
  void close() {
    comparison.close();
  }

  static List<InstructionTest> lines() {
    return InstructionTestParser.read(Arch.RISCV64, InstructionLinesTest.class, "riscv64.ins");
  }

  @ParameterizedTest
  @MethodSource("lines")
  void doesWhatItsLineSays(InstructionTest line) {
    line.check(comparison);
  }
}
