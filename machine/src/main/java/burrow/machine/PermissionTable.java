package burrow.machine;

import static burrow.machine.Access.READ;
import static burrow.machine.Access.WRITE;
import static burrow.machine.AddressSpace.MOST_PAGES;
import static burrow.machine.AddressSpace.PAGE_SIZE;

import java.util.BitSet;

/**
 * One byte per page of the largest window, however small the window is: none behind it permits
 * anything. {@link #SPANS} bytes behind each stands what it and its successor both permit at once,
 * derived from the two, so that one look there decides an access that may reach into the next page.
 * {@link #MACHINE_CODE} bytes behind each stand both for code that the JVM does not know: what the
 * page permits, and {@link #SPAN_SHIFT} bits higher what it shares with the next. Pages of host
 * files permit nothing there: when the host truncates the file, only Java survives the access.
 *
 * <p>Engines read the tables without a lock. Writers hold this one's, since a page's entry decides
 * its predecessor's second byte too.
 */
public final class PermissionTable {
  /** From a page's permissions to those that it shares with the next. */
  public static final long SPANS = MOST_PAGES + PAGE_SIZE;

  /** From a page's permissions to those for code that the JVM does not know. */
  public static final long MACHINE_CODE = 2 * SPANS;

  /** There, from what a page permits to what it shares with the next. */
  public static final int SPAN_SHIFT = 4;

  /** Bytes of the three tables. */
  static final long BYTES = 3 * SPANS;

  private final long table;

  /** Pages of host files. */
  private final BitSet fileBacked = new BitSet();

  PermissionTable(long table) {
    this.table = table;
  }

  /** The page's byte, from 0 to 255. */
  int get(long page) {
    return HostMemory.getByte(table + page) & 0xff;
  }

  synchronized void set(long page, int bits) {
    HostMemory.putByte(table + page, (byte) bits);
    derive(page - 1, page + 1);
  }

  /** Sets all pages from the first up to, not including, the last. */
  synchronized void fill(long from, long to, int bits) {
    if (!fileBacked.isEmpty()) {
      fileBacked.clear((int) from, (int) to);
    }
    int both = bits & (READ | WRITE);
    fill(from, to, 0, bits);
    fill(from, to - 1, SPANS, both);
    fill(from, to - 1, MACHINE_CODE, both | both << SPAN_SHIFT);
    derive(from - 1, from);
    derive(to - 1, to);
  }

  private void fill(long from, long to, long behind, int value) {
    if (value == 0) {
      HostWindow.clear(table + behind + from, Math.max(to - from, 0));
    } else if (to > from) {
      HostMemory.fill(table + behind + from, to - from, (byte) value);
    }
  }

  /** The pages are a host file's from now on, until they are filled again. */
  synchronized void setFileBacked(long from, long to) {
    fileBacked.set((int) from, (int) to);
    derive(from - 1, to);
  }

  private void derive(long from, long to) {
    for (long p = Math.max(from, 0); p < to; p++) {
      int both = get(p) & get(p + 1) & (READ | WRITE);
      HostMemory.putByte(table + SPANS + p, (byte) both);
      HostMemory.putByte(
          table + MACHINE_CODE + p,
          (byte) (permits(p) | (permits(p) & permits(p + 1)) << SPAN_SHIFT));
    }
  }

  /** What a page permits to code that the JVM does not know. */
  private int permits(long page) {
    return fileBacked.get((int) page) ? 0 : get(page) & (READ | WRITE);
  }
}
