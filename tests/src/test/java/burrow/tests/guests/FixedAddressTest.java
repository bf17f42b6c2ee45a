package burrow.tests.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program for macOS that is not position-independent, which Go makes no longer by itself: its
 * segments have low addresses, where other loaders have something of their own.
 */
class FixedAddressTest {
  @Test
  void runsWhereTheFileSays(@TempDir Path directory) throws Exception {
    Target target = Target.DARWIN_AMD64;
    Path binary = directory.resolve("hello");
    List<String> build = new ArrayList<>();
    build.addAll(List.of("env", "GOOS=" + target.os, "GOARCH=" + target.arch, target.baseline));
    build.addAll(List.of("CGO_ENABLED=0", "GOFLAGS=", "GOTOOLCHAIN=local"));
    build.addAll(List.of(Tools.required("go"), "build", "-buildmode=exe", "-o"));
    build.addAll(List.of(binary.toString(), "./hello"));
    Tools.output(GuestCase.GUESTS, build);

    List<String> command = new ArrayList<>(Host.burrow());
    command.add(binary.toString());
    Outcome outcome = Outcome.of(command, directory.resolve("work"), Map.of(), "");
    assertThat(outcome.stdout()).isEqualTo("Hello from a guest\n");
    assertThat(outcome.status()).as(outcome.stderr()).isZero();
  }
}
