package burrow.translator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the library's checksums, which invert before and after. */
class Crc32Test {
  private interface Step {
    long apply(long crc, long data, long size);
  }

  private static long checksum(Step step, ByteBuffer data, int size) {
    long crc = 0xffff_ffffL;
    for (int i = 0; i < data.capacity(); i += size) {
      long next =
          switch (size) {
            case 1 -> data.get(i);
            case 2 -> data.getShort(i);
            case 4 -> data.getInt(i);
            default -> data.getLong(i);
          };
      crc = step.apply(crc, next, size);
    }
    return crc ^ 0xffff_ffffL;
  }

  private static long expected(Checksum checksum, byte[] bytes) {
    checksum.update(bytes);
    return checksum.getValue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void checksumsAreTheLibrarys(int size) {
    byte[] bytes = new byte[4096];
    new Random(size).nextBytes(bytes);
    ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(checksum(Crc32::ieee, data, size)).isEqualTo(expected(new CRC32(), bytes));
    assertThat(checksum(Crc32::castagnoli, data, size)).isEqualTo(expected(new CRC32C(), bytes));
  }
}
