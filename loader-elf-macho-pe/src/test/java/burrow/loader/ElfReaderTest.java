package burrow.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import burrow.machine.Access;
import burrow.machine.Arch;
import burrow.machine.Os;
import burrow.machine.ProgramImage;
import burrow.machine.ProgramImage.ElfFacts;
import burrow.machine.ProgramImage.RelocationKind;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElfReaderTest {
  @TempDir Path directory;

  @Test
  void readsAStaticProgram() throws BadImageException {
    ProgramImage image = ProgramLoader.load(GoPrograms.hello("linux", "amd64", "-ldflags=-s -w"));

    assertThat(image.format()).isEqualTo("ELF64");
    assertThat(image.os()).isEqualTo(Os.LINUX);
    assertThat(image.arch()).isEqualTo(Arch.AMD64);
    assertThat(image.positionIndependent()).isFalse();
    assertThat(image.interpreter()).isNull();
    assertThat(image.relocations()).isEmpty();
    assertThat(image.segments())
        .extracting(ProgramImage.Segment::access)
        .containsExactly(Access.READ | Access.EXECUTE, Access.READ, Access.READ | Access.WRITE);
    ElfFacts facts = (ElfFacts) image.facts();
    assertThat(facts.programHeaderAddress()).isEqualTo(image.segments().getFirst().address() + 64);
  }

  @Test
  void readsThePositionIndependentProgramsWithTheirRelocations() throws BadImageException {
    for (String arch : new String[] {"amd64", "arm64"}) {
      ProgramImage image = ProgramLoader.load(GoPrograms.hello("linux", arch, "-buildmode=pie"));

      assertThat(image.positionIndependent()).isTrue();
      assertThat(image.interpreter()).startsWith("/lib");
      assertThat(((ElfFacts) image.facts()).neededLibraries()).isEmpty();
      assertThat(((ElfFacts) image.facts()).foreignRelocations()).isZero();
      assertThat(image.relocations()).hasSizeGreaterThan(1000);
      long from = image.segments().getFirst().address();
      long to = image.segments().getLast().end();
      assertThat(image.relocations())
          .allMatch(r -> r.kind() == RelocationKind.RELATIVE)
          .allMatch(r -> r.addend() >= from && r.addend() <= to);
    }
  }

  @Test
  void saysWhatIsWrongWithWhatIsNoProgram() throws Exception {
    Path missing = directory.resolve("missing");
    Path script = Files.writeString(directory.resolve("script"), "#!/bin/sh\n");
    Path empty = Files.createFile(directory.resolve("empty"));
    Path plain = Files.write(directory.resolve("plain"), new byte[] {0x7f, 'E', 'L', 'F'});

    assertThat(failure(missing))
        .hasMessage(missing + ": no such file, expected an executable file")
        .returns(127, BadImageException::exitStatus);
    assertThat(failure(directory))
        .hasMessage(directory + ": is a directory, expected an executable file")
        .returns(126, BadImageException::exitStatus);
    assertThat(failure(plain))
        .hasMessage(plain + ": permission denied, expected a file that may be executed")
        .returns(126, BadImageException::exitStatus);
    assertThat(executable(script))
        .hasMessage(
            script
                + ": is a script (#! at offset 0x0), expected an ELF, PE, Mach-O or WebAssembly program")
        .returns(126, BadImageException::exitStatus);
    assertThat(executable(empty))
        .hasMessage(empty + ": is empty, expected an ELF, PE, Mach-O or WebAssembly program");
    assertThat(executable(plain))
        .hasMessage(
            plain
                + ": ELF header at offset 0x0: truncated, expected 0x40 bytes before the end of"
                + " the file at 0x4");
  }

  private static BadImageException executable(Path path) {
    assertThat(path.toFile().setExecutable(true)).isTrue();
    return failure(path);
  }

  private static BadImageException failure(Path path) {
    return catchThrowableOfType(BadImageException.class, () -> ProgramLoader.load(path));
  }
}
