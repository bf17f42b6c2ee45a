package burrow.cpu.x86_64;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The one-line tests of lines.txt: bytes, disassembly, meaning. */
final class InstructionLinesTest {
  private static Comparison comparison;

  @BeforeAll
  static void open() {
    AddressSpace memory = AddressSpace.create();
    comparison =
        Comparison.withUnicorn(
            new BurrowSubject(
                Arch.AMD64, memory, new X86Cpu(memory), new Interpreter(X86Isa.INSTANCE, memory)));
  }

  @AfterAll
  static void close() {
    comparison.close();
  }

  static List<InstructionTest> lines() {
    return InstructionTestParser.read(Arch.AMD64, InstructionLinesTest.class, "lines.txt");
  }

  @ParameterizedTest
  @MethodSource("lines")
  void line(InstructionTest test) {
    test.check(comparison);
  }
}
