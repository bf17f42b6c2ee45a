package burrow.cli;

import burrow.kernel.KernelException;
import burrow.kernel.posix.ForwardedSignals;
import burrow.linux.LinuxFileSystem;
import burrow.linux.LinuxPersonality;
import burrow.linux.LinuxSignal;
import burrow.linux.LinuxThread;
import burrow.loader.BadImageException;
import burrow.loader.ProgramLoader;
import burrow.machine.ProgramImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of a Linux program. */
final class LinuxRun {
  private final RunRequest request;
  private final ProgramImage image;
  private final HostSetup host;

  LinuxRun(RunRequest request, ProgramImage image, HostSetup host) {
    this.request = request;
    this.image = image;
    this.host = host;
  }

  int run() throws Failure, InterruptedException {
    EngineSource engines = new EngineSource(request);
    LinuxPersonality personality =
        new LinuxPersonality(host.kernel(), engines::create, host.tracer());
    LinuxThread main = create(personality);
    ForwardedSignals.to(main.process(), LinuxSignal::number);
    if (engines.compiles()) {
      return engines.compile(main.process());
    }
    int status = main.process().run(main).shellStatus();
    engines.report();
    return status;
  }

  private LinuxThread create(LinuxPersonality personality) throws Failure {
    try {
      LinuxFileSystem files = new LinuxFileSystem(host.kernel(), host.policy());
      List<String> environment = new ArrayList<>();
      host.environment().forEach((name, value) -> environment.add(name + "=" + value));
      return personality.create(
          new LinuxPersonality.Launch(
              image,
              interpreter(),
              host.executable(),
              host.arguments(),
              environment,
              files.standardDescriptors(),
              files.context(host.workingDirectory()),
              HostSetup.credentials(),
              HostSetup.parentId()));
    } catch (KernelException e) {
      throw new Failure(Status.CANNOT_RUN, request.program() + ": " + e.getMessage());
    }
  }

  /** The dynamic loader that a program linked against a C library asks for. */
  private @Nullable ProgramImage interpreter() throws Failure {
    @Nullable String path = image.interpreter();
    if (path == null) {
      return null;
    }
    Path onHost = request.root() == null ? Path.of(path) : Path.of(request.root(), path);
    try {
      return ProgramLoader.load(onHost);
    } catch (BadImageException e) {
      throw new Failure(
          Status.CANNOT_RUN, image.name() + ": its dynamic loader: " + e.getMessage());
    }
  }
}
