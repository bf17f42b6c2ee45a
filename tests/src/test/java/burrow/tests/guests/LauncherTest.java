package burrow.tests.guests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import burrow.machine.HostLibrary;
import burrow.machine.hostcall.NativeLibrary;
import burrow.translator.machinecode.MachineCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code ./burrow} in a checkout that is built: nothing but the guest's bytes on stdout, whatever
 * the state of its caches. Needs the jar that {@code mvn package} makes.
 */
class LauncherTest {
  private static final Path JAR = Tools.ROOT.resolve("cli/target/burrow.jar");

  @TempDir Path directory;

  private Path checkout = Path.of("");

  /** As scripts/build-jar leaves it, but for the sources: nothing is newer than the build. */
  @BeforeEach
  void makeCheckout() throws IOException {
    assumeTrue(Files.exists(JAR), "mvn package makes cli/target/burrow.jar");
    checkout = directory.resolve("check out");
    for (String file : List.of("burrow", "scripts/common.sh", "cli/jvm.options")) {
      Path copy = checkout.resolve(file);
      Files.createDirectories(copy.resolve(".."));
      Files.copy(Tools.ROOT.resolve(file), copy);
    }
    Path run = Files.createDirectories(checkout.resolve(".cache/run"));
    Files.copy(JAR, run.resolve("burrow-1.jar"));
    warmCodeIs("JVM bytecode");
  }

  private void warmCodeIs(String kind) throws IOException {
    currentIs(System.getProperty("java.home", "") + " " + System.getProperty("java.version"), kind);
  }

  private void currentIs(String java, String kind) throws IOException {
    Files.writeString(
        checkout.resolve(".cache/run/current"),
        String.join("\n", "burrow-1.jar", "burrow-1.aot", java, kind) + "\n");
  }

  private Outcome launch(Path launcher, String... words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(launcher.toString());
    command.addAll(Arrays.asList(words));
    Map<String, String> environment = Map.of("JAVA_HOME", System.getProperty("java.home", ""));
    return Outcome.of(command, directory.resolve("work"), environment, "");
  }

  private static String hello() {
    return GuestPrograms.binary("hello", Target.LINUX_ARM64).toString();
  }

  private static void assertHello(Outcome outcome) {
    assertThat(outcome.stdout()).isEqualTo("Hello from a guest\n");
    assertThat(outcome.stderr()).isEqualTo("and on stderr 1 42 1.5 true\n");
    assertThat(outcome.status()).isZero();
  }

