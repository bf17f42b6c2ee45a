package burrow.cpu.x86_64;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The one-line tests of lines.txt: bytes, disassembly, meaning. */
final class InstructionLinesTest {
  private static final X86Isa ISA = X86Isa.INSTANCE;

  @SuppressWarnings("NullAway.Init")
  private static Comparison interpreted;

  @SuppressWarnings("NullAway.Init")
  private static Comparison translated;

  @SuppressWarnings("NullAway.Init")
  private static Comparison machineCode;

  @SuppressWarnings("NullAway.Init")
  private static Translator translator;

  @SuppressWarnings("NullAway.Init")
  private static Interpreter compiler;

  @BeforeAll
  static void open() {
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
        new BurrowSubject(Arch.AMD64, memory, ISA.newCpu(memory), engine));
  }

  @AfterAll
  static void close() {
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
    return InstructionTestParser.read(Arch.AMD64, InstructionLinesTest.class, "lines.txt");
  }

  @ParameterizedTest
  @MethodSource("lines")
  void line(InstructionTest test) {
    test.check(interpreted);
  }

  @ParameterizedTest
  @MethodSource("lines")
  void lineTranslated(InstructionTest test) {
    test.check(translated);
  }

  @ParameterizedTest
  @MethodSource("lines")
  void lineAsMachineCode(InstructionTest test) {
    assumeTrue(compiler.usesMachineCode());
    test.check(machineCode);
  }
}
