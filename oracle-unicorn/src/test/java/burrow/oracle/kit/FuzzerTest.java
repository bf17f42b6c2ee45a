package burrow.oracle.kit;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.machine.Arch;
import burrow.oracle.Capstone;
import burrow.oracle.Unicorn;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FuzzerTest {
  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(text, true, StandardCharsets.UTF_8);

  @ParameterizedTest
  @EnumSource(names = {"AMD64", "ARM64", "RISCV64"})
  void unicornAgreesWithItself(Arch arch) {
    try (Capstone capstone = new Capstone(arch);
        Comparison c = Comparison.withUnicorn(new Unicorn(arch))) {
      int mismatches = new Fuzzer(c, new SeededInstructions(arch, capstone), out).run(1, 5000);
      assertThat(text.toString(StandardCharsets.UTF_8))
          .containsPattern("instructions: 500\\d, mismatches: 0\\R$");
      assertThat(mismatches).isZero();
    }
  }

  @Test
  void aMismatchIsReducedAndCounted() {
    WrongSubject wrong =
        new WrongSubject(Arch.RISCV64, u -> u.setRegister("x5", u.getRegister("x5") | 1));
    try (Capstone capstone = new Capstone(Arch.RISCV64);
        Comparison c = Comparison.withUnicorn(wrong)) {
      int mismatches =
          new Fuzzer(c, new SeededInstructions(Arch.RISCV64, capstone), out).run(7, 300);
      assertThat(mismatches).isPositive();
      assertThat(text.toString(StandardCharsets.UTF_8))
          .contains("  x5: expected 0x")
          .contains("mismatches by instruction: {")
          .contains(", mismatches: " + mismatches);
    }
  }
}
