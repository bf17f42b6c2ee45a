package burrow.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code burrow} command. {@code burrow [--engine=ENGINE] [--stats] PROGRAM ARGS…} is
 * understood right here; picocli, which costs 130 ms of start-up, is loaded only for other options
 * and subcommands.
 */
public final class Main {
  /** The words that are subcommands rather than programs. */
  static final Set<String> SUBCOMMANDS =
      Set.of("run", "info", "cache", "install-exec", "debug", "help");

  /** Environment variable that asks for the stack trace of an internal failure. */
  static final String TRACE_VARIABLE = "BURROW_TRACE";

  private Main() {}

  /** Runs one command line and ends the JVM with its status. */
  public static void main(String[] args) {
    int status = execute(args);
    System.out.flush();
    System.err.flush();
    // Nothing wants to be told of the end, and exit() first looks whether that shall be logged: 4
    // ms.
    Runtime.getRuntime().halt(status);
  }

  /** Runs one command line. Whatever goes wrong is one line on stderr and a status. */
  static int execute(String... args) {
    try {
      if (System.getProperty(Training.PROPERTY) != null) {
        return Training.run(args);
      }
      @Nullable RunRequest plain = plainRun(args);
      if (plain != null) {
        return Runner.run(plain);
      }
      return BurrowCommand.execute(args);
    } catch (Failure failure) {
      System.err.println("burrow: " + failure.getMessage());
      return failure.status;
    } catch (Throwable internal) { // the last barrier: nothing may look like a guest's failure
      System.err.println("burrow: internal error: " + describe(internal));
      if (System.getenv(TRACE_VARIABLE) != null) {
        internal.printStackTrace();
      }
      return Status.BURROW_FAILED;
    }
  }

  /** What a command line asks for that has only the commonest options; null for all others. */
  static @Nullable RunRequest plainRun(String... args) {
    EngineKind engine = EngineKind.DEFAULT;
    boolean statistics = false;
    int program = 0;
    for (; program < args.length && args[program].startsWith("-"); program++) {
      @Nullable EngineKind named = EngineKind.ofOption(args[program]);
      if (named != null) {
        engine = named;
      } else if (args[program].equals("--stats")) {
        statistics = true;
      } else {
        return null;
      }
    }
    if (program == args.length || SUBCOMMANDS.contains(args[program])) {
      return null;
    }
    List<String> arguments = List.of(Arrays.copyOfRange(args, program + 1, args.length));
    RunRequest plain = RunRequest.plain(args[program], arguments).withEngine(engine);
    return statistics ? plain.withStatistics() : plain;
  }

  /** The failure with the place that raised it, in one line. */
  private static String describe(Throwable failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    @Nullable String message = failure.getMessage();
    return failure.getClass().getSimpleName()
        + (message == null ? "" : ": " + message.lines().findFirst().orElse(""))
        + (trace.length == 0 ? "" : " at " + trace[0])
        + " ("
        + TRACE_VARIABLE
        + "=1 shows more)";
  }
}
