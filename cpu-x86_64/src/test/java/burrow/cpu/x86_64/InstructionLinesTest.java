package burrow.cpu.x86_64;

import static org.assertj.core.api.Assertions.assertThat;

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
  private static Translator translator;

  @BeforeAll
  static void open() {
    AddressSpace memory = AddressSpace.create();
    interpreted = comparison(memory, new Interpreter(ISA, memory));
    memory = AddressSpace.create();
    // Everything is translated before it runs the first time.
    translator = new Translator(ISA, memory, 0, false);
    translated = comparison(memory, translator);
  }

  private static Comparison comparison(AddressSpace memory, Engine engine) {
    return Comparison.withUnicorn(
        new BurrowSubject(Arch.AMD64, memory, ISA.newCpu(memory), engine));
  }

  @AfterAll
  static void close() {
    interpreted.close();
    translated.close();
    assertThat(translator.translated()).isGreaterThan(lines().size() / 2);
    assertThat(translator.failures()).isZero();
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
}
