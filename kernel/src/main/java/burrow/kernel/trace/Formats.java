package burrow.kernel.trace;

import burrow.machine.AddressSpace;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The argument formats that all operating systems share. */
public final class Formats {
  /** As many bytes of a buffer are shown. */
  private static final int SHOWN_BYTES = 32;

  private static final int SHOWN_PATH = 4096;

  private Formats() {}

  /** A signed 32-bit number. */
  public static final ArgumentFormat INT = (out, c, i) -> out.append((int) c.argument(i));

  /** A signed 64-bit number: sizes, offsets. */
  public static final ArgumentFormat LONG = (out, c, i) -> out.append(c.argument(i));

  /** An unsigned number in hexadecimal: addresses and bit sets without names. */
  public static final ArgumentFormat HEX = (out, c, i) -> hex(out, c.argument(i));

  /** A pointer whose target is not shown. */
  public static final ArgumentFormat POINTER =
      (out, c, i) -> {
        if (c.argument(i) == 0) {
          out.append("NULL");
        } else {
          hex(out, c.argument(i));
        }
      };

  /** A number in octal: file modes. */
  public static final ArgumentFormat OCTAL =
      (out, c, i) -> out.append('0').append(Integer.toOctalString((int) c.argument(i)));

  /** A descriptor. */
  public static final ArgumentFormat FD = INT;

  /** A NUL-terminated string. */
  public static final ArgumentFormat STRING =
      (out, c, i) -> {
        long address = c.argument(i);
        if (address == 0) {
          out.append("NULL");
          return;
        }
        byte[] bytes = c.memory().readStringBytes(address, SHOWN_PATH);
        if (bytes == null) {
          hex(out, address);
        } else {
          quote(out, bytes, bytes.length, false);
        }
      };

  /** A buffer that the call reads, with its length in argument {@code lengthIndex}. */
  public static ArgumentFormat input(int lengthIndex) {
    return (out, c, i) -> buffer(out, c, c.argument(i), c.argument(lengthIndex));
  }

  /** A buffer that the call has filled with as many bytes as its result says. */
  public static final ArgumentFormat OUTPUT =
      after((out, c, i) -> buffer(out, c, c.argument(i), c.result()));

  /** Makes a format one that is applied after the call; a failed call shows the pointer. */
  public static ArgumentFormat after(ArgumentFormat format) {
    return new ArgumentFormat() {
      @Override
      public void append(StringBuilder out, TracedCall call, int index) {
        if (call.result() < 0 || call.argument(index) == 0) {
          POINTER.append(out, call, index);
        } else {
          format.append(out, call, index);
        }
      }

      @Override
      public boolean output() {
        return true;
      }
    };
  }

  /** A structure that the call reads; a null pointer shows as NULL. */
  public static ArgumentFormat struct(ArgumentFormat format) {
    return (out, c, i) -> {
      if (c.argument(i) == 0) {
        out.append("NULL");
      } else {
        format.append(out, c, i);
      }
    };
  }

  /** One of some named values, or the number in hexadecimal. */
  public static ArgumentFormat oneOf(Map<Long, String> names) {
    return (out, c, i) -> {
      long v = (int) c.argument(i);
      String name = names.get(v);
      if (name == null) {
        hex(out, v & 0xffff_ffffL);
      } else {
        out.append(name);
      }
    };
  }

  /**
   * A set of flags, {@code A|B|0x…}.
   *
   * @param zero the name of the empty set
   */
  public static ArgumentFormat flags(String zero, Map<Long, String> names) {
    return (out, c, i) -> appendFlags(out, c.argument(i), zero, names);
  }

  public static void appendFlags(
      StringBuilder out, long value, String zero, Map<Long, String> names) {
    long left = value;
    String separator = "";
    for (Map.Entry<Long, String> e : names.entrySet()) {
      long bits = e.getKey();
      if (bits != 0 && (left & bits) == bits) {
        out.append(separator).append(e.getValue());
        separator = "|";
        left &= ~bits;
      }
    }
    if (left != 0) {
      out.append(separator);
      hex(out, left);
    } else if (separator.isEmpty()) {
      out.append(zero);
    }
  }

  /**
   * Names for {@link #oneOf} and {@link #flags}: value, name, value, name … in order of testing.
   */
  public static Map<Long, String> names(Object... valuesAndNames) {
    Map<Long, String> map = new LinkedHashMap<>();
    for (int i = 0; i < valuesAndNames.length; i += 2) {
      map.put(((Number) valuesAndNames[i]).longValue(), (String) valuesAndNames[i + 1]);
    }
    return map;
  }

  /** Appends {@code 0x…}. */
  public static void hex(StringBuilder out, long value) {
    out.append("0x").append(Long.toHexString(value));
  }

  private static void buffer(StringBuilder out, TracedCall c, long address, long length) {
    if (address == 0) {
      out.append("NULL");
      return;
    }
    AddressSpace memory = c.memory();
    int shown = (int) Math.max(0, Math.min(length, SHOWN_BYTES));
    quote(out, memory.read(address, shown), shown, length > shown);
  }

  /** Appends bytes as a C string literal, dots behind it if there are more. */
  public static void quote(StringBuilder out, byte[] bytes, int length, boolean more) {
    out.append('"');
    for (int i = 0; i < length; i++) {
      int b = bytes[i] & 0xff;
      switch (b) {
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        case '\r' -> out.append("\\r");
        case '"', '\\' -> out.append('\\').append((char) b);
        default -> {
          if (b >= 0x20 && b < 0x7f) {
            out.append((char) b);
          } else {
            out.append(String.format("\\x%02x", b));
          }
        }
      }
    }
    out.append(more ? "\"..." : "\"");
  }

  /** As {@link #quote} for text. */
  public static void quote(StringBuilder out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    quote(out, bytes, bytes.length, false);
  }
}
