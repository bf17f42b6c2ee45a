package burrow.kernel.file;

/**
 * What stat(2) tells about a file.
 *
 * @param deviceMajor major number of the file system's device; {@code deviceMinor} likewise
 * @param inode the file's number there
 * @param mode see {@link FileMode}
 * @param links number of hard links
 * @param uid owner; {@code gid} group
 * @param specialMajor major number of the device that the file stands for; {@code specialMinor}
 *     likewise
 * @param size bytes
 * @param blockSize preferred size of transfers
 * @param blocks allocated units of 512 bytes
 * @param accessed times of last access, data change, status change and of creation (or null)
 */
public record FileStatus(
    int deviceMajor,
    int deviceMinor,
    long inode,
    int mode,
    long links,
    int uid,
    int gid,
    int specialMajor,
    int specialMinor,
    long size,
    int blockSize,
    long blocks,
    FileTime accessed,
    FileTime modified,
    FileTime changed,
    FileTime created) {

  /**
   * A moment: seconds since 1970-01-01 UTC, possibly negative, and 0 to 999,999,999 nanoseconds.
   */
  public record FileTime(long seconds, int nanos) {
    public static final FileTime EPOCH = new FileTime(0, 0);

    public static FileTime ofNanos(long nanos) {
      return new FileTime(
          Math.floorDiv(nanos, 1_000_000_000L), (int) Math.floorMod(nanos, 1_000_000_000L));
    }
  }

  /** An object that exists only inside Burrow. */
  public static FileStatus synthetic(long inode, int mode, int uid, int gid, long size) {
    return synthetic(inode, mode, uid, gid, size, 0, 0);
  }

  /** As {@link #synthetic(long, int, int, int, long)} for a device file. */
  public static FileStatus synthetic(
      long inode, int mode, int uid, int gid, long size, int major, int minor) {
    FileTime t = Started.TIME;
    return new FileStatus(0, 23, inode, mode, 1, uid, gid, major, minor, size, 4096, 0, t, t, t, t);
  }

  private static final class Started {
    static final FileTime TIME = FileTime.ofNanos(System.currentTimeMillis() * 1_000_000L);
  }
}
