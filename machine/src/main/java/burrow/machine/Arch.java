package burrow.machine;

/** The instruction sets of the targets; named as in {@code GOARCH}. */
public enum Arch {
  AMD64("amd64"),
  ARM64("arm64"),
  RISCV64("riscv64"),
  WASM("wasm");

  private final String goName;

  Arch(String goName) {
    this.goName = goName;
  }

  /** The {@code GOARCH} value. */
  public String goName() {
    return goName;
  }
}
