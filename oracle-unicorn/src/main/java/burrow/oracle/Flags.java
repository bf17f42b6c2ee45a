package burrow.oracle;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** The single bits of flag registers by their names in the architecture manuals. */
public final class Flags {
  private static final Map<String, Map<String, Integer>> BITS =
      Map.of(
          "rflags", ordered("cf", 0, "pf", 2, "af", 4, "zf", 6, "sf", 7, "df", 10, "of", 11),
          "nzcv", ordered("n", 31, "z", 30, "c", 29, "v", 28));

  private Flags() {}

  private static Map<String, Integer> ordered(Object... namesAndBits) {
    Map<String, Integer> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndBits.length; i += 2) {
      map.put((String) namesAndBits[i], (Integer) namesAndBits[i + 1]);
    }
    return map;
  }

  /**
   * The mask of one flag.
   *
   * @param name {@code "rflags.cf"}, {@code "nzcv.n"}
   */
  public static long bit(String name) {
    int dot = name.indexOf('.');
    Map<String, Integer> bits = BITS.get(name.substring(0, dot));
    Integer bit = bits == null ? null : bits.get(name.substring(dot + 1));
    if (bit == null) {
      throw new IllegalArgumentException("no flag " + name);
    }
    return 1L << bit;
  }

  /** All flags of a register that programs can see, or all bits if it is no flag register. */
  public static long all(String register) {
    Map<String, Integer> bits = BITS.get(register);
    return bits == null ? -1 : bits.values().stream().mapToLong(b -> 1L << b).sum();
  }

  /** A value for people: hexadecimal, or the names of the flags that are set. */
  public static String format(String register, long value) {
    Map<String, Integer> bits = BITS.get(register);
    if (bits == null) {
      return "0x" + Long.toHexString(value);
    }
    StringJoiner set = new StringJoiner(" ", "[", "]");
    bits.forEach((name, bit) -> {
      if ((value >>> bit & 1) != 0) {
        set.add(name);
      }
    });
    return set.toString();
  }
}
