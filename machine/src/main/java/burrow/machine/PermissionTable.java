package burrow.machine;

import static burrow.machine.Access.READ;
import static burrow.machine.Access.WRITE;
import static burrow.machine.AddressSpace.MOST_PAGES;
import static burrow.machine.AddressSpace.PAGE_SIZE;

/**
 * One byte per page of the largest window, however small the window is: none behind it permits
 * anything. {@link #SPANS} bytes behind each stands what it and its successor both permit at once,
 * derived from the two, so that one look there decides an access that may reach into the next page.
 *
 * <p>Engines read the tables without a lock. Writers hold this one's, since a page's entry decides
 * its predecessor's second byte too.
 */
public final class PermissionTable {
  /** From a page's permissions to those that it shares with the next. */
  public static final long SPANS = MOST_PAGES + PAGE_SIZE;

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
    if (bits == 0) {
      HostWindow.clear(table + from, to - from);
    } else {
      HostMemory.fill(table + from, to - from, (byte) bits);
    }
    int both = bits & (READ | WRITE);
    if (to - from > 1) {
      if (both == 0) {
        HostWindow.clear(table + SPANS + from, to - from - 1);
      } else {
        HostMemory.fill(table + SPANS + from, to - from - 1, (byte) both);
      }
    }
    derive(from - 1, from);
    derive(to - 1, to);
  }

  private void derive(long from, long to) {
    for (long p = Math.max(from, 0); p < to; p++) {
      HostMemory.putByte(table + SPANS + p, (byte) (get(p) & get(p + 1) & (READ | WRITE)));
    }
  }
}
