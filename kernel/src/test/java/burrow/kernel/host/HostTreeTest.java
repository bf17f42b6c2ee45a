package burrow.kernel.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.DirectoryNode.Rename;
import burrow.kernel.file.FileMode;
import burrow.kernel.file.FileSystemContext;
import burrow.kernel.file.Location;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFile.Whence;
import burrow.kernel.file.OpenFlags;
import burrow.kernel.file.PathWalker;
import burrow.kernel.file.PathWalker.Last;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Paths, files and policy on a directory of the host. */
@EnabledOnOs(OS.LINUX)
class HostTreeTest {
  private static final int READ_WRITE = OpenFlags.READ | OpenFlags.WRITE;

  @TempDir Path outer;
  private Path dir;
  private FileSystemContext context;

  @BeforeEach
  void makeFiles() throws IOException {
    outer = outer.toRealPath();
    dir = Files.createDirectory(outer.resolve("root"));
    Files.writeString(outer.resolve("secret"), "secret");
    Files.createDirectories(dir.resolve("a/b/c"));
    Files.writeString(dir.resolve("a/b/file"), "content");
    Files.createSymbolicLink(dir.resolve("up"), Path.of("../secret"));
    Files.createSymbolicLink(dir.resolve("absolute"), outer.resolve("secret"));
    Files.createSymbolicLink(dir.resolve("a/slash"), Path.of("/"));
    Files.createSymbolicLink(dir.resolve("link"), Path.of("a/b"));
    Files.createSymbolicLink(dir.resolve("rooted"), Path.of("/a/b/file"));
    Files.createSymbolicLink(dir.resolve("dangling"), Path.of("nowhere"));
    Files.createSymbolicLink(dir.resolve("loop"), Path.of("loop"));
    context = confined(HostPolicy.OPEN);
  }

  /** JUnit warns of links that lead out of its directory. */
  @AfterEach
  void removeLinks() throws IOException {
    try (Stream<Path> all = Files.walk(outer)) {
      for (Path p : all.filter(Files::isSymbolicLink).toList()) {
        Files.delete(p);
      }
    }
  }

  private FileSystemContext confined(HostPolicy policy) throws IOException {
    return context(policy.withRoot(dir));
  }

  private static FileSystemContext context(HostPolicy policy) {
    HostTree tree = new HostTree(policy);
    return new FileSystemContext(tree.root(), tree.root(), 022);
  }

  private <T> T at(String path, Last last, Function<Location, T> action) {
    return at(context, path, last, action);
  }

  private static <T> T at(
      FileSystemContext context, String path, Last last, Function<Location, T> action) {
    try (Location l = PathWalker.walk(context, null, path, last)) {
      return action.apply(l);
    }
  }

  private static Errno errno(Runnable action) {
    return catchThrowableOfType(KernelException.class, action::run).errno();
  }

  private static String content(FileSystemContext context, String path) {
    OpenFile f = at(context, path, Last.FOLLOW, l -> l.open(OpenFlags.READ, 0));
    try {
      ByteBuffer b = ByteBuffer.allocateDirect(100);
      f.read(b);
      byte[] bytes = new byte[b.flip().remaining()];
      b.get(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    } finally {
      f.release();
    }
  }

  // ---- walking ----

  @ParameterizedTest
  @CsvSource({
    "/a/b/file",
    "a/b/file",
    "link/file",
    "rooted",
    "/../../a/b/file",
    "a/../a/./b//file",
    "a/slash/a/b/file",
    "a/slash/../../a/b/file",
    "link/../b/file"
  })
  void findsTheFile(String path) {
    assertThat(content(context, path)).isEqualTo("content");
  }

  @ParameterizedTest
  @CsvSource({
    "'', ENOENT",
    "none, ENOENT",
    "none/x, ENOENT",
    "a/b/file/x, ENOTDIR",
    "a/b/file/, ENOTDIR",
    "a/b/file/.., ENOTDIR",
    "dangling, ENOENT",
    "loop, ELOOP",
    "loop/x, ELOOP",
  })
  void failsAsLinuxDoes(String path, Errno expected) {
    assertThat(errno(() -> at(path, Last.FOLLOW, Location::status))).isEqualTo(expected);
  }

  @Test
  void refusesLongNamesAndPaths() {
    assertThat(errno(() -> at("x".repeat(256), Last.FOLLOW, Location::status)))
        .isEqualTo(Errno.ENAMETOOLONG);
    assertThat(errno(() -> at("a/".repeat(2048), Last.FOLLOW, Location::status)))
        .isEqualTo(Errno.ENAMETOOLONG);
  }

  @Test
  void seesTheLinkItselfWhenAskedTo() {
    assertThat(FileMode.isSymlink(at("link", Last.NO_FOLLOW, Location::status).mode())).isTrue();
    assertThat(FileMode.isDirectory(at("link/", Last.NO_FOLLOW, Location::status).mode())).isTrue();
    assertThat(FileMode.isDirectory(at("link", Last.FOLLOW, Location::status).mode())).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"up", "absolute", "../secret", "a/../../secret", "a/slash/../secret"})
  void neverLeavesAConfinedRoot(String path) {
    assertThat(errno(() -> content(context, path))).isEqualTo(Errno.ENOENT);
    assertThat(errno(() -> at(path + "2", Last.FOLLOW, l -> l.open(READ_WRITE, 0644))))
        .isEqualTo(Errno.ENOENT);
  }

