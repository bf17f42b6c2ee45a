package burrow.machine;

import static burrow.machine.Access.EXECUTE;
import static burrow.machine.Access.READ;
import static burrow.machine.Access.WRITE;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one guest process: a window of host address space reserved once and a table with
 * one permission byte per 4 KiB page, which decides every access. Guest addresses run from 0 to
 * {@link #limit()}. What is mapped for what purpose (files, names) is the kernel's knowledge; here
 * pages have permissions only.
 *
 * <p>No host page that was once accessible loses access while the process lives: another thread may
 * stand between its check and its access, and a fault inside the JVM is fatal. Unmapping changes
 * the table and gives memory back, nothing else.
 *
 * <p>Changes are to be serialised by the caller (the kernel holds its memory lock); accesses are
 * not.
 */
public final class AddressSpace {
  public static final int PAGE_SHIFT = 12;
  public static final int PAGE_SIZE = 1 << PAGE_SHIFT;

  private static final int MOST_LOG2 = 40;

  /** Pages of the largest window; the permission table has an entry for each. */
  public static final long MOST_PAGES = 1L << (MOST_LOG2 - PAGE_SHIFT);

  // The permission byte. The low three bits are what the hot path tests; a page that needs a detour
  // has them clear and its real permissions in the REAL bits.
  static final int MAPPED = 0x08;
  static final int REAL_READ = 0x10;
  static final int REAL_WRITE = 0x20;
  static final int CODE = 0x40;
  static final int PAST_END = 0x80;

  /** Told when bytes that may have been translated change or go away. */
  @FunctionalInterface
  public interface CodeListener {
    /** The range is page-aligned. Called with the change already visible, from any thread. */
    void codeChanged(long from, long to);
  }

  private final HostWindow window;
  private final long base;
  private final PermissionTable table;
  private final long pages;
  private final CopyOnWriteArrayList<CodeListener> codeListeners = new CopyOnWriteArrayList<>();
  private final CopyOnWriteArrayList<Runnable> stops = new CopyOnWriteArrayList<>();
  private volatile long livePage = -1;
  private volatile Runnable refresh = () -> {};
  private volatile long gateStart;
  private volatile long gateEnd;

  private AddressSpace(HostWindow window) {
    this.window = window;
    this.base = window.base();
    this.table = new PermissionTable(window.table());
    this.pages = window.bytes() >>> PAGE_SHIFT;
  }

  /**
   * Reserves a window of 2^40 bytes, or the largest the host grants down to 2^36.
   *
   * @throws OutOfMemoryError if the host grants none
   */
  public static AddressSpace create() {
    return new AddressSpace(HostWindow.reserve(MOST_LOG2, 36));
  }

  /** Host address of guest address 0. */
  long base() {
    return base;
  }

  /** Host address of the {@link PermissionTable}. */
  long permissionTable() {
    return window.table();
  }

  long pageCount() {
    return pages;
  }

  /** First address behind the window. */
  public long limit() {
    return pages << PAGE_SHIFT;
  }

  /**
   * What must have stopped touching the memory before it is given back; the latest first, since it
   * may use what was there before it.
   */
  public void onRelease(Runnable stop) {
    stops.add(stop);
  }

  /** Gives the window back to the host. No guest thread may run any more. */
  public void release() {
    stops.reversed().forEach(Runnable::run);
    window.release();
  }

  // ---- mapping ----

  /** Makes whole pages accessible. Their content is what it was: zero unless mapped before. */
  public void map(long address, long length, int access) {
    window.commit(address, length);
    setPermissions(address, length, bits(access));
  }

  /** Forgets pages and gives their memory back: mapped again they read as zero. */
  public void unmap(long address, long length) {
    setPermissions(address, length, 0);
    window.discard(address, length);
  }

  /** Changes the permissions of mapped pages; pages that are not mapped stay so. */
  public void protect(long address, long length, int access) {
    long from = address >>> PAGE_SHIFT;
    long to = pageUp(address + length) >>> PAGE_SHIFT;
    int bits = bits(access);
    boolean code = false;
    synchronized (table) {
      for (long p = from; p < to; p++) {
        int old = table.get(p);
        if ((old & MAPPED) != 0) {
          code |= (old & CODE) != 0;
          table.set(p, (old & PAST_END) != 0 ? bits & ~7 | PAST_END : bits);
        }
      }
    }
    if (code) {
      notifyCode(from << PAGE_SHIFT, to << PAGE_SHIFT);
    }
  }

  /** Zeroes pages and gives their memory back (MADV_DONTNEED); permissions stay. */
  public void discard(long address, long length) {
    window.discard(address, length);
    boolean code = false;
    for (long p = address >>> PAGE_SHIFT; p < (address + length) >>> PAGE_SHIFT; p++) {
      code |= (table.get(p) & CODE) != 0;
    }
    if (code) {
      notifyCode(address, address + length);
    }
  }

  /**
   * Maps part of an open host file, coherent with reads and writes of it.
   *
   * @param hostDescriptor a descriptor open for reading, and for writing where pages are to be
   *     written; the mapping outlives it
   * @param offset multiple of the host page size
   * @param writable whether the host mapping is to allow stores, now or after {@link #protect}
   * @return false where the host cannot do it: the caller then copies
   */
  public boolean mapShared(
      long address, long length, int access, int hostDescriptor, long offset, boolean writable) {
    if (!window.mapShared(address, length, hostDescriptor, offset, writable)) {
      return false;
    }
    setPermissions(address, length, bits(access));
    table.setFileBacked(address >>> PAGE_SHIFT, pageUp(address + length) >>> PAGE_SHIFT);
    return true;
  }

  /** Whether {@link #mapShared} can work on this host. */
  public boolean canMapShared() {
    return window.canMapShared();
  }

  /** Marks mapped pages that lie past the end of their file (SIGBUS), or takes the mark back. */
  public void setPastEnd(long address, long length, boolean pastEnd) {
    synchronized (table) {
      for (long p = address >>> PAGE_SHIFT; p < pageUp(address + length) >>> PAGE_SHIFT; p++) {
        int old = table.get(p);
        if ((old & MAPPED) != 0) {
          int real = (old >> 4) & (READ | WRITE) | old & EXECUTE;
          table.set(p, pastEnd ? bits(real) & ~7 | PAST_END : bits(real));
        }
      }
    }
  }

  /** The permissions of the page at the address, or -1 if none is mapped there. */
  public int query(long address) {
    if (address >>> PAGE_SHIFT >= pages) {
      return -1;
    }
    int b = table.get(address >>> PAGE_SHIFT);
    return (b & MAPPED) == 0 ? -1 : (b >> 4) & (READ | WRITE) | b & EXECUTE;
  }

  private static int bits(int access) {
    return access | MAPPED | (access & (READ | WRITE)) << 4;
  }

  private void setPermissions(long address, long length, int bits) {
    long from = address >>> PAGE_SHIFT;
    long to = pageUp(address + length) >>> PAGE_SHIFT;
    if (from < 0 || to > pages || from > to) {
      throw new IllegalArgumentException(
          "0x" + Long.toHexString(address) + " + 0x" + Long.toHexString(length));
    }
    boolean code;
    synchronized (table) {
      code = hasCode(from, to);
      table.fill(from, to, bits);
    }
    if (code) {
      notifyCode(from << PAGE_SHIFT, to << PAGE_SHIFT);
    }
  }

  // ---- code ----

  private volatile long codeFirst = Long.MAX_VALUE;
  private volatile long codeLast = -1;

  private boolean hasCode(long from, long to) {
    long last = Math.min(to - 1, codeLast);
    for (long p = Math.max(from, codeFirst); p <= last; p++) {
      if ((table.get(p) & CODE) != 0) {
        return true;
      }
    }
    return false;
  }

  public void addCodeListener(CodeListener listener) {
    codeListeners.add(listener);
  }

  public void removeCodeListener(CodeListener listener) {
    codeListeners.remove(listener);
  }

  /**
   * An engine is about to keep a translation of the page's instructions: from now on a write to it
   * takes a detour and tells the listeners, once; the engine marks it again when it translates
   * again.
   */
  public void markCode(long address) {
    long p = address >>> PAGE_SHIFT;
    synchronized (table) {
      int old = table.get(p);
      if ((old & CODE) == 0) {
        codeFirst = Math.min(codeFirst, p);
        codeLast = Math.max(codeLast, p);
        table.set(p, old & ~WRITE | CODE);
        HostMemory.fullFence();
      }
    }
  }

  private void notifyCode(long from, long to) {
    for (CodeListener l : codeListeners) {
      l.codeChanged(from, to);
    }
  }

  /**
   * Addresses that raise {@link Trap#GATE} when control arrives there, instead of being executed.
   */
  public void setGates(long from, long to) {
    gateStart = from;
    gateEnd = to;
  }

  public boolean isGate(long address) {
    return address >= gateStart && address < gateEnd;
  }

  /**
   * Makes a read-only page whose content is brought up to date just before each access: clocks that
   * a system shows its programs in memory. The page must be mapped readable; there is one at most.
   *
   * @param update writes through {@link #initialize}; called from any thread
   */
  public void setLivePage(long address, Runnable update) {
    refresh = update;
    livePage = address >>> PAGE_SHIFT;
    table.set(livePage, MAPPED | REAL_READ);
  }

  /** Whether all bytes may be executed. */
  public boolean isExecutable(long address, long length) {
    for (long p = address >>> PAGE_SHIFT; p <= (address + length - 1) >>> PAGE_SHIFT; p++) {
      if (p < 0 || p >= pages || (table.get(p) & EXECUTE) == 0) {
        return false;
      }
    }
    return true;
  }

  // ---- the slow path of accesses ----

  /**
   * Called when the fast test failed: returns if the access is allowed after all (the caller goes
   * on with a plain access), else throws. Handles page crossing, code pages, pages past a file's
   * end and the live page.
   *
   * @return whether it is a write to code: then {@link #settleCode} is due after it
   */
  boolean slowAccess(long address, long size, int access) {
    long last = address + size - 1;
    boolean code = false;
    for (long p = address >>> PAGE_SHIFT; ; p++) {
      if (p >= pages) {
        throw outside(Math.max(address, p << PAGE_SHIFT), access);
      }
      int b = table.get(p);
      if ((b & access) == 0) {
        code |= slowPage(p, b, Math.max(address, p << PAGE_SHIFT), access);
      }
      if (p == last >>> PAGE_SHIFT) {
        return code;
      }
    }
  }

  private GuestFault outside(long address, int access) {
    boolean canonical = address >>> 47 == 0 || address >> 47 == -1;
    return new GuestFault(
        address, access, canonical ? GuestFault.Kind.UNMAPPED : GuestFault.Kind.NON_CANONICAL);
  }

  private boolean slowPage(long page, int bits, long address, int access) {
    if ((bits & MAPPED) == 0) {
      throw new GuestFault(address, access, GuestFault.Kind.UNMAPPED);
    }
    boolean allowed = (((bits >> 4) & (READ | WRITE) | bits & EXECUTE) & access) != 0;
    if (!allowed) {
      throw new GuestFault(address, access, GuestFault.Kind.PROTECTED);
    }
    if ((bits & PAST_END) != 0) {
      throw new GuestFault(address, access, GuestFault.Kind.PAST_END_OF_FILE);
    }
    if (page == livePage) {
      refresh.run();
    } else if ((bits & CODE) != 0 && access == WRITE) {
      dropCode(page);
      return true;
    }
    return false;
  }

  private void dropCode(long page) {
    synchronized (table) {
      table.set(page, table.get(page) & ~CODE | WRITE);
    }
    notifyCode(page << PAGE_SHIFT, (page + 1) << PAGE_SHIFT);
  }

  /**
   * After a write to code has happened: drops what another thread may have translated between the
   * moment the write was announced and the write itself.
   */
  void settleCode(long from, long to) {
    long last = Math.min(to - 1 >>> PAGE_SHIFT, codeLast);
    for (long p = Math.max(from >>> PAGE_SHIFT, codeFirst); p <= last; p++) {
      int bits = table.get(p);
      if ((bits & CODE) != 0 && (bits >> 4 & WRITE) != 0) {
        dropCode(p);
      }
    }
  }

  /** Checks a whole range for the kernel or a bulk operation; the empty range is always fine. */
  public void check(long address, long length, int access) {
    if (length > 0) {
      slowAccess(address, length, access);
    } else if (length < 0) {
      throw outside(address, access);
    }
  }

  /** How many bytes from the address on, at most {@code length}, allow the access. */
  public long accessible(long address, long length, int access) {
    try {
      check(address, length, access);
      return length;
    } catch (GuestFault f) {
      return f.address() - address;
    }
  }

  // ---- access for the kernel: little-endian, checked ----

  public byte readByte(long address) {
    check(address, 1, READ);
    return HostMemory.getByte(base + address);
  }

  public short readShort(long address) {
    check(address, 2, READ);
    return HostMemory.getShort(base + address);
  }

  public int readInt(long address) {
    check(address, 4, READ);
    return HostMemory.getInt(base + address);
  }

  public long readLong(long address) {
    check(address, 8, READ);
    return HostMemory.getLong(base + address);
  }

  public void writeByte(long address, int value) {
    check(address, 1, WRITE);
    HostMemory.putByte(base + address, (byte) value);
    settleCode(address, address + 1);
  }

  public void writeShort(long address, int value) {
    check(address, 2, WRITE);
    HostMemory.putShort(base + address, (short) value);
    settleCode(address, address + 2);
  }

  public void writeInt(long address, int value) {
    check(address, 4, WRITE);
    HostMemory.putInt(base + address, value);
    settleCode(address, address + 4);
  }

  public void writeLong(long address, long value) {
    check(address, 8, WRITE);
    HostMemory.putLong(base + address, value);
    settleCode(address, address + 8);
  }

  /** Atomic sequentially consistent load of an aligned word, as futex(2) needs. */
  public int readIntVolatile(long address) {
    check(address, 4, READ);
    HostMemory.fullFence();
    int v = HostMemory.getIntAcquire(base + address);
    HostMemory.loadFence();
    return v;
  }

  /** Atomic; the address must be aligned. Returns the value found. */
  public int compareAndExchangeInt(long address, int expected, int value) {
    check(address, 4, WRITE);
    int found = HostMemory.compareAndExchangeInt(base + address, expected, value);
    settleCode(address, address + 4);
    return found;
  }

  /** Bytes of pages that may be executed, whether or not they may be read. */
  public byte[] readCode(long address, int length) {
    check(address, length, EXECUTE);
    byte[] b = new byte[length];
    HostMemory.copyToArray(base + address, b, 0, length);
    return b;
  }

  public byte[] read(long address, int length) {
    check(address, length, READ);
    byte[] b = new byte[length];
    HostMemory.copyToArray(base + address, b, 0, length);
    return b;
  }

  public void write(long address, byte[] bytes) {
    write(address, bytes, 0, bytes.length);
  }

  public void write(long address, byte[] bytes, int offset, int length) {
    check(address, length, WRITE);
    HostMemory.copyFromArray(bytes, offset, base + address, length);
    settleCode(address, address + length);
  }

  /** Writes regardless of page permissions, for loaders: the pages must be mapped. */
  public void initialize(long address, byte[] bytes, int offset, int length) {
    for (long p = address >>> PAGE_SHIFT; p < pageUp(address + length) >>> PAGE_SHIFT; p++) {
      if (p >= pages || (table.get(p) & MAPPED) == 0) {
        throw outside(p << PAGE_SHIFT, WRITE);
      }
    }
    HostMemory.copyFromArray(bytes, offset, base + address, length);
  }

  /**
   * A view of guest memory for host I/O, without a copy. The permissions are checked now; the view
   * stays safe to touch (though not meaningful) whatever the guest unmaps later.
   */
  public ByteBuffer view(long address, int length, int access) {
    check(address, length, access);
    return MemorySegment.ofAddress(base + address).reinterpret(length).asByteBuffer();
  }

  /**
   * A NUL-terminated string.
   *
   * @param limit most bytes to look at, without the NUL
   * @return the bytes as UTF-8 (malformed ones replaced), or null if there is no NUL within the
   *     limit
   */
  public @Nullable String readString(long address, int limit) {
    byte[] b = readStringBytes(address, limit);
    return b == null ? null : new String(b, StandardCharsets.UTF_8);
  }

  /** As {@link #readString}, raw. */
  public byte @Nullable [] readStringBytes(long address, int limit) {
    byte[] buffer = new byte[64];
    for (int i = 0; i <= limit; i++) {
      byte c = readByte(address + i);
      if (c == 0) {
        return Arrays.copyOf(buffer, i);
      }
      if (i == buffer.length) {
        buffer = Arrays.copyOf(buffer, 2 * i);
      }
      buffer[i] = c;
    }
    return null;
  }

  /** Rounds up to a page boundary. */
  public static long pageUp(long address) {
    return (address + PAGE_SIZE - 1) & -PAGE_SIZE;
  }
}
