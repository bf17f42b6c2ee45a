package burrow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The run whose classes and profiles go into the AOT cache that {@code scripts/build-jar} makes: it
 * must touch what starts touch, on every instruction set.
 */
final class Training {
  /** System property that makes the command line a list of programs to train with. */
  static final String PROPERTY = "burrow.training";

  private Training() {}

  /** Runs the programs one after the other on each engine; the status of the first that fails. */
  static int run(String... programs) throws Failure, InterruptedException, IOException {
    Path kept = Files.createTempDirectory("burrow-training", CacheDirectory.PRIVATE);
    int status = 0;
    try {
      List<String> all = new ArrayList<>(List.of(programs));
      all.add(TrainingProgram.write(kept).toString());
      for (String program : all) {
        // What the first run of the translator keeps, the second one finds.
        System.setProperty(
            ProgramCache.PROPERTY,
            kept.resolve("programs").resolve(Path.of(program).getFileName()).toString());
        for (EngineKind engine : engines(program)) {
          RunRequest plain = RunRequest.plain(program, new ArrayList<>());
          int result = Runner.run(plain.withEngine(engine));
          status = status == 0 ? result : status;
        }
      }
    } finally {
      delete(kept);
    }
    return status;
  }

  private static List<EngineKind> engines(String program) {
    // WebAssembly has one way to run.
    return program.endsWith(".wasm")
        ? List.of(EngineKind.INTERPRETER)
        : List.of(EngineKind.INTERPRETER, EngineKind.TRANSLATOR, EngineKind.TRANSLATOR);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
