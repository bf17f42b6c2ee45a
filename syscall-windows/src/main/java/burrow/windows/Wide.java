package burrow.windows;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.machine.AddressSpace;
import java.nio.charset.StandardCharsets;

/** UTF-16 text in guest memory. Unpaired surrogates pass both ways. */
final class Wide {
  private Wide() {}

  /**
   * A NUL-terminated string.
   *
   * @throws KernelException ENAMETOOLONG if there is no NUL within the limit
   */
  static String read(AddressSpace memory, long address, int limit) {
    StringBuilder s = new StringBuilder();
    for (int i = 0; i <= limit; i++) {
      char c = (char) memory.readShort(address + 2L * i);
      if (c == 0) {
        return s.toString();
      }
      s.append(c);
    }
    throw new KernelException(Errno.ENAMETOOLONG);
  }

  /** So many characters. */
  static String read(AddressSpace memory, long address, int offset, int characters) {
    char[] c = new char[characters];
    for (int i = 0; i < characters; i++) {
      c[i] = (char) memory.readShort(address + offset + 2L * i);
    }
    return new String(c);
  }

  /** The characters as bytes, low byte first, without a NUL. */
  static byte[] bytes(String text) {
    byte[] b = new byte[2 * text.length()];
    for (int i = 0; i < text.length(); i++) {
      b[2 * i] = (byte) text.charAt(i);
      b[2 * i + 1] = (byte) (text.charAt(i) >> 8);
    }
    return b;
  }

  /** Stores a string with its NUL. */
  static void write(AddressSpace memory, long address, String text) {
    memory.write(address, bytes(text + '\0'));
  }

  /**
   * Stores a string as GetCurrentDirectoryW and its kin do.
   *
   * @param size of the buffer, in characters
   * @return the length without the NUL if it fits, else the size that is needed, with it
   */
  static long fill(AddressSpace memory, long address, long size, String text) {
    if (size < text.length() + 1L) {
      return text.length() + 1L;
    }
    write(memory, address, text);
    return text.length();
  }

  /** UTF-16 of UTF-8 bytes. */
  static String ofUtf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** UTF-8 of UTF-16; unpaired surrogates become U+FFFD. */
  static byte[] utf8(String text) {
    StringBuilder s = new StringBuilder(text);
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < s.length()
          && Character.isLowSurrogate(s.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        s.setCharAt(i, '\ufffd');
      }
    }
    return s.toString().getBytes(StandardCharsets.UTF_8);
  }
}
