package burrow.wasm.wasi;

import static org.assertj.core.api.Assertions.assertThat;

import burrow.kernel.file.FileMode;
import burrow.kernel.file.FileStatus;
import burrow.kernel.file.FileStatus.FileTime;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Offsets are those of Stat_t and the dirent parser in Go's syscall/fs_wasip1.go and
 * syscall/dirent_wasip1.go, and of event in runtime/netpoll_wasip1.go. Nothing is written behind a
 * structure.
 */
class LayoutTest {
  private static final long AT = 0x1_0000;
  private static final byte UNTOUCHED = 0x55;

  private final AddressSpace memory = AddressSpace.create();

  LayoutTest() {
    memory.map(AT, 0x1000, Access.READ | Access.WRITE);
    for (int i = 0; i < 256; i++) {
      memory.writeByte(AT + i, UNTOUCHED);
    }
  }

  @AfterEach
  void release() {
    memory.release();
  }

  private void assertEnd(long size) {
    assertThat(memory.readByte(AT + size)).as("behind the structure").isEqualTo(UNTOUCHED);
  }

  @Test
  void filestat() {
    FileTime[] t = {new FileTime(1, 2), new FileTime(3, 4), new FileTime(5, 6), new FileTime(7, 8)};
    int mode = FileMode.REGULAR | 0644;
    FileStatus s =
        new FileStatus(1, 2, 33, mode, 3, 501, 20, 0, 0, 99, 4096, 8, t[0], t[1], t[2], t[3]);
    DescriptorCalls.store(memory, AT, s);
    assertThat(memory.readLong(AT)).as("dev").isEqualTo(1L << 32 | 2);
    assertThat(memory.readLong(AT + 8)).as("ino").isEqualTo(33);
    assertThat(memory.readByte(AT + 16)).as("filetype").isEqualTo((byte) 4);
    assertThat(memory.readLong(AT + 24)).as("nlink").isEqualTo(3);
    assertThat(memory.readLong(AT + 32)).as("size").isEqualTo(99);
    assertThat(memory.readLong(AT + 40)).as("atim").isEqualTo(1_000_000_002L);
    assertThat(memory.readLong(AT + 48)).as("mtim").isEqualTo(3_000_000_004L);
    assertThat(memory.readLong(AT + 56)).as("ctim").isEqualTo(5_000_000_006L);
    assertThat(DescriptorCalls.FILESTAT_BYTES).isEqualTo(64);
    assertEnd(64);
  }

  @Test
  void dirents() {
    DirectoryCalls.Filler filler = new DirectoryCalls.Filler(memory, AT, 60);
    assertThat(filler.entry(77, 1, FileMode.DIRECTORY >> 12, "name")).isTrue();
    assertThat(memory.readLong(AT)).as("d_next").isEqualTo(1);
    assertThat(memory.readLong(AT + 8)).as("d_ino").isEqualTo(77);
    assertThat(memory.readInt(AT + 16)).as("d_namlen").isEqualTo(4);
    assertThat(memory.readInt(AT + 20)).as("d_type").isEqualTo(3);
    assertThat(new String(memory.read(AT + 24, 4), StandardCharsets.UTF_8)).isEqualTo("name");
    assertEnd(28);
    assertThat(filler.entry(78, 2, FileMode.REGULAR >> 12, "longer-name")).as("is cut").isFalse();
    assertThat(memory.readInt(AT + 28 + 16)).isEqualTo(11);
    assertEnd(60);
  }

  @Test
  void events() {
    PollCalls.storeEvent(memory, AT, 0x1122_3344_5566_7788L, 8, PollCalls.FD_WRITE, 5, 1);
    assertThat(memory.readLong(AT)).as("userdata").isEqualTo(0x1122_3344_5566_7788L);
    assertThat(memory.readShort(AT + 8)).as("error").isEqualTo((short) 8);
    assertThat(memory.readByte(AT + 10)).as("type").isEqualTo((byte) 2);
    assertThat(memory.readLong(AT + 16)).as("nbytes").isEqualTo(5);
    assertThat(memory.readShort(AT + 24)).as("flags").isEqualTo((short) 1);
    assertThat(PollCalls.EVENT_BYTES).isEqualTo(32);
    assertThat(PollCalls.SUBSCRIPTION_BYTES).isEqualTo(48);
    assertEnd(32);
  }
}
