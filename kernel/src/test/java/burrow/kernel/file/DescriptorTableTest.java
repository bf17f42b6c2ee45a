package burrow.kernel.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import org.junit.jupiter.api.Test;

class DescriptorTableTest {
  private final DescriptorTable table = new DescriptorTable();

  /** Tells when it was closed. */
  private static final class Probe extends OpenFile {
    boolean closed;

    Probe() {
      super("probe", OpenFlags.READ);
    }

    @Override
    public FileStatus status() {
      return FileStatus.synthetic(1, 0, 0, 0, 0);
    }

    @Override
    protected void close() {
      closed = true;
    }
  }

  private static Errno errno(Runnable action) {
    return catchThrowableOfType(KernelException.class, action::run).errno();
  }

  private int open() {
    return table.add(new Probe(), false);
  }

  @Test
  void givesTheLowestFreeNumber() {
    for (int i = 0; i < 100; i++) {
      assertThat(open()).isEqualTo(i);
    }
    table.close(7);
    table.close(3);
    assertThat(open()).isEqualTo(3);
    assertThat(open()).isEqualTo(7);
    assertThat(open()).isEqualTo(100);
    assertThat(table.duplicate(0, 50, false)).isEqualTo(101);
    table.close(60);
    assertThat(table.duplicate(0, 50, false)).isEqualTo(60);
  }

  @Test
  void aDescriptionClosesWithItsLastReference() {
    Probe p = new Probe();
    int fd = table.add(p, false);
    int other = table.duplicate(fd, 0, true);
    OpenFile held = table.acquire(fd);
    table.close(fd);
    table.close(other);
    assertThat(p.closed).isFalse();
    held.release();
    assertThat(p.closed).isTrue();
    assertThat(errno(() -> table.close(fd))).isEqualTo(Errno.EBADF);
  }

  @Test
  void closeOnExecBelongsToTheDescriptor() {
    int fd = open();
    int dup = table.duplicate(fd, 0, true);
    assertThat(table.closesOnExec(fd)).isFalse();
    assertThat(table.closesOnExec(dup)).isTrue();
    table.executed();
    assertThat(table.descriptors()).containsExactly(fd);
  }

  @Test
  void duplicatingOntoAnOpenOneClosesIt() {
    Probe old = new Probe();
    int fd = open();
    int target = table.add(old, false);
    table.duplicateTo(fd, target, false);
    assertThat(old.closed).isTrue();
    assertThat(table.acquire(target)).isSameAs(table.acquire(fd));
  }

  @Test
  void theLimitHolds() {
    table.setLimit(3);
    open();
    open();
    open();
    Probe p = new Probe();
    assertThat(errno(() -> table.add(p, false))).isEqualTo(Errno.EMFILE);
    assertThat(p.closed).isTrue();
    assertThat(errno(() -> table.duplicate(0, 3, false))).isEqualTo(Errno.EINVAL);
    assertThat(errno(() -> table.duplicateTo(0, 3, false))).isEqualTo(Errno.EBADF);
  }

  @Test
  void copiesAreTheirOwnAndSharesAreNot() {
    Probe p = new Probe();
    int fd = table.add(p, false);
    DescriptorTable copy = table.copy();
    assertThat(table.share()).isSameAs(table);
    table.close(fd);
    assertThat(p.closed).isFalse();
    assertThat(copy.descriptors()).containsExactly(fd);
    copy.release();
    assertThat(p.closed).isTrue();
  }

  @Test
  void closesRanges() {
    for (int i = 0; i < 10; i++) {
      open();
    }
    table.closeRangeOnExec(0, 1);
    table.closeRange(3, Integer.MAX_VALUE);
    assertThat(table.descriptors()).containsExactly(0, 1, 2);
    table.executed();
    assertThat(table.descriptors()).containsExactly(2);
    assertThat(open()).isZero();
  }
}
