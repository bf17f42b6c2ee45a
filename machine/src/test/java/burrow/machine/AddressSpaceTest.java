package burrow.machine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressSpaceTest {
  private static final int RW = Access.READ | Access.WRITE;
  private static final long PAGE = AddressSpace.PAGE_SIZE;

  private final AddressSpace memory = AddressSpace.create();
  private final Cpu cpu =
      new Cpu(memory) {
        @Override
        public void copyRegistersFrom(Cpu other) {
          throw new UnsupportedOperationException();
        }
      };

  @AfterEach
  void release() {
    memory.release();
  }

  private static void assertFault(ThrowingCallable access, long address, GuestFault.Kind kind) {
    assertThatThrownBy(access)
        .isInstanceOfSatisfying(
            GuestFault.class,
            f -> {
              assertThat(f.address()).isEqualTo(address);
              assertThat(f.kind()).isEqualTo(kind);
            });
  }

  @Test
  void mappedPagesAreZeroAndHoldWhatIsWritten() {
    memory.map(0x10000, 2 * PAGE, RW);
    assertThat(memory.readLong(0x10ffc)).isZero();
    memory.writeLong(0x10ffc, 0x0102030405060708L);
    assertThat(memory.readLong(0x10ffc)).isEqualTo(0x0102030405060708L);
    assertThat(Memory.load64(cpu, 0x10ffc)).isEqualTo(0x0102030405060708L);
    assertThat(Memory.load16(cpu, 0x10fff)).isEqualTo(0x0405);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 0x5000, (1L << 40) - 8, 1L << 40, 1L << 46, (1L << 47) - 8})
  void unmappedAddressesFault(long a) {
    assertFault(() -> Memory.load64(cpu, a), a, GuestFault.Kind.UNMAPPED);
    assertFault(() -> Memory.store8(cpu, a, 1), a, GuestFault.Kind.UNMAPPED);
    assertFault(() -> memory.readInt(a), a, GuestFault.Kind.UNMAPPED);
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 47, Long.MIN_VALUE, 0x4141_4141_4141_4141L})
  void nonCanonicalAddressesSaySo(long a) {
    assertFault(() -> Memory.load32(cpu, a), a, GuestFault.Kind.NON_CANONICAL);
  }

  @Test
  void anAccessAtTheVeryTopWrapsIntoAFault() {
    assertThatThrownBy(() -> Memory.load64(cpu, -4)).isInstanceOf(GuestFault.class);
    assertThatThrownBy(() -> memory.check(-1, 2, Access.READ)).isInstanceOf(GuestFault.class);
    assertThatThrownBy(() -> memory.read(0x10000, -1)).isInstanceOf(GuestFault.class);
  }

  @Test
  void permissionsDecide() {
    memory.map(0x10000, PAGE, Access.READ);
    assertThat(Memory.load8(cpu, 0x10000)).isZero();
    assertFault(() -> Memory.store8(cpu, 0x10000, 1), 0x10000, GuestFault.Kind.PROTECTED);
    memory.protect(0x10000, PAGE, Access.NONE);
    assertFault(() -> Memory.load8(cpu, 0x10000), 0x10000, GuestFault.Kind.PROTECTED);
    assertThat(memory.query(0x10000)).isEqualTo(Access.NONE);
    assertThat(memory.query(0x11000)).isEqualTo(-1);
    memory.protect(0x10000, 2 * PAGE, RW);
    assertThat(memory.query(0x11000)).as("protect maps nothing").isEqualTo(-1);
  }

  @Test
  void unmappedMemoryComesBackAsZero() {
    memory.map(0x10000, 64 * PAGE, RW);
    for (int i = 0; i < 64; i++) {
      memory.writeByte(0x10000 + i * PAGE, 1);
    }
    memory.unmap(0x10000, 64 * PAGE);
    memory.map(0x10000, 64 * PAGE, RW);
    for (int i = 0; i < 64; i++) {
      assertThat(memory.readByte(0x10000 + i * PAGE)).isZero();
    }
  }

  @Test
  void aHugeReservationIsFreeAndComesBack() {
    long gib = 1L << 30;
    memory.map(0xc0_0000_0000L, 64 * gib, Access.NONE);
    assertFault(
        () -> memory.readByte(0xc0_0000_0000L + gib),
        0xc0_0000_0000L + gib,
        GuestFault.Kind.PROTECTED);
    memory.unmap(0xc0_0000_0000L, 64 * gib);
    assertThat(memory.query(0xc0_0000_0000L + gib)).isEqualTo(-1);
  }

  @Test
  void discardZeroesAndKeepsPermissions() {
    memory.map(0x10000, PAGE, RW);
    memory.writeInt(0x10000, 7);
    memory.discard(0x10000, PAGE);
    assertThat(memory.readInt(0x10000)).isZero();
    assertThat(memory.query(0x10000)).isEqualTo(RW);
  }

  @Test
  void pagesPastTheEndOfTheirFileFaultUntilItGrows() {
    memory.map(0x10000, 2 * PAGE, RW);
    memory.setPastEnd(0x11000, PAGE, true);
    memory.writeInt(0x10000, 1);
    assertFault(() -> memory.readInt(0x11000), 0x11000, GuestFault.Kind.PAST_END_OF_FILE);
    assertFault(() -> memory.writeInt(0x10ffe, 1), 0x11000, GuestFault.Kind.PAST_END_OF_FILE);
    memory.setPastEnd(0x11000, PAGE, false);
    assertThat(memory.readInt(0x11000)).isZero();
  }

  @Test
  void aWriteToCodeTellsTheListenersOnce() {
    List<Long> told = new ArrayList<>();
    memory.addCodeListener((from, to) -> told.add(from));
    memory.map(0x10000, 2 * PAGE, RW | Access.EXECUTE);
    memory.markCode(0x10000);
    Memory.store8(cpu, 0x11000, 1);
    assertThat(told).isEmpty();
    Memory.store8(cpu, 0x10010, 1);
    Memory.store8(cpu, 0x10011, 1);
    assertThat(told).containsExactly(0x10000L);
    memory.markCode(0x10000);
    memory.protect(0x10000, PAGE, Access.READ);
    assertThat(told).containsExactly(0x10000L, 0x10000L);
  }

  @Test
  void initializeWritesReadOnlyPages() {
    memory.map(0x10000, PAGE, Access.READ);
    memory.initialize(0x10000, new byte[] {1, 2, 3, 4}, 0, 4);
    assertThat(memory.readInt(0x10000)).isEqualTo(0x04030201);
    assertThatThrownBy(() -> memory.initialize(0x10fff, new byte[2], 0, 2))
        .isInstanceOf(GuestFault.class);
  }

  @Test
  void strings() {
    memory.map(0x10000, PAGE, RW);
    memory.write(0x10ffa, "burrow".getBytes(UTF_8));
    assertFault(() -> memory.readString(0x10ffa, 100), 0x11000, GuestFault.Kind.UNMAPPED);
    assertThat(memory.readString(0x10ffa, 3)).isNull();
    memory.writeByte(0x10fff, 0);
    assertThat(memory.readString(0x10ffa, 100)).isEqualTo("burro");
  }

  @Test
  void atomicsOfEverySizeAlignedAndNot() {
    memory.map(0x10000, 2 * PAGE, RW);
    for (int size : new int[] {1, 2, 4, 8}) {
      for (long a : new long[] {0x10100, 0x10101, 0x10ffe}) {
        Memory.store(cpu, a, size, 5);
        assertThat(Memory.getAndAdd(cpu, a, size, -6)).isEqualTo(5);
        long minusOne = size == 8 ? -1 : (1L << 8 * size) - 1;
        assertThat(Memory.load(cpu, a, size)).isEqualTo(minusOne);
        assertThat(Memory.compareAndExchange(cpu, a, size, 3, 4)).isEqualTo(minusOne);
        assertThat(Memory.compareAndExchange(cpu, a, size, -1, 4)).isEqualTo(minusOne);
        assertThat(Memory.getAndSet(cpu, a, size, 9)).isEqualTo(4);
        assertThat(Memory.loadAcquire(cpu, a, size)).isEqualTo(9);
        Memory.storeRelease(cpu, a, size, 0);
        assertThat(memory.readLong(0x10100 & -8)).isZero();
      }
    }
  }

  /** An engine that is told of a change and translates again before the change has happened. */
  private List<Integer> translations(long code) {
    List<Integer> seen = new ArrayList<>();
    memory.map(code, PAGE, RW | Access.EXECUTE);
    memory.markCode(code);
    memory.addCodeListener((from, to) -> {
      if (seen.size() < 3) {
        memory.markCode(code);
        seen.add((int) memory.readByte(code));
      }
    });
    return seen;
  }

  @Test
  void codeTranslatedBetweenTheAnnouncementOfAWriteAndTheWriteIsDropped() {
    List<Integer> seen = translations(0x10000);
    memory.writeByte(0x10000, 7);
    assertThat(seen).startsWith(0, 7);
  }

  @Test
  void soIsWhatAStoreOfTheGuestsOvertook() {
    List<Integer> seen = translations(0x10000);
    Memory.store8(cpu, 0x10000, 7);
    assertThat(cpu.interrupted()).isTrue();
    cpu.clearInterrupt();
    assertThat(seen).startsWith(0, 7);
  }

  /** A compiler that runs in the background must have ended before its code goes. */
  @Test
  void whatWasMadeLastStopsFirst() {
    AddressSpace other = AddressSpace.create();
    StringBuilder stopped = new StringBuilder();
    other.onRelease(() -> stopped.append("code "));
    other.onRelease(() -> stopped.append("compiler "));
    other.release();
    assertThat(stopped.toString()).isEqualTo("compiler code ");
  }
}
