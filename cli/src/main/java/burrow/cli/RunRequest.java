package burrow.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command line asks to run, before any file is opened.
 *
 * @param program path of the guest program, as given; also its {@code argv[0]}
 * @param arguments the guest's arguments after {@code argv[0]}
 * @param engine which engine executes it
 * @param environment added to, or replacing, variables of Burrow's own environment
 * @param workingDirectory where the guest starts, or null for Burrow's own
 * @param root the host directory that the guest sees as {@code /}, or null for the host's
 * @param trace where system calls are printed
 * @param statistics whether figures about the run go to stderr at its end
 * @param sandbox what of the host the guest may touch
 */
record RunRequest(
    String program,
    List<String> arguments,
    EngineKind engine,
    Map<String, String> environment,
    @Nullable String workingDirectory,
    @Nullable String root,
    Trace trace,
    boolean statistics,
    Sandbox sandbox) {

  /** A run with no options. */
  static RunRequest plain(String program, List<String> arguments) {
    return new RunRequest(
        program,
        arguments,
        EngineKind.DEFAULT,
        Map.of(),
        null,
        null,
        Trace.OFF,
        false,
        Sandbox.OPEN);
  }

  /** The same run on another engine. */
  RunRequest withEngine(EngineKind other) {
    return new RunRequest(
        program, arguments, other, environment, workingDirectory, root, trace, statistics, sandbox);
  }

  /** The same run with {@code --stats}. */
  RunRequest withStatistics() {
    return new RunRequest(
        program, arguments, engine, environment, workingDirectory, root, trace, true, sandbox);
  }

  /**
   * {@code --strace[=FILE]}.
   *
   * @param file where to, or null for stderr
   */
  record Trace(boolean on, @Nullable String file) {
    static final Trace OFF = new Trace(false, null);
  }

  /**
   * {@code --sandbox} and what is granted in it.
   *
   * @param on whether everything is denied that is not granted; if not, nothing is
   * @param read host paths that may be read, with what lies below them
   * @param write host paths that may be written and read, with what lies below them
   * @param net {@code HOST:PORT} that may be connected to or listened on
   * @param run host programs that may be started
   */
  record Sandbox(
      boolean on, List<String> read, List<String> write, List<String> net, List<String> run) {
    static final Sandbox OPEN = new Sandbox(false, List.of(), List.of(), List.of(), List.of());
  }
}
