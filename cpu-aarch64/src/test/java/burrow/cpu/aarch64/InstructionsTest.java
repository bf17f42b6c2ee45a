package burrow.cpu.aarch64;

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

/** The lines of {@code instructions.txt}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class InstructionsTest {
  @SuppressWarnings("NullAway.Init")
  private Comparison comparison;

  @BeforeAll
  void open() {
    AddressSpace memory = AddressSpace.create();
    comparison =
        Comparison.withUnicorn(
            new BurrowSubject(
                Arch.ARM64,
                memory,
                new Arm64Cpu(memory),
                new Interpreter(Arm64Isa.INSTANCE, memory)));
  }

  @AfterAll
  void close() {
    comparison.close();
  }

  static List<InstructionTest> lines() {
    return InstructionTestParser.read(Arch.ARM64, InstructionsTest.class, "instructions.txt");
  }

  @ParameterizedTest
  @MethodSource("lines")
  void doesWhatTheLineSays(InstructionTest line) {
    line.check(comparison);
  }
}
