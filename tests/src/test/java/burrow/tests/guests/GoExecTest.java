package burrow.tests.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** {@code go test -exec burrow}: the package's directory, environment, status, time limit. */
class GoExecTest {
  private record Result(int status, String output) {}

  private static Result goTest(Map<String, String> variables, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of(Tools.required("go"), "test", "-count=1"));
    command.add("-exec=" + String.join(" ", Host.burrow()));
    command.addAll(List.of(options));
    command.add("./gotest");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(GuestCase.GUESTS.toFile());
    Map<String, String> environment = new TreeMap<>(variables);
    Target target = Target.LINUX_ARM64;
    environment.putAll(Map.of("GOOS", target.os, "GOARCH", target.arch, "CGO_ENABLED", "0"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }

  @Test
  void runsWhereThePackageIs() throws Exception {
    Result result = goTest(Map.of("GUEST_VARIABLE", "a value"), "-v");
    Path directory = GuestCase.GUESTS.resolve("gotest");
    assertThat(result.output())
        .contains("linux arm64 \"a value\" in " + directory)
        .contains("read: testdata")
        .contains("ok  \tburrow/tests/guests/gotest");
    assertThat(result.status()).isZero();
  }

  @Test
  void aFailureIsOne() throws Exception {
    Result result = goTest(Map.of("GUEST_VARIABLE", "fail"));
    assertThat(result.output()).contains("--- FAIL: TestWish").contains("asked to fail");
    assertThat(result.status()).isEqualTo(1);
  }

  @Test
  void theTimeLimitEndsIt() throws Exception {
    Result result = goTest(Map.of("GUEST_VARIABLE", "hang"), "-timeout=2s");
    assertThat(result.output()).contains("test timed out after 2s").contains("TestWish");
    assertThat(result.status()).isEqualTo(1);
  }
}
