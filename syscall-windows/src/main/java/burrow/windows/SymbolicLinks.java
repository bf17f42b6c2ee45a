package burrow.windows;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.DirectoryNode;
import burrow.kernel.file.FileMode;
import burrow.kernel.file.FileStatus;
import burrow.kernel.file.Location;
import burrow.kernel.file.PathWalker.Last;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Symbolic links and junctions in the spelling of Windows and in that of the host. All are symbolic
 * links there; what the host does not tell apart stands in how the target begins, which means the
 * same to the host: {@code /x} is {@code Z:\x}, {@code /./x} is {@code \x}, {@code /././x} is a
 * junction to {@code Z:\x}, and {@code ././x} a link that is one to a file although there was none.
 */
final class SymbolicLinks {
  // REPARSE_DATA_BUFFER.
  private static final int HEADER = 8;
  private static final int SYMLINK_PATHS = 20;
  private static final int JUNCTION_PATHS = 16;
  private static final int RELATIVE = 1;
  private static final String NT_PREFIX = "\\??\\";

  private static final String ROOTED = "/./";
  private static final String JUNCTION = "/././";
  private static final String TO_FILE = "././";

  /**
   * A link as Windows has it.
   *
   * @param junction whether it is a mount point in the terms of Windows
   * @param toFile whether it is a link to a file, whatever is there
   * @param target as the program gave it; absolute ones begin with a drive
   */
  record Link(boolean junction, boolean toFile, String target) {
    boolean isAbsolute() {
      return target.length() >= 2 && target.charAt(1) == ':';
    }
  }

  private SymbolicLinks() {}

  /** The link at a place. */
  static Link read(Place place) {
    try (Location l = place.walk(Last.NO_FOLLOW)) {
      DirectoryNode.Link link = l.directory().link(l.name());
      if (link == null) {
        throw new Win32Exception(Win32.ERROR_NOT_A_REPARSE_POINT);
      }
      return ofHost(place.drive(), link.target());
    }
  }

  static Link ofHost(char drive, String target) {
    if (target.startsWith(JUNCTION)) {
      String path = target.substring(JUNCTION.length() - 1);
      return new Link(true, false, WindowsPath.ofHost(drive, path));
    }
    if (target.startsWith(ROOTED) || target.equals("/.")) {
      return new Link(false, false, WindowsPath.ofHost(drive, target.substring(2)).substring(2));
    }
    if (target.startsWith("/")) {
      return new Link(false, false, WindowsPath.ofHost(drive, target));
    }
    boolean toFile = target.startsWith(TO_FILE);
    StringBuilder s = new StringBuilder();
    for (String n : (toFile ? target.substring(TO_FILE.length()) : target).split("/", -1)) {
      s.append(s.isEmpty() ? "" : "\\").append(FileNames.toWindows(n));
    }
    return new Link(false, toFile, s.toString());
  }

  static void create(WindowsFiles files, Place place, Link link) {
    String host = toHost(files, place.drive(), link);
    try (Location l = place.walk(Last.NAME)) {
      l.directory().makeSymlink(l.name(), host);
    }
  }

  /**
   * Makes a symbolic link.
   *
   * @param toFile whether it is one to a file, whatever is there
   */
  static void create(WindowsFiles files, Place place, String target, boolean toFile) {
    create(files, place, new Link(false, false, target));
    if (toFile && !leadsToFile(files, place)) {
      FileActions.deleteFile(files, place, true);
      create(files, place, new Link(false, true, target));
    }
  }

  private static boolean leadsToFile(WindowsFiles files, Place link) {
    try {
      FileStatus s = files.statusOrNull(link, true);
      return s != null && !FileMode.isDirectory(s.mode());
    } catch (KernelException e) {
      return false; // a loop
    }
  }

  private static String toHost(WindowsFiles files, char drive, Link link) {
    String t = link.target();
    boolean prefixed = t.startsWith(NT_PREFIX) || t.startsWith("\\\\");
    if (prefixed || link.isAbsolute() || link.junction()) {
      WindowsPath path = files.parse(t);
      if (path.drive() != drive) {
        throw new KernelException(Errno.EOPNOTSUPP, "a link from drive " + drive + " to " + t);
      }
      return (link.junction() ? "/./." : "") + path.hostPath();
    }
    boolean rooted = !t.isEmpty() && (t.charAt(0) == '\\' || t.charAt(0) == '/');
    StringBuilder s = new StringBuilder();
    for (String n : t.split("[\\\\/]")) {
      if (!n.isEmpty()) {
        s.append(s.isEmpty() ? "" : "/").append(FileNames.toHost(n));
      }
    }
    if (rooted) {
      return ROOTED + s;
    }
    if (s.isEmpty()) {
      return ".";
    }
    boolean directory = t.endsWith("\\") || t.endsWith("/");
    return (link.toFile() ? TO_FILE : "") + s + (directory ? "/" : "");
  }

  // ---- reparse points ----

  /** The tag of the reparse point that a file is; 0 if it is none. */
  static int tag(Place place, FileStatus status) {
    if (!FileMode.isSymlink(status.mode())) {
      return 0;
    }
    return read(place).junction() ? FileFacts.TAG_MOUNT_POINT : FileFacts.TAG_SYMLINK;
  }

  /** The reparse data of a link, as FSCTL_GET_REPARSE_POINT gives it. */
  static byte[] data(Link link) {
    int paths = link.junction() ? JUNCTION_PATHS : SYMLINK_PATHS;
    byte[] substitute = Wide.bytes((link.isAbsolute() ? NT_PREFIX : "") + link.target() + '\0');
    byte[] print = Wide.bytes(link.target() + '\0');
    ByteBuffer b =
        ByteBuffer.allocate(paths + substitute.length + print.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(link.junction() ? FileFacts.TAG_MOUNT_POINT : FileFacts.TAG_SYMLINK);
    b.putShort((short) (b.capacity() - HEADER)).putShort((short) 0);
    b.putShort((short) 0).putShort((short) (substitute.length - 2));
    b.putShort((short) substitute.length).putShort((short) (print.length - 2));
    if (!link.junction()) {
      b.putInt(link.isAbsolute() ? 0 : RELATIVE);
    }
    return b.put(substitute).put(print).array();
  }

  /**
   * The link that reparse data describes, as FSCTL_SET_REPARSE_POINT takes it.
   *
   * @throws Win32Exception if it is neither a symbolic link nor a junction
   */
  static Link ofData(byte[] data) {
    ByteBuffer b = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    if (data.length < SYMLINK_PATHS) {
      throw new Win32Exception(Win32.ERROR_INVALID_REPARSE_DATA);
    }
    int tag = b.getInt(0);
    if (tag != FileFacts.TAG_SYMLINK && tag != FileFacts.TAG_MOUNT_POINT) {
      throw new Win32Exception(
          Win32.ERROR_INVALID_REPARSE_DATA, "reparse tag 0x" + Integer.toHexString(tag));
    }
    boolean junction = tag == FileFacts.TAG_MOUNT_POINT;
    int offset = (junction ? JUNCTION_PATHS : SYMLINK_PATHS) + (b.getShort(8) & 0xffff);
    int length = b.getShort(10) & 0xffff;
    if (offset + length > data.length) {
      throw new Win32Exception(Win32.ERROR_INVALID_REPARSE_DATA);
    }
    StringBuilder s = new StringBuilder();
    for (int i = 0; i < length; i += 2) {
      s.append((char) b.getShort(offset + i));
    }
    return new Link(junction, false, s.toString());
  }
}
