package burrow.kernel.process;

import org.jspecify.annotations.Nullable;

/** The first failure of Burrow itself under a guest thread: it ends the run as an error of ours. */
public final class FaultLog {
  private @Nullable Throwable first;

  public synchronized void add(Throwable t) {
    if (first == null) {
      first = t;
    }
  }

  public synchronized @Nullable Throwable first() {
    return first;
  }
}
