package burrow.wasm.js;

import burrow.wasm.WasmThread;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collections;

/** The global objects: what Go's standard library reaches, as Node has it. */
final class JsGlobals {
  private JsGlobals() {}

  /** A moment, for its time zone. */
  private static final class JsDate extends JsObject {
    JsDate(double millis) {
      super("Date");
      method("getTime", (self, a) -> millis);
      method("getTimezoneOffset", (self, a) -> (double) offsetMinutes((long) millis));
    }

    private static int offsetMinutes(long millis) {
      Instant at = Instant.ofEpochMilli(millis);
      return -ZoneId.systemDefault().getRules().getOffset(at).getTotalSeconds() / 60;
    }
  }

  static void fill(JsObject global, WasmThread thread, JsHost host) {
    global.set("globalThis", global);
    constructor(global, "Object", (self, a) -> new JsObject("Object"), JsObject.class);
    constructor(global, "Array", (self, a) -> array(a), JsArray.class);
    constructor(global, "Uint8Array", (self, a) -> bytes(Js.argument(a, 0)), JsBytes.class);
    constructor(
        global,
        "Date",
        (self, a) -> new JsDate(a.length > 0 ? Js.toNumber(a[0]) : now(thread)),
        JsDate.class);
    constructor(
        global,
        "Error",
        (self, a) -> JsErrors.error(Js.text(Js.argument(a, 0))),
        JsErrors.JsError.class);
    JsObject performance = new JsObject("performance");
    performance.method("now", (self, a) -> thread.clock().monotonicNanos() / 1e6);
    global.set("performance", performance);
    JsObject crypto = new JsObject("crypto");
    crypto.method("getRandomValues", (self, a) -> random(thread, Js.argument(a, 0)));
    global.set("crypto", crypto);
    global.set("fs", new JsFiles(thread, host).object());
    JsProcess process = new JsProcess(thread);
    global.set("process", process.object());
    global.set("path", process.path());
  }

  private static double now(WasmThread thread) {
    return Math.floorDiv(thread.clock().realtimeNanos(), 1_000_000L);
  }

  private static void constructor(
      JsObject global, String name, JsFunction.Body body, Class<? extends JsObject> instances) {
    global.set(name, new JsFunction(name, body, instances));
  }

  private static JsArray array(Object[] arguments) {
    if (arguments.length == 1 && arguments[0] instanceof Double d) {
      return new JsArray(Collections.nCopies(length(d), Js.UNDEFINED));
    }
    return new JsArray(Arrays.asList(arguments));
  }

  private static int length(double d) {
    if (d < 0 || d > Integer.MAX_VALUE - 16 || d != (int) d) {
      throw new JsThrow(JsErrors.rangeError("Invalid array length"));
    }
    return (int) d;
  }

  private static JsBytes bytes(Object from) {
    return switch (from) {
      case Double d -> new JsBytes(new byte[length(d)]);
      case JsBytes b -> new JsBytes(b.copy());
      case JsArray a -> {
        byte[] copy = new byte[a.length()];
        for (int i = 0; i < copy.length; i++) {
          copy[i] = (byte) Js.toLong(a.index(i));
        }
        yield new JsBytes(copy);
      }
      default -> new JsBytes(new byte[0]);
    };
  }

  private static Object random(WasmThread thread, Object array) {
    if (!(array instanceof JsBytes b)) {
      throw new JsThrow(JsErrors.typeError("getRandomValues: expected a Uint8Array"));
    }
    byte[] random = new byte[b.length()];
    thread.process().kernel().random().fill(random);
    System.arraycopy(random, 0, b.buffer(), b.offset(), random.length);
    return b;
  }
}
