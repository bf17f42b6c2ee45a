package burrow.loader.info;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.loader.GoPrograms;
import burrow.loader.ProgramLoader;
import burrow.loader.info.InstructionDecoder.Instruction;
import burrow.loader.info.InstructionDecoder.Status;
import burrow.machine.ProgramImage;
import org.junit.jupiter.api.Test;

class ReportTest {
  @Test
  void textShowsWhatTheFileIs() throws Exception {
    ProgramImage image = ProgramLoader.load(GoPrograms.hello("windows", "amd64"));
    String text =
        TextReport.render(
            ImageReport.of(
                image,
                i ->
                    i.name().equals("ExitProcess")
                        ? ImportCoverage.Level.COMPLETE
                        : ImportCoverage.Level.MISSING));

    assertThat(text.lines())
        .contains(
            "  format       PE32+, executable, position-independent",
            "  target       windows/amd64",
            "  subsystem    console",
            "  module       example.org/hello (devel)",
            "  GOARCH           amd64",
            "  kernel32.dll",
            "    ExitProcess",
            "    GetProcAddress  missing")
        .anyMatch(l -> l.matches("  entry        0x14\\w+  _rt0_amd64_windows"))
        .anyMatch(l -> l.matches("  version      go1\\.\\d+.*"))
        .anyMatch(l -> l.matches("  DWARF        version 5, with lines, compressed: .*line.*"))
        .anyMatch(l -> l.matches("  \\.text +0x140001000 +0x\\w+ +0x\\w+ +0x\\w+  r-x"))
        .anyMatch(l -> l.matches("Imports \\(\\d+, 1 covered\\)"));
  }

  @Test
  void jsonShowsTheSame() throws Exception {
    ProgramImage image = ProgramLoader.load(GoPrograms.hello("darwin", "arm64", "-ldflags=-s -w"));
    String json = JsonReport.render(ImageReport.of(image, null));

    assertThat(json.lines().map(String::strip))
        .contains(
            "\"format\": \"Mach-O 64\",",
            "\"os\": \"darwin\",",
            "\"arch\": \"arm64\",",
            "\"entryFunction\": \"_rt0_arm64_darwin\",",
            "\"dwarf\": null,",
            "\"path\": \"example.org/hello\",",
            "\"name\": \"_pthread_create\",",
            "\"library\": \"/usr/lib/libSystem.B.dylib\",",
            "\"address\": 4294967296,");
  }

  @Test
  void jsonEscapes() {
    assertThat(Json.write(java.util.Map.of("a\"\n\u0001\\", java.util.List.of())))
        .isEqualTo("{\n  \"a\\\"\\n\\u0001\\\\\": []\n}\n");
  }

  @Test
  void surveyWalksTheCodeWithoutThePadding() throws Exception {
    ProgramImage image = ProgramLoader.load(GoPrograms.hello("linux", "arm64"));
    // Every word is an instruction; zero would be padding, the highest byte 0xd6 has no meaning.
    ImageReport report =
        ImageReport.of(image, null)
            .withInstructions((code, offset, available, pc) -> {
              int high = code[offset + 3] & 0xff;
              return high == 0xd6
                  ? new Instruction(4, "branch-register", Status.NO_MEANING)
                  : high == 0x97
                      ? new Instruction(4, "", Status.UNDECODED)
                      : new Instruction(4, "word", Status.EXECUTABLE);
            });
    InstructionSurvey survey = java.util.Objects.requireNonNull(report.survey());

    assertThat(survey.instructionCount()).isEqualTo(survey.codeBytes() / 4);
    assertThat(survey.functionCount())
        .isEqualTo(java.util.Objects.requireNonNull(report.go().functions()).size());
    assertThat(survey.withoutMeaning())
        .singleElement()
        .satisfies(w -> {
          assertThat(w.mnemonic()).isEqualTo("branch-register");
          assertThat(w.count()).isEqualTo(survey.withoutMeaningCount()).isPositive();
          assertThat(java.util.Objects.requireNonNull(report.go().functions()).indexOf(w.pc()))
              .isNotNegative();
          assertThat(w.function()).isNotEmpty();
        });
    assertThat(survey.undecodedCount()).isGreaterThan(1000);
    assertThat(survey.undecoded())
        .hasSize(1000)
        .allMatch(u -> u.bytes().matches("(\\w\\w ){3}97") && !u.function().isEmpty());
    assertThat(TextReport.render(report))
        .endsWith(
            "\ninstructions: "
                + survey.instructionCount()
                + ", undecoded: "
                + survey.undecodedCount()
                + "\n");
  }

  @Test
  void surveyResumesAtTheNextCertainBoundaryWhereLengthsAreUnknown() throws Exception {
    ProgramImage image = ProgramLoader.load(GoPrograms.hello("linux", "amd64"));
    ImageReport report =
        ImageReport.of(image, null)
            .withInstructions(
                (code, offset, available, pc) -> new Instruction(1, "", Status.UNDECODED));
    InstructionSurvey survey = java.util.Objects.requireNonNull(report.survey());

    // One for each line or stack change, far fewer than bytes
    assertThat(survey.undecodedCount())
        .isEqualTo(survey.instructionCount())
        .isGreaterThan(survey.functionCount())
        .isLessThan(survey.codeBytes() / 3);
  }
}
