package burrow.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code burrow} command. {@code burrow PROGRAM ARGS…} is understood right here; picocli, which
 * costs 130 ms of start-up, is loaded only for options and subcommands.
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
    System.exit(execute(args));
  }

  /** Runs one command line. Whatever goes wrong is one line on stderr and a status. */
  static int execute(String... args) {
    try {
      if (System.getProperty(Training.PROPERTY) != null) {
        return Training.run(args);
      }
      if (isPlainRun(args)) {
        List<String> words = Arrays.asList(args);
        return Runner.run(RunRequest.plain(words.get(0), words.subList(1, words.size())));
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

  private static boolean isPlainRun(String[] args) {
    return args.length > 0 && !args[0].startsWith("-") && !SUBCOMMANDS.contains(args[0]);
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
