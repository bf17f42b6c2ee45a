package burrow.tests.guests;

import java.util.Locale;

/** The architectures of Linux guests. */
enum Target {
  AMD64("amd64", "GOAMD64=v1", "qemu-x86_64", "linux-x64"),
  ARM64("arm64", "GOARM64=v8.0", "qemu-aarch64", "linux-arm64"),
  RISCV64("riscv64", "GORISCV64=rva20u64", "qemu-riscv64", "linux-riscv64");

  /** The GOARCH value. */
  final String goName;

  /** The environment variable that asks Go for the baseline: what runs there runs everywhere. */
  final String baseline;

  final String qemu;

  /** As npm packages name it. */
  final String npmName;

  Target(String goName, String baseline, String qemu, String npmName) {
    this.goName = goName;
    this.baseline = baseline;
    this.qemu = qemu;
    this.npmName = npmName;
  }

  /** The architecture of this machine. */
  static Target host() {
    String name = System.getProperty("os.arch", "");
    return name.equals("aarch64") ? ARM64 : valueOf(name.toUpperCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return goName;
  }
}
