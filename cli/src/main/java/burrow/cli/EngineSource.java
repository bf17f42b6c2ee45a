package burrow.cli;

import burrow.machine.AddressSpace;
import burrow.machine.Engine;
import burrow.machine.ProgramImage;
import burrow.translator.region.Translator;
import org.jspecify.annotations.Nullable;

/** Makes the engines of one run, and tells their figures in the end. */
final class EngineSource {
  private final RunRequest request;
  private final @Nullable ProgramCache cache = ProgramCache.ofThisRun();
  private @Nullable Engine first;

  EngineSource(RunRequest request) throws Failure {
    Engines.check(request.engine());
    this.request = request;
  }

  /** The engine of a new process. */
  Engine create(ProgramImage program, AddressSpace memory) {
    // What is kept is of the program that the user named, not of those that it starts.
    Engine made =
        Engines.create(request.engine(), program.arch(), memory, first == null ? cache : null);
    if (first == null) {
      first = made;
      if (cache != null && made instanceof Translator translator) {
        translator.keepMachineCode(cache::saveMachineCode);
      }
    }
    return made;
  }

  /** The run is over: keeps what it has translated, and prints figures if asked to. */
  void report() {
    if (cache != null && first instanceof Translator translator) {
      cache.save(translator);
    }
    if (request.statistics() && first != null) {
      first.statistics().forEach(line -> System.err.println("burrow: " + line));
      @Nullable ProcessorTimes times = ProcessorTimes.now();
      if (times != null) {
        System.err.println("burrow: " + times.description());
      }
    }
  }
}
