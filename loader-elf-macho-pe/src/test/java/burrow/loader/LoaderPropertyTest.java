package burrow.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Laws that hold for all inputs. */
class LoaderPropertyTest {
  private static final BigInteger UNSIGNED = BigInteger.ONE.shiftLeft(64);

  @Provide
  Arbitrary<byte[]> headers() {
    Arbitrary<byte[]> magic =
        Arbitraries.of(
            new byte[] {},
            new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1},
            new byte[] {'M', 'Z'},
            new byte[] {(byte) 0xcf, (byte) 0xfa, (byte) 0xed, (byte) 0xfe},
            new byte[] {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe, 0, 0, 0, 1},
            new byte[] {'#', '!'});
    Arbitrary<byte[]> rest = Arbitraries.bytes().array(byte[].class).ofMaxSize(600);
    return magic.flatMap(m ->
        rest.map(r -> {
          byte[] all = java.util.Arrays.copyOf(m, m.length + r.length);
          System.arraycopy(r, 0, all, m.length, r.length);
          return all;
        }));
  }

  @Property(tries = 3000)
  void arbitraryBytesAreNoProgram(@ForAll("headers") byte[] content) {
    try {
      ProgramLoader.parse("bytes", content);
      throw new AssertionError("loaded");
    } catch (BadImageException e) {
      assertThat(e.exitStatus()).isEqualTo(126);
      assertThat(e.getMessage()).startsWith("bytes").contains("expected").doesNotContain("\n");
    }
  }

  @Property
  void rangesAreCheckedWithoutOverflow(@ForAll long offset, @ForAll long length) {
    FileBytes file = new FileBytes("file", new byte[1000]);
    boolean inside =
        unsigned(offset).add(unsigned(length)).compareTo(BigInteger.valueOf(1000)) <= 0;

    assertThat(file.contains(offset, length)).isEqualTo(inside);
  }

  private static BigInteger unsigned(long value) {
    BigInteger v = BigInteger.valueOf(value);
    return v.signum() < 0 ? v.add(UNSIGNED) : v;
  }

  @Property
  void tablesAreCheckedWithoutOverflow(@ForAll long offset, @ForAll long count) {
    FileBytes file = new FileBytes("file", new byte[1000]);
    BigInteger end = unsigned(offset).add(unsigned(count).multiply(BigInteger.valueOf(56)));
    boolean refused = false;
    try {
      file.requireTable(offset, count, 56, "table");
    } catch (BadImageException e) {
      refused = true;
    }

    assertThat(refused).isEqualTo(end.compareTo(BigInteger.valueOf(1000)) > 0);
  }

  @Property
  void messagesAreOneLine(@ForAll String name, @ForAll String problem) {
    assertThat(new BadImageException(name, problem).getMessage().lines().count())
        .isLessThanOrEqualTo(1);
  }
}
