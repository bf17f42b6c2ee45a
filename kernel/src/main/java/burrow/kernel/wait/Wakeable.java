package burrow.kernel.wait;

/** What a {@link WaitQueue} tells that something may have changed: a blocked thread, a poller. */
@FunctionalInterface
public interface Wakeable {
  /** Called without locks held, from any thread; must not block. Spurious calls are allowed. */
  void wake();
}
