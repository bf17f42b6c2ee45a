package burrow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the words of a command line mean, and what wrong ones are answered with. */
class CommandLineTest {
  private record Outcome(int status, String out, String err) {}

  private static Outcome execute(String... args) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    System.setOut(new PrintStream(stdout, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(stderr, true, StandardCharsets.UTF_8));
    try {
      int status = Main.execute(args);
      return new Outcome(
          status, stdout.toString(StandardCharsets.UTF_8), stderr.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private static RunRequest parse(String... args) throws Failure {
    BurrowCommand command = new BurrowCommand();
    new CommandLine(command)
        .setStopAtPositional(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(args);
    return command.run.request();
  }

  @Test
  void aProgramAloneRunsWithTheDefaults() throws Failure {
    assertThat(parse("prog")).isEqualTo(RunRequest.plain("prog", List.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prog",
        "prog a --stats",
        "--engine=interpreter prog",
        "--engine=translator --stats prog info",
      })
  void theCommonestAreReadWithoutPicocli(String line) throws Failure {
    String[] words = line.split(" ");
    assertThat(Main.plainRun(words)).isEqualTo(parse(words));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "info",
        "--stats info",
        "--stats",
        "--engine=none prog",
        "--engine interpreter prog",
        "--help"
      })
  void allOthersAreLeftToPicocli(String line) {
    assertThat(Main.plainRun(line.split(" "))).isNull();
  }

  @Test
  void wordsBehindTheProgramAreItsOwn() throws Failure {
    RunRequest request = parse("--stats", "prog", "--strace", "info", "--", "-x");
    assertThat(request.program()).isEqualTo("prog");
    assertThat(request.arguments()).containsExactly("--strace", "info", "--", "-x");
    assertThat(request.statistics()).isTrue();
    assertThat(request.trace().on()).isFalse();
  }

  @Test
  void straceTakesAFileOnlyBehindAnEqualsSign() throws Failure {
    assertThat(parse("--strace", "prog").trace()).isEqualTo(new RunRequest.Trace(true, null));
    assertThat(parse("--strace", "prog").program()).isEqualTo("prog");
    assertThat(parse("--strace=calls.txt", "prog").trace())
        .isEqualTo(new RunRequest.Trace(true, "calls.txt"));
  }

  @Test
  void everyOptionReachesTheRequest() throws Failure {
    RunRequest request =
        parse(
            "--engine=interpreter",
            "--env",
            "A=1",
            "--env",
            "B=x=y",
            "--cwd",
            "/tmp",
            "--root=/r",
            "--sandbox",
            "--allow-read=/a",
            "--allow-read=/b",
            "--allow-write=/w",
            "--allow-net=h:1",
            "--allow-run=ls",
            "prog",
            "arg");
    assertThat(request)
        .isEqualTo(
            new RunRequest(
                "prog",
                List.of("arg"),
                EngineKind.INTERPRETER,
                Map.of("A", "1", "B", "x=y"),
                "/tmp",
                "/r",
                RunRequest.Trace.OFF,
                false,
                new RunRequest.Sandbox(
                    true, List.of("/a", "/b"), List.of("/w"), List.of("h:1"), List.of("ls"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--foo                     | Unknown option: '--foo'",
        "--engine=qemu prog        | --engine",
        "--env A prog              | --env",
        "--cwd                     | --cwd",
        "--allow-read=/ prog       | --sandbox",
        "debug prog                | no debugger",
        "help nonsense             | no command nonsense",
      })
  void wrongUsageIsOneLineAndStatus125(String words, String named) {
    Outcome outcome = execute(words.split(" "));
    assertThat(outcome.status()).isEqualTo(125);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("burrow: ").contains(named).hasLineCount(1);
  }

  @Test
  void noWordsAtAllIsWrongUsage() {
    assertThat(execute().status()).isEqualTo(125);
  }

  @ParameterizedTest
  @CsvSource({"/nonexistent/prog,127", "/,126", "/dev/null,126"})
  void whatCannotBeRunHasTheStatusOfShells(String program, int status) {
    for (String[] words : new String[][] {{program}, {"--stats", program}, {"run", program}}) {
      Outcome outcome = execute(words);
      assertThat(outcome.status()).isEqualTo(status);
      assertThat(outcome.err()).startsWith("burrow: " + program).hasLineCount(1);
    }
  }

  @Test
  void aFileNamedAsASubcommandIsRunByRunOrByItsPath() {
    assertThat(execute("run", "debug").err()).contains("debug: no such file");
    assertThat(execute("./debug").err()).contains("./debug: no such file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "help", "--version", "help run", "run --help"})
  void helpAndVersionGoToStdout(String words) {
    Outcome outcome = execute(words.split(" "));
    assertThat(outcome.status()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).containsIgnoringCase("burrow");
  }

  @Test
  void everySubcommandIsKnownToTheFastPath() {
    assertThat(new CommandLine(new BurrowCommand()).getSubcommands().keySet())
        .isEqualTo(Main.SUBCOMMANDS);
  }
}
