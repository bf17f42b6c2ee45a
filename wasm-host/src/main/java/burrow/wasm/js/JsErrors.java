package burrow.wasm.js;

import burrow.kernel.Errno;

/** Error objects. */
final class JsErrors {
  private JsErrors() {}

  /** An Error: name and message. */
  static final class JsError extends JsObject {
    JsError(String name, String message) {
      super(name);
      set("name", name);
      set("message", message);
    }

    @Override
    public String toString() {
      return name() + ": " + get("message");
    }
  }

  static JsObject error(String message) {
    return new JsError("Error", message);
  }

  static JsObject typeError(String message) {
    return new JsError("TypeError", message);
  }

  static JsObject rangeError(String message) {
    return new JsError("RangeError", message);
  }

  /** As Node's file functions report a failure: the code is the errno's name. */
  static JsObject system(Errno errno, String call) {
    JsObject e = error(errno.name() + ": " + errno.message() + ", " + call);
    e.set("code", errno.name());
    e.set("syscall", call);
    return e;
  }
}
