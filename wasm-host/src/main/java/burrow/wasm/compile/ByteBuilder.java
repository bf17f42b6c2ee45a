package burrow.wasm.compile;

import java.util.Arrays;

/** A growing array of bytes, big-endian as class files are. */
final class ByteBuilder {
  private byte[] data;
  private int size;

  ByteBuilder(int capacity) {
    data = new byte[capacity];
  }

  byte[] data() {
    return data;
  }

  int size() {
    return size;
  }

  byte[] toArray() {
    return Arrays.copyOf(data, size);
  }

  private void room(int n) {
    if (size + n > data.length) {
      data = Arrays.copyOf(data, Math.max(2 * data.length, size + n));
    }
  }

  void u1(int v) {
    room(1);
    data[size++] = (byte) v;
  }

  void u2(int v) {
    room(2);
    data[size++] = (byte) (v >> 8);
    data[size++] = (byte) v;
  }

  void u4(int v) {
    u2(v >> 16);
    u2(v);
  }

  void bytes(byte[] from, int offset, int length) {
    room(length);
    System.arraycopy(from, offset, data, size, length);
    size += length;
  }

  void patch2(int at, int v) {
    data[at] = (byte) (v >> 8);
    data[at + 1] = (byte) v;
  }

  void patch4(int at, int v) {
    patch2(at, v >> 16);
    patch2(at + 2, v);
  }
}
