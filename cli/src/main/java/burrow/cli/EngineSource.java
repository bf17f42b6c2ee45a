package burrow.cli;

import burrow.machine.AddressSpace;
import burrow.machine.Engine;
import burrow.machine.ProgramImage;
import org.jspecify.annotations.Nullable;

/** Makes the engines of one run, and tells their figures in the end. */
final class EngineSource {
  private final RunRequest request;
  private @Nullable Engine first;

  EngineSource(RunRequest request) throws Failure {
    Engines.check(request.engine());
    this.request = request;
  }

  /** The engine of a new process. */
  Engine create(ProgramImage program, AddressSpace memory) {
    Engine made = Engines.create(request.engine(), program.arch(), memory);
    if (first == null) {
      first = made;
    }
    return made;
  }

  /** Prints the figures of the first process if {@code --stats} asks for them. */
  void report() {
    if (request.statistics() && first != null) {
      first.statistics().forEach(line -> System.err.println("burrow: " + line));
    }
  }
}
