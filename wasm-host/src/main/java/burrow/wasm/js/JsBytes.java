package burrow.wasm.js;

/** A Uint8Array: a view of bytes that it may share with others. */
final class JsBytes extends JsObject {
  private final byte[] buffer;
  private final int offset;
  private final int length;

  JsBytes(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private JsBytes(byte[] buffer, int offset, int length) {
    super("Uint8Array");
    this.buffer = buffer;
    this.offset = offset;
    this.length = length;
  }

  int length() {
    return length;
  }

  /** A copy of its content. */
  byte[] copy() {
    return java.util.Arrays.copyOfRange(buffer, offset, offset + length);
  }

  /** What it is a view of, shared; its own bytes start at {@link #offset}. */
  byte[] buffer() {
    return buffer;
  }

  int offset() {
    return offset;
  }

  @Override
  Object get(String property) {
    return switch (property) {
      case "length", "byteLength" -> Js.number(length);
      case "byteOffset" -> Js.number(offset);
      case "subarray" -> new JsFunction("subarray", (self, a) -> part(a, true));
      case "slice" -> new JsFunction("slice", (self, a) -> part(a, false));
      default -> super.get(property);
    };
  }

  private JsBytes part(Object[] arguments, boolean shared) {
    int from = position(Js.argument(arguments, 0), 0);
    int to = Math.max(from, position(Js.argument(arguments, 1), length));
    JsBytes part = new JsBytes(buffer, offset + from, to - from);
    return shared ? part : new JsBytes(part.copy());
  }

  /** An index, from the end if negative, within the bounds. */
  private int position(Object v, int otherwise) {
    if (v == Js.UNDEFINED) {
      return otherwise;
    }
    long n = Js.toLong(v);
    return (int) Math.max(0, Math.min(n < 0 ? n + length : n, length));
  }

  @Override
  Object index(long index) {
    boolean inside = index >= 0 && index < length;
    return inside ? Js.number(buffer[offset + (int) index] & 0xff) : Js.UNDEFINED;
  }

  @Override
  void setIndex(long index, Object value) {
    if (index >= 0 && index < length) {
      buffer[offset + (int) index] = (byte) Js.toLong(value);
    }
  }
}
