package burrow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class TrainingProgramTest {
  @TempDir private Path directory;

  /** All but the two on a missing file: else it would not train what it is for. */
  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void theCallsSucceed() throws IOException {
    String program = TrainingProgram.write(directory).toString();
    Path trace = directory.resolve("trace");
    assertThat(Main.execute("run", "--strace=" + trace, program)).isZero();
    List<String> calls = Files.readAllLines(trace, StandardCharsets.ISO_8859_1);
    assertThat(calls).hasSizeGreaterThan(40);
    assertThat(calls.stream().filter(call -> call.contains(" = -1 ")))
        .hasSize(2)
        .allMatch(call -> call.contains("\"missing\"") && call.contains("ENOENT"));
    assertThat(directory.resolve("files")).doesNotExist();
  }
}
