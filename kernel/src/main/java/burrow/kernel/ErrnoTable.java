package burrow.kernel;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The error numbers of one system. */
public final class ErrnoTable {
  private final String system;
  private final Map<Errno, Integer> numbers;

  /**
   * @param system its name, for a message
   * @param numbers positive numbers; of two names of one number only one may stand here
   */
  public ErrnoTable(String system, Map<Errno, Integer> numbers) {
    this.system = system;
    this.numbers = new EnumMap<>(numbers);
  }

  /** The positive number. */
  public int number(Errno errno) {
    Integer n = numbers.get(errno);
    if (n == null) {
      throw new AssertionError("no " + system + " number for " + errno);
    }
    return n;
  }

  /** The name of a number, or null if none is known. */
  public @Nullable Errno of(int number) {
    for (Map.Entry<Errno, Integer> e : numbers.entrySet()) {
      if (e.getValue() == number) {
        return e.getKey();
      }
    }
    return null;
  }
}
