package burrow.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CompatibilityTablesTest {
  @Test
  void thePageIsFresh() throws Exception {
    Path page = Path.of("../docs/compatibility-wasm.md");
    assertThat(Files.readString(page))
        .as("write it anew: run burrow.wasm.CompatibilityTables with %s", page)
        .isEqualTo(CompatibilityTables.text());
  }
}
