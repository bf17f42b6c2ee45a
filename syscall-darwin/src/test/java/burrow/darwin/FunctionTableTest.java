package burrow.darwin;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.kernel.call.Support;
import burrow.machine.Arch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FunctionTableTest {
  @Test
  void symbolsAreFoundAsFilesSpellThem() {
    FunctionTable amd64 = FunctionTable.of(Arch.AMD64);
    FunctionTable arm64 = FunctionTable.of(Arch.ARM64);
    assertThat(name(amd64, "_fstat64")).isEqualTo("fstat");
    assertThat(name(arm64, "_fstat")).isEqualTo("fstat");
    assertThat(name(amd64, "_fdopendir$INODE64")).isEqualTo("fdopendir");
    assertThat(name(amd64, "__exit")).isEqualTo("_exit");
    // The plain name is the variant with 32-bit inode numbers on amd64, which no Go program uses.
    assertThat(amd64.function("_fstat")).isNull();
    assertThat(arm64.function("_fork_and_spoon")).isNull();
  }

  private static String name(FunctionTable table, String symbol) {
    DarwinFunction f = table.function(symbol);
    return f == null ? "missing" : f.name();
  }

  @Test
  void rawCallsAreTheSameFunctions() {
    DarwinFunction onAmd64 = FunctionTable.of(Arch.AMD64).call(0x200_0004);
    DarwinFunction onArm64 = FunctionTable.of(Arch.ARM64).call(4);
    assertThat(onAmd64).isNotNull().isSameAs(onArm64);
    assertThat(FunctionTable.of(Arch.AMD64).call(4)).isNull();
  }

  @Test
  void namesAndNumbersAreUniqueAndEveryGapIsExplained() {
    assertThat(
            FunctionTable.rows().stream()
                .collect(Collectors.groupingBy(DarwinFunction::name))
                .values())
        .allMatch(rows -> rows.size() == 1);
    assertThat(
            FunctionTable.rows().stream()
                .filter(f -> f.number() != DarwinFunction.NONE)
                .collect(Collectors.groupingBy(DarwinFunction::number))
                .values())
        .allMatch(rows -> rows.size() == 1);
    for (DarwinFunction f : FunctionTable.rows()) {
      boolean full = f.function().support() == Support.FULL;
      assertThat(f.function().caveat().isEmpty()).as(f.name()).isEqualTo(full);
    }
  }
}
