package burrow.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * The run whose classes and profiles go into the AOT cache that {@code scripts/build-jar} makes: it
 * must touch what starts touch, on every instruction set.
 */
final class Training {
  /** System property that makes the command line a list of programs to train with. */
  static final String PROPERTY = "burrow.training";

  private Training() {}

  /** Runs the programs one after the other on each engine; the status of the first that fails. */
  static int run(String... programs) throws Failure, InterruptedException {
    int status = 0;
    for (String program : programs) {
      // WebAssembly has one way to run.
      List<EngineKind> engines =
          program.endsWith(".wasm")
              ? List.of(EngineKind.INTERPRETER)
              : List.of(EngineKind.INTERPRETER, EngineKind.TRANSLATOR);
      for (EngineKind engine : engines) {
        RunRequest plain = RunRequest.plain(program, new ArrayList<>());
        int result = Runner.run(plain.withEngine(engine));
        status = status == 0 ? result : status;
      }
    }
    return status;
  }
}
