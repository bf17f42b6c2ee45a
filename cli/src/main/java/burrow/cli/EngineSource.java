package burrow.cli;

import burrow.kernel.process.GuestProcess;
import burrow.machine.AddressSpace;
import burrow.machine.Engine;
import burrow.machine.ProgramImage;
import burrow.translator.region.Translator;
import org.jspecify.annotations.Nullable;

/** Makes the engines of one run, and tells their figures in the end. */
final class EngineSource {
  private final RunRequest request;
  private final @Nullable ProgramCache cache = ProgramCache.ofThisRun();
  private final long @Nullable [] toCompile = ColdBlocks.toCompile();
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
        cache.setLoadsLibraries(program.interpreter() != null);
        translator.keepMachineCode(cache);
      }
    }
    return made;
  }

  /** Whether this process is to compile for later runs of the program instead of running it. */
  boolean compiles() {
    return toCompile != null;
  }

  /**
   * Compiles what is to be compiled, and lets go of the process.
   *
   * @return the exit status
   */
  int compile(GuestProcess process) {
    if (toCompile != null && first instanceof Translator translator) {
      translator.compile(toCompile);
    }
    process.discard();
    return Status.OK;
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
