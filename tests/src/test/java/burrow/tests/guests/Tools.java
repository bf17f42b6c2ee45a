package burrow.tests.guests;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Places and programs that the tests need, as ./test leaves them. */
final class Tools {
  /** The checkout; Maven runs the tests of a module in the module's directory. */
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private Tools() {}

  /** Burrow's cache, as scripts/common.sh defines it. */
  static Path cache() {
    String own = System.getenv("BURROW_CACHE");
    if (own != null) {
      return Path.of(own);
    }
    String shared = System.getenv("XDG_CACHE_HOME");
    Path home = Path.of(System.getProperty("user.home", ""));
    return (shared != null ? Path.of(shared) : home.resolve(".cache")).resolve("burrow");
  }

  /** The file of that name in a directory on PATH. */
  static Optional<Path> onPath(String program) {
    for (String directory :
        Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator)) {
      Path file = Path.of(directory, program);
      if (Files.isExecutable(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  /** The path of a program that a test cannot do without. */
  static String required(String program) {
    return onPath(program)
        .orElseThrow(() -> new IllegalStateException(program + " is not on PATH (see ./test)"))
        .toString();
  }

  /** Runs a tool that must succeed, and returns its stdout without the last newline. */
  static String output(Path directory, List<String> command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + " failed: " + text);
    }
    return text.strip();
  }
}
