package burrow.oracle.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import burrow.machine.Arch;
import burrow.oracle.Unicorn;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ComparisonTest {
  private static final byte[] ADD_RAX_RBX = HexFormat.of().parseHex("4801d8");

  private static Experiment add(Mask mask) {
    long[] registers = InstructionTest.patterns(Arch.AMD64);
    registers[0] = 40;
    registers[3] = 2;
    return new Experiment(List.of(ADD_RAX_RBX), registers, mask);
  }

  @ParameterizedTest
  @CsvSource({
    "AMD64, 48 01 d8 | 48 89 06 | 48 8b 0e | 48 89 5e 08",
    "ARM64, 20 00 02 8b | 60 00 00 f9 | 61 08 40 a9 | 60 fc 05 a9",
    "RISCV64, b3 80 20 00 | 23 b0 11 00 | 83 b1 81 00",
  })
  void anEngineAgreesWithItself(Arch arch, String code) {
    List<byte[]> instructions =
        List.of(code.split("\\|")).stream()
            .map(i -> HexFormat.of().parseHex(i.replace(" ", "")))
            .toList();
    try (Comparison c = new Comparison(new Unicorn(arch), new Unicorn(arch))) {
      c.sweep(instructions, Mask.of(arch), 1, 500);
    }
  }

  @Test
  void aWrongRegisterIsReportedWithBytesTextAndOperands() {
    WrongSubject wrong = WrongSubject.flipping(Arch.AMD64, "rax", 4);
    try (Comparison c = Comparison.withUnicorn(wrong)) {
      assertThat(c.difference(add(Mask.of(Arch.AMD64))).orElseThrow())
          .isEqualTo(
              """
              amd64:
                10800  48 01 d8                        add rax, rbx
                before: rax=0x28 rbx=0x2 rflags=[]
                rax: expected 0x2a, got 0x2e\
              """);
    }
  }

  @Test
  void flagsAreNamedAndMasked() {
    WrongSubject wrong = WrongSubject.flipping(Arch.AMD64, "rflags", 0x11);
    try (Comparison c = Comparison.withUnicorn(wrong)) {
      Mask mask = Mask.of(Arch.AMD64);
      assertThat(c.difference(add(mask)).orElseThrow())
          .contains("rflags: expected [], got [cf af]");
      assertThat(c.difference(add(mask.ignoring("rflags.af")))).isPresent();
      assertThat(c.difference(add(mask.ignoring("rflags.af").ignoring("rflags.cf")))).isEmpty();
    }
  }

  @Test
  void aWrongStoreIsReported() {
    byte[] nine = {9};
    WrongSubject wrong =
        new WrongSubject(Arch.ARM64, u -> u.write(TestMemory.SCRATCH + 0x123, nine));
    try (Comparison c = Comparison.withUnicorn(wrong)) {
      byte[] nop = HexFormat.of().parseHex("1f2003d5");
      Experiment e =
          new Experiment(List.of(nop), InstructionTest.patterns(Arch.ARM64), Mask.of(Arch.ARM64));
      assertThat(c.difference(e).orElseThrow()).contains("memory at 0x400120: expected 0x");
    }
  }

  @Test
  void nanPayloadsMayDifferWhereAskedFor() {
    Mask mask = Mask.of(Arch.AMD64).ignoringNanPayloads();
    int xmm0 = burrow.oracle.RegisterSet.of(Arch.AMD64).index("xmm0l");
    assertThat(mask.equal(xmm0, 0x7ff8_0000_0000_0000L, 0xfff8_0000_0000_0001L)).isTrue();
    assertThat(mask.equal(xmm0, 0x7fc0_0000_3f80_0000L, 0xffc0_0001_3f80_0000L)).isTrue();
    assertThat(mask.equal(xmm0, 0x7fc0_0000_3f80_0000L, 0x7fc0_0000_3f80_0001L)).isFalse();
    assertThat(mask.equal(0, 0x7ff8_0000_0000_0000L, 0xfff8_0000_0000_0001L)).isFalse();
  }

  @Test
  void linesAreCheckedOnBothEngines() {
    String good = "[48 01 d8] \"add rax, rbx\"  rax=1 rbx=-1 => rax=0 rflags.cf=1 rflags.zf=1";
    InstructionTest test = new InstructionTestParser(Arch.AMD64).parse("t", good).getFirst();
    InstructionTest lie =
        new InstructionTestParser(Arch.AMD64).parse("t", good.replace("rax=0", "rax=7")).getFirst();
    try (Comparison c = Comparison.withUnicorn(new Unicorn(Arch.AMD64))) {
      test.check(c);
      assertThatThrownBy(() -> lie.check(c))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("rax: expected 0x7, got 0x0");
    }
    try (Comparison c = Comparison.withUnicorn(WrongSubject.flipping(Arch.AMD64, "rdi", 1))) {
      assertThatThrownBy(() -> test.check(c))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("rdi: expected");
    }
  }
}
