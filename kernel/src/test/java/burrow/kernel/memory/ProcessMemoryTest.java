package burrow.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.memory.ProcessMemory.Placement;
import burrow.kernel.memory.ProcessMemory.Source;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.GuestFault;
import java.nio.ByteBuffer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProcessMemoryTest {
  private static final int RW = Access.READ | Access.WRITE;
  private static final long PAGE = AddressSpace.PAGE_SIZE;
  private static final long HINT = 0x1000_0000L;

  private final AddressSpace space = AddressSpace.create();
  private final long top = space.limit() - (1 << 20);
  private final ProcessMemory memory = new ProcessMemory(space, top);

  @AfterEach
  void release() {
    memory.release();
  }

  private long anonymous(long address, long length, int access) {
    return memory.map(address, length, Placement.HINT, Source.anonymous(access, false));
  }

  private static void assertErrno(Errno errno, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(KernelException.class, e -> assertThat(e.errno()).isEqualTo(errno));
  }

  @Test
  void aFreeHintIsHonoured() {
    assertThat(anonymous(HINT, PAGE, RW)).isEqualTo(HINT);
  }

  @Test
  void aHintInsideAPageIsRoundedUp() {
    assertThat(anonymous(HINT + 1, PAGE, RW)).isEqualTo(HINT + PAGE);
  }

  @Test
  void aTakenHintOrOneBeyondTheWindowGivesAnotherPlace() {
    anonymous(HINT, PAGE, RW);
    assertThat(anonymous(HINT, PAGE, RW)).isEqualTo(top - PAGE);
    assertThat(anonymous(0x7fff_0000_0000L, PAGE, RW)).isEqualTo(top - 2 * PAGE);
    assertThat(anonymous(-PAGE, PAGE, RW)).isEqualTo(top - 3 * PAGE);
  }

  @Test
  void aReservationTakesNoPages() {
    long at = anonymous(0, 1L << 30, Access.NONE);
    assertThat(space.query(at)).isEqualTo(-1);
    assertThat(memory.find(at)).isNotNull();
    memory.map(at + PAGE, PAGE, Placement.FIXED, Source.anonymous(RW, false));
    space.writeLong(at + PAGE, 42);
    assertThat(space.readLong(at + PAGE)).isEqualTo(42);
    assertThat(memory.areas()).hasSize(3);
  }

  @Test
  void fixedMappingReplacesWithZeros() {
    anonymous(HINT, 2 * PAGE, RW);
    space.writeLong(HINT + PAGE, 7);
    memory.map(HINT + PAGE, PAGE, Placement.FIXED, Source.anonymous(RW, false));
    assertThat(space.readLong(HINT + PAGE)).isZero();
  }

  @Test
  void fixedMappingsRefuseBadPlaces() {
    Source source = Source.anonymous(RW, false);
    assertErrno(Errno.EINVAL, () -> memory.map(HINT + 1, PAGE, Placement.FIXED, source));
    assertErrno(Errno.EINVAL, () -> memory.map(HINT, 0, Placement.HINT, source));
    assertErrno(Errno.ENOMEM, () -> memory.map(space.limit(), PAGE, Placement.FIXED, source));
    assertErrno(Errno.ENOMEM, () -> memory.map(0, -1, Placement.HINT, source));
    anonymous(HINT, PAGE, RW);
    assertErrno(Errno.EEXIST, () -> memory.map(HINT, PAGE, Placement.FIXED_NO_REPLACE, source));
  }

  @Test
  void neighboursOfOneKindAreOneArea() {
    anonymous(HINT, PAGE, RW);
    anonymous(HINT + 2 * PAGE, PAGE, RW);
    anonymous(HINT + PAGE, PAGE, RW);
    assertThat(memory.areas()).hasSize(1);
  }

  @Test
  void unmappingTheMiddleLeavesBothSides() {
    anonymous(HINT, 3 * PAGE, RW);
    space.writeLong(HINT + 2 * PAGE, 5);
    memory.unmap(HINT + PAGE, PAGE);
    assertThatThrownBy(() -> space.readByte(HINT + PAGE)).isInstanceOf(GuestFault.class);
    assertThat(space.readLong(HINT + 2 * PAGE)).isEqualTo(5);
    assertThat(memory.areas()).hasSize(2);
    assertErrno(Errno.EINVAL, () -> memory.unmap(HINT + 1, PAGE));
    memory.unmap(HINT + PAGE, PAGE);
  }

  @Test
  void protectionsChangeAndComeBackWithTheContent() {
    anonymous(HINT, 2 * PAGE, RW);
    space.writeLong(HINT, 9);
    memory.protect(HINT, PAGE, Access.NONE);
    assertThatThrownBy(() -> space.readLong(HINT)).isInstanceOf(GuestFault.class);
    memory.protect(HINT, PAGE, Access.READ);
    assertThat(space.readLong(HINT)).isEqualTo(9);
    assertThatThrownBy(() -> space.writeLong(HINT, 1)).isInstanceOf(GuestFault.class);
    assertErrno(Errno.ENOMEM, () -> memory.protect(HINT, 3 * PAGE, RW));
  }

  @Test
  void pagesThatLostAccessAreGoneAfterUnmapping() {
    anonymous(HINT, PAGE, RW);
    space.writeLong(HINT, 9);
    memory.protect(HINT, PAGE, Access.NONE);
    memory.unmap(HINT, PAGE);
    anonymous(HINT, PAGE, RW);
    assertThat(space.readLong(HINT)).isZero();
  }

  @Test
  void discardedPagesReadAsZero() {
    anonymous(HINT, 4 * PAGE, RW);
    space.writeLong(HINT, 1);
    space.writeLong(HINT + 3 * PAGE, 2);
    memory.discard(HINT, PAGE);
    assertThat(space.readLong(HINT)).isZero();
    assertThat(space.readLong(HINT + 3 * PAGE)).isEqualTo(2);
    assertErrno(Errno.ENOMEM, () -> memory.discard(HINT + 3 * PAGE, 2 * PAGE));
    assertThat(space.readLong(HINT + 3 * PAGE)).isZero();
  }

  @Test
  void mappingsGrowInPlaceOrMoveWithTheirContent() {
    anonymous(HINT, PAGE, RW);
    space.writeLong(HINT, 3);
    assertThat(memory.remap(HINT, PAGE, 2 * PAGE, false, -1, false)).isEqualTo(HINT);
    anonymous(HINT + 2 * PAGE, PAGE, Access.READ);
    assertErrno(Errno.ENOMEM, () -> memory.remap(HINT, 2 * PAGE, 3 * PAGE, false, -1, false));
    long moved = memory.remap(HINT, 2 * PAGE, 3 * PAGE, true, -1, false);
    assertThat(space.readLong(moved)).isEqualTo(3);
    assertThat(memory.find(HINT)).isNull();
    assertErrno(Errno.EFAULT, () -> memory.remap(HINT, PAGE, 2 * PAGE, true, -1, false));
    memory.remap(moved, 3 * PAGE, PAGE, false, -1, false);
    assertThat(memory.isMapped(moved, 2 * PAGE)).isFalse();
  }

  @Test
  void theBreakMovesUpAndDown() {
    memory.setBreak(HINT);
    assertThat(memory.setBreakEnd(0)).isEqualTo(HINT);
    assertThat(memory.setBreakEnd(HINT + 10)).isEqualTo(HINT + 10);
    space.writeByte(HINT + 9, 1);
    assertThat(memory.setBreakEnd(HINT)).isEqualTo(HINT);
    assertThat(memory.find(HINT)).isNull();
    anonymous(HINT + PAGE, PAGE, RW);
    assertThat(memory.setBreakEnd(HINT + 2 * PAGE)).isEqualTo(HINT);
  }

  /** A file of bytes i modulo 251, without a host descriptor. */
  private static final class TestFile implements MappedFile {
    long size = PAGE + 100;
    int references;

    @Override
    public String path() {
      return "/test";
    }

    @Override
    public long device() {
      return 1;
    }

    @Override
    public long inode() {
      return 2;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public int hostDescriptor(boolean writable) {
      return -1;
    }

    @Override
    public void read(long offset, ByteBuffer into) {
      for (long i = offset; i < size && into.hasRemaining(); i++) {
        into.put((byte) (i % 251));
      }
    }

    @Override
    public void write(long offset, ByteBuffer from) {
      throw new AssertionError("nothing to write back");
    }

    @Override
    public void retain() {
      references++;
    }

    @Override
    public void release() {
      references--;
    }
  }

  @Test
  void privateFileMappingsShowTheFileAndEndWithIt() {
    TestFile file = new TestFile();
    Source source = new Source(RW, false, file, 0, false, "");
    memory.map(HINT, 3 * PAGE, Placement.FIXED, source);
    assertThat(space.readByte(HINT + 300)).isEqualTo((byte) 49);
    assertThat(space.readByte(HINT + PAGE + 100)).isZero();
    assertThatThrownBy(() -> space.readByte(HINT + 2 * PAGE))
        .isInstanceOfSatisfying(
            GuestFault.class,
            f -> assertThat(f.kind()).isEqualTo(GuestFault.Kind.PAST_END_OF_FILE));
    space.writeByte(HINT, 77);
    memory.discard(HINT, PAGE);
    assertThat(space.readByte(HINT)).isZero();
    file.size = 3 * PAGE;
    memory.fileResized(file);
    assertThat(space.readByte(HINT + 2 * PAGE)).isZero();
  }

  @Test
  void aFileEndsWithALargePageOfTheGuest() {
    ProcessMemory large = new ProcessMemory(space, 4 * PAGE, top, 4 * PAGE);
    large.map(HINT, 8 * PAGE, Placement.FIXED, new Source(RW, false, new TestFile(), 0, false, ""));
    assertThat(space.readByte(HINT + 4 * PAGE - 1)).isZero();
    assertThatThrownBy(() -> space.readByte(HINT + 4 * PAGE))
        .isInstanceOfSatisfying(
            GuestFault.class,
            f -> assertThat(f.kind()).isEqualTo(GuestFault.Kind.PAST_END_OF_FILE));
  }

  @Test
  void everyPartOfAFileMappingHoldsOneReference() {
    TestFile file = new TestFile();
    file.size = 4 * PAGE;
    memory.map(HINT, 4 * PAGE, Placement.FIXED, new Source(RW, false, file, 0, false, ""));
    memory.protect(HINT + PAGE, PAGE, Access.READ);
    assertThat(file.references).isEqualTo(3);
    memory.protect(HINT + PAGE, PAGE, RW);
    assertThat(file.references).isEqualTo(1);
    memory.unmap(HINT, 4 * PAGE);
    assertThat(file.references).isZero();
  }

  @Test
  void sharedMappingsOfReadOnlyFilesStayReadOnly() {
    TestFile file = new TestFile();
    Source writable = new Source(RW, true, file, 0, false, "");
    assertErrno(Errno.EACCES, () -> memory.map(HINT, PAGE, Placement.FIXED, writable));
    memory.map(HINT, PAGE, Placement.FIXED, new Source(Access.READ, true, file, 0, false, ""));
    assertErrno(Errno.EACCES, () -> memory.protect(HINT, PAGE, RW));
  }
}
