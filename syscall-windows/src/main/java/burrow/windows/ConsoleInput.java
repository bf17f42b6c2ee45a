package burrow.windows;

import burrow.kernel.file.BlockingIo;
import burrow.kernel.file.OpenFile;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** What the user types, decoded; keeps what did not fit into a program's buffer. */
final class ConsoleInput {
  private static final int CHUNK = 4096;

  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(CHUNK);
  private final StringBuilder decoded = new StringBuilder();

  /**
   * Reads characters, at most so many; lines end with CR LF as consoles give them. Empty at the end
   * of input.
   */
  synchronized String read(OpenFile file, WindowsThread thread, int most) {
    while (decoded.isEmpty() && most > 0) {
      long n = BlockingIo.read(file, bytes, thread::awaitOrThrow);
      if (n <= 0) {
        return "";
      }
      bytes.flip();
      CharBuffer chars = CharBuffer.allocate(CHUNK + 2);
      decoder.decode(bytes, chars, false);
      bytes.compact();
      decoded.append(chars.flip().toString().replace("\n", "\r\n"));
    }
    int count = Math.min(most, decoded.length());
    String text = decoded.substring(0, count);
    decoded.delete(0, count);
    return text;
  }
}
