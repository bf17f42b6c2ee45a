package burrow.tests.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Some of Go's own tests on every target, by {@code scripts/std-tests}, which by itself runs many
 * more: those that end in seconds.
 */
@Execution(ExecutionMode.CONCURRENT)
class StdTestsTest {
  /** On processors whose atomics another target has shown, what takes a second or two. */
  private static List<String> packages(Target target) {
    return switch (target) {
      case LINUX_AMD64, LINUX_ARM64, LINUX_RISCV64, WINDOWS_AMD64, DARWIN_ARM64 ->
          List.of("sync/atomic", "io");
      case WINDOWS_ARM64, DARWIN_AMD64, JS_WASM, WASIP1_WASM -> List.of("io");
    };
  }

  @ParameterizedTest
  @MethodSource("burrow.tests.guests.Target#chosen")
  void passes(Target target) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Tools.ROOT.resolve("scripts/std-tests").toString());
    command.add(target.toString());
    command.addAll(packages(target));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("RUNNER", String.join(" ", Host.burrow()));
    builder.environment().put("JOBS", "1");
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output.lines().filter(l -> l.startsWith("ok "))).hasSameSizeAs(packages(target));
  }
}
