package burrow.cli;

import burrow.loader.BadImageException;
import burrow.loader.ProgramLoader;
import burrow.machine.Arch;
import burrow.machine.HostLibrary;
import burrow.machine.ProgramImage;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Loads a program and hands it to the personality of its operating system. */
final class Runner {
  private Runner() {}

  /**
   * Runs the program to its end.
   *
   * @return the exit status to pass on
   */
  static int run(RunRequest request) throws Failure, InterruptedException {
    requireUnsafe();
    // Binding the C library takes as long as loading a program: side by side.
    aside("burrow-start", HostLibrary::bind);
    ProgramImage image = load(request.program());
    // So does what the guest's first instruction needs, while everything is set up for it.
    aside("burrow-decoder", () -> Engines.prepare(image.arch()));
    try (HostSetup host = new HostSetup(request)) {
      // What another engine needs says nothing about the one that runs when nobody chooses.
      boolean usual = request.engine() == EngineKind.DEFAULT;
      @Nullable RunLength length = usual ? RunLength.watch() : null;
      int status = run(request, image, host);
      if (length != null) {
        length.keep();
      }
      return status;
    }
  }

  /** On a thread of its own, made without a builder: those prepare virtual threads too. */
  private static void aside(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static int run(RunRequest request, ProgramImage image, HostSetup host)
      throws Failure, InterruptedException {
    if (image.arch() == Arch.WASM && System.getProperty(ColdBlocks.PROPERTY) != null) {
      throw new Failure(
          Status.BURROW_FAILED, "-D" + ColdBlocks.PROPERTY + ": WebAssembly is never machine code");
    }
    return switch (image.os()) {
      case LINUX -> new LinuxRun(request, image, host).run();
      case DARWIN -> new DarwinRun(request, image, host).run();
      case JS, WASIP1 -> new WasmRun(request, image, host).run();
      case WINDOWS -> new WindowsRun(request, image, host).run();
    };
  }

  /** The jar's manifest opens what Burrow needs of the JVM; other ways of starting it have to. */
  private static void requireUnsafe() throws Failure {
    if (!Object.class.getModule().isExported("jdk.internal.misc", Runner.class.getModule())) {
      throw new Failure(
          Status.BURROW_FAILED,
          "start it by java -jar burrow.jar, or with --add-exports"
              + " java.base/jdk.internal.misc=ALL-UNNAMED --enable-native-access=ALL-UNNAMED");
    }
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
