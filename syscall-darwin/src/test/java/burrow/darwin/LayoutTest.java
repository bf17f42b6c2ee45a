package burrow.darwin;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.kernel.file.FileStatus;
import burrow.kernel.file.FileStatus.FileTime;
import burrow.kernel.posix.AlternateStack;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Sizes and offsets are what unsafe.Sizeof and unsafe.Offsetof print for the types of Go's syscall
 * package, on darwin/amd64 and darwin/arm64 alike.
 */
class LayoutTest {
  private static final long AT = 0x1_0000;

  private final AddressSpace memory = AddressSpace.create();

  LayoutTest() {
    memory.map(AT, 0x1000, Access.READ | Access.WRITE);
  }

  @AfterEach
  void release() {
    memory.release();
  }

  @Test
  void statT() {
    FileTime[] t = {new FileTime(1, 2), new FileTime(3, 4), new FileTime(5, 6), new FileTime(7, 8)};
    FileStatus s =
        new FileStatus(
            1,
            2,
            0x1234_5678_9abcL,
            0100644,
            3,
            501,
            20,
            4,
            5,
            99,
            4096,
            8,
            t[0],
            t[1],
            t[2],
            t[3]);
    StatLayout.writeStat(memory, AT, s);
    assertThat(StatLayout.STAT_BYTES).isEqualTo(144);
    assertThat(memory.readInt(AT)).isEqualTo(1 << 24 | 2);
    assertThat(memory.readShort(AT + 4) & 0xffff).isEqualTo(0100644);
    assertThat(memory.readShort(AT + 6)).isEqualTo((short) 3);
    assertThat(memory.readLong(AT + 8)).isEqualTo(0x1234_5678_9abcL);
    assertThat(memory.readInt(AT + 16)).isEqualTo(501);
    assertThat(memory.readInt(AT + 20)).isEqualTo(20);
    assertThat(memory.readInt(AT + 24)).isEqualTo(4 << 24 | 5);
    for (int i = 0; i < 8; i++) {
      assertThat(memory.readLong(AT + 32 + 8L * i)).isEqualTo(i + 1);
    }
    assertThat(memory.readLong(AT + 96)).isEqualTo(99);
    assertThat(memory.readLong(AT + 104)).isEqualTo(8);
    assertThat(memory.readInt(AT + 112)).isEqualTo(4096);
  }

  @Test
  void statfsT() {
    int[] offsets = {
      StatLayout.STATFS_BYTES,
      StatLayout.F_BSIZE,
      StatLayout.F_IOSIZE,
      StatLayout.F_BLOCKS,
      StatLayout.F_FSID,
      StatLayout.F_TYPE,
      StatLayout.F_FLAGS,
      StatLayout.F_FSTYPENAME,
      StatLayout.F_MNTONNAME,
      StatLayout.F_MNTFROMNAME
    };
    assertThat(offsets).containsExactly(2168, 0, 4, 8, 48, 60, 64, 72, 88, 1112);
  }

  @Test
  void dirent() {
    int[] offsets = {
      DirectoryFunctions.DIRENT_BYTES,
      DirectoryFunctions.D_INO,
      DirectoryFunctions.D_SEEKOFF,
      DirectoryFunctions.D_RECLEN,
      DirectoryFunctions.D_NAMLEN,
      DirectoryFunctions.D_TYPE,
      DirectoryFunctions.D_NAME
    };
    assertThat(offsets).containsExactly(1048, 0, 8, 16, 18, 20, 21);
    // Go's ReadDirent copies records of this length into buffers smaller than a whole dirent.
    assertThat(DirectoryFunctions.recordLength(1)).isEqualTo((short) 32);
    assertThat(DirectoryFunctions.recordLength(8)).isEqualTo((short) 40);
  }

  @Test
  void keventT() {
    new Kevent(1, -2, 0x8003, 4, 5, 6).write(memory, AT);
    assertThat(Kevent.BYTES).isEqualTo(32);
    assertThat(memory.readLong(AT)).isEqualTo(1);
    assertThat(memory.readShort(AT + 8)).isEqualTo((short) -2);
    assertThat(memory.readShort(AT + 10) & 0xffff).isEqualTo(0x8003);
    assertThat(memory.readInt(AT + 12)).isEqualTo(4);
    assertThat(memory.readLong(AT + 16)).isEqualTo(5);
    assertThat(memory.readLong(AT + 24)).isEqualTo(6);
    assertThat(Kevent.read(memory, AT)).isEqualTo(new Kevent(1, -2, 0x8003, 4, 5, 6));
  }

  @Test
  void timesAndStacks() {
    TimeLayout.writeTimeval(memory, AT, 3_000_004_000L);
    assertThat(memory.readLong(AT)).isEqualTo(3);
    assertThat(memory.readLong(AT + 8)).as("tv_usec has 32 bits").isEqualTo(4);
    TimeLayout.writeTimespec(memory, AT, 3_000_000_004L);
    assertThat(TimeLayout.readTimespec(memory, AT)).isEqualTo(3_000_000_004L);
    FrameLayout.writeStack(memory, AT, new AlternateStack(0x8000, 0x9000, false), true);
    assertThat(memory.readLong(AT)).isEqualTo(0x8000);
    assertThat(memory.readLong(AT + 8)).isEqualTo(0x9000);
    assertThat(memory.readInt(AT + 16)).isEqualTo(1);
    assertThat(FrameLayout.SIGINFO_SIZE).isEqualTo(104);
    assertThat(FrameLayout.UCONTEXT_SIZE).isEqualTo(56);
    assertThat(TerminalLayout.BYTES).isEqualTo(72);
  }
}
