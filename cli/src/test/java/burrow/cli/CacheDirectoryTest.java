package burrow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheDirectoryTest {
  @TempDir Path directory;

  private CacheDirectory create() throws IOException {
    return Objects.requireNonNull(CacheDirectory.create(directory.resolve("a/programs")));
  }

  private Path entry(String name, int kilobytes, long usedSeconds) throws IOException {
    Path entry = directory.resolve("a/programs/" + name);
    Path generation = Files.createDirectories(entry.resolve("g1"));
    Files.write(generation.resolve("app.jar"), new byte[kilobytes << 10]);
    Path current = Files.writeString(generation.resolve("../current"), "g1\n");
    Files.setLastModifiedTime(current, FileTime.fromMillis(usedSeconds * 1000));
    return entry;
  }

  @Test
  void isPrivateToTheUser() throws IOException {
    create();
    Path made = directory.resolve("a/programs");
    assertThat(CacheDirectory.isPrivate(made)).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
        .isEqualTo("rwx------");
  }

  @Test
  void whatOthersMayWriteIsNotUsed() throws IOException {
    Path open = Files.createDirectory(directory.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(CacheDirectory.create(open)).isNull();
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory);
    assertThat(CacheDirectory.create(link)).isNull();
    Path file = Files.createFile(directory.resolve("file"));
    assertThat(CacheDirectory.create(file)).isNull();
  }

  @Test
  void theLeastRecentlyUsedGoesFirst() throws IOException {
    CacheDirectory cache = create();
    Path old = entry("old", 600, 1000);
    Path oldest = entry("oldest", 600, 10);
    Path fresh = entry("fresh", 600, 2000);
    cache.evict(1300 << 10);
    assertThat(oldest).doesNotExist();
    assertThat(old).exists();
    assertThat(fresh).exists();
    cache.evict(0);
    assertThat(cache.entries()).isEmpty();
  }

  @Test
  void anEntryWithMachineCodeIsAsOldAsItsLastRun() throws IOException {
    CacheDirectory cache = create();
    Path used = entry("used", 600, 10);
    Path idle = entry("idle", 600, 1000);
    Path code = Files.createFile(used.resolve("code"));
    CacheDirectory.markUsed(code);
    cache.evict(700 << 10);
    assertThat(idle).doesNotExist();
    assertThat(used).exists();
  }

  @Test
  void whatIsPutReplacesWhatWasThere() throws IOException {
    Path entry = directory.resolve("a/programs/one");
    for (String text : new String[] {"first", "second"}) {
      assertThat(CacheDirectory.put(entry, "code", to -> Files.writeString(to, text))).isNotNull();
      assertThat(entry.resolve("code")).hasContent(text);
    }
    try (Stream<Path> files = Files.list(entry)) {
      assertThat(files).containsExactly(entry.resolve("code"));
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(entry.resolve("code"))))
        .isEqualTo("rw-------");
  }

  @Test
  void clearRemovesAll() throws IOException {
    CacheDirectory cache = create();
    entry("one", 1, 1);
    entry("two", 1, 2);
    assertThat(cache.entries()).hasSize(2);
    assertThat(cache.clear()).isEqualTo(2);
    assertThat(cache.entries()).isEmpty();
    assertThat(new CacheDirectory(directory.resolve("none")).clear()).isZero();
  }

  @Test
  void aGenerationStaysWhileAStartMayReadIt() throws IOException {
    CacheDirectory cache = create();
    Path entry = entry("one", 1, 1);
    Path current = Files.createDirectory(entry.resolve("g2"));
    cache.removeOldGenerations(entry, current);
    assertThat(entry.resolve("g1")).exists();
    Files.setLastModifiedTime(entry.resolve("g1"), FileTime.fromMillis(0));
    cache.removeOldGenerations(entry, current);
    assertThat(entry.resolve("g1")).doesNotExist();
    assertThat(current).exists();
  }
}
