package burrow.windows;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.DirectoryNode;
import burrow.kernel.file.Location;
import burrow.kernel.file.PathWalker.Last;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Symbolic links in the spelling of Windows and in that of the host. */
final class SymbolicLinks {
  // REPARSE_DATA_BUFFER for symbolic links.
  private static final int HEADER = 8;
  private static final int PATHS = 20;
  private static final int MOUNT_POINT_PATHS = 16;
  private static final int RELATIVE = 1;
  private static final String NT_PREFIX = "\\??\\";

  private SymbolicLinks() {}

  /** The target of the link at a place, in Windows spelling. */
  static String target(Place place) {
    try (Location l = place.walk(Last.NO_FOLLOW)) {
      DirectoryNode.Link link = l.directory().link(l.name());
      if (link == null) {
        throw new Win32Exception(Win32.ERROR_NOT_A_REPARSE_POINT);
      }
      String t = link.target();
      if (t.startsWith("/")) {
        return WindowsPath.ofHost(place.drive(), t);
      }
      StringBuilder s = new StringBuilder();
      for (String n : t.split("/", -1)) {
        s.append(s.isEmpty() ? "" : "\\").append(FileNames.toWindows(n));
      }
      return s.toString();
    }
  }

  static void create(Place place, String target) {
    String host = toHost(place, target);
    try (Location l = place.walk(Last.NAME)) {
      l.directory().makeSymlink(l.name(), host);
    }
  }

  private static String toHost(Place place, String target) {
    String t = target;
    if (t.startsWith(NT_PREFIX) || t.startsWith("\\\\?\\")) {
      t = t.substring(NT_PREFIX.length());
    }
    StringBuilder s = new StringBuilder();
    if (t.length() >= 2 && t.charAt(1) == ':') {
      if (Character.toUpperCase(t.charAt(0)) != place.drive()) {
        throw new KernelException(
            Errno.EOPNOTSUPP, "a link from drive " + place.drive() + " to " + t);
      }
      t = t.substring(2);
    }
    boolean rooted = !t.isEmpty() && (t.charAt(0) == '\\' || t.charAt(0) == '/');
    for (String n : t.split("[\\\\/]")) {
      if (n.isEmpty()) {
        continue;
      }
      s.append(s.isEmpty() && !rooted ? "" : "/").append(FileNames.toHost(n));
    }
    if (s.isEmpty()) {
      s.append(rooted ? "/" : ".");
    }
    return s.toString();
  }

  /** The reparse data of a link, as FSCTL_GET_REPARSE_POINT gives it. */
  static byte[] data(Place place) {
    String target = target(place);
    boolean absolute = target.length() >= 2 && target.charAt(1) == ':';
    byte[] substitute = Wide.bytes(absolute ? NT_PREFIX + target : target);
    byte[] print = Wide.bytes(target);
    ByteBuffer b =
        ByteBuffer.allocate(PATHS + substitute.length + print.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(FileFacts.TAG_SYMLINK);
    b.putShort((short) (b.capacity() - HEADER)).putShort((short) 0);
    b.putShort((short) 0).putShort((short) substitute.length);
    b.putShort((short) substitute.length).putShort((short) print.length);
    b.putInt(absolute ? 0 : RELATIVE);
    return b.put(substitute).put(print).array();
  }

  /**
   * The target that reparse data names, as FSCTL_SET_REPARSE_POINT takes it.
   *
   * @throws Win32Exception if it is neither a link nor a junction
   */
  static String targetOf(byte[] data) {
    ByteBuffer b = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    if (data.length < PATHS) {
      throw new Win32Exception(Win32.ERROR_INVALID_REPARSE_DATA);
    }
    int tag = b.getInt(0);
    if (tag != FileFacts.TAG_SYMLINK && tag != FileFacts.TAG_MOUNT_POINT) {
      throw new Win32Exception(
          Win32.ERROR_INVALID_REPARSE_DATA, "reparse tag 0x" + Integer.toHexString(tag));
    }
    int paths = tag == FileFacts.TAG_SYMLINK ? PATHS : MOUNT_POINT_PATHS;
    int offset = paths + (b.getShort(8) & 0xffff);
    int length = b.getShort(10) & 0xffff;
    if (offset + length > data.length) {
      throw new Win32Exception(Win32.ERROR_INVALID_REPARSE_DATA);
    }
    StringBuilder s = new StringBuilder();
    for (int i = 0; i < length; i += 2) {
      s.append((char) b.getShort(offset + i));
    }
    return s.toString();
  }
}
