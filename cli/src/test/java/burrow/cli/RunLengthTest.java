package burrow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunLengthTest {
  @TempDir Path directory;
  private Path programs;
  private Path entry;

  @BeforeEach
  void name() {
    programs = directory.resolve("programs");
    entry = programs.resolve("1-2-3-4");
  }

  private String known() throws IOException {
    return Files.readString(entry.resolve("length"));
  }

  @ParameterizedTest
  @CsvSource({
    "100, 20, true, false", // a hello
    "3000, 6000, true, false", // cold code of many kinds
    "3000, 1500, true, true", // one hot loop
    "60000, 6000, true, true",
    "4000, 0, false, false",
    "12000, 0, false, true",
  })
  void isLongIfC2Paid(long guestMillis, long c2Millis, boolean withC2, boolean isLong) {
    ProcessorTimes times =
        new ProcessorTimes(Duration.ofMillis(guestMillis), Duration.ofMillis(c2Millis));
    assertThat(RunLength.isLong(times, withC2)).isEqualTo(isLong);
  }

  @Test
  void theLastRunDecides() throws IOException {
    RunLength.keep(entry, false);
    assertThat(known()).isEqualTo("brief\n");
    RunLength.keep(entry, true);
    assertThat(known()).isEqualTo("long\n");
  }

  @Test
  void timesAreReadFromProc() throws IOException {
    Path process = directory.resolve("proc");
    stat(process, "java", 500, 50);
    stat(process.resolve("task/1"), "java", 10, 5);
    stat(process.resolve("task/2"), "C2 CompilerThre", 100, 0);
    stat(process.resolve("task/3"), "guest-7", 200, 20);
    stat(process.resolve("task/4"), "a) 1 (b", 30, 0);
    assertThat(ProcessorTimes.of(process))
        .isEqualTo(new ProcessorTimes(Duration.ofMillis(4050), Duration.ofMillis(1000)));
    assertThat(ProcessorTimes.of(directory)).isNull();
  }

  private static void stat(Path process, String name, int user, int system) throws IOException {
    Files.createDirectories(process);
    String line =
        "7 (%s) S 1 7 7 0 -1 4194560 1 2 3 4 %d %d 0 0 20 0".formatted(name, user, system);
    Files.writeString(process.resolve("stat"), line);
  }

  @Test
  void leavesNoOtherFile() throws IOException {
    RunLength.keep(entry, false);
    RunLength.keep(entry, true);
    try (Stream<Path> files = Files.list(entry)) {
      assertThat(files).containsExactly(entry.resolve("length"));
    }
  }

  @Test
  void whatOthersMayWriteIsLeftAlone() throws IOException {
    Files.createDirectory(programs);
    Files.setPosixFilePermissions(programs, PosixFilePermissions.fromString("rwxrwxrwx"));
    RunLength.keep(entry, false);
    assertThat(entry).doesNotExist();
  }

  @Test
  void soManyProgramsAreRemembered() throws IOException {
    for (int i = 0; i < CacheDirectory.MOST_ENTRIES + 3; i++) {
      RunLength.keep(programs.resolve("p" + i), false);
    }
    try (Stream<Path> entries = Files.list(programs)) {
      assertThat(entries).hasSize(CacheDirectory.MOST_ENTRIES);
    }
    assertThat(programs.resolve("p" + (CacheDirectory.MOST_ENTRIES + 2))).exists();
  }
}
