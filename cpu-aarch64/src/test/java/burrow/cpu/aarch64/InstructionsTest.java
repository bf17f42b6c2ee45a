package burrow.cpu.aarch64;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import burrow.machine.AddressSpace;
import burrow.machine.Arch;
import burrow.machine.Engine;
import burrow.oracle.kit.BurrowSubject;
import burrow.oracle.kit.Comparison;
import burrow.oracle.kit.InstructionTest;
import burrow.oracle.kit.InstructionTestParser;
import burrow.translator.interpreter.Interpreter;
import burrow.translator.region.Translator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The lines of {@code instructions.txt}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class InstructionsTest {
  private static final Arm64Isa ISA = Arm64Isa.INSTANCE;

  @SuppressWarnings("NullAway.Init")
  private Comparison interpreted;

  @SuppressWarnings("NullAway.Init")
  private Comparison translated;

  @SuppressWarnings("NullAway.Init")
  private Comparison machineCode;

  @SuppressWarnings("NullAway.Init")
  private Translator translator;

  @SuppressWarnings("NullAway.Init")
  private Interpreter compiler;

  @BeforeAll
  void open() {
    AddressSpace memory = AddressSpace.create();
    interpreted = comparison(memory, new Interpreter(ISA, memory));
    memory = AddressSpace.create();
    // Everything is translated before it runs the first time.
    translator = new Translator(ISA, memory, 0, false);
    translated = comparison(memory, translator);
    memory = AddressSpace.create();
    compiler = Interpreter.machineCode(ISA, memory);
    machineCode = comparison(memory, compiler);
  }

  private static Comparison comparison(AddressSpace memory, Engine engine) {
    return Comparison.withUnicorn(
        new BurrowSubject(Arch.ARM64, memory, ISA.newCpu(memory), engine));
  }

  @AfterAll
  void close() {
    interpreted.close();
    translated.close();
    machineCode.close();
    assertThat(translator.translated()).isGreaterThan(lines().size() / 2);
    assertThat(translator.failures()).isZero();
    if (compiler.usesMachineCode()) {
      assertThat(compiler.machineCodeBlocks()).isGreaterThan(lines().size() / 2);
    }
  }

  static List<InstructionTest> lines() {
    return InstructionTestParser.read(Arch.ARM64, InstructionsTest.class, "instructions.txt");
  }

  @ParameterizedTest
  @MethodSource("lines")
  void doesWhatTheLineSays(InstructionTest line) {
    line.check(interpreted);
  }

  @ParameterizedTest
  @MethodSource("lines")
  void doesSoTranslated(InstructionTest line) {
    line.check(translated);
  }

  @ParameterizedTest
  @MethodSource("lines")
  void doesSoAsMachineCode(InstructionTest line) {
    assumeTrue(compiler.usesMachineCode());
    line.check(machineCode);
  }
}
