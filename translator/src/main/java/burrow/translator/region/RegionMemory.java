package burrow.translator.region;

import static burrow.machine.AddressSpace.MOST_PAGES;
import static burrow.machine.AddressSpace.PAGE_SHIFT;
import static burrow.machine.AddressSpace.PAGE_SIZE;

import burrow.machine.HostMemory;
import burrow.machine.PermissionTable;

/** The permission test of translated code. Public because translated classes link to it by name. */
public final class RegionMemory {
  private RegionMemory() {}

  /**
   * Whether an access needs more than a plain host access, if only the one that raises its fault.
   *
   * @param bytes from 1 to {@link burrow.machine.AddressSpace#PAGE_SIZE}
   * @param access {@link burrow.machine.Access#READ} or {@link burrow.machine.Access#WRITE}
   * @param table host address of the {@link PermissionTable}
   */
  public static boolean denied(long a, int bytes, int access, long table) {
    // One method with all of it: the rest is no call, which would come back with every local alive.
    long page = a >>> PAGE_SHIFT;
    return page >= MOST_PAGES
        || (HostMemory.getByte(table + PermissionTable.SPANS + page) & access) == 0
            && ((HostMemory.getByte(table + page) & access) == 0
                || ((int) a & (PAGE_SIZE - 1)) > PAGE_SIZE - bytes);
  }
}
