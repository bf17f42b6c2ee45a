package burrow.loader;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes little-endian fields one after the other, or at offsets. */
final class ByteWriter {
  private final ByteBuffer buffer;

  ByteWriter(int size) {
    buffer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  ByteWriter at(int offset) {
    buffer.position(offset);
    return this;
  }

  int position() {
    return buffer.position();
  }

  ByteWriter u8(int... values) {
    for (int v : values) {
      buffer.put((byte) v);
    }
    return this;
  }

  ByteWriter u16(int... values) {
    for (int v : values) {
      buffer.putShort((short) v);
    }
    return this;
  }

  ByteWriter u32(long... values) {
    for (long v : values) {
      buffer.putInt((int) v);
    }
    return this;
  }

  ByteWriter u64(long... values) {
    for (long v : values) {
      buffer.putLong(v);
    }
    return this;
  }

  ByteWriter text(String text) {
    buffer.put(text.getBytes(StandardCharsets.ISO_8859_1)).put((byte) 0);
    return this;
  }

  ByteWriter bytes(byte[] bytes) {
    buffer.put(bytes);
    return this;
  }

  /** A field of fixed width. */
  ByteWriter name(String text, int width) {
    int end = buffer.position() + width;
    buffer.put(text.getBytes(StandardCharsets.ISO_8859_1));
    buffer.position(end);
    return this;
  }

  byte[] array() {
    return buffer.array();
  }
}
