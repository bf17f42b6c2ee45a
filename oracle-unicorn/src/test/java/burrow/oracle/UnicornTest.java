package burrow.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.machine.Access;
import burrow.machine.Arch;
import burrow.oracle.Stop.Kind;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class UnicornTest {
  private static final long CODE = 0x10000;
  private static final long DATA = 0x40_0000;
  private static final long READ_ONLY = DATA + 0x1000;
  private static final long UNMAPPED = DATA + 0x2000;

  private static Unicorn engine(Arch arch) {
    Unicorn u = new Unicorn(arch);
    u.map(CODE, 0x1000, Access.READ | Access.EXECUTE);
    u.map(DATA, 0x1000, Access.READ | Access.WRITE);
    u.map(READ_ONLY, 0x1000, Access.READ);
    return u;
  }

  private static void code(Unicorn u, String hex) {
    u.writeCode(CODE, HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  @ParameterizedTest
  @EnumSource(names = {"AMD64", "ARM64", "RISCV64"})
  void everyRegisterKeepsWhatWasWritten(Arch arch) {
    try (Unicorn u = engine(arch)) {
      RegisterSet set = RegisterSet.of(arch);
      long[] values = new long[set.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] =
            switch (set.name(i)) {
              case "rflags" -> 0x8d7;
              case "mxcsr" -> 0x5f80;
              case "fpcr" -> 0xc00000;
              case "fpsr" -> 0x0800_001f;
              case "nzcv" -> 0xa000_0000L;
              case "fcsr" -> 0x7f;
              default -> 0x1234_5678_9abc_0000L + i;
            };
      }
      u.setRegisters(values);
      long[] read = new long[set.size()];
      Arrays.fill(read, 99);
      u.getRegisters(read);
      for (int i = 0; i < values.length; i++) {
        assertThat(Long.toHexString(read[i]))
            .as(set.name(i))
            .isEqualTo(Long.toHexString(values[i]));
      }
    }
  }

  /** Adds two registers, then stores the sum to data. */
  @ParameterizedTest
  @CsvSource({
    "AMD64, 48 01 d8 48 89 06, rax, rbx, rsi, rax",
    "ARM64, 20 00 02 8b 60 00 00 f9, x1, x2, x3, x0",
    "RISCV64, b3 80 20 00 23 b0 11 00, x1, x2, x3, x1",
  })
  void runsInstructions(
      Arch arch, String hex, String left, String right, String base, String result) {
    try (Unicorn u = engine(arch)) {
      code(u, hex);
      u.setRegister(left, 40);
      u.setRegister(right, 2);
      u.setRegister(base, DATA + 16);
      Stop stop = u.run(CODE, 2);
      assertThat(stop).isEqualTo(Stop.of(Kind.COMPLETED, CODE + hex.replace(" ", "").length() / 2));
      assertThat(u.getRegister(result)).isEqualTo(42);
      byte[] stored = new byte[8];
      u.read(DATA + 16, stored);
      assertThat(stored).isEqualTo(new byte[] {42, 0, 0, 0, 0, 0, 0, 0});
    }
  }

  /** A no-op, then a load and a store through one register. */
  @ParameterizedTest
  @CsvSource({
    "AMD64, 90, 48 8b 06, 48 89 06, rsi, rax",
    "ARM64, 1f 20 03 d5, 60 00 40 f9, 60 00 00 f9, x3, x0",
    "RISCV64, 13 00 00 00, 83 b0 01 00, 23 b0 11 00, x3, x1",
  })
  void faultsAreExact(
      Arch arch, String nop, String load, String store, String base, String target) {
    try (Unicorn u = engine(arch)) {
      long pc = CODE + nop.replace(" ", "").length() / 2;
      u.setRegister(target, 7);
      u.setRegister(base, UNMAPPED + 8);
      code(u, nop + load);
      assertThat(u.run(CODE, 2)).isEqualTo(Stop.fault(pc, UNMAPPED + 8, Access.READ));
      assertThat(u.getRegister(target)).isEqualTo(7);
      code(u, nop + store);
      assertThat(u.run(CODE, 2)).isEqualTo(Stop.fault(pc, UNMAPPED + 8, Access.WRITE));
      u.setRegister(base, READ_ONLY + 8);
      assertThat(u.run(CODE, 2)).isEqualTo(Stop.fault(pc, READ_ONLY + 8, Access.WRITE));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "AMD64, 0f 05, SYSCALL, 2",
    "AMD64, cc, BREAKPOINT, 1",
    "AMD64, 0f 0b, UNDEFINED_INSTRUCTION, 0",
    "AMD64, 48 f7 f1, DIVIDE, 0",
    "ARM64, 01 00 00 d4, SYSCALL, 4",
    "ARM64, 00 00 20 d4, BREAKPOINT, 0",
    "ARM64, 00 00 00 00, UNDEFINED_INSTRUCTION, 0",
    "RISCV64, 73 00 00 00, SYSCALL, 4",
    "RISCV64, 02 90, BREAKPOINT, 0",
    "RISCV64, 73 00 10 00, BREAKPOINT, 0",
    "RISCV64, 00 00, UNDEFINED_INSTRUCTION, 0",
  })
  void trapsAreTold(Arch arch, String hex, Kind kind, int offset) {
    try (Unicorn u = engine(arch)) {
      code(u, hex);
      u.setRegisters(new long[RegisterSet.of(arch).size()]);
      assertThat(u.run(CODE, Subject.UNTIL_TRAP)).isEqualTo(Stop.of(kind, CODE + offset));
      assertThat(u.run(CODE, 1)).isEqualTo(Stop.of(kind, CODE + offset));
    }
  }

  @Test
  void changedCodeTakesEffect() {
    try (Unicorn u = engine(Arch.AMD64)) {
      for (int i = 0; i < 100; i++) {
        code(u, String.format("b8 %02x 00 00 00 cc", i));
        assertThat(u.run(CODE, Subject.UNTIL_TRAP).kind()).isEqualTo(Kind.BREAKPOINT);
        assertThat(u.getRegister("rax")).isEqualTo(i);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "AMD64, 0f 58 c1, 'addps xmm0, xmm1'",
    "ARM64, 20 d4 22 4e, 'fadd v0.4s, v1.4s, v2.4s'",
    "RISCV64, d3 f0 20 02, 'fadd.d ft1, ft1, ft2'",
  })
  void disassembles(Arch arch, String hex, String text) {
    try (Capstone c = new Capstone(arch);
        Unicorn u = engine(arch)) {
      byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
      assertThat(c.disassemble(bytes, CODE).orElseThrow().toString()).isEqualTo(text);
      code(u, hex);
      assertThat(u.run(CODE, 1).kind()).as("floating point is on").isEqualTo(Kind.COMPLETED);
    }
  }
}
