package burrow.tests.guests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One line of {@code tests/guests/cases.txt}.
 *
 * @param program directory of the program below {@code tests/guests}
 * @param arguments the case and what follows it
 * @param expected what a run is compared with
 * @param targets the targets whose build has the case
 * @param environment variables in addition to the fixed ones
 * @param stdin what is piped in
 * @param goCases numbers of reference/go-cases.md that it stands for
 */
record GuestCase(
    String program,
    List<String> arguments,
    Expected expected,
    String targets,
    Map<String, String> environment,
    String stdin,
    Set<Integer> goCases) {

  static final Path GUESTS = Tools.ROOT.resolve("tests/guests");

  private static final Pattern KEY = Pattern.compile(" +(on|args|env|stdin|go-case)=");

  /** The EXPECT column. */
  enum Expected {
    /** The host's own build, run natively. */
    ANY,
    /** The Linux build for the architecture, run natively or under qemu-user. */
    ARCH,
    /** "ok" and status 0. */
    SELF
  }

  /**
   * A line of {@code tests/guests/exclusions.txt}.
   *
   * @param name {@code program} or {@code program/case}
   * @param engine the only engine that it is excluded from, or empty for all
   */
  record Exclusion(String name, String targets, String engine, String reason) {
    boolean covers(GuestCase guest, Target target, String runBy) {
      return target.matches(targets)
          && (engine.isEmpty() || engine.equals(runBy))
          && (guest.name().equals(name) || guest.program().equals(name));
    }
  }

  /** Every case of a program in one process. */
  static GuestCase all(String program) {
    return new GuestCase(
        program, List.of("every-case"), Expected.ARCH, "*", Map.of(), "", Set.of());
  }

  /** {@code program/case}, as the lists name it. */
  String name() {
    return arguments.isEmpty() ? program : program + "/" + arguments.get(0);
  }

  @Override
  public String toString() {
    String rest =
        arguments.size() < 2 ? "" : " " + String.join(" ", arguments.subList(1, arguments.size()));
    return name() + rest + (stdin.isEmpty() ? "" : " < " + stdin.lines().count() + " lines");
  }

  /** All cases in the order of the list. */
  static List<GuestCase> all() throws IOException {
    List<GuestCase> cases = new ArrayList<>();
    for (String line : lines("cases.txt")) {
      cases.add(parse(line));
    }
    return cases;
  }

  private static GuestCase parse(String line) {
    Matcher key = KEY.matcher(line);
    int end = key.find() ? key.start() : line.length();
    String[] words = line.substring(0, end).strip().split(" +");
    Map<String, String> values = new HashMap<>();
    while (end < line.length()) {
      String name = key.group(1);
      int from = key.end();
      end = key.find() ? key.start() : line.length();
      values.put(name, line.substring(from, end));
    }
    if (words.length != 2 || !words[1].matches("any|arch|self")) {
      throw new IllegalArgumentException("cases.txt: " + line);
    }
    String[] path = words[0].split("/");
    List<String> arguments = new ArrayList<>(Arrays.asList(path).subList(1, path.length));
    Optional.ofNullable(values.get("args")).ifPresent(a -> arguments.addAll(List.of(a.split(" "))));
    Map<String, String> environment = new HashMap<>();
    Optional.ofNullable(values.get("env"))
        .map(e -> e.split("=", 2))
        .ifPresent(e -> environment.put(e[0], e[1]));
    String stdin = values.getOrDefault("stdin", "").replace("\\n", "\n");
    return new GuestCase(
        path[0],
        List.copyOf(arguments),
        Expected.valueOf(words[1].toUpperCase(Locale.ROOT)),
        values.getOrDefault("on", "*").strip(),
        Map.copyOf(environment),
        stdin,
        numbers(values.getOrDefault("go-case", "").strip()));
  }

  private static Set<Integer> numbers(String list) {
    return list.isEmpty()
        ? Set.of()
        : Arrays.stream(list.split(","))
            .map(Integer::valueOf)
            .collect(Collectors.toUnmodifiableSet());
  }

  static List<Exclusion> exclusions() throws IOException {
    List<Exclusion> exclusions = new ArrayList<>();
    for (String line : lines("exclusions.txt")) {
      String[] words = line.split(" +", 3);
      if (words.length != 3) {
        throw new IllegalArgumentException("exclusions.txt, no reason given: " + line);
      }
      String[] where = words[1].split("@", 2);
      String engine = where.length == 2 ? where[1] : "";
      exclusions.add(new Exclusion(words[0], where[0], engine, words[2]));
    }
    return exclusions;
  }

  private static List<String> lines(String file) throws IOException {
    try (var lines = Files.lines(GUESTS.resolve(file))) {
      return lines.filter(l -> !l.isBlank() && !l.startsWith("#")).toList();
    }
  }
}
