package burrow.machine;

import static burrow.machine.Access.READ;
import static burrow.machine.Access.WRITE;
import static burrow.machine.AddressSpace.MOST_PAGES;
import static burrow.machine.AddressSpace.PAGE_SIZE;

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

  /** There, of a page of a host file. */
  private static final int FILE_BACKED = 0x80;

  /** Bytes of the three tables. */
  static final long BYTES = 3 * SPANS;

  private final long table;

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
    int both = bits & (READ | WRITE);
    fill(from, to, 0, bits);
    fill(from, to - 1, SPANS, both);
    fill(from, to - 1, MACHINE_CODE, both | both << SPAN_SHIFT);
    fill(Math.max(from, to - 1), to, MACHINE_CODE, 0); // no page of a file any more
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
    fill(from, to, MACHINE_CODE, FILE_BACKED);
    derive(from - 1, to);
  }

  private void derive(long from, long to) {
    for (long p = Math.max(from, 0); p < to; p++) {
      int both = get(p) & get(p + 1) & (READ | WRITE);
      HostMemory.putByte(table + SPANS + p, (byte) both);
      int common = permits(p) & permits(p + 1);
      HostMemory.putByte(
          table + MACHINE_CODE + p, (byte) (fileBacked(p) | permits(p) | common << SPAN_SHIFT));
    }
  }

  /** What a page permits to code that the JVM does not know. */
  private int permits(long page) {
    return fileBacked(page) != 0 ? 0 : get(page) & (READ | WRITE);
  }

  private int fileBacked(long page) {
    return HostMemory.getByte(table + MACHINE_CODE + page) & FILE_BACKED;
  }
}
