package burrow.wasm.js;

import static burrow.wasm.js.JsFormats.bytes;
import static burrow.wasm.js.JsFormats.int32;
import static burrow.wasm.js.JsFormats.number;
import static burrow.wasm.js.JsFormats.string;
import static burrow.wasm.js.JsFormats.value;
import static burrow.wasm.js.JsFormats.values;

import burrow.kernel.call.HostFunction;
import burrow.kernel.trace.ArgumentFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions of {@code gojs} (called {@code go} before Go 1.21). */
public final class JsTable {
  static final String MODULE = "gojs";

  /** What a handler does: its results are words behind the arguments. */
  private interface Action {
    void run(JsCall call);
  }

  private static final List<HostFunction<JsCall>> ROWS = new ArrayList<>();
  private static final Map<String, HostFunction<JsCall>> BY_NAME = new HashMap<>();

  static {
    full("runtime.wasmExit", RuntimeCalls::exit, int32(0));
    full("runtime.wasmWrite", RuntimeCalls::write, number(0), bytes(1), int32(2));
    full("runtime.resetMemoryDataView", c -> {});
    full("runtime.nanotime1", RuntimeCalls::nanotime);
    full("runtime.walltime", RuntimeCalls::walltime);
    full("runtime.scheduleTimeoutEvent", RuntimeCalls::scheduleTimeout, number(0));
    full("runtime.clearTimeoutEvent", RuntimeCalls::clearTimeout, int32(0));
    full("runtime.getRandomData", RuntimeCalls::random, number(1));
    full("syscall/js.finalizeRef", ValueCalls::finalizeRef, int32(0));
    full("syscall/js.stringVal", ValueCalls::stringVal, string(0));
    full("syscall/js.valueGet", ValueCalls::get, value(0), string(1));
    full("syscall/js.valueSet", ValueCalls::set, value(0), string(1), value(3));
    full("syscall/js.valueDelete", ValueCalls::delete, value(0), string(1));
    full("syscall/js.valueIndex", ValueCalls::index, value(0), number(1));
    full("syscall/js.valueSetIndex", ValueCalls::setIndex, value(0), number(1), value(2));
    partial(
        "objects: Object, Array, Uint8Array, Date, fs, path, process, performance, crypto; no"
            + " fetch, no DOM",
        "syscall/js.valueCall",
        ValueCalls::call,
        value(0),
        string(1),
        values(3));
    full("syscall/js.valueInvoke", ValueCalls::invoke, value(0), values(1));
    full("syscall/js.valueNew", ValueCalls::construct, value(0), values(1));
    full("syscall/js.valueLength", ValueCalls::length, value(0));
    full("syscall/js.valuePrepareString", ValueCalls::prepareString, value(0));
    full("syscall/js.valueLoadString", ValueCalls::loadString, value(0));
    full("syscall/js.valueInstanceOf", ValueCalls::instanceOf, value(0), value(1));
    full("syscall/js.copyBytesToGo", ValueCalls::copyToGo, value(3));
    full("syscall/js.copyBytesToJS", ValueCalls::copyToJs, value(0));
    full("debug", RuntimeCalls::debug, number(0));
  }

  private JsTable() {}

  /** All rows. */
  public static List<? extends HostFunction<?>> rows() {
    return List.copyOf(ROWS);
  }

  static @Nullable HostFunction<JsCall> find(String name) {
    return BY_NAME.get(name);
  }

  private static HostFunction<JsCall> row(String name, Action action, ArgumentFormat... formats) {
    return HostFunction.of(
        MODULE,
        name,
        c -> {
          action.run(c);
          return 0;
        },
        formats);
  }

  private static void full(String name, Action action, ArgumentFormat... formats) {
    put(row(name, action, formats));
  }

  private static void partial(
      String caveat, String name, Action action, ArgumentFormat... formats) {
    put(row(name, action, formats).partial(caveat));
  }

  private static void put(HostFunction<JsCall> row) {
    ROWS.add(row);
    BY_NAME.put(row.name(), row);
  }
}
