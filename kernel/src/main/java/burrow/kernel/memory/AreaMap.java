package burrow.kernel.memory;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The areas of one address space, sorted, never overlapping, neighbours joined where they can be.
 */
final class AreaMap {
  /** As vm.mmap_min_addr of Linux. */
  static final long LOWEST = 0x10000;

  private final TreeMap<Long, MemoryArea> byStart = new TreeMap<>();
  private final long lowest;
  private final long top;
  private final long granule;

  AreaMap(long lowest, long top, long granule) {
    this.lowest = lowest;
    this.top = top & -granule;
    this.granule = granule;
  }

  private long granuleUp(long address) {
    return (address + granule - 1) & -granule;
  }

  List<MemoryArea> all() {
    return List.copyOf(byStart.values());
  }

  @Nullable MemoryArea find(long address) {
    Map.Entry<Long, MemoryArea> e = byStart.floorEntry(address);
    return e != null && address < e.getValue().end() ? e.getValue() : null;
  }

  boolean overlaps(long from, long to) {
    Map.Entry<Long, MemoryArea> e = byStart.lowerEntry(to);
    return e != null && e.getValue().end() > from;
  }

  boolean covers(long from, long to) {
    long at = from;
    while (at < to) {
      MemoryArea a = find(at);
      if (a == null) {
        return false;
      }
      at = a.end();
    }
    return true;
  }

  /** The parts of areas inside a range, as areas of their own, without changing the map. */
  List<MemoryArea> in(long from, long to) {
    List<MemoryArea> found = new ArrayList<>();
    Long first = byStart.floorKey(from);
    for (MemoryArea a : byStart.subMap(first == null ? from : first, to).values()) {
      if (a.end() > from) {
        found.add(a.part(Math.max(from, a.start()), Math.min(to, a.end())));
      }
    }
    return found;
  }

  /** Takes a range out of the map and returns the areas that were there, cut to the range. */
  List<MemoryArea> remove(long from, long to) {
    split(from);
    split(to);
    List<MemoryArea> removed = new ArrayList<>(byStart.subMap(from, to).values());
    byStart.subMap(from, to).clear();
    return removed;
  }

  /** Makes the address a boundary between areas. Each part holds a reference to the file. */
  private void split(long address) {
    MemoryArea a = find(address);
    if (a == null || a.start() == address) {
      return;
    }
    if (a.file() != null) {
      a.file().retain();
    }
    byStart.put(a.start(), a.part(a.start(), address));
    byStart.put(address, a.part(address, a.end()));
  }

  /** Adds an area to a free range. It takes over one reference to its file. */
  void add(MemoryArea area) {
    MemoryArea joined = area;
    Map.Entry<Long, MemoryArea> before = byStart.lowerEntry(area.start());
    if (before != null && before.getValue().joins(joined)) {
      joined = join(before.getValue(), joined);
    }
    MemoryArea after = byStart.get(area.end());
    if (after != null && joined.joins(after)) {
      byStart.remove(after.start());
      joined = join(joined, after);
    }
    byStart.put(joined.start(), joined);
  }

  private static MemoryArea join(MemoryArea a, MemoryArea b) {
    if (b.file() != null) {
      b.file().release();
    }
    return new MemoryArea(
        a.start(),
        b.end(),
        a.access(),
        a.maximum(),
        a.shared(),
        a.file(),
        a.offset(),
        a.name(),
        a.populated());
  }

  /** Puts an area in place of the part of another in its range. */
  void replace(MemoryArea area) {
    remove(area.start(), area.end());
    add(area);
  }

  /**
   * Finds room: at the hint if it is free, else as high as possible below the top.
   *
   * @throws KernelException ENOMEM if there is none
   */
  long choose(long hint, long bytes) {
    // Hints behind the window, those with the top bit set among them, are as good as none.
    if (Long.compareUnsigned(hint - 1, top) < 0) {
      long at = Math.max(granuleUp(hint), lowest);
      if (at <= top - bytes && !overlaps(at, at + bytes)) {
        return at;
      }
    }
    long end = top;
    while (end - bytes >= lowest) {
      long at = (end - bytes) & -granule;
      Map.Entry<Long, MemoryArea> below = byStart.lowerEntry(end);
      if (below == null || below.getValue().end() <= at) {
        return at;
      }
      end = below.getValue().start();
    }
    throw new KernelException(Errno.ENOMEM);
  }
}
