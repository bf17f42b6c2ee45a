package burrow.tests.guests;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What Go programs are built for, and Burrow runs. {@code -Dtargets=REGEX} chooses among them, by
 * {@code GOOS/GOARCH}.
 */
enum Target {
  LINUX_AMD64("GOAMD64=v1", "linux-x64"),
  LINUX_ARM64("GOARM64=v8.0", "linux-arm64"),
  LINUX_RISCV64("GORISCV64=rva20u64", "linux-riscv64"),
  WINDOWS_AMD64("GOAMD64=v1", "win32-x64"),
  WINDOWS_ARM64("GOARM64=v8.0", "win32-arm64"),
  DARWIN_AMD64("GOAMD64=v1", "darwin-x64"),
  DARWIN_ARM64("GOARM64=v8.0", "darwin-arm64"),
  JS_WASM("GOWASM=", "wasm"),
  WASIP1_WASM("GOWASM=", "wasi-preview1");

  /** The GOOS value. */
  final String os;

  /** The GOARCH value. */
  final String arch;

  /** The environment variable that asks Go for the baseline: what runs there runs everywhere. */
  final String baseline;

  /** As npm packages name it. */
  final String npmName;

  Target(String baseline, String npmName) {
    String[] names = name().toLowerCase(Locale.ROOT).split("_");
    this.os = names[0];
    this.arch = names[1];
    this.baseline = baseline;
    this.npmName = npmName;
  }

  /** The targets that tests run. */
  static List<Target> chosen() {
    Pattern wanted = Pattern.compile(System.getProperty("targets", ""));
    return Stream.of(values()).filter(t -> wanted.matcher(t.toString()).find()).toList();
  }

  /** The chosen ones that this machine runs without Burrow: by itself or under qemu-user. */
  static List<Target> chosenLinux() {
    return chosen().stream().filter(Target::isLinux).toList();
  }

  /** The chosen ones whose engine is one of Burrow's. */
  static List<Target> chosenNative() {
    return chosen().stream().filter(t -> !t.isWasm()).toList();
  }

  /** This machine, as the target of programs that run on it without Burrow. */
  static Target host() {
    return switch (System.getProperty("os.arch", "")) {
      case "aarch64" -> LINUX_ARM64;
      case "riscv64" -> LINUX_RISCV64;
      default -> LINUX_AMD64;
    };
  }

  boolean isLinux() {
    return os.equals("linux");
  }

  boolean isWasm() {
    return arch.equals("wasm");
  }

  /** The file name of a program, as {@code go build} gives it by itself. */
  String fileName(String program) {
    return os.equals("windows") ? program + ".exe" : program;
  }

  /** The qemu-user program for the architecture. */
  String qemu() {
    return switch (arch) {
      case "amd64" -> "qemu-x86_64";
      case "arm64" -> "qemu-aarch64";
      default -> "qemu-" + arch;
    };
  }

  /** The Linux target of the same architecture, if there is one. */
  Optional<Target> linuxOfSameArchitecture() {
    return Stream.of(values()).filter(t -> t.isLinux() && t.arch.equals(arch)).findFirst();
  }

  /**
   * Whether a comma list of {@code *}, GOOS, GOARCH, {@code GOOS/GOARCH}, {@code unix} (Linux and
   * macOS) and {@code native} (all but WebAssembly) means it.
   */
  boolean matches(String patterns) {
    return Arrays.stream(patterns.split(",")).anyMatch(this::matchesOne);
  }

  private boolean matchesOne(String pattern) {
    return switch (pattern) {
      case "*" -> true;
      case "unix" -> isLinux() || os.equals("darwin");
      case "native" -> !isWasm();
      default -> pattern.equals(os) || pattern.equals(arch) || pattern.equals(toString());
    };
  }

  /** As {@code go tool dist list} writes it. */
  @Override
  public String toString() {
    return os + "/" + arch;
  }
}
