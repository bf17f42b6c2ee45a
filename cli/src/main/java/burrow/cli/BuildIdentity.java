package burrow.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/** What tells one build of Burrow from another, for caches of what a build has made. */
final class BuildIdentity {
  private BuildIdentity() {}

  /**
   * The version with size and time of the jar. A directory of classes, as in tests, is taken for
   * new at every start.
   */
  static String current() {
    @Nullable String version = BuildIdentity.class.getPackage().getImplementationVersion();
    try {
      BasicFileAttributes a = Files.readAttributes(place(), BasicFileAttributes.class);
      long moment = a.isDirectory() ? System.nanoTime() : a.lastModifiedTime().toMillis();
      return version + " " + a.size() + " " + moment;
    } catch (IOException | URISyntaxException e) {
      return version + " " + System.nanoTime();
    }
  }

  /** Where the classes are. A class out of an AOT cache may not know its jar; the JVM does. */
  static Path place() throws URISyntaxException {
    @Nullable CodeSource source = BuildIdentity.class.getProtectionDomain().getCodeSource();
    @Nullable URL location = source == null ? null : source.getLocation();
    return location == null
        ? Path.of(System.getProperty("java.class.path", ""))
        : Path.of(location.toURI());
  }
}
