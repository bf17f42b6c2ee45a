package burrow.wasm.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A file of class files: a header (magic, number of classes, checksum of the index), the index
 * (name, offset, length, checksum of each), the classes. A class is read when it is wanted, and
 * only believed if its checksum is right.
 */
final class ClassFiles implements AutoCloseable {
  private static final long MAGIC = 0x42_55_52_57_43_4c_53_31L; // BURWCLS1
  private static final int HEADER_BYTES = 24;
  private static final int MOST_CLASSES = 1 << 20;

  private record Place(long offset, int length, int checksum) {}

  private final FileChannel channel;
  private final Map<String, Place> index = new HashMap<>();

  private ClassFiles(FileChannel channel) {
    this.channel = channel;
  }

  /** Opens a file; null if there is none or it is damaged. */
  static @Nullable ClassFiles open(Path file) {
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
    } catch (IOException e) {
      return null;
    }
    ClassFiles files = new ClassFiles(channel);
    try {
      if (files.readIndex()) {
        return files;
      }
    } catch (IOException | RuntimeException e) {
      // Whatever is wrong with it: it is made anew.
    }
    files.close();
    return null;
  }

  private boolean readIndex() throws IOException {
    byte[] head = read(0, HEADER_BYTES);
    if (head == null) {
      return false;
    }
    ByteBuffer header = ByteBuffer.wrap(head);
    if (header.getLong() != MAGIC) {
      return false;
    }
    int count = header.getInt();
    int bytes = header.getInt();
    int checksum = header.getInt();
    if (count < 0 || count > MOST_CLASSES || bytes < 0 || bytes > channel.size() - HEADER_BYTES) {
      return false;
    }
    byte[] content = read(HEADER_BYTES, bytes);
    if (content == null || checksum(content) != checksum) {
      return false;
    }
    ByteBuffer b = ByteBuffer.wrap(content);
    for (int i = 0; i < count; i++) {
      byte[] name = new byte[b.getShort()];
      b.get(name);
      index.put(
          new String(name, StandardCharsets.UTF_8), new Place(b.getLong(), b.getInt(), b.getInt()));
    }
    return true;
  }

  private byte @Nullable [] read(long offset, int length) throws IOException {
    if (offset < 0 || length < 0 || offset > channel.size() - length) {
      return null;
    }
    byte[] bytes = new byte[length];
    ByteBuffer b = ByteBuffer.wrap(bytes);
    while (b.hasRemaining()) {
      if (channel.read(b, offset + b.position()) < 0) {
        return null;
      }
    }
    return bytes;
  }

  static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length);
    return (int) crc.getValue();
  }

  /** The names it has. */
  Iterable<String> names() {
    return index.keySet();
  }

  /** A class file, or null if it is not here or damaged. */
  byte @Nullable [] get(String name) {
    Place p = index.get(name);
    if (p == null) {
      return null;
    }
    try {
      byte[] b = read(p.offset, p.length);
      return b != null && checksum(b) == p.checksum ? b : null;
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Read only: nothing is lost.
    }
  }

  /** Writes a file. */
  static void write(Path file, Map<String, byte[]> classes) throws IOException {
    int indexBytes = 0;
    for (String name : classes.keySet()) {
      indexBytes += 2 + name.getBytes(StandardCharsets.UTF_8).length + 16;
    }
    ByteBuffer index = ByteBuffer.allocate(indexBytes);
    long offset = HEADER_BYTES + (long) indexBytes;
    for (Map.Entry<String, byte[]> e : classes.entrySet()) {
      byte[] name = e.getKey().getBytes(StandardCharsets.UTF_8);
      index.putShort((short) name.length).put(name);
      index.putLong(offset).putInt(e.getValue().length).putInt(checksum(e.getValue()));
      offset += e.getValue().length;
    }
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    header.putLong(MAGIC).putInt(classes.size()).putInt(indexBytes);
    header.putInt(checksum(index.array())).putInt(0);
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
      all(out, header.flip());
      all(out, index.flip());
      for (byte[] c : classes.values()) {
        all(out, ByteBuffer.wrap(c));
      }
    }
  }

  private static void all(FileChannel out, ByteBuffer b) throws IOException {
    while (b.hasRemaining()) {
      out.write(b);
    }
  }
}
