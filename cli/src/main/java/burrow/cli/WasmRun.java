package burrow.cli;

import burrow.kernel.KernelException;
import burrow.kernel.host.HostFileSystem;
import burrow.loader.BadImageException;
import burrow.machine.ProgramImage;
import burrow.wasm.WasmLaunch;
import burrow.wasm.WasmPersonality;
import burrow.wasm.WasmThread;
import burrow.wasm.cache.CacheDirectory;
import burrow.wasm.cache.CompiledModule;
import burrow.wasm.compile.Variant;
import burrow.wasm.run.WasmTrap;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One run of a WebAssembly program, js or wasip1. */
final class WasmRun {
  private final RunRequest request;
  private final ProgramImage image;
  private final HostSetup host;

  WasmRun(RunRequest request, ProgramImage image, HostSetup host) {
    this.request = request;
    this.image = image;
    this.host = host;
  }

  int run() throws Failure, InterruptedException {
    try (CompiledModule module = module()) {
      WasmThread main = create(module);
      int status = main.process().run(main).shellStatus();
      String lastWords = main.process().lastWords();
      if (lastWords != null) {
        System.err.println("burrow: " + request.program() + ": " + lastWords);
      }
      if (request.statistics()) {
        System.err.println("burrow: classes compiled: " + module.compiledClasses());
      }
      module.save();
      return status;
    }
  }

  private CompiledModule module() throws Failure {
    Path root = CacheDirectory.defaultRoot(System::getenv).resolve("wasm");
    CacheDirectory directory = CacheDirectory.open(root, CacheDirectory.DEFAULT_LIMIT);
    try {
      return new CompiledModule(image, directory, BuildIdentity.current(), Variant.PLAIN);
    } catch (BadImageException e) {
      throw new Failure(e.exitStatus(), String.valueOf(e.getMessage()));
    }
  }

  private WasmThread create(CompiledModule module) throws Failure {
    try {
      HostFileSystem files = HostFileSystem.withDevices(host.kernel(), host.policy());
      Map<String, String> variables = host.environment();
      String directory = host.workingDirectory();
      // What wasip1 takes its working directory from.
      variables.put("PWD", directory);
      List<String> environment =
          variables.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
      WasmLaunch launch =
          new WasmLaunch(
              host.kernel(),
              image,
              host.arguments(),
              environment,
              files.standardDescriptors(),
              files.context(directory),
              HostSetup.credentials(),
              HostSetup.parentId(),
              host.tracer());
      return WasmPersonality.create(launch, module);
    } catch (KernelException | WasmTrap e) {
      throw new Failure(Status.CANNOT_RUN, request.program() + ": " + e.getMessage());
    }
  }
}
