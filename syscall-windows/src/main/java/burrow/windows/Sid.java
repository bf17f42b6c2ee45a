package burrow.windows;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.machine.AddressSpace;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A security identifier.
 *
 * @param authority 48 bits
 * @param parts the sub-authorities, unsigned
 */
record Sid(long authority, List<Long> parts) {
  private static final int MOST_PARTS = 15;

  /** What stands for this computer in the identifiers of its users. */
  private static final List<Long> COMPUTER = List.of(21L, 1004336348L, 1177238915L, 682003330L);

  /** The group of ordinary users. */
  static final Sid USERS = inComputer(513);

  private static Sid inComputer(long relative) {
    List<Long> parts = new ArrayList<>(COMPUTER);
    parts.add(relative);
    return new Sid(5, List.copyOf(parts));
  }

  /** The identifier of the host's user with a number. */
  static Sid ofUser(int uid) {
    return inComputer(1000L + uid);
  }

  byte[] bytes() {
    ByteBuffer b = ByteBuffer.allocate(8 + 4 * parts.size()).order(ByteOrder.LITTLE_ENDIAN);
    b.put((byte) 1).put((byte) parts.size());
    for (int i = 5; i >= 0; i--) {
      b.put((byte) (authority >>> 8 * i));
    }
    parts.forEach(p -> b.putInt(p.intValue()));
    return b.array();
  }

  static Sid read(AddressSpace m, long at) {
    int count = m.readByte(at + 1) & 0xff;
    if (m.readByte(at) != 1 || count > MOST_PARTS) {
      throw new Win32Exception(1337 /* ERROR_INVALID_SID */);
    }
    long authority = 0;
    for (int i = 0; i < 6; i++) {
      authority = authority << 8 | m.readByte(at + 2 + i) & 0xff;
    }
    List<Long> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(m.readInt(at + 8 + 4L * i) & 0xffff_ffffL);
    }
    return new Sid(authority, List.copyOf(parts));
  }

  static Sid parse(String text) {
    String[] fields = text.split("-");
    try {
      if (fields.length < 3 || fields.length > 3 + MOST_PARTS || !fields[0].equalsIgnoreCase("S")) {
        throw new Win32Exception(1337);
      }
      List<Long> parts = new ArrayList<>();
      for (int i = 3; i < fields.length; i++) {
        parts.add(Long.parseLong(fields[i]));
      }
      return new Sid(Long.parseLong(fields[2]), List.copyOf(parts));
    } catch (NumberFormatException e) {
      throw new KernelException(Errno.EINVAL);
    }
  }

  @Override
  public String toString() {
    StringBuilder s = new StringBuilder("S-1-").append(authority);
    parts.forEach(p -> s.append('-').append(p));
    return s.toString();
  }
}
