package burrow.wasm.js;

import java.nio.charset.StandardCharsets;

/** What syscall/js calls: properties, calls, conversions. */
final class ValueCalls {
  private ValueCalls() {}

  static void finalizeRef(JsCall c) {
    c.host().refs().release(c.intArgument(0));
  }

  static void stringVal(JsCall c) {
    c.valueResult(2, c.string(0));
  }

  static void get(JsCall c) {
    c.valueResult(3, Js.get(c.value(0), c.string(1)));
  }

  private static JsObject object(Object v) {
    if (v instanceof JsObject o) {
      return o;
    }
    throw new JsThrow(JsErrors.typeError("Reflect call on " + Js.text(v)));
  }

  static void set(JsCall c) {
    object(c.value(0)).set(c.string(1), c.value(3));
  }

  static void delete(JsCall c) {
    object(c.value(0)).delete(c.string(1));
  }

  static void index(JsCall c) {
    c.valueResult(2, object(c.value(0)).index(c.argument(1)));
  }

  static void setIndex(JsCall c) {
    object(c.value(0)).setIndex(c.argument(1), c.value(2));
  }

  // ---- calls: Go code may run meanwhile ----

  private interface Action {
    Object run();
  }

  private static void guarded(JsCall c, int result, Action action) {
    Object value;
    boolean ok;
    try {
      value = action.run();
      ok = true;
    } catch (JsThrow e) {
      value = e.value();
      ok = false;
    }
    c.returned();
    c.byteResult(result + 1, ok);
    c.valueResult(result, value);
  }

  static void call(JsCall c) {
    Object self = c.value(0);
    String name = c.string(1);
    Object[] arguments = c.values(3);
    guarded(c, 6, () -> Js.function(Js.get(self, name), name).call(self, arguments));
  }

  static void invoke(JsCall c) {
    Object f = c.value(0);
    Object[] arguments = c.values(1);
    guarded(c, 4, () -> Js.function(f, Js.text(f)).call(Js.UNDEFINED, arguments));
  }

  static void construct(JsCall c) {
    Object f = c.value(0);
    Object[] arguments = c.values(1);
    guarded(c, 4, () -> Js.function(f, Js.text(f)).construct(arguments));
  }

  // ---- conversions ----

  static void length(JsCall c) {
    c.result(1, Js.toLong(Js.get(c.value(0), "length")));
  }

  static void prepareString(JsCall c) {
    byte[] text = Js.text(c.value(0)).getBytes(StandardCharsets.UTF_8);
    c.result(2, text.length);
    c.valueResult(1, new JsBytes(text));
  }

  static void loadString(JsCall c) {
    if (!(c.value(0) instanceof JsBytes text)) {
      throw new JsThrow(JsErrors.typeError("valueLoadString: expected a Uint8Array"));
    }
    int n = (int) Math.min(text.length(), c.argument(2));
    c.memory().write(c.argument(1), text.buffer(), text.offset(), n);
  }

  static void instanceOf(JsCall c) {
    Object type = c.value(1);
    c.byteResult(2, type instanceof JsFunction f && f.isInstance(c.value(0)));
  }

  static void copyToGo(JsCall c) {
    if (!(c.value(3) instanceof JsBytes source)) {
      c.byteResult(5, false);
      return;
    }
    int n = (int) Math.min(source.length(), c.argument(1));
    c.memory().write(c.argument(0), source.buffer(), source.offset(), n);
    c.byteResult(5, true);
    c.result(4, n);
  }

  static void copyToJs(JsCall c) {
    if (!(c.value(0) instanceof JsBytes target)) {
      c.byteResult(5, false);
      return;
    }
    int n = (int) Math.min(target.length(), c.argument(2));
    byte[] from = c.memory().read(c.argument(1), n);
    System.arraycopy(from, 0, target.buffer(), target.offset(), n);
    c.byteResult(5, true);
    c.result(4, n);
  }
}
