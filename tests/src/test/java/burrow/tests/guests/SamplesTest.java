package burrow.tests.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The binaries in samples/ are those of the source beside them, and run. */
@Execution(ExecutionMode.CONCURRENT)
class SamplesTest {
  private static final Path SAMPLES = Tools.ROOT.resolve("samples");

  private static final Pattern GO_VERSION = Pattern.compile("go1\\.[0-9.]+(rc\\d+)?");

  @Test
  void binariesAreThoseOfTheSource(@TempDir Path built) throws Exception {
    String installed = goVersion(Tools.output(SAMPLES, List.of(Tools.required("go"), "version")));
    List<String> ask =
        List.of(Tools.required("go"), "version", SAMPLES.resolve("tour-linux-amd64").toString());
    String used = goVersion(Tools.output(SAMPLES, ask).replace(SAMPLES.toString(), ""));
    // Another version of Go makes other bytes, so nothing follows from a comparison.
    Assumptions.assumeTrue(
        installed.equals(used), "samples were built with " + used + ", installed is " + installed);
    Tools.output(SAMPLES, List.of(SAMPLES.resolve("build").toString(), built.toString()));
    for (Target target : Target.values()) {
      String name = sample(target);
      assertThat(Files.mismatch(built.resolve(name), SAMPLES.resolve(name)))
          .as("%s is stale: run samples/build", name)
          .isEqualTo(-1);
    }
  }

  private static String goVersion(String text) {
    Matcher m = GO_VERSION.matcher(text);
    assertThat(m.find()).as(text).isTrue();
    return m.group();
  }

  /** The file name of the tour for a target. */
  private static String sample(Target target) {
    return target.isWasm()
        ? "tour-" + target.os + ".wasm"
        : target.fileName("tour-" + target.os + "-" + target.arch);
  }

  /** The first line names the target; all others are the same everywhere. */
  @ParameterizedTest
  @MethodSource("burrow.tests.guests.Target#chosen")
  void theTourIsTheSame(Target target, @TempDir Path directory) throws Exception {
    Map<String, String> environment = Map.of("TOUR", "a \"quoted\" value");
    List<String> reference = new ArrayList<>();
    reference.add(SAMPLES.resolve(sample(Target.host())).toString());
    List<String> burrow = new ArrayList<>(Host.burrow());
    burrow.add(SAMPLES.resolve(sample(target)).toString());
    for (List<String> command : List.of(reference, burrow)) {
      command.addAll(List.of("first", "second word", "exit=3"));
    }
    Path work = directory.resolve("work");
    Outcome expected = Outcome.of(reference, work, environment, "one\ntwo\n");
    assertThat(expected.status()).isEqualTo(3);
    assertThat(expected.stdout()).hasLineCount(14);
    String stdout = expected.stdout().replaceFirst(Target.host().toString(), target.toString());
    assertThat(Outcome.of(burrow, work, environment, "one\ntwo\n"))
        .isEqualTo(new Outcome(3, stdout, ""));
  }
}
