package burrow.tests.guests;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How this machine runs a Linux binary: by itself, under qemu-user, under Burrow. */
final class Host {
  private static @Nullable List<String> start;

  private Host() {}

  /** The command that runs a binary for a target without Burrow. */
  static List<String> reference(Target target, Path binary) {
    if (target == Target.host()) {
      return List.of(binary.toString());
    }
    return List.of(Tools.required(target.qemu()), binary.toString());
  }

  /** The command that runs Burrow from the classes under test, with the options of the launcher. */
  static List<String> burrow(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(started());
    command.addAll(Arrays.asList(options));
    return command;
  }

  /**
   * The same, with everything that runs more than once translated to bytecode, and nothing to
   * machine code. HotSpot's first compiler does: there is much to compile and little to run.
   */
  static List<String> burrowInBytecode() throws IOException, InterruptedException {
    List<String> command = burrow("--engine=translator");
    command.addAll(
        1,
        List.of(
            "-Dburrow.machinecode=off",
            "-Dburrow.hotness=1",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:-AOTReplayTraining"));
    return command;
  }

  private static synchronized List<String> started() throws IOException, InterruptedException {
    List<String> known = start;
    if (known == null) {
      known = BurrowJar.build();
      start = known;
    }
    return known;
  }
}
