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

  /** Passes over what stands behind an opcode that opens and closes no block. */
  void skipImmediates(int op) {
    switch (op) {
      case 0x0e -> {
        int n = u32();
        for (int i = 0; i <= n; i++) {
          u32();
        }
      }
      case 0x0c, 0x0d, 0x10, 0x20, 0x21, 0x22, 0x23, 0x24 -> u32();
      case 0x11 -> {
        u32();
        u8();
      }
      case 0x3f, 0x40 -> u8();
      case 0x41 -> s32();
      case 0x42 -> s64();
      case 0x43 -> raw(4);
      case 0x44 -> raw(8);
      case 0xfc -> {
        int sub = u32();
        raw(sub == 10 ? 2 : sub == 11 ? 1 : 0);
      }
      default -> {
        if (WasmOpcodes.isAccess(op)) {
          u32();
          u32();
        }
      }
    }
  }
}
