package burrow.tests.guests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How this machine runs a Linux binary: by itself, under qemu-user, under Burrow. */
final class Host {
  private Host() {}

  /** The command that runs a binary for a target without Burrow. */
  static List<String> reference(Target target, Path binary) {
    if (target == Target.host()) {
      return List.of(binary.toString());
    }
    return List.of(Tools.required(target.qemu()), binary.toString());
  }

  /**
   * The command that runs Burrow from the classes under test, with the options of the launcher. The
   * manifest's entries are given as options, as there is no jar.
   */
  static List<String> burrow(String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    command.add("@" + Tools.ROOT.resolve("cli/jvm.options"));
    command.addAll(List.of("--add-exports", "java.base/jdk.internal.misc=ALL-UNNAMED"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath()));
    command.add("burrow.cli.Main");
    command.addAll(Arrays.asList(options));
    return command;
  }

  /** What of the tests' class path belongs to Burrow itself. */
  private static String classPath() throws IOException {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path", "").split(":")) {
      boolean ours = entry.startsWith(Tools.ROOT.toString()) && !entry.contains("/test-classes");
      if ((ours || entry.contains("picocli") || entry.contains("/jna/"))
          && Files.exists(Path.of(entry))) {
        entries.add(entry);
      }
    }
    return String.join(":", entries);
  }
}
