package burrow.tests.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real program for js/wasm: esbuild-wasm, with 5,307 functions, of which the largest are cut into
 * pieces. What it makes of its own library is what the native build makes of it. The files come
 * from npm (tests/fetch-esbuild).
 */
class EsbuildWasmTest {
  private static final Path PACKAGE = Tools.cache().resolve("npm/esbuild-wasm-0.28.2");

  /** SHA-256 of what the native linux/amd64 build writes. */
  private static final String MINIFIED =
      "6a982d91cc3db3b7ab35478a80bae1e51c1aa28867eedc37957fb63a45b79202";

  private static final String BUNDLED =
      "115a8937c98432823f9cc345e3e3105903f1c698fbbea553be96e44713b9fe8e";

  @Test
  void minifiesFromStdinAndBundlesIntoADirectory(@TempDir Path directory) throws Exception {
    Path library = PACKAGE.resolve("lib/main.js");
    Path work = directory.resolve("work");
    Outcome.prepare(work);
    Outcome minified = run(work, Files.readString(library), "--minify");
    byte[] stdout = minified.stdout().getBytes(StandardCharsets.ISO_8859_1);
    assertThat(digest(stdout)).as("stdout").isEqualTo(MINIFIED);

    Outcome.prepare(work);
    Files.copy(library, work.resolve("main.js"));
    run(work, "", "main.js", "--bundle", "--platform=node", "--minify", "--outdir=out");
    assertThat(digest(Files.readAllBytes(work.resolve("out/main.js")))).isEqualTo(BUNDLED);
  }

  private static Outcome run(Path work, String stdin, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(Host.burrow());
    command.add(PACKAGE.resolve("esbuild.wasm").toString());
    command.addAll(List.of(arguments));
    command.add("--log-level=warning");
    Outcome outcome = Outcome.in(command, work, Map.of(), stdin);
    assertThat(outcome.stderr()).isEmpty();
    assertThat(outcome.status()).isZero();
    return outcome;
  }

  private static String digest(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
