package burrow.kernel.poll;

import burrow.kernel.wait.WaitQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where an open file announces events, and where whoever waits for them registers. Events are
 * counted, so that an edge-triggered watcher knows whether something happened since it looked last
 * even though the file was ready all the time.
 *
 * <p>The file changes its state first and announces then; a watcher registers, remembers the
 * counts, and looks at the state then. So no event is missed.
 */
public final class EventSource {
  private final WaitQueue queue = new WaitQueue();
  private final AtomicInteger inputs = new AtomicInteger();
  private final AtomicInteger outputs = new AtomicInteger();
  private final AtomicInteger others = new AtomicInteger();

  /** Woken after each announcement. */
  public WaitQueue queue() {
    return queue;
  }

  /**
   * Something happened that may have made the file ready.
   *
   * @param events {@link Readiness} bits: new data, new room, an end or an error
   */
  public void announce(int events) {
    if ((events & (Readiness.IN | Readiness.PRIORITY | Readiness.READ_HANG_UP)) != 0) {
      inputs.incrementAndGet();
    }
    if ((events & Readiness.OUT) != 0) {
      outputs.incrementAndGet();
    }
    if ((events & Readiness.ALWAYS) != 0) {
      others.incrementAndGet();
    }
    queue.wakeAll();
  }

  /** Counts of events that concern a watcher of the given bits; compare with a later value. */
  public long count(int interest) {
    long in = (interest & ~Readiness.OUT & ~Readiness.ALWAYS) != 0 ? inputs.get() : 0;
    long out = (interest & Readiness.OUT) != 0 ? outputs.get() : 0;
    return (in & 0x1f_ffffL) << 42 | (out & 0x1f_ffffL) << 21 | others.get() & 0x1f_ffffL;
  }
}
