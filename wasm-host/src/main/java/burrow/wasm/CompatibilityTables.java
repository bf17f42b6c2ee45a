package burrow.wasm;

import burrow.kernel.call.HostFunction;
import burrow.kernel.call.Support;
import burrow.wasm.js.JsTable;
import burrow.wasm.wasi.WasiTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes docs/compatibility-wasm.md from the tables of imported functions. */
public final class CompatibilityTables {
  private static final String HEAD =
      """
      # Compatibility: WebAssembly

      This page is generated from the tables in the source by `burrow.wasm.CompatibilityTables`; a test
      fails when it is stale and says how to write it anew. "full": works as documented, as far as Go
      programs can tell. "partial": the note says what does not. "not supported": always fails, in the
      way the note says. An import that is in no table binds to a stub that ends the guest with one line
      when it is called.
      """;

  private CompatibilityTables() {}

  /**
   * @param args the file to write
   */
  public static void main(String[] args) throws IOException {
    Files.writeString(Path.of(args[0]), text(), StandardCharsets.UTF_8);
  }

  /** The whole page. */
  public static String text() {
    StringBuilder out = new StringBuilder(HEAD);
    section(out, "js/wasm: module gojs", JsTable.rows());
    section(out, "wasip1/wasm: module wasi_snapshot_preview1", WasiTable.rows());
    return out.toString();
  }

  /**
   * How much of an imported function works.
   *
   * @return null if Burrow lacks it
   */
  public static @Nullable Support support(String module, String name) {
    return Stream.concat(JsTable.rows().stream(), WasiTable.rows().stream())
        .filter(r -> r.name().equals(name))
        .filter(r -> r.library().equals(module.equals("go") ? "gojs" : module))
        .map(HostFunction::support)
        .findFirst()
        .orElse(null);
  }

  private static void section(
      StringBuilder out, String title, List<? extends HostFunction<?>> rows) {
    out.append("\n## ").append(title).append("\n\n| function | support | note |\n|---|---|---|\n");
    rows.stream()
        .sorted(Comparator.comparing(HostFunction::name))
        .forEach(r ->
            out.append("| ")
                .append(r.name())
                .append(" | ")
                .append(r.support())
                .append(" | ")
                .append(r.caveat())
                .append(" |\n"));
  }
}
