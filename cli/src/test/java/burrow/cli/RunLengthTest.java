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

  private static ProcessorTimes times(long guestMillis, long c2Millis) {
    return new ProcessorTimes(Duration.ofMillis(guestMillis), Duration.ofMillis(c2Millis));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 100, 20, false", // a hello
    "2000, 1500, 4000, 3400, false", // cold code of many kinds: C2 was busy to the end
    "1500, 1000, 3000, 1100, true", // one hot loop
    "58000, 60000, 60000, 60100, true",
  })
  void isLongIfC2WasDone(long guest, long c2, long guestEnd, long c2End, boolean isLong) {
    assertThat(RunLength.isLong(times(guest, c2), times(guestEnd, c2End))).isEqualTo(isLong);
  }

  @ParameterizedTest
  @CsvSource({"4000, false", "12000, true"})
  void withoutC2TheTimeCounts(long guest, boolean isLong) {
    assertThat(RunLength.isLongWithoutC2(times(guest, 0))).isEqualTo(isLong);
  }

  @Test
  void oneLongRunMakesLongForGood() throws IOException {
    RunLength.keep(entry, false);
    assertThat(known()).isEqualTo("brief\n");
    RunLength.keep(entry, true);
    assertThat(known()).isEqualTo("long\n");
    RunLength.keep(entry, false);
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
