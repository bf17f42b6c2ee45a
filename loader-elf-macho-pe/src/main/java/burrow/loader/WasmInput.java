package burrow.loader;

import java.nio.charset.StandardCharsets;

/** A cursor over a range of a WebAssembly file; what is read must lie in the range. */
final class WasmInput {
  private final FileBytes file;
  private final byte[] data;
  private int at;
  private final int end;

  WasmInput(FileBytes file, int start, int end) {
    this.file = file;
    this.data = file.data();
    this.at = start;
    this.end = end;
  }

  int at() {
    return at;
  }

  void seek(int position) {
    at = position;
  }

  boolean atEnd() {
    return at >= end;
  }

  BadImageException bad(int offset, String field, String problem) {
    return file.bad(field, offset, problem);
  }

  private BadImageException truncated(String what) {
    return file.bad(what, at, "truncated, expected more before the end at " + FileBytes.hex(end));
  }

  int u8(String what) throws BadImageException {
    if (at >= end) {
      throw truncated(what);
    }
    return data[at++] & 0xff;
  }

  void expect(int value, String what) throws BadImageException {
    int start = at;
    int v = u8(what);
    if (v != value) {
      throw file.bad(what, start, FileBytes.hex(v) + ", expected " + FileBytes.hex(value));
    }
  }

  /** An unsigned LEB128 number of 32 bits. */
  int u32(String what) throws BadImageException {
    int start = at;
    long v = leb(5, 32, what);
    if (v >>> 32 != 0) {
      throw file.bad(what, start, "number above 2^32, expected 32 bits");
    }
    return (int) v;
  }

  private long leb(int bytes, int bits, String what) throws BadImageException {
    int start = at;
    long v = 0;
    for (int i = 0; i < bytes; i++) {
      int b = u8(what);
      v |= (b & 0x7fL) << 7 * i;
      if (b < 0x80) {
        return v;
      }
    }
    throw file.bad(what, start, "number of more than " + bits + " bits");
  }

  private long signed(int bytes, int bits, String what) throws BadImageException {
    int start = at;
    long v = leb(bytes, bits, what);
    int shift = 64 - 7 * (at - start);
    return shift > 0 ? v << shift >> shift : v;
  }

  int s32(String what) throws BadImageException {
    return (int) signed(5, 32, what);
  }

  long s64(String what) throws BadImageException {
    return signed(10, 64, what);
  }

  /** A count of entries, of which each takes a byte at least. */
  int count(String what) throws BadImageException {
    int start = at;
    int n = u32("number of " + what);
    if (n < 0 || n > end - at) {
      throw file.bad(
          "number of " + what,
          start,
          Integer.toUnsignedString(n) + ", expected at most the " + (end - at) + " bytes left");
    }
    return n;
  }

  void skip(int length, String what) throws BadImageException {
    if (length < 0 || length > end - at) {
      throw file.bad(
          what,
          at,
          Integer.toUnsignedString(length)
              + " bytes, expected an end at or below "
              + FileBytes.hex(end));
    }
    at += length;
  }

  String name() throws BadImageException {
    int n = count("bytes of a name");
    String s = new String(data, at, n, StandardCharsets.UTF_8);
    at += n;
    return s;
  }

  /** Little-endian bytes. */
  long raw(int bytes, String what) throws BadImageException {
    long v = 0;
    for (int i = 0; i < bytes; i++) {
      v |= (long) u8(what) << 8 * i;
    }
    return v;
  }

  /** I, J, F or D. */
  char valueType() throws BadImageException {
    int start = at;
    int t = u8("value type");
    return switch (t) {
      case 0x7f -> 'I';
      case 0x7e -> 'J';
      case 0x7d -> 'F';
      case 0x7c -> 'D';
      default ->
          throw file.bad(
              "value type",
              start,
              FileBytes.hex(t) + ", expected i32, i64, f32 or f64 (0x7f-0x7c)");
    };
  }
}
