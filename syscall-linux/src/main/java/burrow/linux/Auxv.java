package burrow.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/** The auxiliary vector: tags and values in order (include/uapi/linux/auxvec.h). */
public final class Auxv {
  static final int AT_NULL = 0;
  static final int AT_PHDR = 3;
  static final int AT_PHENT = 4;
  static final int AT_PHNUM = 5;
  static final int AT_PAGESZ = 6;
  static final int AT_BASE = 7;
  static final int AT_FLAGS = 8;
  static final int AT_ENTRY = 9;
  static final int AT_UID = 11;
  static final int AT_EUID = 12;
  static final int AT_GID = 13;
  static final int AT_EGID = 14;
  static final int AT_PLATFORM = 15;
  static final int AT_HWCAP = 16;
  static final int AT_CLKTCK = 17;
  static final int AT_SECURE = 23;
  static final int AT_RANDOM = 25;
  static final int AT_HWCAP2 = 26;
  static final int AT_EXECFN = 31;
  static final int AT_MINSIGSTKSZ = 51;

  private final Map<Integer, Long> entries = new LinkedHashMap<>();

  Auxv put(int tag, long value) {
    entries.put(tag, value);
    return this;
  }

  /** The vector as it lies in memory, the final AT_NULL pair included. */
  public byte[] bytes() {
    ByteBuffer b = ByteBuffer.allocate(16 * (entries.size() + 1)).order(ByteOrder.LITTLE_ENDIAN);
    entries.forEach((tag, value) -> b.putLong(tag).putLong(value));
    return b.putLong(AT_NULL).putLong(0).array();
  }
}
