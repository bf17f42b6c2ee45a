package burrow.kernel.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import burrow.kernel.KernelException;
import burrow.kernel.process.GuestThread;
import org.junit.jupiter.api.Test;

class HandleTableTest {
  private static final class Counted extends KernelObject {
    int closed;

    @Override
    protected void close() {
      closed++;
    }

    @Override
    protected boolean isSignaled(GuestThread waiter) {
      return false;
    }
  }

  private final HandleTable table = new HandleTable();

  @Test
  void handlesAreMultiplesOfFourAndUsedAgain() {
    long a = table.add(new Counted(), 1, false);
    long b = table.add(new Counted(), 1, false);
    assertThat(a).isEqualTo(4);
    assertThat(b).isEqualTo(8);
    table.close(a);
    assertThat(table.get(a)).isNull();
    assertThat(table.add(new Counted(), 1, true)).isEqualTo(a);
    assertThat(table.require(a).inheritable()).isTrue();
  }

  @Test
  void anObjectLivesAsLongAsAHandleDoes() {
    Counted o = new Counted();
    long a = table.add(o, 1, false);
    long b = table.add(o.retain(), 1, false);
    table.close(a);
    assertThat(o.closed).isZero();
    table.close(b);
    assertThat(o.closed).isEqualTo(1);
  }

  @Test
  void whatIsNoHandleIsRefused() {
    for (long h : new long[] {0, -1, 4, 1L << 40}) {
      assertThatThrownBy(() -> table.close(h)).isInstanceOf(KernelException.class);
    }
  }

  @Test
  void aProtectedHandleStays() {
    long a = table.add(new Counted(), 1, false);
    table.setFlags(a, false, true);
    assertThatThrownBy(() -> table.close(a)).isInstanceOf(KernelException.class);
    assertThat(table.get(a)).isNotNull();
  }

  @Test
  void eventsAndSemaphoresTellTheirFormerState() {
    Event e = new Event(true, false);
    assertThat(e.set()).isFalse();
    assertThat(e.set()).isTrue();
    assertThat(e.reset()).isTrue();
    Semaphore s = new Semaphore(1, 3);
    assertThat(s.post(2)).isEqualTo(1);
    assertThat(s.post(1)).isEqualTo(-1);
  }
}
