package burrow.wasm.compile;

/** A cursor over code that has been validated. */
final class WasmCode {
  private final byte[] code;
  private int at;

  WasmCode(byte[] code, int at) {
    this.code = code;
    this.at = at;
  }

  int at() {
    return at;
  }

  int peek() {
    return code[at] & 0xff;
  }

  int u8() {
    return code[at++] & 0xff;
  }

  int u32() {
    int b = code[at++];
    if (b >= 0) {
      return b;
    }
    int v = b & 0x7f;
    int shift = 7;
    do {
      b = code[at++];
      v |= (b & 0x7f) << shift;
      shift += 7;
    } while (b < 0);
    return v;
  }

  int s32() {
    return (int) s64();
  }

  long s64() {
    long v = 0;
    int shift = 0;
    int b;
    do {
      b = code[at++];
      v |= (b & 0x7fL) << shift;
      shift += 7;
    } while (b < 0);
    return shift < 64 ? v << (64 - shift) >> (64 - shift) : v;
  }

  long raw(int bytes) {
    long v = 0;
    for (int i = 0; i < bytes; i++) {
      v |= (code[at++] & 0xffL) << 8 * i;
    }
    return v;
  }

  /** A value type as in a JVM descriptor; 0 for the empty block type. */
  char type() {
    return switch (u8()) {
      case 0x7f -> 'I';
      case 0x7e -> 'J';
      case 0x7d -> 'F';
      case 0x7c -> 'D';
      default -> 0;
    };
  }
}
