package burrow.cli;

import burrow.cpu.aarch64.Arm64Isa;
import burrow.cpu.riscv64.RiscvIsa;
import burrow.cpu.x86_64.X86Isa;
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
import burrow.machine.Arch;
import burrow.machine.Engine;
import burrow.machine.Os;
import burrow.machine.ProgramImage;
import burrow.translator.Isa;
import burrow.translator.interpreter.Interpreter;
import burrow.translator.region.Translator;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts loader, CPU, engine and personality together and runs one program. */
final class Runner {
  private final RunRequest request;
  private final List<Engine> engines = new ArrayList<>();

  private Runner(RunRequest request) {
    this.request = request;
  }

  /**
   * Runs the program to its end.
   *
   * @return the exit status to pass on
   */
  static int run(RunRequest request) throws Failure, InterruptedException {
    return new Runner(request).run();
  }

  private int run() throws Failure, InterruptedException {
    ProgramImage image = load(request.program());
    if (request.engine() == EngineKind.UNICORN) {
      throw new Failure(Status.BURROW_FAILED, "--engine=unicorn: not in this version");
    }
    if (image.os() != Os.LINUX) {
      throw new Failure(
          Status.BURROW_FAILED,
          "%s: %s/%s programs do not run in this version"
              .formatted(image.name(), image.os().goName(), image.arch().goName()));
    }
    long pid = ProcessHandle.current().pid();
    Kernel kernel = new Kernel(new SystemClock(), new SystemRandom(), (int) pid);
    LinuxFileSystem files = new LinuxFileSystem(kernel, policy());
    LinuxPersonality personality = new LinuxPersonality(kernel, this::engine, tracer());
    LinuxThread main = create(personality, launch(image, files));
    HostSignals.forwardTo(main.process());
    ExitStatus status = personality.run(main);
    if (request.statistics()) {
      engines.forEach(e -> e.statistics().forEach(System.err::println));
    }
    return status.shellStatus();
  }

  private static LinuxThread create(LinuxPersonality personality, LinuxPersonality.Launch launch)
      throws Failure {
    try {
      return personality.create(launch);
    } catch (KernelException e) {
      throw new Failure(Status.CANNOT_RUN, launch.image().name() + ": " + e.getMessage());
    }
  }

  private LinuxPersonality.Launch launch(ProgramImage image, LinuxFileSystem files) throws Failure {
    ProgramImage interpreter = null;
    if (image.interpreter() != null) {
      interpreter = load(image.interpreter());
    }
    List<String> arguments = new ArrayList<>();
    arguments.add(request.program());
    arguments.addAll(request.arguments());
    try {
      return new LinuxPersonality.Launch(
          image,
          interpreter,
          Path.of(request.program()).toRealPath().toString(),
          arguments,
          environment(),
          files.standardDescriptors(),
          files.context(workingDirectory()),
          credentials(),
          (int) ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(1L).longValue());
    } catch (IOException e) {
      throw new Failure(Status.NOT_FOUND, request.program() + ": " + e.getMessage());
    } catch (KernelException e) {
      throw new Failure(
          Status.BURROW_FAILED, "--cwd " + workingDirectory() + ": " + e.getMessage());
    }
  }

  private String workingDirectory() {
    String asked = request.workingDirectory();
    if (asked != null) {
      return asked;
    }
    return request.root() == null ? Path.of("").toAbsolutePath().toString() : "/";
  }

  private List<String> environment() {
    Map<String, String> all = new LinkedHashMap<>(System.getenv());
    all.putAll(request.environment());
    return all.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
  }

  private static Credentials credentials() throws IOException {
    try {
      Path self = Path.of("/proc/self");
      return new Credentials(
          (Integer) Files.getAttribute(self, "unix:uid"),
          (Integer) Files.getAttribute(self, "unix:gid"));
    } catch (UnsupportedOperationException | IOException e) {
      return new Credentials(1000, 1000); // a host without /proc or user numbers
    }
  }

  private HostPolicy policy() throws Failure {
    HostPolicy policy = HostPolicy.OPEN;
    try {
      if (request.root() != null) {
        policy = policy.withRoot(Path.of(request.root()));
      }
      if (request.sandbox().on()) {
        policy = policy.withSandbox();
        for (String path : request.sandbox().read()) {
          policy = policy.allowRead(Path.of(path));
        }
        for (String path : request.sandbox().write()) {
          policy = policy.allowWrite(Path.of(path));
        }
      }
      return policy;
    } catch (IOException | InvalidPathException e) {
      throw new Failure(Status.BURROW_FAILED, "no such directory or file: " + e.getMessage());
    }
  }

  private @Nullable Tracer tracer() throws Failure {
    if (!request.trace().on()) {
      return null;
    }
    String file = request.trace().file();
    if (file == null) {
      return new Tracer(System.err);
    }
    try {
      return new Tracer(new PrintStream(new FileOutputStream(file), true, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new Failure(Status.BURROW_FAILED, "--strace=" + file + ": " + e.getMessage());
    }
  }

  private Engine engine(ProgramImage image, AddressSpace memory) {
    Isa isa = isa(image.arch());
    Engine engine =
        request.engine() == EngineKind.TRANSLATOR
            ? new Translator(isa, memory)
            : new Interpreter(isa, memory);
    engines.add(engine);
    return engine;
  }

  private static Isa isa(Arch arch) {
    return switch (arch) {
      case AMD64 -> X86Isa.INSTANCE;
      case ARM64 -> Arm64Isa.INSTANCE;
      case RISCV64 -> new RiscvIsa();
      case WASM -> throw new IllegalArgumentException("WASM has no instruction set of ours");
    };
  }

  private static ProgramImage load(String program) throws Failure {
    try {
      return ProgramLoader.load(Path.of(program));
    } catch (BadImageException e) {
      throw new Failure(e.exitStatus(), String.valueOf(e.getMessage()));
    } catch (InvalidPathException e) {
      throw new Failure(Status.NOT_FOUND, "no such file: " + e.getMessage());
    }
  }
}
