package burrow.wasm.js;

/** A Uint8Array. */
final class JsBytes extends JsObject {
  private final byte[] bytes;

  JsBytes(byte[] bytes) {
    super("Uint8Array");
    this.bytes = bytes;
  }

  /** Its content, shared. */
  byte[] bytes() {
    return bytes;
  }

  @Override
  Object get(String property) {
    return switch (property) {
      case "length", "byteLength" -> Js.number(bytes.length);
      case "byteOffset" -> Js.number(0);
      default -> super.get(property);
    };
  }

  @Override
  Object index(long index) {
    boolean inside = index >= 0 && index < bytes.length;
    return inside ? Js.number(bytes[(int) index] & 0xff) : Js.UNDEFINED;
  }

  @Override
  void setIndex(long index, Object value) {
    if (index >= 0 && index < bytes.length) {
      bytes[(int) index] = (byte) Js.toLong(value);
    }
  }
}
