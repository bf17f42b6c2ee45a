package burrow.linux;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.machine.Arch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SyscallTableTest {
  @Test
  void noNumberHasTwoRowsAndEveryGapIsExplained() {
    for (Arch arch : new Arch[] {Arch.AMD64, Arch.ARM64, Arch.RISCV64}) {
      assertThat(new SyscallTable(arch).get(SyscallTable.number(row("futex"), arch)))
          .isEqualTo(row("futex"));
    }
    for (Syscall s : SyscallTable.rows()) {
      assertThat(s.caveat().isEmpty()).as(s.name()).isEqualTo(s.support() == Syscall.Support.FULL);
      assertThat(s.arguments()).as(s.name()).hasSizeLessThanOrEqualTo(6);
    }
  }

  @Test
  void namesAreUnique() {
    assertThat(SyscallTable.rows().stream().collect(Collectors.groupingBy(Syscall::name)).values())
        .allMatch(rows -> rows.size() == 1);
  }

  @Test
  void thePageIsNotStale() throws IOException {
    Path page = Path.of("../docs/compatibility.md");
    assertThat(Files.readString(page))
        .as("write it anew: run burrow.linux.CompatibilityPage with %s", page)
        .isEqualTo(CompatibilityPage.text());
  }

  private static Syscall row(String name) {
    return SyscallTable.rows().stream()
        .filter(s -> s.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
