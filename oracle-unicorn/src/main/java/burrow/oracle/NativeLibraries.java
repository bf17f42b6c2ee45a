package burrow.oracle;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the native libraries that serve as references. In this order: the file named by the system
 * property {@code burrow.unicorn} (or {@code burrow.capstone}), by the environment variable {@code
 * BURROW_UNICORN} (or {@code BURROW_CAPSTONE}), and what {@code tests/fetch-natives} put into the
 * cache directory.
 */
public enum NativeLibraries {
  UNICORN("unicorn", "2.1.4"),
  CAPSTONE("capstone", "5.0.9");

  private final String name;
  private final String version;
  private final Pattern file;

  NativeLibraries(String name, String version) {
    this.name = name;
    this.version = version;
    this.file = Pattern.compile("(lib)?" + name + "(\\.\\d+)*\\.(so(\\.\\d+)*|dylib|dll)");
  }

  /** A library that a test or {@code --engine=unicorn} needs is not on this machine. */
  public static final class NotFound extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotFound(String message) {
      super(message);
    }
  }

  /** The library file, if there is one. */
  public Optional<Path> find() {
    for (@Nullable String named :
        new @Nullable String[] {
          System.getProperty("burrow." + name),
          System.getenv("BURROW_" + name.toUpperCase(java.util.Locale.ROOT))
        }) {
      if (named != null && !named.isEmpty()) {
        return Optional.of(Path.of(named)).filter(Files::isRegularFile);
      }
    }
    Path directory = cache().resolve("natives").resolve(name + "-" + version);
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> found =
          files.filter(f -> file.matcher(f.getFileName().toString()).matches()).sorted().toList();
      return found.stream().findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Loads the library.
   *
   * @throws NotFound with one line that says how to get it
   */
  NativeLibrary load() {
    Path path =
        find()
            .orElseThrow(() ->
                new NotFound(
                    "lib"
                        + name
                        + " "
                        + version
                        + " is missing: run tests/fetch-natives, or set BURROW_"
                        + name.toUpperCase(java.util.Locale.ROOT)
                        + " to the library file"));
    return NativeLibrary.getInstance(path.toAbsolutePath().toString());
  }

  private static Path cache() {
    String own = System.getenv("BURROW_CACHE");
    if (own != null && !own.isEmpty()) {
      return Path.of(own);
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path caches =
        xdg != null && !xdg.isEmpty()
            ? Path.of(xdg)
            : Path.of(System.getProperty("user.home"), ".cache");
    return caches.resolve("burrow");
  }
}
