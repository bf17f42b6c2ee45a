package burrow.wasm;

/** Unwinds a guest that has ended: by its own call, or because its process was told to end. */
public final class GuestExit extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int code;

  public GuestExit(int code) {
    super(null, null, false, false);
    this.code = code;
  }

  public int code() {
    return code;
  }
}
