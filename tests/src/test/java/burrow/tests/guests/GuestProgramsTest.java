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
 * matched against {@code CASE TARGET ENGINE}; {@code -Dengine=NAME} names one engine for all runs:
 * {@code interpreter}, {@code translator}, {@code bytecode} (everything translated to bytecode, as
 * where there is no machine code); {@code -Dhotness=N} has code translated after so many
 * executions, {@code -Dmachinecode.hotness=N} makes it part of a region of machine code.
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

  /** The name of an engine here: the translator without machine code, for which all code is hot. */
  private static final String BYTECODE = "bytecode";

  /**
   * Programs whose cases also run one after the other in one process, where engines other than the
   * default need not translate the start of the program for each of them.
   */
  private static final Set<String> ALL_IN_ONE_PROCESS = Set.of("cpu", "stdlib");

  private static final Map<GuestCase, Outcome> EXPECTED_EVERYWHERE = new ConcurrentHashMap<>();

  /**
   * One run under Burrow.
   *
   * @param engine as {@code --engine} has it, {@link #BYTECODE}, or empty for the default
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
    List<GuestCase> guests = new ArrayList<>(GuestCase.all());
    ALL_IN_ONE_PROCESS.forEach(p -> guests.add(GuestCase.all(p)));
    List<Run> runs = new ArrayList<>();
    for (GuestCase guest : guests) {
      for (Target target : Target.chosen()) {
        boolean there = target.matches(guest.targets()) && hasReference(guest, target);
        boolean left = asked == null && !isInTheUsualSuite(guest, target);
        for (String engine : there && !left ? engines(guest, target) : List.<String>of()) {
          Run run = new Run(guest, target, engine);
          boolean excluded = exclusions.stream().anyMatch(e -> e.covers(guest, target, engine));
          if (!excluded && chosen.matcher(run.toString()).find()) {
            runs.add(run);
          }
        }
      }
    }
    return runs.stream();
  }

  /**
   * The engines of one case: the one that was asked for; or the default, whose warm code is machine
   * code on most hosts that run this, and as bytecode what there is time for.
   */
  private static List<String> engines(GuestCase guest, Target target) {
    @Nullable String asked = System.getProperty("engine");
    if (asked != null) {
      return List.of(asked);
    }
    if (guest.equals(GuestCase.all(guest.program()))) {
      return target.isLinux() ? List.of("interpreter", BYTECODE) : List.of();
    }
    boolean also = !ALL_IN_ONE_PROCESS.contains(guest.program()) && isBytecodeOn(target, guest);
    return also ? List.of("", BYTECODE) : List.of("");
  }

  /**
   * Whether a case runs as bytecode on this target too. What engines can get wrong depends on the
   * processor, which the cases of {@link #ALL_IN_ONE_PROCESS} are about, and on what happens to
   * running code, for which any processor does; of systems they know nothing.
   */
  private static boolean isBytecodeOn(Target target, GuestCase guest) {
    List<Target> linux = List.of(Target.LINUX_AMD64, Target.LINUX_ARM64, Target.LINUX_RISCV64);
    return switch (guest.program()) {
      case "memory", "signals", "threads" ->
          target == linux.get(Math.floorMod(guest.name().hashCode(), linux.size()));
      default -> false;
    };
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
        switch (run.engine()) {
          case "" -> Host.burrow();
          case BYTECODE -> Host.burrowInBytecode();
          default -> Host.burrow("--engine=" + run.engine());
        };
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
