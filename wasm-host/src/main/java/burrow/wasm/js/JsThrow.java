package burrow.wasm.js;

/** An exception of JavaScript on its way. */
final class JsThrow extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Object value;

  JsThrow(Object value) {
    super(Js.text(value), null, false, false);
    this.value = value;
  }

  Object value() {
    return value;
  }
}
