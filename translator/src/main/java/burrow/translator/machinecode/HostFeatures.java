package burrow.translator.machinecode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What only some processors of the host's kind can do; looked up when first asked for. */
final class HostFeatures {
  /** FMA of x86-64, by Linux' word for the processor and its kernel. */
  static final boolean FUSED_MULTIPLY_ADD = flags().contains("fma");

  private HostFeatures() {}

  private static List<String> flags() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(line -> List.of(line.split(" ")))
          .orElse(List.of());
    } catch (IOException e) {
      return List.of();
    }
  }
}
