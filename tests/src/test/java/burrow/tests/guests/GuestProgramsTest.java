package burrow.tests.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every guest case on every target where its program has it, under Burrow: stdout and exit status
 * are those of the run without it, on Linux stderr too. {@code -Dguests=REGEX} chooses cases,
 * matched against {@code CASE TARGET ENGINE}; {@code -Dengine=NAME} names one engine for all runs;
 * {@code -Dhotness=N} has code translated after so many executions, {@code -Dmachinecode.hotness=N}
 * makes it part of a region of machine code.
 */
@Execution(ExecutionMode.CONCURRENT)
class GuestProgramsTest {
  /** WebAssembly programs are slow to compile: only these unless {@code -Dguests} asks. */
  private static final Set<String> WASM_PROGRAMS = Set.of("hello", "files", "js", "wasi");

  /** Programs of what processors and libraries do, whatever the system, but for these faults. */
  private static final Set<String> SAME_ON_ALL_SYSTEMS = Set.of("cpu", "stdlib");

  private static final Set<String> FAULTS = Set.of("cpu/divide", "cpu/index", "cpu/nil");

  /** Windows and macOS run on the processors that Linux runs on: cases on one of each. */
  private static final Set<Target> OTHER_PROCESSORS =
      Set.of(Target.WINDOWS_ARM64, Target.DARWIN_AMD64);

  private static final Map<GuestCase, Outcome> EXPECTED_EVERYWHERE = new ConcurrentHashMap<>();

  /**
   * One run under Burrow.
   *
   * @param engine as {@code --engine} has it, or empty for the default
   */
  record Run(GuestCase guest, Target target, String engine) {
    @Override
    public String toString() {
      return (guest + " " + target + " " + engine).strip();
    }
  }

  static Stream<Run> runs() throws IOException {
    @Nullable String asked = System.getProperty("guests");
    Pattern chosen = Pattern.compile(asked == null ? "" : asked);
    List<GuestCase.Exclusion> exclusions = GuestCase.exclusions();
    List<Run> runs = new ArrayList<>();
    for (GuestCase guest : GuestCase.all()) {
      for (Target target : Target.chosen()) {
        boolean there = target.matches(guest.targets()) && hasReference(guest, target);
        boolean excluded = exclusions.stream().anyMatch(e -> e.covers(guest, target));
        boolean left = asked == null && !isInTheUsualSuite(guest, target);
        if (there && !excluded && !left) {
          Run run = new Run(guest, target, engine());
          if (chosen.matcher(run.toString()).find()) {
            runs.add(run);
          }
        }
      }
    }
    return runs.stream();
  }

  /**
   * Whether a case runs where nobody asks for it, which has to end in minutes. On riscv64, which
   * shares numbers and layouts of Linux's calls with arm64, only those of the cases of files that
   * rename: it has another call for that. On Windows and macOS nothing that only processors can get
   * wrong. On WebAssembly if its program is one of a few.
   */
  private static boolean isInTheUsualSuite(GuestCase guest, Target target) {
    return switch (target) {
      case LINUX_AMD64, LINUX_ARM64 -> true;
      case LINUX_RISCV64 -> !guest.program().equals("files") || guest.name().contains("rename");
      case WINDOWS_AMD64, DARWIN_ARM64 ->
          !SAME_ON_ALL_SYSTEMS.contains(guest.program()) || FAULTS.contains(guest.name());
      case WINDOWS_ARM64, DARWIN_AMD64 -> false;
      case JS_WASM, WASIP1_WASM -> WASM_PROGRAMS.contains(guest.program());
    };
  }

  /** The engine that {@code -Dengine=NAME} asks for, or the default. */
  private static String engine() {
    @Nullable String asked = System.getProperty("engine");
    return asked == null ? "" : asked;
  }

