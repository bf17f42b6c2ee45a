package burrow.loader;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.machine.Access;
import burrow.machine.Arch;
import burrow.machine.Os;
import burrow.machine.ProgramImage;
import burrow.machine.ProgramImage.PeFacts;
import burrow.machine.ProgramImage.RelocationKind;
import org.junit.jupiter.api.Test;

class PeReaderTest {
  @Test
  void readsAProgramOfGo() throws BadImageException {
    ProgramImage image = ProgramLoader.load(GoPrograms.hello("windows", "amd64"));

    assertThat(image.format()).isEqualTo("PE32+");
    assertThat(image.os()).isEqualTo(Os.WINDOWS);
    assertThat(image.arch()).isEqualTo(Arch.AMD64);
    assertThat(image.positionIndependent()).isTrue();
    assertThat(image.segments())
        .extracting(ProgramImage.Segment::name)
        .startsWith("headers", ".text", ".rdata", ".data", ".pdata", ".xdata");
    assertThat(image.segments().get(1).access()).isEqualTo(Access.READ | Access.EXECUTE);
    assertThat(image.segments().get(3).access()).isEqualTo(Access.READ | Access.WRITE);
    assertThat(image.imports())
        .allMatch(i -> i.library().equals("kernel32.dll") && i.slot() > 0x140000000L)
        .extracting(ProgramImage.Import::name)
        .contains("ExitProcess", "GetProcAddress", "LoadLibraryExW", "RtlLookupFunctionEntry");
    assertThat(image.relocations())
        .isNotEmpty()
        .allMatch(r -> r.kind() == RelocationKind.ADD_SLIDE);
    PeFacts facts = (PeFacts) image.facts();
    assertThat(facts.imageBase()).isEqualTo(0x140000000L);
    assertThat(facts.subsystem()).isEqualTo(3);
    assertThat(facts.stackReserve()).isEqualTo(0x200000);
    assertThat(facts.exceptionDirectorySize())
        .isPositive()
        .satisfies(s -> assertThat(s % 12).isZero());
    assertThat(facts.tls()).isNull();
  }

  @Test
  void readsArm64() throws BadImageException {
    ProgramImage image = ProgramLoader.load(GoPrograms.hello("windows", "arm64"));

    assertThat(image.arch()).isEqualTo(Arch.ARM64);
    assertThat(image.imports()).extracting(ProgramImage.Import::name).contains("ExitProcess");
  }
}
