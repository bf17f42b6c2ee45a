package burrow.machine;

/**
 * The memory of a WebAssembly instance: the first pages of an {@link AddressSpace}, which may grow
 * and never shrink. The kernel reaches it through the address space, which checks every access;
 * compiled code adds the base itself after comparing with the size.
 */
public final class LinearMemory {
  /** Bytes in a WebAssembly page. */
  public static final int PAGE_BYTES = 1 << 16;

  /** Pages that 32-bit addresses reach. */
  public static final int MOST_PAGES = 1 << 16;

  private final AddressSpace space;
  private final int maximum;
  private int pages;

  /**
   * @param pages accessible at first
   * @param maximum most pages it may have, at most {@link #MOST_PAGES}
   * @throws OutOfMemoryError if the host grants no address space
   */
  public LinearMemory(int pages, int maximum) {
    this.space = AddressSpace.create();
    this.maximum = maximum;
    this.pages = pages;
    space.map(0, (long) pages * PAGE_BYTES, Access.READ | Access.WRITE);
  }

  /** The memory as the kernel sees it. */
  public AddressSpace space() {
    return space;
  }

  /** Host address of guest address 0; whoever uses it has compared with {@link #bytes}. */
  public long base() {
    return space.base();
  }

  public int pages() {
    return pages;
  }

  /** The size; accesses at or behind it trap. */
  public long bytes() {
    return (long) pages * PAGE_BYTES;
  }

  /**
   * memory.grow: makes more pages accessible, filled with zeros.
   *
   * @param delta pages, taken as unsigned
   * @return the size before in pages, or -1 if that is more than the module allows
   */
  public int grow(int delta) {
    int before = pages;
    long after = before + (delta & 0xffff_ffffL);
    if (after > maximum) {
      return -1;
    }
    if (delta != 0) {
      space.map(bytes(), (long) delta * PAGE_BYTES, Access.READ | Access.WRITE);
      pages = (int) after;
    }
    return before;
  }

  /** Gives the memory back to the host. No guest code may run any more. */
  public void release() {
    space.release();
  }
}
