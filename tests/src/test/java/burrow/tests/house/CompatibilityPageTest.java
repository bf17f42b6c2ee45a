package burrow.tests.house;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.tests.CompatibilityPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CompatibilityPageTest {
  @Test
  void thePageIsNotStale() throws IOException {
    Path page = Path.of("../docs/compatibility.md");
    assertThat(Files.readString(page))
        .as("write it anew: run burrow.tests.CompatibilityPage with %s", page)
        .isEqualTo(CompatibilityPage.text());
  }
}
