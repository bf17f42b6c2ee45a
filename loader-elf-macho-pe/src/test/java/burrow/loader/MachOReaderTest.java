package burrow.loader;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.machine.Arch;
import burrow.machine.Os;
import burrow.machine.ProgramImage;
import burrow.machine.ProgramImage.Import;
import burrow.machine.ProgramImage.MachOFacts;
import burrow.machine.ProgramImage.Relocation;
import burrow.machine.ProgramImage.RelocationKind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

class MachOReaderTest {
  @Test
  void readsAProgramThatEntersByThreadState() throws BadImageException {
    ProgramImage image = ProgramLoader.load(GoPrograms.hello("darwin", "amd64"));

    assertThat(image.format()).isEqualTo("Mach-O 64");
    assertThat(image.os()).isEqualTo(Os.DARWIN);
    assertThat(image.arch()).isEqualTo(Arch.AMD64);
    MachOFacts facts = (MachOFacts) image.facts();
    assertThat(facts.entryFromThread()).isTrue();
    assertThat(facts.headerAddress()).isEqualTo(0x1000000);
    assertThat(facts.pageZeroEnd()).isEqualTo(0x1000000);
    checkBindings(image);
  }

  @Test
  void readsAProgramThatEntersByMain() throws BadImageException {
    ProgramImage image = ProgramLoader.load(GoPrograms.hello("darwin", "arm64", "-ldflags=-s -w"));

    assertThat(image.arch()).isEqualTo(Arch.ARM64);
    MachOFacts facts = (MachOFacts) image.facts();
    assertThat(facts.entryFromThread()).isFalse();
    assertThat(facts.headerAddress()).isEqualTo(0x100000000L);
    checkBindings(image);
  }

  private static void checkBindings(ProgramImage image) {
    assertThat(image.positionIndependent()).isTrue();
    assertThat(image.segments())
        .extracting(ProgramImage.Segment::name)
        .containsSubsequence("__TEXT", "__DATA_CONST", "__DATA", "__LINKEDIT");
    String system = "/usr/lib/libSystem.B.dylib";
    assertThat(((MachOFacts) image.facts()).libraries()).contains(system);
    assertThat(image.imports())
        .contains(new Import(system, "_pthread_create", 0, false))
        .contains(new Import(system, "__exit", 0, false));
    List<Relocation> bound =
        image.relocations().stream().filter(r -> r.kind() == RelocationKind.IMPORT).toList();
    assertThat(bound).extracting(Relocation::symbol).doesNotHaveDuplicates();
    assertThat(bound).hasSameSizeAs(image.imports());
    assertThat(image.relocations())
        .anyMatch(r -> r.kind() == RelocationKind.ADD_SLIDE && r.addend() == 0);
  }

  @Test
  void takesTheSliceForTheHostFromAFatFile() throws Exception {
    byte[] amd64 = Files.readAllBytes(GoPrograms.hello("darwin", "amd64"));
    byte[] arm64 = Files.readAllBytes(GoPrograms.hello("darwin", "arm64", "-ldflags=-s -w"));
    int second = 0x1000 + amd64.length;
    ByteBuffer header = ByteBuffer.allocate(0x1000);
    header.putInt(0xcafebabe).putInt(2);
    header.putInt(MachOReader.CPU_X86_64).putInt(3).putInt(0x1000).putInt(amd64.length).putInt(12);
    header.putInt(MachOReader.CPU_ARM64).putInt(0).putInt(second).putInt(arm64.length).putInt(14);
    ByteArrayOutputStream fat = new ByteArrayOutputStream();
    fat.writeBytes(header.array());
    fat.writeBytes(amd64);
    fat.writeBytes(arm64);
    FileBytes file = new FileBytes("fat", fat.toByteArray());

    assertThat(FatFile.choose(file, "amd64").data()).isEqualTo(amd64);
    assertThat(FatFile.choose(file, "aarch64").data()).isEqualTo(arm64);
    assertThat(FatFile.choose(file, "riscv64").data()).isEqualTo(amd64);
    assertThat(ProgramLoader.parse("fat", fat.toByteArray()).os()).isEqualTo(Os.DARWIN);
  }
}
