package burrow.cli;

import burrow.machine.HostLibrary;
import burrow.translator.machinecode.MachineCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Stack;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line beyond {@code burrow PROGRAM ARGS…}, in picocli's terms. */
@Command(
    name = "burrow",
    header = "Runs unmodified Go executables of other systems and processors.",
    synopsisHeading = "",
    customSynopsis = {
      "Usage: burrow [OPTIONS] PROGRAM [ARGS...]",
      "       burrow COMMAND [...]   (a file of that name: ./COMMAND, or run COMMAND)",
    },
    footer = {
      "",
      "The exit status is the program's, 128+N if signal N ended it; 127 if there is no such",
      "program, 126 if it cannot be run, 125 if Burrow itself failed.",
    },
    versionProvider = BurrowCommand.Version.class,
    subcommands = {
      BurrowCommand.Run.class,
      InfoCommand.class,
      InstallExecCommand.class,
      CacheCommand.class,
      BurrowCommand.Debug.class,
      BurrowCommand.Help.class
    })
final class BurrowCommand implements Callable<Integer> {
  @Mixin RunOptions run = new RunOptions();

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(names = "--version", versionHelp = true, description = "Print the version and exit.")
  boolean version;

  @Option(names = "--help", usageHelp = true, description = "Print this help and exit.")
  boolean help;

  /** Parses and executes; usage errors become a {@link Failure}. */
  static int execute(String... args) throws Throwable {
    CommandLine line = new CommandLine(new BurrowCommand());
    line.setStopAtPositional(true); // what follows PROGRAM is its own
    for (String withoutProgram : List.of("info", "install-exec")) {
      Objects.requireNonNull(line.getSubcommands().get(withoutProgram)).setStopAtPositional(false);
    }
    line.setUsageHelpWidth(100);
    line.setUsageHelpAutoWidth(false);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    List<Throwable> failures = new ArrayList<>(1);
    IParameterExceptionHandler usage =
        (e, words) -> {
          String of = e.getCommandLine().getCommandSpec().qualifiedName();
          failures.add(
              new Failure(Status.BURROW_FAILED, firstLine(e) + " (" + of + " --help shows usage)"));
          return Status.BURROW_FAILED;
        };
    IExecutionExceptionHandler execution =
        (e, commandLine, result) -> {
          failures.add(e);
          return Status.BURROW_FAILED;
        };
    line.setParameterExceptionHandler(usage);
    line.setExecutionExceptionHandler(execution);
    int status = line.execute(args);
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
    return status;
  }

  private static String firstLine(Throwable failure) {
    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return message.lines().findFirst().orElse("");
  }

  @Override
  public Integer call() throws Exception {
    return Runner.run(run.request());
  }

  /** {@code --engine … PROGRAM ARGS…}: shared by {@code burrow} and {@code burrow run}. */
  static final class RunOptions {
    @Option(
        names = "--engine",
        paramLabel = "ENGINE",
        description = "translator, interpreter or unicorn; default: the best that works.")
    @Nullable EngineKind engine;

    @Option(
        names = "--strace",
        arity = "0..1",
        preprocessor = AttachedValue.class,
        paramLabel = "FILE",
        description = "Print every system call to stderr, or to FILE.")
    @Nullable String trace;

    @Option(names = "--stats", description = "Print figures about the run to stderr at its end.")
    boolean statistics;

    @Option(
        names = "--env",
        paramLabel = "K=V",
        description = "Set a variable of the program's environment; may be repeated.")
    Map<String, String> environment = new LinkedHashMap<>();

    @Option(names = "--cwd", paramLabel = "DIR", description = "Start the program in DIR.")
    @Nullable String workingDirectory;

    @Option(names = "--root", paramLabel = "DIR", description = "Make DIR the program's /.")
    @Nullable String root;

    @Option(names = "--sandbox", description = "Deny the host but for what --allow-... grants.")
    boolean sandbox;

    @Option(names = "--allow-read", paramLabel = "PATH", description = "Grant reading below PATH.")
    List<String> allowRead = new ArrayList<>();

