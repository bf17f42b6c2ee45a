package burrow.cli;

import burrow.kernel.KernelException;
import burrow.kernel.host.HostFileSystem;
import burrow.kernel.host.HostPolicy;
import burrow.kernel.host.HostSignals;
import burrow.machine.ProgramImage;
import burrow.windows.ControlEvents;
import burrow.windows.WindowsPersonality;
import burrow.windows.WindowsPersonality.Started;
import burrow.windows.WindowsProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One run of a Windows program. */
final class WindowsRun {
  private static final String[] DRIVE_DIRECTORIES = {
    "Windows/System32/drivers/etc",
    "Windows/Temp",
    "ProgramData",
    "Program Files",
    "Users/%s/AppData/Roaming",
    "Users/%s/AppData/Local/Temp"
  };

  private final RunRequest request;
  private final ProgramImage image;
  private final HostSetup host;

  WindowsRun(RunRequest request, ProgramImage image, HostSetup host) {
    this.request = request;
    this.image = image;
    this.host = host;
  }

  int run() throws Failure, InterruptedException {
    EngineSource engines = new EngineSource(request);
    WindowsPersonality personality =
        new WindowsPersonality(host.kernel(), engines::create, host.tracer());
    Started main = create(personality);
    forwardSignals(main.process());
    if (engines.compiles()) {
      return engines.compile(main.process());
    }
    int status = main.run().shellStatus();
    engines.report();
    @Nullable String words = main.process().lastWords();
    if (words != null) {
      throw new Failure(status, image.name() + ": " + words);
    }
    return status;
  }

  /** Ctrl-C, the closing of the terminal and the end that kill(1) asks for. */
  private static void forwardSignals(WindowsProcess process) {
    ControlEvents events = process.controlEvents();
    if (HostSignals.on("INT", () -> events.raise(ControlEvents.CTRL_C))) {
      events.ignoreControlC(true);
    }
    HostSignals.on("HUP", () -> events.raise(ControlEvents.CLOSE));
    HostSignals.on("TERM", () -> events.raise(ControlEvents.SHUTDOWN));
  }

  private Started create(WindowsPersonality personality) throws Failure {
    try {
      String user = System.getProperty("user.name", "user");
      return personality.create(
          new WindowsPersonality.Launch(
              image,
              host.executable(),
              host.arguments(),
              host.environment(),
              new HostFileSystem(host.kernel(), host.policy()),
              host.workingDirectory(),
              new HostFileSystem(host.kernel(), HostPolicy.OPEN.withRoot(privateDrive(user))),
              hostName(),
              user,
              HostSetup.credentials(),
              HostSetup.parentId()));
    } catch (KernelException e) {
      throw new Failure(Status.CANNOT_RUN, request.program() + ": " + e.getMessage());
    } catch (IOException e) {
      throw new Failure(Status.BURROW_FAILED, "the directory for C:\\: " + e);
    }
  }

  /** The directory of the host that is {@code C:\}, made with what Windows programs look for. */
  private Path privateDrive(String user) throws IOException {
    Path root;
    if (request.sandbox().on()) {
      // Of a sandboxed guest nothing stays, and it sees nothing of others.
      root = Files.createTempDirectory("burrow-c-");
    } else {
      @Nullable String data = System.getenv("XDG_DATA_HOME");
      Path base =
          data != null && data.startsWith("/")
              ? Path.of(data)
              : Path.of(System.getProperty("user.home", "/"), ".local", "share");
      root = base.resolve("burrow").resolve("drive_c");
    }
    for (String d : DRIVE_DIRECTORIES) {
      Files.createDirectories(root.resolve(d.formatted(user)));
    }
    return root;
  }

  private static String hostName() {
    @Nullable String name = System.getenv("HOSTNAME");
    try {
      if (name == null) {
        name = InetAddress.getLocalHost().getHostName();
      }
    } catch (UnknownHostException e) {
      name = "localhost";
    }
    return String.valueOf(name).toUpperCase(Locale.ROOT);
  }
}
