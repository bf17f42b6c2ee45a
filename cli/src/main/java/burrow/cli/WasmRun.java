package burrow.cli;

import burrow.kernel.KernelException;
import burrow.kernel.host.HostFileSystem;
import burrow.machine.ProgramImage;
import burrow.wasm.WasmLaunch;
import burrow.wasm.WasmPersonality;
import burrow.wasm.WasmThread;
import burrow.wasm.compile.ModuleCompiler;
import burrow.wasm.run.WasmTrap;
import java.util.List;

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
    WasmThread main = create();
    int status = WasmPersonality.run(main).shellStatus();
    String lastWords = main.process().lastWords();
    if (lastWords != null) {
      System.err.println("burrow: " + request.program() + ": " + lastWords);
    }
    return status;
  }

  private WasmThread create() throws Failure {
    try {
      HostFileSystem files = new HostFileSystem(host.kernel(), host.policy());
      java.util.Map<String, String> variables = host.environment();
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
      return WasmPersonality.create(launch, new ModuleCompiler(image)::classFile);
    } catch (KernelException | WasmTrap e) {
      throw new Failure(Status.CANNOT_RUN, request.program() + ": " + e.getMessage());
    }
  }
}
