package burrow.tests.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every guest case on every architecture under Burrow: stdout, stderr and exit status are those of
 * the run without it. {@code -Dguests=REGEX} chooses cases, matched against {@code CASE TARGET}.
 */
@Execution(ExecutionMode.CONCURRENT)
class GuestProgramsTest {
  private static final Map<GuestCase, Outcome> EXPECTED_EVERYWHERE = new ConcurrentHashMap<>();

  static Stream<Arguments> runs() throws IOException {
    Pattern chosen = Pattern.compile(System.getProperty("guests", ""));
    Map<String, String> excluded = GuestCase.exclusions();
    List<Arguments> runs = new ArrayList<>();
    for (GuestCase guest : GuestCase.all()) {
      for (Target target : Target.values()) {
        boolean left =
            excluded.containsKey(guest.name() + " *")
                || excluded.containsKey(guest.name() + " " + target);
        if (!left && chosen.matcher(guest + " " + target).find()) {
          runs.add(Arguments.of(guest, target));
        }
      }
    }
    return runs.stream();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("runs")
  void sameAsWithoutBurrow(GuestCase guest, Target target, @TempDir Path directory)
      throws Exception {
    Path work = directory.resolve("work");
    String expected = expected(guest, target, work).normalised().toString();
    String actual = burrow(guest, target, work).normalised().toString();
    for (int again = 0; again < 2 && !actual.equals(expected); again++) {
      // The scheduler, Burrow's or the reference's, may have done what the case did not think of.
      // Two more looks tell; what differs always fails, what differs once is told here to be
      // mended.
      System.err.printf("%s for %s differed once: %s%n", guest, target, actual);
      EXPECTED_EVERYWHERE.remove(guest);
      expected = expected(guest, target, work).normalised().toString();
      actual = burrow(guest, target, work).normalised().toString();
    }
    assertThat(actual).as("%s for %s", guest, target).isEqualTo(expected);
  }

  private static Outcome burrow(GuestCase guest, Target target, Path work)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(Host.burrow());
    command.add(GuestPrograms.binary(guest.program(), target).toString());
    return run(command, guest, work);
  }

  private static Outcome expected(GuestCase guest, Target target, Path work)
      throws IOException, InterruptedException {
    if (!guest.sameEverywhere()) {
      return reference(guest, target, work);
    }
    Outcome known = EXPECTED_EVERYWHERE.get(guest);
    if (known == null) {
      known = reference(guest, Target.host(), work);
      EXPECTED_EVERYWHERE.put(guest, known);
    }
    return known;
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

  @Test
  void everyCaseOfThePrograms() throws Exception {
    Set<String> listed = new HashSet<>();
    Set<String> programs = new HashSet<>();
    for (GuestCase guest : GuestCase.all()) {
      listed.add(guest.name());
      programs.add(guest.program());
    }
    Set<String> missing = new TreeSet<>();
    for (String program : programs) {
      if (listed.contains(program)) {
        continue; // a program of one case
      }
      Path binary = GuestPrograms.binary(program, Target.host());
      List<String> command = List.of(binary.toString(), "list");
      for (String name : Tools.output(Tools.ROOT, command).split("\n")) {
        if (!listed.contains(program + "/" + name)) {
          missing.add(program + "/" + name);
        }
      }
    }
    assertThat(missing).as("cases that cases.txt does not list").isEmpty();
  }

  @Test
  void everyExclusionNamesACase() throws IOException {
    List<String> names = GuestCase.all().stream().map(GuestCase::name).toList();
    assertThat(GuestCase.exclusions().keySet())
        .allSatisfy(key -> assertThat(names).contains(key.split(" ")[0]));
  }
}
