package burrow.wasm.js;

import burrow.wasm.WasmCall;
import burrow.wasm.WasmThread;
import java.nio.charset.StandardCharsets;

/**
 * One call of a {@code gojs} function. The one argument is Go's stack pointer; parameters and
 * results stand behind it in words of 8 bytes, the first at +8. Strings take two words, slices
 * three.
 */
final class JsCall extends WasmCall {
  private final JsHost host;
  private long base;
  private String shown = "";

  JsCall(JsHost host, WasmThread thread, long[] arguments) {
    super(thread, arguments);
    this.host = host;
    this.base = (arguments[0] & 0xffff_ffffL) + 8;
  }

  JsHost host() {
    return host;
  }

  /** Word {@code index}. */
  @Override
  public long argument(int index) {
    return memory().readLong(base + 8L * index);
  }

  @Override
  public int intArgument(int index) {
    return memory().readInt(base + 8L * index);
  }

  Object value(int index) {
    return host.refs().value(argument(index));
  }

  String string(int index) {
    return text(argument(index), argument(index + 1));
  }

  private String text(long address, long length) {
    return new String(memory().read(address, checked(length)), StandardCharsets.UTF_8);
  }

  private static int checked(long length) {
    if (length < 0 || length > Integer.MAX_VALUE) {
      throw new JsThrow(JsErrors.rangeError("length " + length));
    }
    return (int) length;
  }

  byte[] bytes(int index) {
    return memory().read(argument(index), checked(argument(index + 1)));
  }

  /** A slice of references. */
  Object[] values(int index) {
    long at = argument(index);
    Object[] v = new Object[checked(argument(index + 1))];
    for (int i = 0; i < v.length; i++) {
      v[i] = host.refs().value(memory().readLong(at + 8L * i));
    }
    return v;
  }

  // ---- results ----

  /** Go code has run meanwhile: its stack may have moved. */
  void returned() {
    base = (host.stackPointer() & 0xffff_ffffL) + 8;
  }

  void result(int index, long word) {
    memory().writeLong(base + 8L * index, word);
    shown = Long.toString(word);
  }

  void intResult(int index, int value) {
    memory().writeInt(base + 8L * index, value);
    shown = Integer.toString(value);
  }

  void byteResult(int index, boolean value) {
    memory().writeByte(base + 8L * index, value ? 1 : 0);
  }

  void valueResult(int index, Object value) {
    memory().writeLong(base + 8L * index, host.refs().store(value));
    if (process().tracer() != null) {
      shown = JsFormats.text(value);
    }
  }

  /** What a trace shows as the result. */
  String shown() {
    return shown;
  }
}
