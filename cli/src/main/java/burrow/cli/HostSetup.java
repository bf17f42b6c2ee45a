package burrow.cli;

import burrow.kernel.host.HostPolicy;
import burrow.kernel.host.SystemRandom;
import burrow.kernel.process.Credentials;
import burrow.kernel.process.Kernel;
import burrow.kernel.time.SystemClock;
import burrow.kernel.trace.Tracer;
import burrow.machine.HostLibrary;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a request means on this host: the kernel, and what every personality starts from. */
final class HostSetup implements AutoCloseable {
  private final RunRequest request;
  private final Kernel kernel =
      new Kernel(new SystemClock(), new SystemRandom(), (int) ProcessHandle.current().pid());
  private final @Nullable PrintStream traceStream;

  HostSetup(RunRequest request) throws Failure {
    this.request = request;
    this.traceStream = openTrace(request.trace());
  }

  Kernel kernel() {
    return kernel;
  }

  /** Where {@code --strace} goes, or null. */
  @Nullable Tracer tracer() {
    return traceStream == null ? null : new Tracer(traceStream);
  }

  /** The program's name as given, then its arguments. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    arguments.add(request.program());
    arguments.addAll(request.arguments());
    return arguments;
  }

  /** Absolute path of the program on the host, without symbolic links. */
  String executable() throws Failure {
    try {
      return Path.of(request.program()).toRealPath().toString();
    } catch (IOException e) {
      throw new Failure(Status.BURROW_FAILED, request.program() + ": " + e);
    }
  }

  HostPolicy policy() throws Failure {
    try {
      HostPolicy policy = HostPolicy.OPEN;
      @Nullable String root = request.root();
      if (root != null) {
        policy = policy.withRoot(Path.of(root));
      }
      RunRequest.Sandbox sandbox = request.sandbox();
      if (sandbox.on()) {
        policy = policy.withSandbox();
      }
      for (String path : sandbox.read()) {
        policy = policy.allowRead(Path.of(path));
      }
      for (String path : sandbox.write()) {
        policy = policy.allowWrite(Path.of(path));
      }
      return policy;
    } catch (IOException e) {
      throw new Failure(Status.BURROW_FAILED, "--root or --allow-...: " + e);
    }
  }

  /** Where the guest starts, as an absolute path in the tree that it sees. */
  String workingDirectory() throws Failure {
    @Nullable String given = request.workingDirectory();
    if (given == null) {
      // In another root the host's working directory means nothing.
      return request.root() == null ? Path.of("").toAbsolutePath().toString() : "/";
    }
    if (request.root() == null && !Files.isDirectory(Path.of(given))) {
      throw new Failure(Status.BURROW_FAILED, "--cwd: " + given + " is no directory");
    }
    return request.root() == null ? Path.of(given).toAbsolutePath().toString() : given;
  }

  /** The host's variables with the request's over them, sorted by name. */
  Map<String, String> environment() {
    Map<String, String> variables = new TreeMap<>(System.getenv());
    variables.putAll(request.environment());
    return variables;
  }

  /** The user who started Burrow; where the host knows no numbers, the usual first user. */
  static Credentials credentials() {
    if (!HostLibrary.has("getuid")) {
      return new Credentials(1000, 1000);
    }
    return new Credentials(
        (int) HostLibrary.call("getuid", 0, 0, 0, 0, 0, 0),
        (int) HostLibrary.call("getgid", 0, 0, 0, 0, 0, 0));
  }

  static int parentId() {
    return ProcessHandle.current().parent().map(p -> (int) p.pid()).orElse(0);
  }

  private static @Nullable PrintStream openTrace(RunRequest.Trace trace) throws Failure {
    if (!trace.on()) {
      return null;
    }
    @Nullable String file = trace.file();
    try {
      FileOutputStream out =
          file == null
              ? new FileOutputStream(java.io.FileDescriptor.err)
              : new FileOutputStream(file);
      return new PrintStream(new BufferedOutputStream(out), false, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new Failure(Status.BURROW_FAILED, "--strace: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    if (traceStream != null) {
      traceStream.close();
    }
  }
}
