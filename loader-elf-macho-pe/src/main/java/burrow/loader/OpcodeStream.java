package burrow.loader;

/** A run of bytes with opcodes, LEB128 numbers and texts, as dyld's tables are written. */
final class OpcodeStream {
  private final FileBytes file;
  private final int end;
  private final String what;
  private int at;

  OpcodeStream(FileBytes file, int start, int end, String what) {
    this.file = file;
    this.at = start;
    this.end = end;
    this.what = what;
  }

  String what() {
    return what;
  }

  boolean hasMore() {
    return at < end;
  }

  int nextByte() throws BadImageException {
    if (at >= end) {
      throw file.bad(what, at, "truncated, expected more bytes");
    }
    return file.data()[at++] & 0xff;
  }

  long unsigned() throws BadImageException {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      int b = nextByte();
      expect(shift < 64, "a LEB128 number of at most 64 bits");
      value |= (long) (b & 0x7f) << shift;
      if ((b & 0x80) == 0) {
        return value;
      }
    }
  }

  long signed() throws BadImageException {
    long value = 0;
    for (int shift = 0; ; ) {
      int b = nextByte();
      expect(shift < 64, "a LEB128 number of at most 64 bits");
      value |= (long) (b & 0x7f) << shift;
      shift += 7;
      if ((b & 0x80) == 0) {
        return (b & 0x40) != 0 && shift < 64 ? value | -1L << shift : value;
      }
    }
  }

  String text() throws BadImageException {
    String text = file.text(at, end - at, what);
    while (nextByte() != 0) {
      // to behind the NUL
    }
    return text;
  }

  /** Fails unless the condition, about what was just read, holds. */
  void expect(boolean condition, String expected) throws BadImageException {
    if (!condition) {
      throw file.bad(what, at - 1, "expected " + expected);
    }
  }
}
