package burrow.loader;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.loader.GoFunction.Frame;
import burrow.machine.ProgramImage;
import burrow.machine.ProgramImage.Import;
import burrow.machine.ProgramImage.PeFacts;
import burrow.machine.ProgramImage.PeTls;
import burrow.machine.ProgramImage.Relocation;
import burrow.machine.ProgramImage.RelocationKind;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the real programs of today's toolchain do not have: older layouts and rarer tables. */
class SyntheticImagesTest {
  static List<String> names() {
    return List.copyOf(SyntheticImages.all().keySet());
  }

  private static ProgramImage parse(String name) throws BadImageException {
    return ProgramLoader.parse(name, Objects.requireNonNull(SyntheticImages.all().get(name)));
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyLayoutOfTheFunctionTableIsRead(String name) throws BadImageException {
    ProgramImage image = parse(name);
    GoMetadata go = GoMetadata.read(image);
    GoFunctions functions = Objects.requireNonNull(go.functions());

    assertThat(go.problems()).isEmpty();
    assertThat(go.version()).isEqualTo("go1.20");
    assertThat(Objects.requireNonNull(go.buildInfo()).main())
        .isEqualTo(new GoBuildInfo.Module("m", "v1", "", null));
    assertThat(functions.size()).isEqualTo(2);
    GoFunction main = Objects.requireNonNull(functions.find(image.entry() + 9));
    assertThat(main.name()).isEqualTo("main.main");
    assertThat(main.codeEnd()).isEqualTo(main.end()).isEqualTo(image.entry() + 32);
    assertThat(main.stackDelta(image.entry() + 3)).isEqualTo(8);
    assertThat(main.frames(image.entry() + 9))
        .containsExactly(
            new Frame("main.inner", "main.go", 7, true),
            new Frame("main.main", "main.go", 7, false));
    assertThat(main.frames(image.entry() + 20))
        .containsExactly(new Frame("main.main", "main.go", 8, false));
    assertThat(Objects.requireNonNull(functions.find(image.entry() + 32)).name())
        .isEqualTo("main.end");
    assertThat(functions.find(image.entry() + 64)).isNull();
  }

  @Test
  void elfRelocations() throws BadImageException {
    ProgramImage image = parse("elf-pie");

    assertThat(image.interpreter()).isEqualTo("/lib/ld.so.1");
    assertThat(((ProgramImage.ElfFacts) image.facts()).neededLibraries())
        .containsExactly("libc.so.6");
    assertThat(image.imports()).containsExactly(new Import("", "puts", 0, false));
    assertThat(image.relocations())
        .containsExactly(
            new Relocation(RelocationKind.RELATIVE, 0x1b40, -1, 0),
            new Relocation(RelocationKind.RELATIVE, 0x1b50, -1, 0),
            new Relocation(RelocationKind.RELATIVE, 0x1b08, -1, 0x400),
            new Relocation(RelocationKind.IMPORT, 0x1b10, 0, 0));
    assertThat(((ProgramImage.ElfFacts) image.facts()).foreignRelocations()).isEqualTo(3);
  }

  @Test
  void peTables() throws BadImageException {
    ProgramImage image = parse("pe");
    long base = 0x140000000L;

    assertThat(image.imports())
        .containsExactly(
            new Import("kernel32.dll", "ExitProcess", base + 0x3180, false),
            new Import("kernel32.dll", "#7", base + 0x3188, false));
    assertThat(image.relocations())
        .containsExactly(new Relocation(RelocationKind.ADD_SLIDE, base + 0x2000, -1, 0));
    assertThat(((PeFacts) image.facts()).tls())
        .isEqualTo(
            new PeTls(
                base + 0x3280,
                base + 0x2f00,
                base + 0x2f10,
                base + 0x2f20,
                0,
                List.of(image.entry())));
  }

  @Test
  void machOBindings() throws BadImageException {
    long pointers = 0x100001f00L;
    Import exit = new Import("/usr/lib/libS.dylib", "_exit", 0, false);

    ProgramImage opcodes = parse("macho-opcodes");
    assertThat(opcodes.imports()).containsExactly(exit);
    assertThat(opcodes.relocations())
        .containsExactly(
            new Relocation(RelocationKind.ADD_SLIDE, pointers, -1, 0),
            new Relocation(RelocationKind.ADD_SLIDE, pointers + 8, -1, 0),
            new Relocation(RelocationKind.IMPORT, pointers + 16, 0, 0));

    ProgramImage chained = parse("macho-chained");
    assertThat(chained.imports()).containsExactly(exit);
    assertThat(chained.relocations())
        .containsExactly(
            new Relocation(RelocationKind.RELATIVE, pointers, -1, 0x100000400L),
            new Relocation(RelocationKind.IMPORT, pointers + 8, 0, 0));

    ProgramImage indirect = parse("macho-indirect");
    assertThat(indirect.imports()).containsExactly(exit);
    assertThat(indirect.relocations())
        .containsExactly(new Relocation(RelocationKind.IMPORT, pointers, 0, 0));
  }

  @Test
  void olderFunctionTablesAreNamed() throws BadImageException {
    byte[] content = SyntheticImages.elf(GoFunctions.Layout.GO_1_20, false, 62);
    content[0x480] = (byte) 0xfb;
    GoMetadata go = GoMetadata.read(ProgramLoader.parse("old", content));

    assertThat(go.functions()).isNull();
    assertThat(go.problems())
        .singleElement()
        .asString()
        .startsWith(
            "old: pclntab magic at address 0x400480: 0xfffffffb (Go 1.2 to 1.15), expected");
  }
}
