package burrow.linux;

import org.jspecify.annotations.Nullable;

/** The first failure of Burrow itself under a guest thread: it ends the run as an error of ours. */
final class FaultLog {
  private @Nullable Throwable first;

  synchronized void add(Throwable t) {
    if (first == null) {
      first = t;
    }
  }

  synchronized @Nullable Throwable first() {
    return first;
  }
}
