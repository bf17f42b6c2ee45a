package burrow.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a page shares with the next follows each change of either. */
class PermissionTableTest {
  private static final int RW = Access.READ | Access.WRITE;
  private static final long PAGE = AddressSpace.PAGE_SIZE;
  private static final long A = 0x10000;

  private final AddressSpace memory = AddressSpace.create();

  @AfterEach
  void release() {
    memory.release();
  }

  /** Of the pages from {@link #A} - 1 on. */
  private String spans(int pages) {
    StringBuilder s = new StringBuilder();
    for (int n = -1; n < pages; n++) {
      long page = A / PAGE + n;
      s.append(HostMemory.getByte(memory.permissionTable() + PermissionTable.SPANS + page) & RW);
    }
    return s.toString();
  }

  @Test
  void theLastPageSharesNothing() {
    memory.map(A, 3 * PAGE, RW);
    assertThat(spans(4)).isEqualTo("03300");
  }

  @Test
  void aPageSharesTheLessOfBoth() {
    memory.map(A, 4 * PAGE, RW);
    memory.protect(A + 2 * PAGE, PAGE, Access.READ);
    assertThat(spans(4)).isEqualTo("03110");
  }

  @Test
  void unmappingEndsWhatItsPredecessorShared() {
    memory.map(A, 4 * PAGE, RW);
    memory.unmap(A + 2 * PAGE, PAGE);
    assertThat(spans(4)).isEqualTo("03000");
  }

  @Test
  void mappingsThatMeetAreOne() {
    memory.map(A + PAGE, PAGE, RW);
    memory.map(A, PAGE, RW);
    assertThat(spans(2)).isEqualTo("030");
  }

  @Test
  void pagesThatCodeWasReadFromShareNoWrites() {
    memory.map(A, 3 * PAGE, RW | Access.EXECUTE);
    memory.markCode(A + PAGE);
    assertThat(spans(3)).isEqualTo("0110");
  }
}
