package burrow.linux;

import burrow.kernel.file.FileStatus;
import burrow.kernel.file.FileStatus.FileTime;
import burrow.kernel.file.FileSystemStatus;
import burrow.machine.AddressSpace;
import burrow.machine.Arch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * struct stat, statx and statfs in guest memory (arch/x86/include/uapi/asm/stat.h,
 * include/uapi/asm-generic/stat.h, include/uapi/linux/stat.h).
 */
final class StatLayout {
  private static final int AMD64_BYTES = 144;
  private static final int GENERIC_BYTES = 128;
  private static final int STATX_BYTES = 256;
  private static final int STATFS_BYTES = 120;

  /** STATX_BASIC_STATS | STATX_BTIME. */
  private static final int STATX_MASK = 0xfff;

  private StatLayout() {}

  /** A device number as struct stat holds it (new_encode_dev of the kernel). */
  static long device(int major, int minor) {
    return (minor & 0xffL) | (long) major << 8 | (minor & ~0xffL) << 12;
  }

  static int major(long device) {
    return (int) (device >>> 8 & 0xfff);
  }

  static int minor(long device) {
    return (int) (device & 0xff | device >>> 12 & 0xfff00);
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static void writeStat(AddressSpace memory, long address, FileStatus s, Arch arch) {
    byte[] struct = new byte[arch == Arch.AMD64 ? AMD64_BYTES : GENERIC_BYTES];
    ByteBuffer b = buffer(struct);
    b.putLong(device(s.deviceMajor(), s.deviceMinor())).putLong(s.inode());
    if (arch == Arch.AMD64) {
      b.putLong(s.links()).putInt(s.mode()).putInt(s.uid()).putInt(s.gid()).putInt(0);
      b.putLong(device(s.specialMajor(), s.specialMinor())).putLong(s.size());
      b.putLong(s.blockSize());
    } else {
      b.putInt(s.mode()).putInt((int) s.links()).putInt(s.uid()).putInt(s.gid());
      b.putLong(device(s.specialMajor(), s.specialMinor())).putLong(0).putLong(s.size());
      b.putInt(s.blockSize()).putInt(0);
    }
    b.putLong(s.blocks());
    for (FileTime t : new FileTime[] {s.accessed(), s.modified(), s.changed()}) {
      b.putLong(t.seconds()).putLong(t.nanos());
    }
    memory.write(address, struct);
  }

  static void writeStatx(AddressSpace memory, long address, FileStatus s) {
    byte[] struct = new byte[STATX_BYTES];
    ByteBuffer b = buffer(struct);
    b.putInt(STATX_MASK).putInt(s.blockSize()).putLong(0);
    b.putInt((int) s.links()).putInt(s.uid()).putInt(s.gid());
    b.putShort((short) s.mode()).putShort((short) 0);
    b.putLong(s.inode()).putLong(s.size()).putLong(s.blocks()).putLong(0);
    for (FileTime t : new FileTime[] {s.accessed(), s.created(), s.changed(), s.modified()}) {
      b.putLong(t.seconds()).putInt(t.nanos()).putInt(0);
    }
    b.putInt(s.specialMajor()).putInt(s.specialMinor());
    b.putInt(s.deviceMajor()).putInt(s.deviceMinor());
    memory.write(address, struct);
  }

  static void writeStatfs(AddressSpace memory, long address, FileSystemStatus s) {
    byte[] struct = new byte[STATFS_BYTES];
    ByteBuffer b = buffer(struct);
    b.putLong(s.type()).putLong(s.blockSize()).putLong(s.blocks()).putLong(s.freeBlocks());
    b.putLong(s.availableBlocks()).putLong(s.files()).putLong(s.freeFiles()).putLong(s.id());
    b.putLong(s.nameLength()).putLong(s.fragmentSize()).putLong(s.flags());
    memory.write(address, struct);
  }
}
