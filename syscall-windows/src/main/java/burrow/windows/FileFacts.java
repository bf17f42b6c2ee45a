package burrow.windows;

import burrow.kernel.file.FileMode;
import burrow.kernel.file.FileStatus;
import burrow.kernel.file.FileStatus.FileTime;

/** What Windows tells about a file, made from what the kernel knows. */
final class FileFacts {
  static final int READONLY = 0x1;
  static final int DIRECTORY = 0x10;
  static final int ARCHIVE = 0x20;
  static final int DEVICE = 0x40;
  static final int NORMAL = 0x80;
  static final int REPARSE_POINT = 0x400;

  static final int TAG_SYMLINK = 0xA000_000C;
  static final int TAG_MOUNT_POINT = 0xA000_0003;

  private static final int UNITS_PER_SECOND = 10_000_000;
  private static final int WRITABLE = 0222;
  private static final int CLUSTER = 4096;

  private FileFacts() {}

  /**
   * FILE_ATTRIBUTE_* of a file.
   *
   * @param leadsToDirectory for a symbolic link, whether it does
   */
  static int attributes(FileStatus s, boolean leadsToDirectory) {
    int type = s.mode() & FileMode.TYPE_MASK;
    if (type == FileMode.SYMLINK) {
      return REPARSE_POINT | (leadsToDirectory ? DIRECTORY : ARCHIVE);
    }
    if (type == FileMode.DIRECTORY) {
      return DIRECTORY;
    }
    if (type == FileMode.CHARACTER_DEVICE || type == FileMode.BLOCK_DEVICE) {
      return DEVICE;
    }
    return ARCHIVE | (isReadOnly(s) ? READONLY : 0);
  }

  /** Whether the file shows the read-only attribute: nobody may write it. */
  static boolean isReadOnly(FileStatus s) {
    return !FileMode.isDirectory(s.mode())
        && !FileMode.isSymlink(s.mode())
        && (s.mode() & WRITABLE) == 0;
  }

  /** The permissions with the read-only attribute set or cleared. */
  static int mode(int old, boolean readOnly) {
    int permissions = old & FileMode.PERMISSIONS;
    return readOnly ? permissions & ~WRITABLE : permissions | 0200;
  }

  /** FILETIME: 100 ns since 1601. */
  static long time(FileTime t) {
    return t.seconds() * UNITS_PER_SECOND + t.nanos() / 100 + SharedData.EPOCH;
  }

  /** The moment of a FILETIME. */
  static FileTime ofTime(long units) {
    long since1970 = units - SharedData.EPOCH;
    long seconds = Math.floorDiv(since1970, (long) UNITS_PER_SECOND);
    return new FileTime(seconds, (int) Math.floorMod(since1970, (long) UNITS_PER_SECOND) * 100);
  }

  static long created(FileStatus s) {
    return time(s.created() != null ? s.created() : s.modified());
  }

  static long size(FileStatus s) {
    return FileMode.isRegular(s.mode()) ? s.size() : 0;
  }

  static long allocated(FileStatus s) {
    return FileMode.isRegular(s.mode()) ? (s.blocks() * 512 + CLUSTER - 1) & -CLUSTER : 0;
  }

  /** Serial number of the volume, from the device's number. */
  static int volume(FileStatus s) {
    return s.deviceMajor() << 20 ^ s.deviceMinor();
  }
}
