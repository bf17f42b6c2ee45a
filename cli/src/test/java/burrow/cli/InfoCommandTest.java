package burrow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InfoCommandTest {
  private record Outcome(int status, String out, String err) {}

  @TempDir Path directory;

  private static Outcome info(String... args) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    System.setOut(new PrintStream(stdout, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(stderr, true, StandardCharsets.UTF_8));
    try {
      String[] words = new String[args.length + 1];
      words[0] = "info";
      System.arraycopy(args, 0, words, 1, args.length);
      int status = Main.execute(words);
      return new Outcome(
          status, stdout.toString(StandardCharsets.UTF_8), stderr.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private static String sample(String arch) {
    return Path.of("..", "samples", "tour-linux-" + arch).toString();
  }

  @Test
  void tellsWhatAFileIs() {
    Outcome outcome = info(sample("arm64"));

    assertThat(outcome.status).isZero();
    assertThat(outcome.err).isEmpty();
    assertThat(outcome.out.lines())
        .contains("  format       ELF64, static", "  target       linux/arm64")
        .anyMatch(l -> l.startsWith("  version      go1."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"amd64", "arm64", "riscv64"})
  void everyInstructionOfTheTourIsKnown(String arch) {
    Outcome outcome = info(sample(arch), "--instructions");

    assertThat(outcome.status).isZero();
    assertThat(outcome.out.lines().reduce("", (before, line) -> line))
        .matches("instructions: [1-9]\\d{4,}, undecoded: 0");
  }

  @Test
  void optionsMayStandOnEitherSideOfTheFile() {
    String json = info("--json", sample("riscv64")).out;

    assertThat(json).startsWith("{\n").contains("\"arch\": \"riscv64\"");
    assertThat(info(sample("riscv64"), "--json").out).isEqualTo(json);
  }

  @Test
  void aFileNeedNotBeExecutableToBeLookedAt() throws Exception {
    Path copy = directory.resolve("tour");
    Files.write(copy, Files.readAllBytes(Path.of(sample("amd64"))));

    assertThat(info(copy.toString()).status).isZero();
  }

  @Test
  void whatIsNoProgramIsNamedInOneLine() throws Exception {
    Path script = Files.writeString(directory.resolve("script"), "#!/bin/sh\n");
    Path missing = directory.resolve("missing");

    assertThat(info(script.toString()))
        .isEqualTo(
            new Outcome(
                126,
                "",
                "burrow: "
                    + script
                    + ": is a script (#! at offset 0x0), expected an ELF, PE, Mach-O or"
                    + " WebAssembly program\n"));
    assertThat(info(missing.toString()))
        .isEqualTo(
            new Outcome(
                127, "", "burrow: " + missing + ": no such file, expected an executable file\n"));
    assertThat(info().status).isEqualTo(125);
  }
}