  @Test
  void withoutAnAotCache() throws Exception {
    assertHello(launch(checkout.resolve("burrow"), hello()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 100_000})
  void withADamagedAotCache(int length) throws Exception {
    Files.write(checkout.resolve(".cache/run/burrow-1.aot"), new byte[length]);
    assertHello(launch(checkout.resolve("burrow"), hello()));
  }

  @Test
  void throughASymbolicLink() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("link"), checkout.resolve("burrow"));
    assertHello(launch(link, hello()));
  }

  @Test
  void statusesOfShells() throws Exception {
    Path launcher = checkout.resolve("burrow");
    assertThat(launch(launcher, "/nonexistent").status()).isEqualTo(127);
    assertThat(launch(launcher, "/etc/passwd").status()).isEqualTo(126);
    assertThat(launch(launcher, "--nonsense").status()).isEqualTo(125);
    String process = GuestPrograms.binary("process", Target.LINUX_ARM64).toString();
    assertThat(launch(launcher, process, "exit", "77").status()).isEqualTo(77);
    String signals = GuestPrograms.binary("signals", Target.LINUX_ARM64).toString();
    assertThat(launch(launcher, signals, "term").status()).isEqualTo(128 + 15);
  }

  /** Runs what takes long enough to leave something, and looks at what damage to that does. */
  @Test
  void keptMachineCodeChangesNothingOfAProgramsOutput() throws Exception {
    assumeTrue(HostLibrary.X86 && !HostLibrary.MACOS && !HostLibrary.WINDOWS);
    Path launcher = checkout.resolve("burrow");
    Path cache = directory.resolve("cache");
    String[] json = {
      GuestPrograms.binary("workloads", Target.LINUX_ARM64).toString(), "json", "300"
    };
    String expected = keeping(cache, launcher, json).stdout();
    assertThat(expected).matches("\\d+\n");
    Path programs = cache.resolve("programs");
    Path code = onlyEntry(programs).resolve("code");
    assertThat(Files.getPosixFilePermissions(code))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    Outcome second = keeping(cache, launcher, "--stats", json[0], json[1], json[2]);
    assertThat(second.stdout()).isEqualTo(expected);
    assertThat(second.stderr())
        .contains("blocks of earlier runs: ")
        .doesNotContain("blocks of earlier runs: 0\n");
    byte[] bad = Files.readAllBytes(code);
    bad[bad.length / 2] ^= 1;
    Files.write(code, bad);
    Outcome damaged = keeping(cache, launcher, "--stats", json[0], json[1], json[2]);
    assertThat(damaged.stdout()).isEqualTo(expected);
    assertThat(damaged.stderr()).contains("blocks of earlier runs: 0\n");
    Files.setPosixFilePermissions(programs, PosixFilePermissions.fromString("rwxrwxrwx"));
    Outcome unsafe = keeping(cache, launcher, "--stats", json[0], json[1], json[2]);
    assertThat(unsafe.stdout()).isEqualTo(expected);
    assertThat(unsafe.stderr()).contains("blocks of earlier runs: 0\n");
  }

  /** There are more than the end of a run has time for. */
  @Test
  void blocksThatRanOnceAreCompiledInTheBackground() throws Exception {
    assumeTrue(MachineCode.runsHere());
    Path launcher = checkout.resolve("burrow");
    Path cache = directory.resolve("cache");
    String tour = Tools.ROOT.resolve("samples/tour-linux-amd64").toString();
    Outcome first = keeping(cache, launcher, "--stats", tour);
    assertThat(first.status()).isZero();
    assertThat(figure(first, "blocks lifted")).isGreaterThan(5000);
    Path entry = onlyEntry(cache.resolve("programs"));
    assertThat(entry.resolve("cold")).exists();
    Outcome second = keeping(cache, launcher, "--stats", tour);
    assertThat(figure(second, "blocks of earlier runs")).isPositive();
    awaitNoFile(entry, "cold");
    Outcome third = keeping(cache, launcher, "--stats", tour);
    assertThat(third.stdout().lines().count()).isEqualTo(first.stdout().lines().count());
    assertThat(figure(third, "blocks lifted")).isLessThan(1500);
  }

  private static int figure(Outcome outcome, String name) {
    String line =
        outcome.stderr().lines().filter(l -> l.contains(name + ": ")).findFirst().orElseThrow();
    return Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
  }

  private static void awaitNoFile(Path entry, String prefix) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (System.nanoTime() < deadline) {
      try (Stream<Path> files = Files.list(entry)) {
        if (files.noneMatch(file -> file.getFileName().toString().startsWith(prefix))) {
          return;
        }
      }
      Thread.sleep(100);
    }
    throw new AssertionError(prefix + " is there after five minutes");
  }

  private static Path onlyEntry(Path programs) throws IOException {
    try (Stream<Path> entries = Files.list(programs)) {
      return entries.findFirst().orElseThrow();
    }
  }

  /** What hosts without machine code of ours keep. */
  @Test
  void keptRegionsChangeNothingOfAProgramsOutput() throws Exception {
    Path launcher = checkout.resolve("burrow");
    Path cache = directory.resolve("cache");
    String[] json = {
      GuestPrograms.binary("workloads", Target.LINUX_ARM64).toString(), "json", "3000"
    };
    String expected = keepingRegions(cache, launcher, json).stdout();
    assertThat(expected).matches("\\d+\n");
    Path programs = cache.resolve("programs");
    Path entry = onlyEntry(programs);
    Path current = entry.resolve("current");
    String generation = Files.readAllLines(current).get(0);
    // The run that records, with all classes from the cache.
    Outcome second = keepingRegions(cache, launcher, "--stats", json[0], json[1], json[2]);
    assertThat(second.stdout()).isEqualTo(expected);
    assertThat(second.stderr()).doesNotContain("regions of earlier runs: 0");
    awaitAotCache(entry.resolve(generation));
    assertThat(keepingRegions(cache, launcher, json).stdout()).isEqualTo(expected);
    Files.write(entry.resolve(generation + "/app.jar"), new byte[1000]);
    Files.write(entry.resolve(generation + "/app.aot"), new byte[1000]);
    Files.writeString(current, "../../elsewhere\n" + current + "\nnone\n");
    assertThat(keepingRegions(cache, launcher, json).stdout()).isEqualTo(expected);
    Files.setPosixFilePermissions(programs, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(keepingRegions(cache, launcher, json).stdout()).isEqualTo(expected);
  }

  /** What the background makes of a record: it removes the record in the end. */
  private static void awaitAotCache(Path generation) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (Files.exists(generation.resolve("app.conf")) && System.nanoTime() < deadline) {
      Thread.sleep(100);
    }
    assertThat(generation.resolve("app.aot")).exists();
  }

  private Outcome keeping(Path cache, Path launcher, String... words) throws Exception {
    return keeping(Map.of(), cache, launcher, words);
  }

  private Outcome keepingRegions(Path cache, Path launcher, String... words) throws Exception {
    // The JVM says on stderr that it has picked it up.
    Map<String, String> options = Map.of("JAVA_TOOL_OPTIONS", "-Dburrow.machinecode=off");
    return keeping(options, cache, launcher, words);
  }

  private Outcome keeping(Map<String, String> more, Path cache, Path launcher, String... words)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(launcher.toString(), "--engine=translator"));
    command.addAll(Arrays.asList(words));
    Map<String, String> environment = new HashMap<>(more);
    environment.put("JAVA_HOME", System.getProperty("java.home", ""));
    environment.put("BURROW_CACHE", cache.toString());
    return Outcome.of(command, directory.resolve("work"), environment, "");
  }

  @ParameterizedTest
  @CsvSource({
    "machine code,,, elf, true",
    "machine code, brief,, elf, true",
    "machine code, long,, elf, false",
    "machine code,, --engine=interpreter, elf, false",
    "machine code,, run, elf, true",
    "machine code,,, wasm, false",
    "machine code, brief,, wasm, true",
    "JVM bytecode,,, elf, false",
    "JVM bytecode, brief,, elf, true",
    "JVM bytecode, long,, elf, false",
  })
  void leavesC2OutUntilItIsWorthItsTime(
      String warmCode, @Nullable String length, @Nullable String word, String kind, boolean out)
      throws Exception {
    warmCodeIs(warmCode);
    Path home = javaThatPrintsItsArguments();
    Path program = program(kind);
    Path cache = directory.resolve("cache");
    Map<String, String> environment =
        Map.of("JAVA_HOME", home.toString(), "BURROW_CACHE", cache.toString());
    List<String> command = new ArrayList<>();
    command.add(checkout.resolve("burrow").toString());
    if (word != null) {
      command.add(word);
    }
    command.add(program.toString());
    Outcome first = Outcome.of(command, directory.resolve("work"), environment, "");
    assertThat(first.status()).isZero();
    if (length != null) {
      Path entry = Path.of(property(first, "burrow.program.cache"));
      Files.createDirectories(
          entry,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Files.writeString(entry.resolve("length"), length + "\n");
    }
    Outcome second = Outcome.of(command, directory.resolve("work"), environment, "");
    assertThat(second.stdout().contains("\n-XX:TieredStopAtLevel=1\n")).isEqualTo(out);
    assertThat(property(second, "burrow.length").equals("brief")).isEqualTo(out);
  }

  @ParameterizedTest
  @CsvSource({
    "machine code,, elf, burrow-1.brief.aot",
    "machine code,, wasm, burrow-1.aot",
    "machine code, --engine=interpreter, elf, burrow-1.aot",
    "JVM bytecode,, elf, burrow-1.aot",
  })
  void aBriefRunOfANativeProgramHasAnAotCacheOfItsOwn(
      String warmCode, @Nullable String word, String kind, String cache) throws Exception {
    Path home = javaThatPrintsItsArguments();
    currentIs(home + " 25.0.1", warmCode);
    Path run = checkout.resolve(".cache/run");
    for (String name : List.of("burrow-1.aot", "burrow-1.brief.aot")) {
      Files.createFile(run.resolve(name));
    }
    Path program = program(kind);
    List<String> command = new ArrayList<>(List.of(checkout.resolve("burrow").toString()));
    if (word != null) {
      command.add(word);
    }
    command.add(program.toString());
    Map<String, String> environment =
        Map.of("JAVA_HOME", home.toString(), "BURROW_CACHE", directory.resolve("cache").toString());
    Outcome outcome = Outcome.of(command, directory.resolve("work"), environment, "");
    assertThat(outcome.stdout().lines().filter(option -> option.startsWith("-XX:AOTCache=")))
        .containsExactly("-XX:AOTCache=" + run.toRealPath().resolve(cache));
  }

  private Path program(String kind) throws IOException {
    Path program = directory.resolve("program");
    return Files.writeString(program, (kind.equals("wasm") ? "\0asm" : "\177ELF") + "\1\0\0\0");
  }

  private Path javaThatPrintsItsArguments() throws IOException {
    Path home = directory.resolve("home");
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    Path java = Files.writeString(home.resolve("bin/java"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    return home;
  }

  private static String property(Outcome outcome, String name) {
    String option = "-D" + name + "=";
    return outcome
        .stdout()
        .lines()
        .filter(line -> line.startsWith(option))
        .map(line -> line.substring(option.length()))
        .findFirst()
        .orElse("");
  }

  @Test
  void theJarAloneRuns() throws Exception {
    Path java = Path.of(System.getProperty("java.home", ""), "bin", "java");
    assertHello(launch(java, "-jar", JAR.toString(), hello()));
  }

  @Test
  void theVersionIsThatOfTheJar() throws Exception {
    assertThat(launch(checkout.resolve("burrow"), "--version").stdout())
        .matches(
            "burrow 0[.].*\\nJava .*\\nWarm code: (machine code|JVM bytecode)\\n"
                + "Host calls: java.lang.foreign\\n");
  }

  @Test
  void theHostIsCalledByNativeMethodsWhereTheBuildHasMadeSome() throws Exception {
    assumeTrue(NativeLibrary.runsHere());
    NativeLibrary.write(checkout.resolve(".cache/run/burrow-1.so"));
    assertThat(launch(checkout.resolve("burrow"), "--version").stdout())
        .endsWith("Host calls: native methods\n");
    assertHello(launch(checkout.resolve("burrow"), hello()));
  }
}
