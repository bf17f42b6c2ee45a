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

class RunLengthTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

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

  @Test
  void aBriefRunMakesBrief() throws IOException {
    RunLength.keep(entry, SECOND);
    assertThat(known()).isEqualTo("brief\n");
  }

  @Test
  void oneLongRunMakesLongForGood() throws IOException {
    RunLength.keep(entry, SECOND);
    RunLength.keep(entry, MINUTE);
    assertThat(known()).isEqualTo("long\n");
    RunLength.keep(entry, SECOND);
    assertThat(known()).isEqualTo("long\n");
  }

  @Test
  void leavesNoOtherFile() throws IOException {
    RunLength.keep(entry, SECOND);
    RunLength.keep(entry, MINUTE);
    try (Stream<Path> files = Files.list(entry)) {
      assertThat(files).containsExactly(entry.resolve("length"));
    }
  }

  @Test
  void whatOthersMayWriteIsLeftAlone() throws IOException {
    Files.createDirectory(programs);
    Files.setPosixFilePermissions(programs, PosixFilePermissions.fromString("rwxrwxrwx"));
    RunLength.keep(entry, SECOND);
    assertThat(entry).doesNotExist();
  }

  @Test
  void soManyProgramsAreRemembered() throws IOException {
    for (int i = 0; i < CacheDirectory.MOST_ENTRIES + 3; i++) {
      RunLength.keep(programs.resolve("p" + i), SECOND);
    }
    try (Stream<Path> entries = Files.list(programs)) {
      assertThat(entries).hasSize(CacheDirectory.MOST_ENTRIES);
    }
    assertThat(programs.resolve("p" + (CacheDirectory.MOST_ENTRIES + 2))).exists();
  }
}
