package burrow.windows;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** The vectored handlers of a process: those for exceptions, and those called before going on. */
final class ExceptionHandlers {
  /**
   * A registered handler.
   *
   * @param token what Add… returned
   * @param function guest address
   */
  record Handler(long token, long function) {}

  private final CopyOnWriteArrayList<Handler> exception = new CopyOnWriteArrayList<>();
  private final CopyOnWriteArrayList<Handler> resume = new CopyOnWriteArrayList<>();
  private final AtomicLong tokens = new AtomicLong(0x1000);
  private volatile long unhandledFilter;

  List<Handler> exceptionHandlers() {
    return exception;
  }

  List<Handler> continueHandlers() {
    return resume;
  }

  long add(boolean forContinue, boolean first, long function) {
    Handler h = new Handler(tokens.getAndAdd(16), function);
    List<Handler> list = forContinue ? resume : exception;
    list.add(first ? 0 : list.size(), h);
    return h.token();
  }

  boolean remove(boolean forContinue, long token) {
    return (forContinue ? resume : exception).removeIf(h -> h.token() == token);
  }

  /** SetUnhandledExceptionFilter; returns the filter before. */
  long setUnhandledFilter(long function) {
    long old = unhandledFilter;
    unhandledFilter = function;
    return old;
  }

  long unhandledFilter() {
    return unhandledFilter;
  }
}
