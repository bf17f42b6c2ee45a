package burrow.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import burrow.kernel.KernelException;
import burrow.kernel.memory.ReservedMemory.Region;
import burrow.kernel.memory.ReservedMemory.State;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReservedMemoryTest {
  private static final int READ_WRITE = Access.READ | Access.WRITE;
  private static final long PAGE = AddressSpace.PAGE_SIZE;

  private final AddressSpace space = AddressSpace.create();
  private final ReservedMemory memory =
      new ReservedMemory(new ProcessMemory(space, space.limit() / 2));

  @AfterEach
  void release() {
    space.release();
  }

  private Region query(long address) {
    Region r = memory.query(address);
    if (r == null) {
      throw new AssertionError("outside");
    }
    return r;
  }

  @Test
  void reservedPagesHaveNoMemoryUntilTheyAreCommitted() {
    long at = memory.reserve(0, 10 * PAGE, READ_WRITE);
    assertThat(at % ReservedMemory.GRANULARITY).isZero();
    assertThat(space.query(at)).isEqualTo(-1);
    assertThat(query(at + 5).state()).isEqualTo(State.RESERVED);
    memory.commit(at + 2 * PAGE, 2 * PAGE, READ_WRITE);
    space.writeLong(at + 2 * PAGE, 42);
    Region r = query(at + 3 * PAGE);
    assertThat(r.state()).isEqualTo(State.COMMITTED);
    assertThat(r.end()).isEqualTo(at + 4 * PAGE);
    assertThat(query(at).end()).isEqualTo(at + 2 * PAGE);
    assertThat(r.allocation()).isEqualTo(query(at).allocation());
  }

  @Test
  void committingAgainKeepsContentAndDecommittingLosesIt() {
    long at = memory.reserve(0, 4 * PAGE, READ_WRITE);
    memory.commit(at, PAGE, READ_WRITE);
    space.writeLong(at, 42);
    memory.commit(at, 4 * PAGE, READ_WRITE);
    assertThat(space.readLong(at)).isEqualTo(42);
    memory.decommit(at, PAGE);
    assertThat(query(at).state()).isEqualTo(State.RESERVED);
    memory.commit(at, PAGE, READ_WRITE);
    assertThat(space.readLong(at)).isZero();
  }

  @Test
  void pagesWithoutAccessAreCommittedAllTheSame() {
    long at = memory.reserve(0, PAGE, READ_WRITE);
    memory.commit(at, PAGE, Access.NONE);
    assertThat(query(at).state()).isEqualTo(State.COMMITTED);
    assertThat(memory.protect(at, PAGE, Access.READ)).isEqualTo(Access.NONE);
  }

  @Test
  void aPlaceThatIsTakenIsRefusedAndAReleasedOneIsFree() {
    long at = memory.reserve(0, PAGE, READ_WRITE);
    assertThatThrownBy(() -> memory.reserve(at, PAGE, READ_WRITE))
        .isInstanceOf(KernelException.class);
    assertThatThrownBy(() -> memory.release(at + PAGE)).isInstanceOf(KernelException.class);
    memory.release(at);
    assertThat(query(at).state()).isEqualTo(State.FREE);
    assertThat(memory.reserve(at, PAGE, READ_WRITE)).isEqualTo(at);
  }

  @Test
  void nothingIsCommittedOutsideOfAReservation() {
    long at = memory.reserve(0, PAGE, READ_WRITE);
    assertThatThrownBy(() -> memory.commit(at, 20 * PAGE, READ_WRITE))
        .isInstanceOf(KernelException.class);
    assertThatThrownBy(() -> memory.protect(at, PAGE, Access.READ))
        .isInstanceOf(KernelException.class);
  }
}
