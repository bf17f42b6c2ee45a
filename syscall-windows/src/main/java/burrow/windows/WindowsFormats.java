package burrow.windows;

import burrow.kernel.trace.ArgumentFormat;
import burrow.kernel.trace.Formats;

/** Argument formats of Windows functions. */
final class WindowsFormats {
  private WindowsFormats() {}

  /** A DWORD, BOOL or enumeration in decimal, as a signed number. */
  static final ArgumentFormat INT = Formats.INT;

  /** A DWORD of flags. */
  static final ArgumentFormat FLAGS = (out, c, i) -> Formats.hex(out, c.argument(i) & 0xffff_ffffL);

  static final ArgumentFormat POINTER = Formats.POINTER;

  /** A size or another 64-bit number. */
  static final ArgumentFormat SIZE = Formats.HEX;

  static final ArgumentFormat HANDLE =
      (out, c, i) -> {
        long h = c.argument(i);
        if (h < 0 && h > -16) {
          out.append(h);
        } else {
          Formats.hex(out, h);
        }
      };

  /** A NUL-terminated UTF-16 string. */
  static final ArgumentFormat WIDE =
      (out, c, i) -> {
        if (c.argument(i) == 0) {
          out.append("NULL");
        } else {
          Formats.quote(out, Wide.read(c.memory(), c.argument(i), 32767));
        }
      };

  /** A NUL-terminated string of bytes. */
  static final ArgumentFormat NARROW = Formats.STRING;

  /** What GetProcAddress takes: a string, or an ordinal. */
  static final ArgumentFormat NAME_OR_ORDINAL =
      (out, c, i) -> {
        if (c.argument(i) >>> 16 == 0) {
          out.append('#').append(c.argument(i));
        } else {
          Formats.STRING.append(out, c, i);
        }
      };
}
