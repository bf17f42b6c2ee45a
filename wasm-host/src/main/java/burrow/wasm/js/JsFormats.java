package burrow.wasm.js;

import burrow.kernel.trace.ArgumentFormat;
import burrow.kernel.trace.Formats;

/** How traces show the arguments of gojs calls, each by the word it starts at. */
final class JsFormats {
  private static final int SHOWN_TEXT = 64;
  private static final int SHOWN_VALUES = 8;

  private JsFormats() {}

  static ArgumentFormat value(int word) {
    return (out, c, i) -> out.append(text(((JsCall) c).value(word)));
  }

  static ArgumentFormat string(int word) {
    return (out, c, i) -> quote(out, ((JsCall) c).string(word));
  }

  static ArgumentFormat values(int word) {
    return (out, c, i) -> {
      Object[] all = ((JsCall) c).values(word);
      out.append('[');
      for (int k = 0; k < Math.min(all.length, SHOWN_VALUES); k++) {
        out.append(k == 0 ? "" : ", ").append(text(all[k]));
      }
      out.append(all.length > SHOWN_VALUES ? ", ...]" : "]");
    };
  }

  static ArgumentFormat number(int word) {
    return (out, c, i) -> out.append(c.argument(word));
  }

  static ArgumentFormat int32(int word) {
    return (out, c, i) -> out.append((int) c.argument(word));
  }

  /** A buffer whose length is the next word. */
  static ArgumentFormat bytes(int word) {
    return (out, c, i) -> {
      int n = (int) Math.min(c.argument(word + 1) & 0xffff_ffffL, 32);
      Formats.quote(out, c.memory().read(c.argument(word), n), n, n < (int) c.argument(word + 1));
    };
  }

  /** A value in short. */
  static String text(Object v) {
    StringBuilder out = new StringBuilder();
    switch (v) {
      case String s -> quote(out, s);
      case JsBytes b -> out.append("Uint8Array(").append(b.length()).append(')');
      case JsArray a -> out.append("Array(").append(a.length()).append(')');
      case JsFunction f -> out.append(f.name()).append("()");
      case JsErrors.JsError e -> quote(out, e.toString());
      case JsObject o -> out.append(o.name());
      default -> out.append(Js.text(v));
    }
    return out.toString();
  }

  private static void quote(StringBuilder out, String s) {
    Formats.quote(out, s.length() > SHOWN_TEXT ? s.substring(0, SHOWN_TEXT) + "..." : s);
  }
}
