package burrow.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.CodeSource;

/** What tells one build of Burrow from another, for caches of what a build has made. */
final class BuildIdentity {
  private BuildIdentity() {}

  /**
   * The version with size and time of the jar. A directory of classes, as in tests, is taken for
   * new at every start.
   */
  static String current() {
    String version = BuildIdentity.class.getPackage().getImplementationVersion();
    CodeSource source = BuildIdentity.class.getProtectionDomain().getCodeSource();
    try {
      Path jar = Path.of(source.getLocation().toURI());
      BasicFileAttributes a = Files.readAttributes(jar, BasicFileAttributes.class);
      long moment = a.isDirectory() ? System.nanoTime() : a.lastModifiedTime().toMillis();
      return version + " " + a.size() + " " + moment;
    } catch (IOException | URISyntaxException e) {
      return version + " " + System.nanoTime();
    }
  }
}
