package burrow.kernel.call;

import burrow.machine.AddressSpace;
import burrow.machine.Trap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Guest addresses that stand for functions of Burrow: control that arrives there raises {@link
 * Trap#GATE}. One range per process, handed out in order; new gates can be made while guest code
 * runs.
 *
 * @param <T> what a gate stands for
 */
public final class GateTable<T> {
  /** Bytes from one gate to the next: as a real function's alignment, so that none looks odd. */
  public static final int GATE_BYTES = 16;

  private final long start;
  private final int capacity;
  private final List<T> gates = new ArrayList<>();

  /**
   * @param start first address, a multiple of {@link #GATE_BYTES}; the caller keeps the range from
   *     being mapped otherwise
   * @param capacity how many gates there is room for
   */
  public GateTable(AddressSpace space, long start, int capacity) {
    this.start = start;
    this.capacity = capacity;
    space.setGates(start, start + (long) capacity * GATE_BYTES);
  }

  /**
   * Makes a gate.
   *
   * @return its address
   * @throws IllegalStateException if the range is full
   */
  public synchronized long add(T target) {
    if (gates.size() == capacity) {
      throw new IllegalStateException("no room for more than " + capacity + " gates");
    }
    gates.add(target);
    return start + (long) (gates.size() - 1) * GATE_BYTES;
  }

  /** What the gate at an address stands for, or null if none starts there. */
  public synchronized @Nullable T at(long address) {
    long offset = address - start;
    long index = offset / GATE_BYTES;
    return offset < 0 || offset % GATE_BYTES != 0 || index >= gates.size()
        ? null
        : gates.get((int) index);
  }
}