  @Test
  void aDirectoryThatIsMovedKeepsItsRelativePaths() throws IOException {
    OpenFile d = at("a/b", Last.FOLLOW, l -> l.open(OpenFlags.READ | OpenFlags.DIRECTORY, 0));
    Files.move(dir.resolve("a/b"), dir.resolve("moved"));
    try (Location l = PathWalker.walk(context, d, "file", Last.FOLLOW)) {
      assertThat(l.status().size()).isEqualTo(7);
    }
    try (Location l = PathWalker.walk(context, d, "../rooted", Last.NO_FOLLOW)) {
      assertThat(FileMode.isSymlink(l.status().mode())).isTrue();
    }
    assertThat(d.path()).isEqualTo("/moved");
    d.release();
  }

  @Test
  void aDirectoryMovedOutOfTheRootHasNoParent() throws IOException {
    OpenFile d = at("a/b", Last.FOLLOW, l -> l.open(OpenFlags.READ | OpenFlags.DIRECTORY, 0));
    Files.move(dir.resolve("a/b"), outer.resolve("outside"));
    assertThat(errno(() -> PathWalker.walk(context, d, "../secret", Last.FOLLOW)))
        .isEqualTo(Errno.ENOENT);
    d.release();
  }

  // ---- changing ----

  @ParameterizedTest
  @CsvSource({
    "a, EEXIST",
    "a/b/file, EEXIST",
    "a/b/file/x, ENOTDIR",
    "none/x, ENOENT",
    "., EEXIST",
    "dangling, EEXIST",
    "/, EEXIST"
  })
  void mkdirFailsAsLinuxDoes(String path, Errno expected) {
    assertThat(errno(() -> makeDirectory(path))).isEqualTo(expected);
  }

  private void makeDirectory(String path) {
    at(
        path,
        Last.NAME,
        l -> {
          l.directory().makeDirectory(l.name(), 0755);
          return 0;
        });
  }

  @ParameterizedTest
  @CsvSource({
    "a, false, EISDIR", "a, true, ENOTEMPTY", "a/b/file, true, ENOTDIR", "none, false, ENOENT",
    "., true, EINVAL", "a/.., true, ENOTEMPTY", "link/, true, ENOTDIR", "a/b/file/, false, ENOTDIR"
  })
  void removingFailsAsLinuxDoes(String path, boolean directory, Errno expected) {
    assertThat(errno(() -> remove(path, directory))).isEqualTo(expected);
  }

  private void remove(String path, boolean directory) {
    at(
        path,
        Last.NAME,
        l -> {
          if (directory) {
            l.directory().removeDirectory(l.name());
          } else {
            l.directory().unlink(l.name());
          }
          return 0;
        });
  }

  @Test
  void makesAndRemoves() {
    makeDirectory("new/");
    assertThat(dir.resolve("new")).isDirectory();
    remove("new", true);
    remove("link", false);
    assertThat(dir.resolve("new")).doesNotExist();
    assertThat(dir.resolve("a/b/file")).exists();
  }

  @Test
  void renames() {
    rename("a/b/file", "moved", Rename.NO_REPLACE);
    assertThat(dir.resolve("moved")).hasContent("content");
    assertThat(errno(() -> rename("moved", "link", Rename.NO_REPLACE))).isEqualTo(Errno.EEXIST);
    rename("moved", "a", Rename.EXCHANGE);
    assertThat(dir.resolve("a")).hasContent("content");
    assertThat(dir.resolve("moved/b")).isDirectory();
    assertThat(errno(() -> rename("moved", "moved/b/x", Rename.REPLACE))).isEqualTo(Errno.EINVAL);
  }

  private void rename(String from, String to, Rename how) {
    at(
        from,
        Last.NAME,
        f ->
            at(
                to,
                Last.NAME,
                t -> {
                  f.directory().rename(f.name(), t.directory(), t.name(), how);
                  return 0;
                }));
  }

  // ---- open files ----

  @ParameterizedTest
  @CsvSource({
    "a, 2, EISDIR",
    "a/b/file, 128, ENOTDIR",
    "link, 257, ELOOP",
    "a/b/file, 14, EEXIST",
    "none, 3, ENOENT",
    "a/none/x, 7, ENOENT"
  })
  void openingFailsAsLinuxDoes(String path, int flags, Errno expected) {
    Last last = (flags & OpenFlags.NO_FOLLOW) != 0 ? Last.NO_FOLLOW : Last.FOLLOW;
    assertThat(errno(() -> at(path, last, l -> l.open(flags, 0644)))).isEqualTo(expected);
  }