  private static boolean hasReference(GuestCase guest, Target target) {
    return guest.expected() != GuestCase.Expected.ARCH
        || target.linuxOfSameArchitecture().isPresent();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("runs")
  void sameAsWithoutBurrow(Run run, @TempDir Path directory) throws Exception {
    GuestCase guest = run.guest();
    Target target = run.target();
    Path work = directory.resolve("work");
    Outcome expected = expected(guest, target, work);
    Outcome actual = burrow(run, work);
    for (int again = 0;
        again < 2 && !seen(actual, target).equals(seen(expected, target));
        again++) {
      // The scheduler, Burrow's or the reference's, may have done what the case did not think of.
      // Two more looks tell; what differs always fails, what differs once is told here to be
      // mended.
      System.err.printf("%s differed once: %s%n", run, actual);
      EXPECTED_EVERYWHERE.remove(guest);
      expected = expected(guest, target, work);
      actual = burrow(run, work);
    }
    assertThat(seen(actual, target))
        .as("%s, stderr: %s", run, actual.stderr())
        .isEqualTo(seen(expected, target));
  }

  /** What of an outcome is compared, as text. */
  private static String seen(Outcome outcome, Target target) {
    // Other systems' runtimes word their last words otherwise: "signal SIGSEGV" or "Exception".
    Outcome compared =
        target.isLinux() ? outcome : new Outcome(outcome.status(), outcome.stdout(), "");
    return compared.normalised().toString();
  }

  private static Outcome burrow(Run run, Path work) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            run.engine().isEmpty() ? Host.burrow() : Host.burrow("--engine=" + run.engine()));
    command.add(GuestPrograms.binary(run.guest().program(), run.target()).toString());
    return run(command, run.guest(), work);
  }

  private static Outcome expected(GuestCase guest, Target target, Path work)
      throws IOException, InterruptedException {
    return switch (guest.expected()) {
      case SELF -> new Outcome(0, "ok\n", "");
      case ARCH -> reference(guest, target.linuxOfSameArchitecture().orElseThrow(), work);
      case ANY -> {
        Outcome known = EXPECTED_EVERYWHERE.get(guest);
        if (known == null) {
          known = reference(guest, Target.host(), work);
          EXPECTED_EVERYWHERE.put(guest, known);
        }
        yield known;
      }
    };
  }

  private static Outcome reference(GuestCase guest, Target target, Path work)
      throws IOException, InterruptedException {
    Path binary = GuestPrograms.binary(guest.program(), target);
    return run(Host.reference(target, binary), guest, work);
  }

  private static Outcome run(List<String> command, GuestCase guest, Path work)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(command);
    words.addAll(guest.arguments());
    return Outcome.of(words, work, guest.environment(), guest.stdin());
  }

  static Stream<Target> withCases() {
    return Target.chosen().stream().filter(t -> !OTHER_PROCESSORS.contains(t));
  }

  /** What a build has is what cases.txt says of its target. */
  @ParameterizedTest
  @MethodSource("withCases")
  void everyCaseOfThePrograms(Target target) throws Exception {
    Map<String, Set<String>> listed = new TreeMap<>();
    for (GuestCase guest : GuestCase.all()) {
      boolean alone = guest.arguments().isEmpty();
      if (!alone && target.matches(guest.targets()) && isQuick(guest.program(), target)) {
        listed.computeIfAbsent(guest.program(), p -> new TreeSet<>()).add(guest.arguments().get(0));
      }
    }
    for (String program : listed.keySet()) {
      Path binary = GuestPrograms.binary(program, target);
      List<String> command =
          new ArrayList<>(target.isLinux() ? Host.reference(target, binary) : Host.burrow());
      command.addAll(target.isLinux() ? List.of("list") : List.of(binary.toString(), "list"));
      assertThat(Tools.output(Tools.ROOT, command).lines())
          .as(
              "cases of %s for %s that cases.txt does not list, or the build lacks",
              program, target)
          .containsExactlyInAnyOrderElementsOf(listed.get(program));
    }
  }

  private static boolean isQuick(String program, Target target) {
    return !target.isWasm() || WASM_PROGRAMS.contains(program);
  }

  @Test
  void everyExclusionNamesACase() throws IOException {
    Set<String> names = new HashSet<>();
    for (GuestCase guest : GuestCase.all()) {
      names.add(guest.name());
      names.add(guest.program());
    }
    assertThat(GuestCase.exclusions()).allSatisfy(e -> assertThat(names).contains(e.name()));
  }
}
