package burrow.tests.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A guest that is itself a translator: wazero compiles WebAssembly to machine code, which it maps,
 * runs hot, unmaps, and maps anew elsewhere or in the same place. What it computes is what it
 * computes natively.
 */
@Execution(ExecutionMode.CONCURRENT)
class JitTest {
  /** wazero has a compiler for amd64 and arm64; every system maps code its own way. */
  private static final List<Target> TARGETS =
      List.of(Target.LINUX_AMD64, Target.LINUX_ARM64, Target.WINDOWS_AMD64, Target.DARWIN_ARM64);

  /** One run under Burrow. */
  record Run(Target target, String engine) {}

  static Stream<Run> runs() {
    return TARGETS.stream()
        .filter(Target.chosen()::contains)
        .flatMap(t ->
            t.isLinux()
                ? Stream.of(new Run(t, "translator"), new Run(t, "interpreter"))
                : Stream.of(new Run(t, "translator")));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void sameAsWithoutBurrow(Run run, @TempDir Path directory) throws Exception {
    Path work = directory.resolve("work");
    Outcome expected = reference(run.target(), work);
    List<String> command = new ArrayList<>(Host.burrow("--engine=" + run.engine()));
    command.add(GuestPrograms.jit(run.target()).toString());
    Outcome actual = Outcome.of(command, work, Map.of(), "");
    assertThat(actual.toString()).isEqualTo(expected.toString());
    assertThat(actual.stdout()).endsWith("done\n");
  }

  /** Of the same processor on Linux; elsewhere the program prints the same. */
  private static Outcome reference(Target target, Path work)
      throws IOException, InterruptedException {
    Target linux = target.linuxOfSameArchitecture().orElseThrow();
    return Outcome.of(Host.reference(linux, GuestPrograms.jit(linux)), work, Map.of(), "");
  }
}
