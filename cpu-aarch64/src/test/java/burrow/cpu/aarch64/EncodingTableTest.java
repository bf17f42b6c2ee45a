package burrow.cpu.aarch64;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.translator.Decoded;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EncodingTableTest {
  private static final int DRAWS = 100_000;

  @Test
  void everyLineIsTheFirstToMatchSomeWord() {
    SplittableRandom random = new SplittableRandom(1);
    for (Encoding e : EncodingTable.encodings()) {
      boolean reached = false;
      for (int k = 0; k < DRAWS && !reached; k++) {
        reached = EncodingTable.decode(random.nextInt() & ~e.mask() | e.bits()) == e;
      }
      assertThat(reached).as("%s", e).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "d503201f, hint, EXECUTABLE",
    "54000001, b.ne, EXECUTABLE",
    "91000420, add, EXECUTABLE",
    "b8e70041, ldaddal, EXECUTABLE",
    "9ac34c41, crc32x, EXECUTABLE",
    "4e284841, aese, EXECUTABLE",
    "0ee2e020, pmull, EXECUTABLE",
    "4ee2e020, pmull2, EXECUTABLE",
    "00000000, udf, UNDEFINED",
    "20000018, reserved, UNDEFINED",
    "d4400000, hlt, UNDEFINED",
    "dac103e0, pacia, NO_MEANING",
    "04000018, sve, NO_MEANING",
    "ffffffff, '', UNDECODED",
  })
  void namesAndStatus(String hex, String mnemonic, Decoded.Status status) {
    int word = Integer.parseUnsignedInt(hex, 16);
    byte[] code = {(byte) word, (byte) (word >> 8), (byte) (word >> 16), (byte) (word >> 24)};
    assertThat(Arm64Isa.INSTANCE.decode(code, 0, 4, 0)).isEqualTo(new Decoded(4, mnemonic, status));
  }

  @Test
  void anIncompleteInstructionIsUndecoded() {
    assertThat(Arm64Isa.INSTANCE.decode(new byte[] {1, 2, 3}, 0, 3, 0).status())
        .isEqualTo(Decoded.Status.UNDECODED);
  }
}
