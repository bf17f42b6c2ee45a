package burrow.tests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes docs/compatibility.md from the tables of all personalities. */
public final class CompatibilityPage {
  private static final String HEAD =
      """
      # Compatibility

      This page is generated from the tables in the source by `burrow.tests.CompatibilityPage`; a
      test fails when it is stale and says how to write it anew.

      """;

  private CompatibilityPage() {}

  /**
   * @param args the file to write
   */
  public static void main(String[] args) throws IOException {
    Files.writeString(Path.of(args[0]), text(), StandardCharsets.UTF_8);
  }

  /** The whole page: one section for each operating system. */
  public static String text() {
    List<String> sections =
        List.of(
            burrow.linux.Compatibility.section(),
            burrow.darwin.Compatibility.section(),
            burrow.windows.Compatibility.section());
    return HEAD + String.join("\n", sections);
  }
}
