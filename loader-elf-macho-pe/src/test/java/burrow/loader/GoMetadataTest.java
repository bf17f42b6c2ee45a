package burrow.loader;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.loader.GoFunction.Frame;
import burrow.machine.ProgramImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Go toolchain's own tools say what our reading of its tables must be. */
class GoMetadataTest {
  @ParameterizedTest
  @CsvSource({
    "linux,amd64",
    "linux,arm64",
    "linux,riscv64",
    "darwin,amd64",
    "darwin,arm64",
    "windows,amd64",
    "windows,arm64"
  })
  void functionsAreThoseOfNm(String os, String arch) throws Exception {
    Path program = GoPrograms.hello(os, arch);
    GoFunctions functions = functions(program);
    Map<String, Long> symbols = new HashMap<>();
    for (String line : GoPrograms.tool("nm", program.toString()).split("\n")) {
      String[] fields = line.trim().split(" +", 3);
      if (fields.length == 3 && fields[1].equalsIgnoreCase("t")) {
        symbols.put(fields[2], Long.parseUnsignedLong(fields[0], 16));
      }
    }

    assertThat(functions.size()).isGreaterThan(1000);
    int compared = 0;
    for (int i = 0; i < functions.size(); i++) {
      GoFunction f = functions.get(i);
      // The table cuts type arguments short, and nm names the ABI of assembly functions.
      Long address = symbols.getOrDefault(f.name(), symbols.get(f.name() + ".abi0"));
      if (address != null && !f.name().contains("[")) {
        assertThat(functions.find(address)).as(f.name()).isNotNull();
        assertThat(f.codeEnd()).as(f.name()).isBetween(f.entry(), f.end());
        assertThat(f.end()).isEqualTo(functions.entry(i + 1));
        compared += f.entry() == address ? 1 : 0;
      }
    }
    assertThat(compared).isGreaterThan(functions.size() * 9 / 10);
    assertThat(symbols.get("main.main")).isEqualTo(byName(functions, "main.main").entry());
  }

  @ParameterizedTest
  @CsvSource({
    "linux,amd64",
    "linux,arm64",
    "linux,riscv64",
    "darwin,amd64",
    "darwin,arm64",
    "windows,amd64",
    "windows,arm64"
  })
  void linesAreThoseOfAddr2line(String os, String arch) throws Exception {
    Path program = GoPrograms.hello(os, arch);
    GoFunctions functions = functions(program);
    List<String> addresses = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (String name : List.of("main.main", "main.(*greeter).greet", "runtime.mallocgc")) {
      GoFunction f = byName(functions, name);
      for (long pc = f.entry(); pc < f.codeEnd(); pc += 12) {
        addresses.add("0x" + Long.toHexString(pc));
        GoFunction.Position position = f.position(pc);
        expected.add(f.name() + "\n" + position.file() + ":" + position.line() + "\n");
      }
    }

    String answer = GoPrograms.addr2line(program, String.join("\n", addresses) + "\n");

    assertThat(answer).isEqualTo(String.join("", expected));
  }

  @ParameterizedTest
  @CsvSource({"linux,amd64", "darwin,arm64", "windows,amd64"})
  void strippedProgramsHaveTheSameTable(String os, String arch) throws Exception {
    GoFunctions whole = functions(GoPrograms.hello(os, arch));
    ProgramImage stripped = ProgramLoader.load(GoPrograms.hello(os, arch, "-ldflags=-s -w"));
    GoMetadata metadata = GoMetadata.read(stripped);
    GoFunctions functions = Objects.requireNonNull(metadata.functions());

    assertThat(names(functions)).isEqualTo(names(whole));
    assertThat(functions.versions()).isEqualTo("1.20 to 1.26");
    assertThat(metadata.problems()).isEmpty();
    assertThat(Objects.requireNonNull(metadata.moduleData()).text())
        .isLessThanOrEqualTo(functions.entry(0));
  }

  @ParameterizedTest
  @CsvSource({"amd64", "arm64"})
  void positionIndependentProgramsHaveTheSameTable(String arch) throws Exception {
    GoFunctions plain = functions(GoPrograms.hello("linux", arch));
    GoFunctions moved = functions(GoPrograms.hello("linux", arch, "-buildmode=pie"));

    assertThat(names(moved)).contains("main.(*greeter).greet").hasSizeGreaterThan(1000);
    assertThat(names(moved).stream().filter(n -> n.startsWith("main.")).toList())
        .isEqualTo(names(plain).stream().filter(n -> n.startsWith("main.")).toList());
    checkInlining(moved);
  }

  @Test
  void tableIsFoundWithoutSections() throws Exception {
    Path program = GoPrograms.hello("linux", "amd64");
    byte[] content = Files.readAllBytes(program);
    for (int i = 40; i < 48; i++) {
      content[i] = 0; // e_shoff
    }
    content[60] = 0; // e_shnum
    content[61] = 0;
    ProgramImage image = ProgramLoader.parse("no sections", content);

    assertThat(SectionTable.read(image).sections()).isEmpty();
    assertThat(names(Objects.requireNonNull(GoMetadata.readFunctions(image))))
        .isEqualTo(names(functions(program)));
  }