  @Test
  void createsThroughADanglingLink() {
    at("dangling", Last.FOLLOW, l -> l.open(READ_WRITE | OpenFlags.CREATE, 0600)).release();
    assertThat(dir.resolve("nowhere")).exists();
  }

  @Test
  void readsWritesAndSeeks() {
    OpenFile f = at("f", Last.FOLLOW, l -> l.open(READ_WRITE | OpenFlags.CREATE, 0600));
    ByteBuffer b = ByteBuffer.allocateDirect(5).put("hello".getBytes(StandardCharsets.UTF_8));
    assertThat(f.write(b.flip())).isEqualTo(5);
    assertThat(f.writeAt(b.flip(), 10)).isEqualTo(5);
    assertThat(f.seek(0, Whence.CURRENT)).isEqualTo(5);
    assertThat(f.seek(-5, Whence.END)).isEqualTo(10);
    b.clear();
    assertThat(f.read(b)).isEqualTo(5);
    assertThat(f.read(b.clear())).isZero();
    f.truncate(3);
    assertThat(f.status().size()).isEqualTo(3);
    assertThat(f.isPollable()).isFalse();
    assertThat(errno(() -> f.seek(-1, Whence.SET))).isEqualTo(Errno.EINVAL);
    f.release();
  }

  @Test
  void aPlaceIsNoFile() {
    OpenFile p = at("a/b/file", Last.FOLLOW, l -> l.open(OpenFlags.PATH_ONLY, 0));
    assertThat(p.status().size()).isEqualTo(7);
    assertThat(errno(() -> p.read(ByteBuffer.allocateDirect(1)))).isEqualTo(Errno.EBADF);
    p.release();
  }

  @Test
  void listsALargeDirectoryWhileEntriesGo() throws IOException {
    Path large = Files.createDirectory(dir.resolve("large"));
    for (int i = 0; i < 2000; i++) {
      Files.createFile(large.resolve("entry" + i));
    }
    OpenFile d = at("large", Last.FOLLOW, l -> l.open(OpenFlags.READ | OpenFlags.DIRECTORY, 0));
    Set<String> seen = new HashSet<>();
    List<String> page = new ArrayList<>();
    do {
      page.clear();
      d.readDirectory(
          600,
          (inode, next, type, name) -> {
            // A sink with less room than promised: what it refuses must come again.
            return page.size() < 7 && page.add(name);
          });
      for (String name : page) {
        assertThat(seen.add(name)).as(name).isTrue();
        if (name.startsWith("entry")) {
          Files.delete(large.resolve(name));
        }
      }
    } while (!page.isEmpty());
    assertThat(seen).hasSize(2002);
    d.release();
  }

  // ---- the sandbox ----

  @Test
  void theSandboxDeniesWhatIsNotGranted() throws IOException {
    HostPolicy policy =
        HostPolicy.OPEN
            .withSandbox()
            .allowRead(dir.resolve("a"))
            .allowWrite(dir.resolve("w").toAbsolutePath());
    Files.createDirectory(dir.resolve("w"));
    Files.createSymbolicLink(dir.resolve("a/out"), outer.resolve("secret"));
    FileSystemContext c = context(policy);
    String d = dir.toString();
    assertThat(content(c, d + "/a/b/file")).isEqualTo("content");
    assertThat(content(c, d + "/link/file")).isEqualTo("content");
    assertThat(errno(() -> content(c, d + "/a/out"))).isEqualTo(Errno.EACCES);
    assertThat(errno(() -> content(c, outer + "/secret"))).isEqualTo(Errno.EACCES);
    assertThat(errno(() -> at(c, outer + "/secret", Last.FOLLOW, Location::status)))
        .isEqualTo(Errno.EACCES);
    // The way to what is granted may be seen, not listed.
    assertThat(FileMode.isDirectory(at(c, d, Last.FOLLOW, Location::status).mode())).isTrue();
    assertThat(errno(() -> at(c, d, Last.FOLLOW, l -> l.open(OpenFlags.READ, 0))))
        .isEqualTo(Errno.EACCES);
    int create = OpenFlags.WRITE | OpenFlags.CREATE;
    assertThat(errno(() -> at(c, d + "/a/new", Last.FOLLOW, l -> l.open(create, 0644))))
        .isEqualTo(Errno.EACCES);
    at(c, d + "/w/new", Last.FOLLOW, l -> l.open(create, 0644)).release();
    assertThat(dir.resolve("w/new")).exists();
    assertThat(dir.resolve("a/new")).doesNotExist();
  }
}
