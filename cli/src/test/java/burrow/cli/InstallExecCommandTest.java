package burrow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code burrow install-exec} leaves in a directory. */
class InstallExecCommandTest {
  @TempDir Path directory;

  @AfterEach
  void forget() {
    System.clearProperty(InstallExecCommand.LAUNCHER_PROPERTY);
  }

  private static int install(Path to) {
    return Main.execute("install-exec", to.toString());
  }

  @Test
  void aScriptForEveryTarget() throws Exception {
    System.setProperty(InstallExecCommand.LAUNCHER_PROPERTY, "/opt/it's here/burrow");
    Path bin = directory.resolve("some where/bin");
    assertThat(install(bin)).isZero();
    assertThat(install(bin)).as("a second time").isZero();
    assertThat(bin.toFile().list()).hasSize(9).contains("go_js_wasm_exec", "go_wasip1_wasm_exec");
    Path script = bin.resolve("go_windows_arm64_exec");
    assertThat(script).isExecutable();
    assertThat(Files.readString(script)).endsWith("exec '/opt/it'\\''s here/burrow' \"$@\"\n");
  }

  @Test
  void aForeignFileIsLeftAlone() throws Exception {
    System.setProperty(InstallExecCommand.LAUNCHER_PROPERTY, "/opt/burrow");
    Files.writeString(directory.resolve("go_js_wasm_exec"), "#!/bin/sh\nexec node\n");
    assertThat(install(directory)).isEqualTo(Status.BURROW_FAILED);
    assertThat(directory.toFile().list()).containsExactly("go_js_wasm_exec");
  }

  @Test
  void neitherLauncherNorJar() {
    assertThat(install(directory)).isEqualTo(Status.BURROW_FAILED);
    assertThat(directory.toFile().list()).isEmpty();
  }
}
