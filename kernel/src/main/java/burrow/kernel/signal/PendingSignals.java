package burrow.kernel.signal;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Signals generated and not yet delivered. Guarded by the process's signal lock. */
public final class PendingSignals {
  /** As RLIMIT_SIGPENDING would bound it: more queued signals than this are lost. */
  private static final int MOST_QUEUED = 16384;

  private final SignalRules rules;
  private final ArrayDeque<SignalInfo> queue = new ArrayDeque<>();
  private long set;

  public PendingSignals(SignalRules rules) {
    this.rules = rules;
  }

  /** The set of pending signals. */
  public long set() {
    return set;
  }

  /**
   * Adds a signal. A standard signal that is pending already stays as it is.
   *
   * @return false if the queue is full
   */
  public boolean add(SignalInfo info) {
    int n = info.number();
    if (n < rules.firstQueued() && SignalSet.has(set, n)) {
      return true;
    }
    if (queue.size() >= MOST_QUEUED) {
      return false;
    }
    set |= SignalSet.of(n);
    queue.add(info);
    return true;
  }

  /** Takes the next signal out of those in {@code allowed}: faults first, then lowest number. */
  public @Nullable SignalInfo take(long allowed) {
    long candidates = set & allowed;
    if (candidates == 0) {
      return null;
    }
    long faults = candidates & rules.synchronous();
    int n = Long.numberOfTrailingZeros(faults != 0 ? faults : candidates) + 1;
    SignalInfo found = null;
    boolean more = false;
    for (Iterator<SignalInfo> i = queue.iterator(); i.hasNext(); ) {
      SignalInfo info = i.next();
      if (info.number() == n) {
        if (found == null) {
          found = info;
          i.remove();
        } else {
          more = true;
        }
      }
    }
    if (!more) {
      set &= ~SignalSet.of(n);
    }
    return found;
  }

  /** Forgets all pending signals of the set. */
  public void discard(long signals) {
    queue.removeIf(i -> SignalSet.has(signals, i.number()));
    set &= ~signals;
  }
}
