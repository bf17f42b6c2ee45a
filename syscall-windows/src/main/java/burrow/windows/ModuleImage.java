package burrow.windows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;

/** The headers and the export table of a DLL, as the PE format lays them out. */
final class ModuleImage {
  private static final int SIGNATURE = 0x80;
  private static final int COFF = SIGNATURE + 4;
  private static final int OPTIONAL = COFF + 20;
  private static final int OPTIONAL_BYTES = 240;
  private static final int DIRECTORIES = 16;
  private static final int EXPORT_DIRECTORY = 0x200;
  private static final int EXPORT_DIRECTORY_BYTES = 40;

  /** IMAGE_FILE_EXECUTABLE_IMAGE, LARGE_ADDRESS_AWARE, DLL. */
  private static final int CHARACTERISTICS = 0x2022;

  private static final int PE32_PLUS = 0x20b;
  private static final int PAGE = 0x1000;
  private static final int FILE_ALIGNMENT = 0x200;
  private static final int CONSOLE_SUBSYSTEM = 3;

  private ModuleImage() {}

  /**
   * Builds the image.
   *
   * @param exports names and addresses, which are at most 4 GiB above the base
   */
  static byte[] build(int machine, String name, long base, SortedMap<String, Long> exports) {
    int count = exports.size();
    int addresses = EXPORT_DIRECTORY + EXPORT_DIRECTORY_BYTES;
    int names = addresses + 4 * count;
    int ordinals = names + 4 * count;
    int strings = ordinals + 2 * count;
    int size = strings + name.length() + 1;
    for (String e : exports.keySet()) {
      size += e.length() + 1;
    }
    ByteBuffer b = ByteBuffer.allocate((size + PAGE - 1) & -PAGE).order(ByteOrder.LITTLE_ENDIAN);
    headers(b, machine, base);
    b.putInt(OPTIONAL + 112, EXPORT_DIRECTORY).putInt(OPTIONAL + 116, size - EXPORT_DIRECTORY);

    int at = strings;
    b.putInt(EXPORT_DIRECTORY + 12, at);
    at = string(b, at, name);
    b.putInt(EXPORT_DIRECTORY + 16, 1); // first ordinal
    b.putInt(EXPORT_DIRECTORY + 20, count).putInt(EXPORT_DIRECTORY + 24, count);
    b.putInt(EXPORT_DIRECTORY + 28, addresses);
    b.putInt(EXPORT_DIRECTORY + 32, names);
    b.putInt(EXPORT_DIRECTORY + 36, ordinals);
    int i = 0;
    for (Map.Entry<String, Long> e : exports.entrySet()) {
      b.putInt(addresses + 4 * i, (int) (e.getValue() - base));
      b.putInt(names + 4 * i, at);
      b.putShort(ordinals + 2 * i, (short) i);
      at = string(b, at, e.getKey());
      i++;
    }
    return b.array();
  }

  private static void headers(ByteBuffer b, int machine, long base) {
    b.put(0, (byte) 'M').put(1, (byte) 'Z').putInt(0x3c, SIGNATURE);
    b.putInt(SIGNATURE, 'P' | 'E' << 8);
    b.putShort(COFF, (short) machine);
    b.putShort(COFF + 16, (short) OPTIONAL_BYTES);
    b.putShort(COFF + 18, (short) CHARACTERISTICS);
    b.putShort(OPTIONAL, (short) PE32_PLUS);
    b.putLong(OPTIONAL + 24, base);
    b.putInt(OPTIONAL + 32, PAGE).putInt(OPTIONAL + 36, FILE_ALIGNMENT);
    b.putShort(OPTIONAL + 40, (short) Version.MAJOR);
    b.putShort(OPTIONAL + 48, (short) Version.MAJOR);
    b.putInt(OPTIONAL + 56, b.capacity()).putInt(OPTIONAL + 60, EXPORT_DIRECTORY);
    b.putShort(OPTIONAL + 68, (short) CONSOLE_SUBSYSTEM);
    b.putInt(OPTIONAL + 108, DIRECTORIES);
  }

  private static int string(ByteBuffer b, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    b.put(at, bytes);
    return at + bytes.length + 1;
  }
}