    @Option(
        names = "--allow-write",
        paramLabel = "PATH",
        description = "Grant reading and writing below PATH.")
    List<String> allowWrite = new ArrayList<>();

    @Option(
        names = "--allow-net",
        paramLabel = "HOST:PORT",
        description = "Grant connecting to, and listening on, HOST:PORT.")
    List<String> allowNet = new ArrayList<>();

    @Option(
        names = "--allow-run",
        paramLabel = "PROGRAM",
        description = "Grant starting a program of the host.")
    List<String> allowRun = new ArrayList<>();

    @Parameters(arity = "0..*", paramLabel = "PROGRAM [ARGS...]", hidden = true)
    List<String> words = new ArrayList<>();

    RunRequest request() throws Failure {
      if (words.isEmpty()) {
        throw new Failure(Status.BURROW_FAILED, "no program given (burrow --help shows usage)");
      }
      boolean granted =
          !(allowRead.isEmpty()
              && allowWrite.isEmpty()
              && allowNet.isEmpty()
              && allowRun.isEmpty());
      if (granted && !sandbox) {
        throw new Failure(
            Status.BURROW_FAILED,
            "--allow-... grants nothing without --sandbox (nothing is denied)");
      }
      return new RunRequest(
          words.get(0),
          words.subList(1, words.size()),
          engine == null ? EngineKind.DEFAULT : engine,
          environment,
          workingDirectory,
          root,
          trace == null
              ? RunRequest.Trace.OFF
              : new RunRequest.Trace(true, trace.isEmpty() ? null : trace),
          statistics,
          new RunRequest.Sandbox(sandbox, allowRead, allowWrite, allowNet, allowRun));
    }
  }

  /** An option whose value may be left out, and else stands behind a {@code =}. */
  static final class AttachedValue implements IParameterPreprocessor {
    @Override
    public boolean preprocess(
        Stack<String> words, CommandSpec command, ArgSpec option, Map<String, Object> details) {
      boolean attached = "=".equals(details.get("separator"));
      option.setValue(attached ? words.pop() : "");
      return true;
    }
  }

  /** {@code burrow run}: for a program whose name is a subcommand's. */
  @Command(
      name = "run",
      header = "Runs a program, whatever its name.",
      synopsisHeading = "",
      customSynopsis = "Usage: burrow run [OPTIONS] PROGRAM [ARGS...]")
  static final class Run implements Callable<Integer> {
    @Mixin RunOptions run = new RunOptions();

    @Option(names = "--help", usageHelp = true, description = "Print this help and exit.")
    boolean help;

    @Override
    public Integer call() throws Exception {
      return Runner.run(run.request());
    }
  }

  /** {@code burrow debug}: its name is taken, so that no script comes to mean a file by it. */
  @Command(name = "debug", header = "Debugs a program (not in this version).")
  static final class Debug implements Callable<Integer> {
    @Parameters(arity = "0..*", hidden = true)
    List<String> words = new ArrayList<>();

    @Override
    public Integer call() throws Failure {
      throw new Failure(Status.BURROW_FAILED, "debug: this version has no debugger");
    }
  }

  /** {@code burrow help [SUBCOMMAND]}. */
  @Command(name = "help", header = "Explains a command.")
  static final class Help implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "COMMAND")
    @Nullable String command;

    @Override
    public Integer call() throws Failure {
      CommandLine line = spec.parent().commandLine();
      CommandLine subject = command == null ? line : line.getSubcommands().get(command);
      if (subject == null) {
        throw new Failure(Status.BURROW_FAILED, "help: no command " + command);
      }
      subject.usage(System.out);
      return Status.OK;
    }
  }

  /** The version in the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      @Nullable String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {
        "burrow " + (version == null ? "(unpackaged)" : version),
        "Java " + Runtime.version(),
        "Warm code: " + (MachineCode.runsHere() ? "machine code" : "JVM bytecode"),
        "Host calls: " + HostLibrary.description(),
      };
    }
  }
}
