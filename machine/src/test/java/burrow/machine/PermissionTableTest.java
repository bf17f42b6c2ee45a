package burrow.machine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  // ---- the table for machine code ----

  private int machineCode(long page) {
    long at = memory.permissionTable() + PermissionTable.MACHINE_CODE + page;
    return HostMemory.getByte(at) & (RW | RW << PermissionTable.SPAN_SHIFT);
  }

  private int plain(long page) {
    return HostMemory.getByte(memory.permissionTable() + page) & RW;
  }

  /** What both tables that are derived must hold after any change. */
  private void assertDerived(int pages, BitSet files, String when) {
    for (int n = -1; n <= pages; n++) {
      long page = A / PAGE + n;
      int own = n >= 0 && files.get(n) ? 0 : plain(page);
      int next = files.get(n + 1) ? 0 : plain(page + 1);
      assertThat(machineCode(page))
          .as("%s: page %d, files %s", when, n, files)
          .isEqualTo(own | (own & next) << PermissionTable.SPAN_SHIFT);
      long at = memory.permissionTable() + PermissionTable.SPANS + page;
      assertThat(HostMemory.getByte(at) & 0xff).isEqualTo(plain(page) & plain(page + 1));
    }
  }

  @Test
  void thePagesOfFilesPermitNothingToMachineCode() {
    PermissionTable table = new PermissionTable(memory.permissionTable());
    memory.map(A, 4 * PAGE, RW);
    table.setFileBacked(A / PAGE + 1, A / PAGE + 3);
    BitSet files = new BitSet();
    files.set(1, 3);
    assertDerived(5, files, "a file");
    assertThat(spans(5)).isEqualTo("033300"); // Java may
    memory.protect(A, 4 * PAGE, Access.READ);
    assertDerived(5, files, "protected");
    memory.setPastEnd(A + 2 * PAGE, PAGE, true);
    assertDerived(5, files, "past the end");
    memory.setPastEnd(A + 2 * PAGE, PAGE, false);
    assertDerived(5, files, "within again");
    memory.map(A + PAGE, PAGE, RW);
    files.clear(1);
    assertDerived(5, files, "mapped anew");
    memory.unmap(A, 4 * PAGE);
    memory.map(A, 4 * PAGE, RW);
    files.clear();
    assertDerived(5, files, "all mapped anew");
  }

  @Test
  void aRealFileIsOne(@TempDir Path directory) throws IOException {
    assumeTrue(memory.canMapShared() && !HostLibrary.MACOS);
    Path file = Files.write(directory.resolve("file"), new byte[(int) PAGE]);
    byte[] name = (file + "\0").getBytes(UTF_8);
    long at = HostLibrary.call("malloc", name.length, 0, 0, 0, 0, 0);
    HostMemory.copyFromArray(name, 0, at, name.length);
    int descriptor = (int) HostLibrary.call("open", at, 2, 0, 0, 0, 0);
    HostLibrary.call("free", at, 0, 0, 0, 0, 0);
    memory.map(A, 3 * PAGE, RW);
    assertThat(memory.mapShared(A + PAGE, PAGE, RW, descriptor, 0, true)).isTrue();
    HostLibrary.call("close", descriptor, 0, 0, 0, 0, 0);
    BitSet files = new BitSet();
    files.set(1);
    assertDerived(3, files, "mapped");
    memory.writeLong(A + PAGE, 5);
    assertThat(Files.readAllBytes(file)[0]).isEqualTo((byte) 5);
  }

  @Test
  void anySequenceOfChangesLeavesTheTablesDerived() {
    PermissionTable table = new PermissionTable(memory.permissionTable());
    SplittableRandom random = new SplittableRandom(1);
    BitSet files = new BitSet();
    int pages = 12;
    int[] accesses = {0, Access.READ, RW, RW | Access.EXECUTE, Access.READ | Access.EXECUTE};
    for (int k = 0; k < 20_000; k++) {
      int from = random.nextInt(pages);
      int to = random.nextInt(from, pages + 1);
      long address = A + from * PAGE;
      long length = (to - from) * PAGE;
      int access = accesses[random.nextInt(accesses.length)];
      int what = random.nextInt(7);
      switch (what) {
        case 0, 1 -> {
          memory.map(address, length, access);
          files.clear(from, to);
        }
        case 2 -> {
          memory.unmap(address, length);
          files.clear(from, to);
        }
        case 3 -> memory.protect(address, length, access);
        case 4 -> {
          memory.map(address, length, access);
          table.setFileBacked(from + A / PAGE, to + A / PAGE);
          files.set(from, to);
        }
        case 5 -> memory.setPastEnd(address, length, random.nextBoolean());
        default -> {
          if (plain(from + A / PAGE) != 0) {
            memory.markCode(address);
          }
        }
      }
      assertDerived(pages, files, k + ": " + what + " of " + from + " to " + to);
    }
  }
}
