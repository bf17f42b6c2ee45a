package burrow.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code burrow install-exec DIR}: the scripts that {@code go run} and {@code go test} look for on
 * PATH when they have built for another target than their own ({@code go help run}).
 */
@Command(
    name = "install-exec",
    header = "Writes the go_GOOS_GOARCH_exec scripts by which go run and go test find Burrow.")
final class InstallExecCommand implements Callable<Integer> {
  /** The property by which {@code ./burrow} names itself. */
  static final String LAUNCHER_PROPERTY = "burrow.launcher";

  static final List<String> TARGETS =
      List.of(
          "linux_amd64",
          "linux_arm64",
          "linux_riscv64",
          "windows_amd64",
          "windows_arm64",
          "darwin_amd64",
          "darwin_arm64",
          "js_wasm",
          "wasip1_wasm");

  /** Only a script with this line is written over. */
  private static final String MARK = "# Written by burrow install-exec.";

  @Option(names = "--help", usageHelp = true, description = "Print this help and exit.")
  boolean help;

  @Parameters(arity = "1", paramLabel = "DIR", description = "Where to; it is made if missing.")
  @Nullable String directory;

  @Override
  public Integer call() throws Failure {
    Path to = Path.of(String.valueOf(directory)).toAbsolutePath().normalize();
    String script = "#!/bin/sh\n" + MARK + "\nexec " + command() + " \"$@\"\n";
    try {
      Files.createDirectories(to);
      List<Path> scripts = new ArrayList<>();
      for (String target : TARGETS) {
        scripts.add(to.resolve("go_" + target + "_exec"));
      }
      for (Path file : scripts) {
        refuseForeign(file);
      }
      for (Path file : scripts) {
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    } catch (IOException | UnsupportedOperationException e) {
      throw new Failure(Status.BURROW_FAILED, "install-exec: " + e);
    }
    System.out.printf(
        "Wrote %d scripts. With them on PATH, as by%n  export PATH=%s:$PATH%n"
            + "go run and go test run what they build for another GOOS or GOARCH.%n",
        TARGETS.size(), quoted(to.toString()));
    return Status.OK;
  }

  private static void refuseForeign(Path file) throws IOException, Failure {
    if (Files.exists(file) && !Files.readString(file).contains(MARK)) {
      throw new Failure(
          Status.BURROW_FAILED, "install-exec: " + file + " exists and is not of Burrow's making");
    }
  }

  /** How a shell starts this Burrow from anywhere. */
  private static String command() throws Failure {
    @Nullable String launcher = System.getProperty(LAUNCHER_PROPERTY);
    if (launcher != null) {
      return quoted(launcher);
    }
    String java = Path.of(System.getProperty("java.home", ""), "bin", "java").toString();
    // What the manifest cannot say: the heap of ./burrow, and that stdout belongs to the guest.
    return quoted(java)
        + " -XX:+UseSerialGC -XX:-UsePerfData -XX:-DontCompileHugeMethods -XX:+DisplayVMOutputToStderr"
        + " -jar "
        + quoted(jar().toString());
  }

  private static Path jar() throws Failure {
    @Nullable CodeSource source = InstallExecCommand.class.getProtectionDomain().getCodeSource();
    try {
      if (source != null) {
        Path jar = Path.of(source.getLocation().toURI());
        if (Files.isRegularFile(jar)) {
          return jar;
        }
      }
    } catch (URISyntaxException e) {
      throw new Failure(Status.BURROW_FAILED, "install-exec: " + e.getMessage());
    }
    throw new Failure(
        Status.BURROW_FAILED, "install-exec: started neither by ./burrow nor from a jar");
  }

  /** A word of the shell that means exactly this text. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
