package burrow.tests.guests;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * What one run of a program did.
 *
 * @param status exit status; 128 + n if signal n ended it
 */
record Outcome(int status, String stdout, String stderr) {
  private static final int TIME_LIMIT_SECONDS = 180;

  /** Addresses differ from run to run; the address of a fault (addr=) is the guest's doing. */
  private static final Pattern ADDRESS = Pattern.compile("(?<!addr=)0x[0-9a-f]+");

  private static final Pattern GOROUTINE = Pattern.compile("goroutine \\d+");

  /** Which thread a running goroutine is on is the scheduler's choice. */
  private static final Pattern THREAD = Pattern.compile(" m=\\d+ mp=");

  /** From here on a fatal signal prints the machine state. */
  private static final Pattern MACHINE_STATE = Pattern.compile("(?ms)^PC=.*");

  /** Runs a command in a fresh empty directory with a fixed environment and waits for it. */
  static Outcome of(
      List<String> command, Path directory, Map<String, String> environment, String stdin)
      throws IOException, InterruptedException {
    prepare(directory);
    return in(command, directory, environment, stdin);
  }

  /** Runs a command in a directory as it is. */
  static Outcome in(
      List<String> command, Path directory, Map<String, String> environment, String stdin)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("guest", ".out");
    Path err = Files.createTempFile("guest", ".err");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      builder.environment().put("PATH", "/usr/bin:/bin");
      builder.environment().put("HOME", directory.toString());
      builder.environment().put("TMPDIR", directory.toString());
      builder.environment().put("TZ", "Europe/Lisbon");
      Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(stdin.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // The guest ended without reading its input: what it did is in its outcome.
      }
      int status = await(process);
      return new Outcome(status, read(out), read(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static int await(Process process) throws IOException, InterruptedException {
    if (process.waitFor(TIME_LIMIT_SECONDS, TimeUnit.SECONDS)) {
      return process.exitValue();
    }
    // A JVM answers with the stacks of its threads, which end up in the failure message.
    new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid())).start().waitFor();
    process.waitFor(1, TimeUnit.SECONDS);
    process.destroyForcibly().waitFor();
    return -1;
  }

  /** stderr without what differs between two runs of the same program. */
  Outcome normalised() {
    String text = MACHINE_STATE.matcher(stderr).replaceAll("PC=…");
    text = ADDRESS.matcher(text).replaceAll("0x…");
    text = THREAD.matcher(text).replaceAll(" m=N mp=");
    return new Outcome(status, stdout, GOROUTINE.matcher(text).replaceAll("goroutine N"));
  }

  /** In lines, so that a failed comparison shows where it fails. */
  @Override
  public String toString() {
    return (status == -1 ? "no end after " + TIME_LIMIT_SECONDS + " s" : "exit status " + status)
        + "\n--- stdout\n"
        + stdout
        + "\n--- stderr\n"
        + stderr;
  }

  private static String read(Path file) throws IOException {
    // Latin-1 keeps every byte apart, whatever the guest printed.
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  /** Makes a directory, or empties it. */
  static void prepare(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (var files = Files.walk(directory)) {
        files.sorted(Comparator.reverseOrder()).forEach(Outcome::delete);
      }
    }
    Files.createDirectories(directory);
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
