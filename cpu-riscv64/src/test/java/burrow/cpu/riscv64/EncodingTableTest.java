package burrow.cpu.riscv64;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncodingTableTest {
  private static Instruction decode(int word) {
    Instruction i = EncodingTable.decode(word);
    assertThat(i).as("%08x", word).isNotNull();
    return java.util.Objects.requireNonNull(i);
  }

  /** Words as riscv64-linux-gnu-as makes them, at address 0x1000. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          800000b7 | lui ra, 0x80000
          00001517 | auipc a0, 0x1
          ff5ff06f | jal zero, 0xff4
          ffc10067 | jalr zero, -4(sp)
          feb51ee3 | bne a0, a1, 0xffc
          ff813583 | ld a1, -8(sp)
          feb13c23 | sd a1, -8(sp)
          03f59513 | slli a0, a1, 63
          43f5d513 | srai a0, a1, 63
          41f5d51b | sraiw a0, a1, 31
          0ff0000f | fence iorw, iorw
          00000073 | ecall
          c0102573 | csrrs a0, time, zero
          1005252f | lr.w a0, (a0)
          1605b52f | lr.d.aqrl a0, (a1)
          06c5b52f | amoadd.d.aqrl a0, a2, (a1)
          1ac5a52f | sc.w.rl a0, a2, (a1)
          02c5f543 | fmadd.d fa0, fa1, fa2, ft0
          c2259553 | fcvt.l.d a0, fa1, rtz
          e2059553 | fclass.d a0, fa1
          20c5a533 | sh1add a0, a1, a2
          6b85d513 | rev8 a0, a1
          0800453b | zext.h a0, zero
          0001     | c.nop
          0000     | c.unimp
          1028     | c.addi4spn a0, sp, 40
          6561     | c.lui a0, 0x18
          757d     | c.lui a0, 0xfffff
          7139     | c.addi16sp sp, -64
          fe65     | c.bnez a2, 0xff8
          bfe5     | c.j 0xff8
          8082     | c.jr ra
          9002     | c.ebreak
          9702     | c.jalr a4
          7ffd     | c.lui t6, 0xfffff
          0c3177d7 | vsetvli a5, sp, 195
          02058007 | vle8.v v0, (a1)
          021080d7 | vadd.vv v1, v1, v1
          """)
  void disassembles(String word, String text) {
    String expected = text;
    assertThat(Disassembly.text(decode(Integer.parseUnsignedInt(word, 16)), 0x1000))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"00000004", "ffffffff", "0000007f", "00c5f57b", "8002", "6101" /* nzimm=0 */})
  void reservedWordsAreUndecoded(String word) {
    assertThat(EncodingTable.decode(Integer.parseUnsignedInt(word, 16))).isNull();
  }

  @Test
  void compressedFormsCarryTheOperandsOfTheirBase() {
    Instruction i = decode(0x853e); // c.mv a0, a5
    assertThat(i.base().mnemonic()).isEqualTo("add");
    assertThat(i.rd()).isEqualTo(10);
    assertThat(i.rs1()).isZero();
    assertThat(i.rs2()).isEqualTo(15);
  }
}
