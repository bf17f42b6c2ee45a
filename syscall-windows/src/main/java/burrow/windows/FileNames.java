package burrow.windows;

import burrow.kernel.file.PathBytes;
import java.io.ByteArrayOutputStream;

/**
 * One component of a path in its two spellings: UTF-16 of Windows and bytes of the host, which are
 * UTF-8. Host names may hold what Windows cannot: such characters appear in the private range
 * U+F001 to U+F0FF, as Cygwin and WSL show them, and bytes that are no UTF-8 likewise.
 */
final class FileNames {
  private static final int PRIVATE = 0xf000;

  /** Besides control characters, what no component may hold. */
  private static final String RESERVED = "<>:\"|?*\\";

  private FileNames() {}

  static boolean isReserved(char c) {
    return c < 0x20 || RESERVED.indexOf(c) >= 0 || c == '/';
  }

  /** The Windows spelling of a host name in {@link PathBytes} form. */
  static String toWindows(String name) {
    StringBuilder s = new StringBuilder();
    byte[] b = PathBytes.bytes(name);
    int i = 0;
    while (i < b.length) {
      int length = sequence(b, i);
      if (length == 0) {
        s.append((char) (PRIVATE + (b[i] & 0xff)));
        i++;
        continue;
      }
      int c = codePoint(b, i, length);
      boolean last = i + length == b.length;
      boolean hidden = last && (c == '.' || c == ' ') && !isDots(name);
      if (c < 0x80 && (isReserved((char) c) || hidden)) {
        s.append((char) (PRIVATE + c));
      } else {
        s.appendCodePoint(c);
      }
      i += length;
    }
    return s.toString();
  }

  private static boolean isDots(String name) {
    return name.equals(".") || name.equals("..");
  }

  /**
   * Length of the well-formed UTF-8 sequence at an offset, surrogates allowed; 0 if there is none.
   */
  private static int sequence(byte[] b, int i) {
    int first = b[i] & 0xff;
    if (first < 0x80) {
      return 1;
    }
    int length = first >= 0xf0 && first < 0xf5 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
    if (first >= 0xf5 || length == 0 || i + length > b.length) {
      return 0;
    }
    for (int k = 1; k < length; k++) {
      if ((b[i + k] & 0xc0) != 0x80) {
        return 0;
      }
    }
    int c = codePoint(b, i, length);
    boolean shortest = length == 2 || (length == 3 ? c >= 0x800 : c >= 0x10000 && c < 0x110000);
    return shortest ? length : 0;
  }

  private static int codePoint(byte[] b, int i, int length) {
    int c = length == 1 ? b[i] : b[i] & (0x7f >> length);
    for (int k = 1; k < length; k++) {
      c = c << 6 | b[i + k] & 0x3f;
    }
    return c;
  }

  /** The host name of a Windows spelling, in {@link PathBytes} form. */
  static String toHost(String name) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < name.length(); ) {
      int c = name.codePointAt(i);
      i += Character.charCount(c);
      if (c > PRIVATE && c <= PRIVATE + 0xff && isMapped(c - PRIVATE)) {
        out.write(c - PRIVATE);
      } else if (c < 0x80) {
        out.write(c);
      } else if (c < 0x800) {
        out.write(0xc0 | c >> 6);
        out.write(0x80 | c & 0x3f);
      } else if (c < 0x10000) {
        out.write(0xe0 | c >> 12);
        out.write(0x80 | c >> 6 & 0x3f);
        out.write(0x80 | c & 0x3f);
      } else {
        out.write(0xf0 | c >> 18);
        out.write(0x80 | c >> 12 & 0x3f);
        out.write(0x80 | c >> 6 & 0x3f);
        out.write(0x80 | c & 0x3f);
      }
    }
    return PathBytes.of(out.toByteArray());
  }

  private static boolean isMapped(int c) {
    return c >= 0x80 || isReserved((char) c) && c != '/' || c == '.' || c == ' ';
  }
}
