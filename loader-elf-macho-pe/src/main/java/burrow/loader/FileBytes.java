package burrow.loader;

import java.nio.charset.StandardCharsets;

/**
 * The bytes of a file under examination. Every read is checked against the end of the file and says
 * what it was reading; offsets are taken as unsigned, so no sum of them can overflow unseen.
 */
final class FileBytes {
  private final String file;
  private final byte[] data;

  /**
   * How many bytes of text may still be read. In a real file names stand once or twice; a crafted
   * table whose entries all name one long text must not cost time or memory out of proportion.
   */
  private long textBudget;

  FileBytes(String file, byte[] data) {
    this.file = file;
    this.data = data;
    this.textBudget = 4L * data.length;
  }

  String file() {
    return file;
  }

  byte[] data() {
    return data;
  }

  int size() {
    return data.length;
  }

  BadImageException bad(String problem) {
    return new BadImageException(file, problem);
  }

  /** A problem with a field at a file offset. */
  BadImageException bad(String field, long offset, String problem) {
    return bad(field + " at offset " + hex(offset) + ": " + problem);
  }

  static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }

  boolean contains(long offset, long length) {
    return offset >= 0 && length >= 0 && offset <= data.length && length <= data.length - offset;
  }

  /** Checks that {@code length} bytes at {@code offset} lie in the file. */
  void require(long offset, long length, String what) throws BadImageException {
    if (!contains(offset, length)) {
      throw bad(
          what,
          offset,
          "truncated, expected "
              + hex(length)
              + " bytes before the end of the file at "
              + hex(data.length));
    }
  }

  /** Checks that a table of {@code count} entries lies in the file; the count may be absurd. */
  void requireTable(long offset, long count, int entrySize, String what) throws BadImageException {
    if (count < 0 || offset < 0 || offset > data.length) {
      throw bad(
          what,
          offset,
          count + " entries, expected an end at or below the file's end " + hex(data.length));
    }
    if (count > (data.length - offset) / entrySize) {
      throw bad(
          what,
          offset,
          count
              + " entries of "
              + entrySize
              + " bytes, expected an end at or below the file's end "
              + hex(data.length));
    }
  }

  int u8(long offset, String what) throws BadImageException {
    require(offset, 1, what);
    return data[(int) offset] & 0xff;
  }

  int u16(long offset, String what) throws BadImageException {
    require(offset, 2, what);
    int o = (int) offset;
    return (data[o] & 0xff) | (data[o + 1] & 0xff) << 8;
  }

  int i32(long offset, String what) throws BadImageException {
    require(offset, 4, what);
    return int32(data, (int) offset);
  }

  long u32(long offset, String what) throws BadImageException {
    return i32(offset, what) & 0xffffffffL;
  }

  long u32BigEndian(long offset, String what) throws BadImageException {
    return Integer.reverseBytes(i32(offset, what)) & 0xffffffffL;
  }

  long i64BigEndian(long offset, String what) throws BadImageException {
    return Long.reverseBytes(i64(offset, what));
  }

  /** A 64-bit word; a value above {@link Long#MAX_VALUE} comes out negative. */
  long i64(long offset, String what) throws BadImageException {
    require(offset, 8, what);
    return int64(data, (int) offset);
  }

  /** The NUL-terminated text at the offset, of at most {@code limit} bytes without its NUL. */
  String text(long offset, long limit, String what) throws BadImageException {
    require(offset, 1, what);
    int start = (int) offset;
    int end = start;
    long stop = Math.min(data.length, offset + Math.min(limit, data.length));
    while (end < stop && data[end] != 0) {
      end++;
    }
    if (end == data.length || data[end] != 0) {
      throw bad(what, offset, "text without end, expected a NUL");
    }
    textBudget -= end - start;
    if (textBudget < 0) {
      throw bad(what, offset, "expected names that are not longer in total than the file");
    }
    return new String(data, start, end - start, StandardCharsets.UTF_8);
  }

  /** A field of fixed width that NULs fill up, such as a section name. */
  String fixedText(long offset, int width, String what) throws BadImageException {
    require(offset, width, what);
    int length = 0;
    while (length < width && data[(int) offset + length] != 0) {
      length++;
    }
    return new String(data, (int) offset, length, StandardCharsets.UTF_8);
  }

  boolean startsWith(int... bytes) {
    if (data.length < bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if ((data[i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  static int int32(byte[] data, int o) {
    return (data[o] & 0xff)
        | (data[o + 1] & 0xff) << 8
        | (data[o + 2] & 0xff) << 16
        | data[o + 3] << 24;
  }

  static long int64(byte[] data, int o) {
    return int32(data, o) & 0xffffffffL | (long) int32(data, o + 4) << 32;
  }
}
