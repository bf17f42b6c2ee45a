package burrow.cli;

import burrow.darwin.DarwinPersonality;
import burrow.darwin.DarwinSignal;
import burrow.darwin.DarwinThread;
import burrow.kernel.KernelException;
import burrow.kernel.host.HostFileSystem;
import burrow.kernel.posix.ForwardedSignals;
import burrow.machine.ProgramImage;
import java.util.List;

/** One run of a macOS program. */
final class DarwinRun {
  private final RunRequest request;
  private final ProgramImage image;
  private final HostSetup host;

  DarwinRun(RunRequest request, ProgramImage image, HostSetup host) {
    this.request = request;
    this.image = image;
    this.host = host;
  }

  int run() throws Failure, InterruptedException {
    EngineSource engines = new EngineSource(request);
    DarwinPersonality personality =
        new DarwinPersonality(host.kernel(), engines::create, host.tracer());
    DarwinThread main = create(personality);
    ForwardedSignals.to(main.process(), DarwinSignal::number);
    if (engines.compiles()) {
      return engines.compile(main.process());
    }
    int status = main.process().run(main).shellStatus();
    String missing = main.process().missingFunction();
    if (missing != null) {
      throw new Failure(Status.BURROW_FAILED, missing);
    }
    engines.report();
    return status;
  }

  private DarwinThread create(DarwinPersonality personality) throws Failure {
    try {
      HostFileSystem files = HostFileSystem.withDevices(host.kernel(), host.policy());
      List<String> environment =
          host.environment().entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
      return personality.create(
          new DarwinPersonality.Launch(
              image,
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
}