  @Test
  void inlinedCallsAreNamedFromInsideOut() throws Exception {
    for (String os : List.of("linux", "windows")) {
      checkInlining(functions(GoPrograms.hello(os, "amd64")));
    }
  }

  private static void checkInlining(GoFunctions functions) throws BadImageException {
    GoFunction greet = byName(functions, "main.(*greeter).greet");
    List<List<String>> stacks = new ArrayList<>();
    for (long pc = greet.entry(); pc < greet.codeEnd(); pc++) {
      List<Frame> frames = greet.frames(pc);
      assertThat(frames.getLast().function()).isEqualTo("main.(*greeter).greet");
      assertThat(frames).allMatch(f -> f.line() > 0);
      stacks.add(frames.stream().map(f -> f.function() + ":" + f.line()).toList());
    }
    assertThat(stacks)
        .contains(List.of("main.leaf:7", "main.middle:9", "main.(*greeter).greet:14"))
        .contains(
            List.of(
                "main.leaf:7",
                "main.middle:9",
                "main.(*greeter).greet.func1:13",
                "main.(*greeter).greet:14"));
    assertThat(greet.declaration())
        .isEqualTo(new GoFunction.Position("example.org/hello/main.go", 12));
  }

  @ParameterizedTest
  @CsvSource({"linux,amd64", "darwin,arm64", "windows,amd64"})
  void buildInfoSaysWhatGoVersionSays(String os, String arch) throws Exception {
    GoMetadata metadata = GoMetadata.read(ProgramLoader.load(GoPrograms.hello(os, arch)));
    GoBuildInfo info = Objects.requireNonNull(metadata.buildInfo());

    assertThat(metadata.version()).isEqualTo(GoPrograms.version());
    assertThat(info.goVersion()).isEqualTo(GoPrograms.version());
    assertThat(info.path()).isEqualTo("example.org/hello");
    assertThat(Objects.requireNonNull(info.main()).path()).isEqualTo("example.org/hello");
    assertThat(info.settings())
        .containsEntry("GOOS", os)
        .containsEntry("GOARCH", arch)
        .containsEntry("CGO_ENABLED", "0")
        .containsEntry("-trimpath", "true");
    assertThat(metadata.buildId()).matches("[\\w-]+/[\\w-]+/[\\w-]+/[\\w-]+");
  }

  @Test
  void versionIsFoundWithoutBuildInfo() throws Exception {
    for (String[] options : new String[][] {{}, {"-buildmode=pie"}}) {
      byte[] content = Files.readAllBytes(GoPrograms.hello("linux", "amd64", options));
      byte[] magic = {'G', 'o', ' ', 'b', 'u', 'i', 'l', 'd', 'i', 'n', 'f', ':'};
      for (int i = 0; i < content.length - magic.length; i++) {
        if (java.util.Arrays.equals(content, i, i + magic.length, magic, 0, magic.length)) {
          content[i] = 'X';
        }
      }
      GoMetadata metadata = GoMetadata.read(ProgramLoader.parse("no build info", content));

      assertThat(metadata.buildInfo()).isNull();
      assertThat(metadata.version()).isEqualTo(GoPrograms.version());
    }
  }

  @Test
  void modulesAndSettingsAreParsed() {
    GoBuildInfo info =
        GoBuildInfo.parse(
            "go1.26",
            """
            path\tcommand-line-arguments
            mod\texample.org/m\t(devel)\t
            dep\texample.org/a\tv1.0.0\th1:x=
            =>\texample.org/b\tv1.0.1\th1:y=
            dep\texample.org/c\tv2.0.0\th1:z=
            build\t-ldflags="-X \\"a=b\\""
            build\tvcs=git
            """);

    assertThat(info.dependencies())
        .containsExactly(
            new GoBuildInfo.Module(
                "example.org/a",
                "v1.0.0",
                "h1:x=",
                new GoBuildInfo.Module("example.org/b", "v1.0.1", "h1:y=", null)),
            new GoBuildInfo.Module("example.org/c", "v2.0.0", "h1:z=", null));
    assertThat(info.settings()).containsEntry("-ldflags", "-X \"a=b\"").containsEntry("vcs", "git");
  }

  private static GoFunctions functions(Path program) throws BadImageException {
    return Objects.requireNonNull(GoMetadata.readFunctions(ProgramLoader.load(program)));
  }

  private static List<String> names(GoFunctions functions) throws BadImageException {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < functions.size(); i++) {
      names.add(functions.get(i).name());
    }
    return names;
  }

  private static GoFunction byName(GoFunctions functions, String name) throws BadImageException {
    for (int i = 0; i < functions.size(); i++) {
      if (functions.get(i).name().equals(name)) {
        return functions.get(i);
      }
    }
    throw new AssertionError("no function " + name);
  }
}
