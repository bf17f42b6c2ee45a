package burrow.oracle.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import burrow.machine.Access;
import burrow.machine.Arch;
import burrow.oracle.RegisterSet;
import burrow.oracle.Stop;
import burrow.oracle.Stop.Kind;
import burrow.oracle.Unicorn;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class InstructionTestParserTest {
  private static InstructionTest parse(Arch arch, String line) {
    return new InstructionTestParser(arch).parse("file", line).getFirst();
  }

  private static long initial(InstructionTest t, String register) {
    return t.experiment().registers()[RegisterSet.of(t.arch()).index(register)];
  }

  @Test
  void bytesAndWords() {
    InstructionTest x86 = parse(Arch.AMD64, "[48 01 d8 | 90] \"a; b\" =>");
    assertThat(x86.experiment().instructions())
        .containsExactly(new byte[] {0x48, 1, (byte) 0xd8}, new byte[] {(byte) 0x90});
    InstructionTest arm = parse(Arch.ARM64, "[8b020020] \"a\" =>");
    assertThat(arm.experiment().code()).containsExactly(0x20, 0, 2, 0x8b);
    InstructionTest riscv = parse(Arch.RISCV64, "[9002 | 00000073] \"a; b\" =>");
    assertThat(riscv.experiment().code()).containsExactly(2, 0x90, 0x73, 0, 0, 0);
  }

  @Test
  void values() {
    InstructionTest t =
        parse(
            Arch.AMD64,
            "[90] \"nop\" rax=0x12_34 rbx=-2 rcx=scratch+8 xmm1=1:1.5 xmm2l=-2.5f rflags.cf=1"
                + " xmm3l=nan u16[scratch-2]=0x1234 => rax=7 rflags.of=0 u8[scratch]=255 ~rdx");
    assertThat(initial(t, "rax")).isEqualTo(0x1234);
    assertThat(initial(t, "rbx")).isEqualTo(-2);
    assertThat(initial(t, "rcx")).isEqualTo(TestMemory.SCRATCH + 8);
    assertThat(initial(t, "xmm1h")).isEqualTo(1);
    assertThat(initial(t, "xmm1l")).isEqualTo(Double.doubleToRawLongBits(1.5));
    assertThat(initial(t, "xmm2l")).isEqualTo(0xc020_0000L);
    assertThat(initial(t, "xmm3l")).isEqualTo(0x7ff8_0000_0000_0000L);
    assertThat(initial(t, "rflags")).isEqualTo(0x203);
    Experiment.Store store = t.experiment().stores().getFirst();
    assertThat(store.address()).isEqualTo(TestMemory.SCRATCH - 2);
    assertThat(store.bytes()).containsExactly(0x34, 0x12);
    RegisterSet set = RegisterSet.of(Arch.AMD64);
    assertThat(t.expected())
        .containsExactly(
            new InstructionTest.Expected(set.index("rax"), -1, 7),
            new InstructionTest.Expected(set.index("rflags"), 0x800, 0));
    assertThat(t.memory().getFirst().bytes()).containsExactly(255);
    assertThat(t.experiment().mask().equal(set.index("rdx"), 1, 2)).isTrue();
    assertThat(t.experiment().mask().equal(set.index("rsi"), 1, 2)).isFalse();
  }

  @Test
  void stops() {
    assertThat(parse(Arch.AMD64, "[90] \"nop\" => fault=write:unmapped+4").stop())
        .isEqualTo(Stop.fault(TestMemory.START, TestMemory.UNMAPPED + 4, Access.WRITE));
    InstructionTest trap = parse(Arch.AMD64, "[90] \"nop\" => trap=divide pc=code+1 ~unicorn");
    assertThat(trap.stop()).isEqualTo(Stop.of(Kind.DIVIDE, TestMemory.START));
    assertThat(trap.pc()).isEqualTo(TestMemory.START + 1);
    assertThat(trap.unicorn()).isFalse();
  }

  @Test
  void badLinesAreNamed() {
    for (String bad :
        List.of(
            "48 01 d8 add",
            "[4x] \"a\" =>",
            "[90] \"nop\" rzz=1 =>",
            "[90] \"nop\" => rflags.xf=1",
            "[90] \"nop\" => trap=maybe",
            "[90] \"nop\" rax =>",
            "[90] \"nop\" rax=one =>")) {
      assertThatThrownBy(() -> parse(Arch.AMD64, bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("file:1: " + bad);
    }
  }

  /** The examples of the three instruction sets, with Unicorn on both sides. */
  @TestFactory
  Stream<DynamicTest> examples() {
    return Stream.of(Arch.AMD64, Arch.ARM64, Arch.RISCV64)
        .flatMap(arch ->
            InstructionTestParser.read(arch, getClass(), arch.goName() + "-examples.txt").stream())
        .map(test ->
            DynamicTest.dynamicTest(
                test.toString(),
                () -> {
                  try (Comparison c = Comparison.withUnicorn(new Unicorn(test.arch()))) {
                    test.check(c);
                  }
                }));
  }
}
