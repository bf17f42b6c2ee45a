package burrow.loader;

import burrow.machine.ProgramImage;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Which DWARF debugging information a file carries.
 *
 * @param version of the first line table or unit, 0 if it cannot be read
 * @param lines whether there is a line table
 * @param compressed whether any of it is compressed
 * @param sections names without format-specific prefixes, such as "info", "line"
 */
public record DwarfSummary(int version, boolean lines, boolean compressed, List<String> sections) {
  /** The ELF compression header: type, reserved, size, alignment. */
  private static final int ELF_COMPRESSION_HEADER = 24;

  /** "ZLIB" and the size, big-endian. */
  private static final int Z_HEADER = 12;

  /** The summary, or null if there is no DWARF. */
  public static @Nullable DwarfSummary of(ProgramImage image, SectionTable table) {
    List<String> names = new ArrayList<>();
    boolean compressed = false;
    Section unit = null;
    for (Section s : table.sections()) {
      String name = s.plainName();
      boolean z = name.startsWith("zdebug_");
      if (!z && !name.startsWith("debug_")) {
        continue;
      }
      compressed |= z || s.compressed();
      names.add(name.substring(name.indexOf('_') + 1));
      if (name.endsWith("debug_line") || unit == null && name.endsWith("debug_info")) {
        unit = s;
      }
    }
    if (names.isEmpty()) {
      return null;
    }
    int version = unit == null ? 0 : versionOf(image.content(), unit);
    return new DwarfSummary(version, names.contains("line"), compressed, List.copyOf(names));
  }

  /** A unit begins with its length, of 4 or 4 + 8 bytes, and its version. */
  private static int versionOf(byte[] content, Section s) {
    byte[] start = new byte[14];
    int at = (int) s.fileOffset();
    int available = (int) s.fileSize();
    int header =
        s.compressed() ? ELF_COMPRESSION_HEADER : s.plainName().startsWith("z") ? Z_HEADER : 0;
    if (available <= header) {
      return 0;
    }
    if (header == 0) {
      System.arraycopy(content, at, start, 0, Math.min(start.length, available));
    } else {
      try (Inflater inflater = new Inflater()) {
        inflater.setInput(content, at + header, available - header);
        inflater.inflate(start);
      } catch (DataFormatException e) {
        return 0;
      }
    }
    int version = FileBytes.int32(start, 0) == -1 ? 12 : 4;
    int value = (start[version] & 0xff) | (start[version + 1] & 0xff) << 8;
    return value <= 5 ? value : 0;
  }
}
