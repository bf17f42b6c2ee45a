package burrow.kernel.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class IntervalTimerTest {
  private static final long MILLI = 1_000_000;

  private final SystemClock clock = new SystemClock();
  private final TimerQueue queue = new TimerQueue(clock);
  private final BlockingQueue<Integer> expirations = new LinkedBlockingQueue<>();

  private IntervalTimer timer() {
    return new IntervalTimer(queue, clock, clock::monotonicNanos, 1, expirations::add);
  }

  @Test
  void expiresOnceAndIsDisarmed() throws InterruptedException {
    IntervalTimer t = timer();
    t.set(t.now() + 5 * MILLI, 0);
    assertThat(t.remaining()).isBetween(1L, 5 * MILLI);
    assertThat(expirations.poll(5, TimeUnit.SECONDS)).isNotNull();
    assertThat(t.remaining()).isZero();
    assertThat(expirations.poll(20, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void expiresAgainAndAgainUntilCancelled() throws InterruptedException {
    IntervalTimer t = timer();
    t.set(t.now() + MILLI, MILLI);
    for (int i = 0; i < 5; i++) {
      assertThat(expirations.poll(5, TimeUnit.SECONDS)).isNotNull();
    }
    t.cancel();
    expirations.clear();
    assertThat(expirations.poll(20, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void countsWhatCameTooLate() throws InterruptedException {
    AtomicLong now = new AtomicLong(100);
    IntervalTimer t = new IntervalTimer(queue, clock, now::get, 1, expirations::add);
    now.set(1_000);
    t.set(110, 100);
    // Due at 110, 210 … 910: eight more than the first.
    assertThat(expirations.poll(5, TimeUnit.SECONDS)).isEqualTo(8);
    t.cancel();
  }

  @Test
  void aClockThatStandsStillDoesNotExpire() throws InterruptedException {
    AtomicLong now = new AtomicLong(100);
    IntervalTimer t = new IntervalTimer(queue, clock, now::get, 1, expirations::add);
    t.set(100 + MILLI, 0);
    assertThat(expirations.poll(20, TimeUnit.MILLISECONDS)).isNull();
    now.addAndGet(MILLI);
    assertThat(expirations.poll(5, TimeUnit.SECONDS)).isEqualTo(0);
  }
}
