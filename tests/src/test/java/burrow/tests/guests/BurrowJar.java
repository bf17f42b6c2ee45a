package burrow.tests.guests;

import burrow.machine.hostcall.NativeCalls;
import burrow.machine.hostcall.NativeLibrary;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * The classes under test as a jar with an AOT cache, as {@code scripts/build-jar} makes it of the
 * packaged ones: a start costs half of what it costs from directories, and the suite is starts.
 */
final class BurrowJar {
  private static final Path DIRECTORY = Tools.ROOT.resolve("tests/target");
  private static final Path JAR = DIRECTORY.resolve("burrow-under-test.jar");
  private static final Path CACHE = DIRECTORY.resolve("burrow-under-test.aot");
  private static final Path LIBRARY = DIRECTORY.resolve("burrow-under-test.so");

  private BurrowJar() {}

  /** Builds both, anew for each JVM that runs tests; returns the options that start it. */
  static List<String> build() throws IOException, InterruptedException {
    Files.createDirectories(DIRECTORY);
    Files.deleteIfExists(CACHE);
    try (OutputStream file = Files.newOutputStream(JAR);
        JarOutputStream jar = new JarOutputStream(file, manifest())) {
      TreeSet<String> written = new TreeSet<>();
      for (Path own : own()) {
        if (Files.isDirectory(own)) {
          addTo(jar, own, written);
        } else {
          // Of a packaged module Maven gives the jar; the AOT cache would not take its classes.
          try (FileSystem module = FileSystems.newFileSystem(own)) {
            addTo(jar, module.getPath("/"), written);
          }
        }
      }
    }
    if (NativeLibrary.runsHere()) {
      NativeLibrary.write(LIBRARY);
    }
    Path sample = Tools.ROOT.resolve("samples/tour-linux-arm64");
    List<String> train = new ArrayList<>(java());
    train.addAll(List.of("-XX:AOTCacheOutput=" + CACHE, "-jar", JAR.toString()));
    train.add(sample.toString());
    Tools.output(DIRECTORY, train);
    List<String> start = new ArrayList<>(java());
    // Strict: what cannot be translated would run interpreted and look right.
    start.add("-Dburrow.strict=true");
    String hotness = System.getProperty("hotness");
    if (hotness != null) {
      start.add("-Dburrow.hotness=" + hotness);
    }
    // Sooner than users have them: few guests run for long.
    start.add("-Dburrow.machinecode.hotness=" + System.getProperty("machinecode.hotness", "1000"));
    start.addAll(List.of("-XX:AOTCache=" + CACHE, "-Xlog:aot*=off:stderr", "-jar"));
    start.add(JAR.toString());
    return List.copyOf(start);
  }

  private static List<String> java() {
    String java = Path.of(System.getProperty("java.home", ""), "bin", "java").toString();
    return List.of(
        java,
        "@" + Tools.ROOT.resolve("cli/jvm.options"),
        "-D" + NativeCalls.PROPERTY + "=" + LIBRARY);
  }

  /** As cli/pom.xml has it, with the libraries beside instead of within. */
  private static Manifest manifest() {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, "burrow.cli.Main");
    attributes.putValue("Add-Exports", "java.base/jdk.internal.misc");
    attributes.putValue("Enable-Native-Access", "ALL-UNNAMED");
    List<String> libraries =
        classPath().stream()
            .filter(p -> p.toString().endsWith(".jar") && Files.exists(p) && !isOwn(p))
            .map(p -> p.toUri().toString())
            .toList();
    attributes.put(Attributes.Name.CLASS_PATH, String.join(" ", libraries));
    return manifest;
  }

  private static List<Path> classPath() {
    return List.of(System.getProperty("java.class.path", "").split(File.pathSeparator)).stream()
        .map(Path::of)
        .toList();
  }

  private static List<Path> own() {
    return classPath().stream()
        .filter(p -> isOwn(p) && Files.exists(p) && !p.endsWith("test-classes"))
        .toList();
  }

  private static boolean isOwn(Path entry) {
    return entry.startsWith(Tools.ROOT);
  }

  private static void addTo(JarOutputStream jar, Path directory, Set<String> written)
      throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = directory.relativize(file).toString().replace(File.separatorChar, '/');
        if (!name.startsWith("META-INF/") && written.add(name)) {
          jar.putNextEntry(new JarEntry(name));
          Files.copy(file, jar);
          jar.closeEntry();
        }
      }
    }
  }
}
