package burrow.cli;

import burrow.kernel.KernelException;
import burrow.kernel.host.HostPolicy;
import burrow.kernel.host.SystemRandom;
import burrow.kernel.process.Credentials;
import burrow.kernel.process.ExitStatus;
import burrow.kernel.process.Kernel;
import burrow.kernel.time.SystemClock;
import burrow.kernel.trace.Tracer;
import burrow.linux.HostSignals;
import burrow.linux.LinuxFileSystem;
import burrow.linux.LinuxPersonality;
import burrow.linux.LinuxThread;
import burrow.loader.BadImageException;
import burrow.loader.ProgramLoader;
import burrow.machine.AddressSpace;
import burrow.machine.Engine;
import burrow.machine.HostLibrary;
import burrow.machine.ProgramImage;
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

/** One run of a Linux program. */
final class LinuxRun {
  private final RunRequest request;
  private final ProgramImage image;
  private @Nullable Engine engine;

  LinuxRun(RunRequest request, ProgramImage image) {
    this.request = request;
    this.image = image;
  }

  int run() throws Failure, InterruptedException {
    Engines.check(request.engine());
    Kernel kernel =
        new Kernel(new SystemClock(), new SystemRandom(), (int) ProcessHandle.current().pid());
    try (PrintStream trace = openTrace()) {
      LinuxPersonality personality =
          new LinuxPersonality(kernel, this::engine, trace == null ? null : new Tracer(trace));
      LinuxThread main = create(kernel, personality);
      HostSignals.forwardTo(main.process());
      ExitStatus status = personality.run(main);
      if (request.statistics() && engine != null) {
        engine.statistics().forEach(line -> System.err.println("burrow: " + line));
      }
      return status.shellStatus();
    }
  }

  private LinuxThread create(Kernel kernel, LinuxPersonality personality) throws Failure {
    try {
      LinuxFileSystem files = new LinuxFileSystem(kernel, policy());
      List<String> arguments = new ArrayList<>();
      arguments.add(request.program());
      arguments.addAll(request.arguments());
      return personality.create(
          new LinuxPersonality.Launch(
              image,
              interpreter(),
              Path.of(request.program()).toRealPath().toString(),
              arguments,
              environment(),
              files.standardDescriptors(),
              files.context(workingDirectory()),
              credentials(),
              parentId()));
    } catch (KernelException e) {
      throw new Failure(Status.CANNOT_RUN, request.program() + ": " + e.getMessage());
    } catch (IOException e) {
      throw new Failure(Status.BURROW_FAILED, request.program() + ": " + e);
    }
  }

  private Engine engine(ProgramImage program, AddressSpace memory) {
    Engine made = Engines.create(request.engine(), program.arch(), memory);
    if (engine == null) {
      engine = made;
    }
    return made;
  }

  /** The dynamic loader that a program linked against a C library asks for. */
  private @Nullable ProgramImage interpreter() throws Failure {
    @Nullable String path = image.interpreter();
    if (path == null) {
      return null;
    }
    Path host = request.root() == null ? Path.of(path) : Path.of(request.root(), path);
    try {
      return ProgramLoader.load(host);
    } catch (BadImageException e) {
      throw new Failure(
          Status.CANNOT_RUN, image.name() + ": its dynamic loader: " + e.getMessage());
    }
  }

  private HostPolicy policy() throws Failure {
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

  private String workingDirectory() throws Failure {
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

  private List<String> environment() {
    Map<String, String> variables = new TreeMap<>(System.getenv());
    variables.putAll(request.environment());
    return variables.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
  }

  /** The user who started Burrow; where the host knows no numbers, the usual first user. */
  private static Credentials credentials() {
    if (!HostLibrary.has("getuid")) {
      return new Credentials(1000, 1000);
    }
    return new Credentials(
        (int) HostLibrary.call("getuid", 0, 0, 0, 0, 0, 0),
        (int) HostLibrary.call("getgid", 0, 0, 0, 0, 0, 0));
  }

  private static int parentId() {
    return ProcessHandle.current().parent().map(p -> (int) p.pid()).orElse(0);
  }

  private @Nullable PrintStream openTrace() throws Failure {
    if (!request.trace().on()) {
      return null;
    }
    @Nullable String file = request.trace().file();
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
}
