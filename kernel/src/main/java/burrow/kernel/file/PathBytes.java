package burrow.kernel.file;

import java.nio.charset.StandardCharsets;

/**
 * POSIX file names are bytes, not text. The kernel keeps a path as a String with one char per byte
 * (ISO 8859-1), which loses nothing, compares fast and slices easily; text of the host (options,
 * environment) is converted here.
 */
public final class PathBytes {
  private PathBytes() {}

  /** The path whose bytes these are. */
  public static String of(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  public static byte[] bytes(String path) {
    return path.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The path of a text, in UTF-8. */
  public static String ofText(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The text to show for a path; malformed UTF-8 is replaced. */
  public static String text(String path) {
    return new String(bytes(path), StandardCharsets.UTF_8);
  }
}
