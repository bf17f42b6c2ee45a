package burrow.darwin;

import burrow.kernel.file.FileStatus;
import burrow.kernel.file.FileStatus.FileTime;
import burrow.kernel.file.FileSystemStatus;
import burrow.machine.AddressSpace;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * struct stat and struct statfs with 64-bit inode numbers in guest memory (sys/stat.h, sys/mount.h;
 * Go's syscall/ztypes_darwin_*.go states the same).
 */
final class StatLayout {
  static final int STAT_BYTES = 144;
  static final int STATFS_BYTES = 2168;

  // struct stat
  static final int ST_MODE = 4;
  static final int ST_NLINK = 6;
  static final int ST_INO = 8;
  static final int ST_UID = 16;
  static final int ST_GID = 20;
  static final int ST_RDEV = 24;
  static final int ST_TIMES = 32;
  static final int ST_SIZE = 96;
  static final int ST_BLOCKS = 104;
  static final int ST_BLKSIZE = 112;

  // struct statfs
  static final int F_BSIZE = 0;
  static final int F_IOSIZE = 4;
  static final int F_BLOCKS = 8;
  static final int F_FSID = 48;
  static final int F_TYPE = 60;
  static final int F_FLAGS = 64;
  static final int F_FSTYPENAME = 72;
  static final int F_MNTONNAME = 88;
  static final int F_MNTFROMNAME = 1112;

  private static final int MNT_RDONLY = 1;

  private StatLayout() {}

  /** makedev of sys/types.h. */
  static int device(int major, int minor) {
    return major << 24 | minor & 0xffffff;
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static long writeStat(AddressSpace memory, long address, FileStatus s) {
    byte[] struct = new byte[STAT_BYTES];
    ByteBuffer b = buffer(struct);
    b.putInt(0, device(s.deviceMajor(), s.deviceMinor()));
    b.putShort(ST_MODE, (short) s.mode()).putShort(ST_NLINK, (short) s.links());
    b.putLong(ST_INO, s.inode()).putInt(ST_UID, s.uid()).putInt(ST_GID, s.gid());
    b.putInt(ST_RDEV, device(s.specialMajor(), s.specialMinor()));
    b.position(ST_TIMES);
    for (FileTime t : new FileTime[] {s.accessed(), s.modified(), s.changed(), s.created()}) {
      b.putLong(t.seconds()).putLong(t.nanos());
    }
    b.putLong(ST_SIZE, s.size()).putLong(ST_BLOCKS, s.blocks());
    b.putInt(ST_BLKSIZE, s.blockSize());
    memory.write(address, struct);
    return 0;
  }

  static long writeStatfs(AddressSpace memory, long address, FileSystemStatus s) {
    byte[] struct = new byte[STATFS_BYTES];
    ByteBuffer b = buffer(struct);
    b.putInt(F_BSIZE, (int) s.blockSize()).putInt(F_IOSIZE, (int) s.blockSize());
    b.position(F_BLOCKS);
    b.putLong(s.blocks()).putLong(s.freeBlocks()).putLong(s.availableBlocks());
    b.putLong(s.files()).putLong(s.freeFiles());
    b.putLong(F_FSID, s.id()).putInt(F_TYPE, (int) s.type());
    b.putInt(F_FLAGS, (int) s.flags() & MNT_RDONLY);
    text(b, F_FSTYPENAME, "apfs");
    text(b, F_MNTONNAME, "/");
    text(b, F_MNTFROMNAME, "/dev/disk1s1");
    memory.write(address, struct);
    return 0;
  }

  private static void text(ByteBuffer b, int at, String text) {
    b.put(at, text.getBytes(StandardCharsets.UTF_8));
  }
}
