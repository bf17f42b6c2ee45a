package burrow.tests.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The table in tests/guests/README.md that tells what stands for each numbered case. */
class GoCasesTest {
  private static final Pattern COUNT = Pattern.compile("The (\\d+) cases of reference/go-cases.md");

  private static final Pattern ROW =
      Pattern.compile("^\\| (\\d+) \\| [^|]+ \\| ([^|]+) \\|$", Pattern.MULTILINE);

  /** A guest case, a program that is one, or a test class. */
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");

  private static String readme() throws IOException {
    return Files.readString(GuestCase.GUESTS.resolve("README.md"));
  }

  /** What the row of each number names. */
  private static Map<Integer, List<String>> named() throws IOException {
    Map<Integer, List<String>> rows = new TreeMap<>();
    for (MatchResult row : ROW.matcher(readme()).results().toList()) {
      List<String> names = NAME.matcher(row.group(2)).results().map(m -> m.group(1)).toList();
      assertThat(rows.put(Integer.valueOf(row.group(1)), names)).as(row.group()).isNull();
    }
    return rows;
  }

  @Test
  void everyNumberHasARow() throws IOException {
    int count = COUNT.matcher(readme()).results().mapToInt(m -> Integer.parseInt(m.group(1))).sum();
    assertThat(named().keySet())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, count).boxed().toList());
  }

  @Test
  void rowsNameTheGuestCasesOfTheirNumberAndNoOthers() throws IOException {
    Map<Integer, Set<String>> keys = new TreeMap<>();
    for (GuestCase guest : GuestCase.all()) {
      for (int number : guest.goCases()) {
        keys.computeIfAbsent(number, n -> new TreeSet<>()).add(guest.name());
      }
    }
    Map<Integer, Set<String>> rows = new TreeMap<>();
    named()
        .forEach((number, names) -> {
          Set<String> guests = new TreeSet<>(names);
          guests.removeIf(name -> name.endsWith("Test"));
          if (!guests.isEmpty()) {
            rows.put(number, guests);
          }
        });
    assertThat(rows).as("rows of the table, beside the go-case keys of cases.txt").isEqualTo(keys);
  }

  @Test
  void testClassesAreThere() throws IOException {
    Set<String> missing = new TreeSet<>();
    named().values().forEach(missing::addAll);
    missing.removeIf(name -> !name.endsWith("Test"));
    missing.removeAll(testClasses());
    assertThat(missing).isEmpty();
  }

  /** The test classes of all modules. */
  private static Set<String> testClasses() throws IOException {
    List<Path> sources = new ArrayList<>();
    try (var modules = Files.list(Tools.ROOT)) {
      modules.map(m -> m.resolve("src/test/java")).filter(Files::isDirectory).forEach(sources::add);
    }
    Set<String> names = new HashSet<>();
    for (Path source : sources) {
      try (var files = Files.walk(source)) {
        names.addAll(
            files
                .map(f -> f.getFileName().toString())
                .filter(f -> f.endsWith("Test.java"))
                .map(f -> f.substring(0, f.length() - ".java".length()))
                .collect(Collectors.toSet()));
      }
    }
    return names;
  }
}
