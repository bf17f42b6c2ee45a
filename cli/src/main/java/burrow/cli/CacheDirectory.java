package burrow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The directory of all {@link ProgramCache} entries: private, and limited in size. */
final class CacheDirectory {
  private static final Set<PosixFilePermission> ONLY_USER =
      PosixFilePermissions.fromString("rwx------");

  /** For directories. */
  static final FileAttribute<?> PRIVATE = PosixFilePermissions.asFileAttribute(ONLY_USER);

  private static final FileAttribute<?> READABLE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"));

  private static final FileAttribute<?> PRIVATE_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /** Environment variable with the limit, MB. */
  static final String LIMIT_VARIABLE = "BURROW_CACHE_LIMIT_MB";

  private static final long DEFAULT_LIMIT_MB = 1024;

  /** So many programs are remembered; each test binary that Go builds is another one. */
  static final int MOST_ENTRIES = 512;

  /** A start may have read the name of a generation and not opened it yet. */
  private static final Duration GRACE = Duration.ofMinutes(2);

  private final Path path;

  CacheDirectory(Path path) {
    this.path = path;
  }

  /** Where it is by the environment, as the launcher finds it too. */
  static Path location() {
    @Nullable String burrow = System.getenv("BURROW_CACHE");
    if (burrow != null && !burrow.isEmpty()) {
      return Path.of(burrow, "programs");
    }
    @Nullable String xdg = System.getenv("XDG_CACHE_HOME");
    Path caches =
        xdg == null || xdg.isEmpty()
            ? Path.of(System.getProperty("user.home", "."), ".cache")
            : Path.of(xdg);
    return caches.resolve("burrow/programs");
  }

  /** Makes it if need be; null if it is not safe to use. */
  static @Nullable CacheDirectory create(Path path) throws IOException {
    if (!Files.exists(path)) {
      @Nullable Path parent = path.getParent();
      if (parent != null) {
        // Named permissions: the umask of a JVM that ran a Linux guest is 0.
        Files.createDirectories(parent, READABLE);
      }
      try {
        Files.createDirectory(path, PRIVATE);
      } catch (java.nio.file.FileAlreadyExistsException other) {
        // Another Burrow was faster.
      }
    }
    return isPrivate(path) ? new CacheDirectory(path) : null;
  }

  /** Fills an empty file. */
  @FunctionalInterface
  interface FileWriter {
    void write(Path to) throws IOException;
  }

  /**
   * Puts a file into a program's entry, or another in its place; readers see the old one or the new
   * one.
   *
   * @param entry its directory, which is made if need be
   * @return the directory of all entries; null if it is not safe to use, and nothing was put there
   */
  static @Nullable CacheDirectory put(Path entry, String name, FileWriter content)
      throws IOException {
    CacheDirectory root = create(Objects.requireNonNull(entry.getParent()));
    if (root == null) {
      return null;
    }
    if (!Files.isDirectory(entry)) {
      root.makeRoom();
      Files.createDirectories(entry, PRIVATE);
    }
    Path fresh = newFile(entry, name);
    try {
      content.write(fresh);
      Files.move(fresh, entry.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
    return root;
  }

  /**
   * Not {@link Files#createTempFile}: it asks for a secure random number, whose first costs 50 ms,
   * and the directory is ours alone.
   */
  private static Path newFile(Path directory, String name) throws IOException {
    String unique = name + "." + ProcessHandle.current().pid() + "." + System.nanoTime() + ".tmp";
    return Files.createFile(directory.resolve(unique), PRIVATE_FILE);
  }

  /** A run begins with what the file says: its entry is not the next to go. */
  static void markUsed(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
  }

  /** Whether nobody but this user can have put anything there. */
  static boolean isPrivate(Path path) {
    try {
      PosixFileAttributes a =
          Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return a.isDirectory()
          && a.permissions().equals(ONLY_USER)
          && a.owner().getName().equals(System.getProperty("user.name"));
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /**
   * One program's entry.
   *
   * @param bytes of all its files
   * @param used when a run last began with it, or it was made
   */
  record Entry(Path path, long bytes, FileTime used) {}

  /** All entries, the least recently used first. */
  List<Entry> entries() throws IOException {
    List<Entry> entries = new ArrayList<>();
    if (!Files.isDirectory(path)) {
      return entries;
    }
    try (Stream<Path> children = Files.list(path)) {
      for (Path child : (Iterable<Path>) children::iterator) {
        entries.add(new Entry(child, size(child), used(child)));
      }
    }
    entries.sort(Comparator.comparing(Entry::used));
    return entries;
  }

  private static FileTime used(Path entry) throws IOException {
    @Nullable FileTime last = null;
    for (String name : ProgramCache.MARKED) {
      Path marked = entry.resolve(name);
      if (Files.exists(marked)) {
        FileTime time = Files.getLastModifiedTime(marked);
        last = last == null || time.compareTo(last) > 0 ? time : last;
      }
    }
    return last == null ? Files.getLastModifiedTime(entry) : last;
  }

  private static long size(Path path) throws IOException {
    long sum = 0;
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        sum += Files.isRegularFile(file) ? file.toFile().length() : 0;
      }
    }
    return sum;
  }

  /** Removes the least recently used entries until the rest is within the limit. */
  void evict() throws IOException {
    evict(limit());
  }

  /**
   * @param limit bytes
   */
  void evict(long limit) throws IOException {
    List<Entry> entries = entries();
    long sum = entries.stream().mapToLong(Entry::bytes).sum();
    for (Entry e : entries) {
      if (sum <= limit) {
        return;
      }
      remove(e.path());
      sum -= e.bytes();
    }
  }

  /** Removes the least recently used entries until there is room for another. */
  void makeRoom() throws IOException {
    @Nullable String[] names = path.toFile().list();
    if (names == null || names.length < MOST_ENTRIES) {
      return;
    }
    List<Entry> entries = entries();
    for (Entry e : entries.subList(0, Math.max(0, entries.size() - MOST_ENTRIES + 1))) {
      remove(e.path());
    }
  }

  private static long limit() {
    @Nullable String given = System.getenv(LIMIT_VARIABLE);
    try {
      return (given == null ? DEFAULT_LIMIT_MB : Long.parseLong(given)) << 20;
    } catch (NumberFormatException e) {
      return DEFAULT_LIMIT_MB << 20;
    }
  }

  /** Removes generations of an entry that nobody can be about to start from. */
  void removeOldGenerations(Path entry, Path current) throws IOException {
    Instant old = Instant.now().minus(GRACE);
    try (Stream<Path> children = Files.list(entry)) {
      for (Path child : (Iterable<Path>) children::iterator) {
        if (Files.isDirectory(child)
            && !child.equals(current)
            && Files.getLastModifiedTime(child).toInstant().isBefore(old)) {
          remove(child);
        }
      }
    }
  }

  /** Removes everything; how many entries that were. */
  int clear() throws IOException {
    List<Entry> entries = entries();
    for (Entry e : entries) {
      remove(e.path());
    }
    return entries.size();
  }

  /** Removes a tree; what another process removes meanwhile is as well gone. */
  private static void remove(Path tree) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(tree)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    } catch (java.nio.file.NoSuchFileException | java.io.UncheckedIOException gone) {
      return;
    }
    for (Path p : paths) {
      try {
        Files.deleteIfExists(p);
      } catch (java.nio.file.DirectoryNotEmptyException filledAgain) {
        return;
      }
    }
  }
}
