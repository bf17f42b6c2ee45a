package burrow.wasm.cache;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory of cache entries, private to its user: what is in it is run as code. Entries are
 * written under another name and renamed, so several Burrows can share it; the least recently used
 * ones go when it grows too large.
 */
public final class CacheDirectory {
  /** Room for some ten programs of esbuild's size. */
  public static final long DEFAULT_LIMIT = 512L << 20;

  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  /** Left behind by a writer that was killed. */
  private static final String TEMPORARY = ".tmp";

  private static final long TEMPORARY_LIFE_MILLIS = 3_600_000;

  private final Path directory;
  private final long limit;

  private CacheDirectory(Path directory, long limit) {
    this.directory = directory;
    this.limit = limit;
  }

  /**
   * Opens the directory, making it if it is not there.
   *
   * @param limit bytes that its entries may take
   * @return null where there can be no private directory: it belongs to somebody else, or the file
   *     system is read-only
   */
  public static @Nullable CacheDirectory open(Path directory, long limit) {
    try {
      Files.createDirectories(directory);
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        return null;
      }
      if (POSIX) {
        UserPrincipal me =
            directory
                .getFileSystem()
                .getUserPrincipalLookupService()
                .lookupPrincipalByName(System.getProperty("user.name", ""));
        if (!Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(me)) {
          return null;
        }
        if (!Files.getPosixFilePermissions(directory).equals(PRIVATE)) {
          Files.setPosixFilePermissions(directory, PRIVATE);
        }
      }
      return new CacheDirectory(directory, limit);
    } catch (IOException | UnsupportedOperationException e) {
      return null;
    }
  }

  /**
   * Where Burrow keeps what it can make again: BURROW_CACHE, else burrow in XDG_CACHE_HOME, else in
   * the user's .cache.
   *
   * @param variables environment
   */
  public static Path defaultRoot(java.util.function.UnaryOperator<@Nullable String> variables) {
    String given = variables.apply("BURROW_CACHE");
    if (given != null && !given.isEmpty()) {
      return Path.of(given);
    }
    String xdg = variables.apply("XDG_CACHE_HOME");
    if (xdg != null && !xdg.isEmpty()) {
      return Path.of(xdg, "burrow");
    }
    return Path.of(System.getProperty("user.home", "."), ".cache", "burrow");
  }

  /** The file of an entry, which need not exist. */
  Path file(String key) {
    return directory.resolve(key);
  }

  /** Notes that an entry was used. */
  void used(Path file) {
    try {
      Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis()));
    } catch (IOException e) {
      // Gone meanwhile; or not ours to touch, then it is never the last used.
    }
  }

  /** Writes an entry's content. */
  @FunctionalInterface
  interface Content {
    void writeTo(Path file) throws IOException;
  }

  /** Puts an entry in place of what is there; whoever reads the old one goes on reading it. */
  void replace(Path file, Content content) throws IOException {
    Path temporary = Files.createTempFile(directory, "w", TEMPORARY);
    try {
      content.writeTo(temporary);
      Files.move(
          temporary,
          file,
          java.nio.file.StandardCopyOption.ATOMIC_MOVE,
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
    trim(file);
  }

  private record Entry(Path file, long size, long used) {}

  /** Removes old entries until the rest fits, never the given one. */
  private void trim(Path kept) throws IOException {
    List<Entry> entries = new ArrayList<>();
    long now = System.currentTimeMillis();
    Files.walkFileTree(
        directory,
        Set.of(),
        1,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
            long used = a.lastModifiedTime().toMillis();
            if (!file.toString().endsWith(TEMPORARY)) {
              entries.add(new Entry(file, a.size(), used));
            } else if (used < now - TEMPORARY_LIFE_MILLIS) {
              Files.deleteIfExists(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
    entries.sort(Comparator.comparingLong(Entry::used));
    long total = entries.stream().mapToLong(Entry::size).sum();
    for (Entry e : entries) {
      if (total <= limit) {
        return;
      }
      if (!e.file.equals(kept)) {
        Files.deleteIfExists(e.file);
        total -= e.size;
      }
    }
  }
}
