package burrow.kernel.process;

/**
 * A kernel object that threads and processes share or copy, as the clone flags say.
 *
 * @param <T> the class itself
 */
public interface Shareable<T extends Shareable<T>> {
  /** The same object for one more holder. */
  T share();

  /** A copy for a new holder. */
  T copy();

  /** One holder less; the last one's release closes what the object holds. */
  void release();
}
