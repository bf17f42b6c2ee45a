package burrow.kernel.memory;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a process: what its pages are mapped from. Processes cloned with CLONE_VM share
 * one. Anonymous memory without access costs nothing: its pages are not in the permission table at
 * all.
 *
 * <p>All changes happen under this object's lock. Addresses and lengths are checked here; failures
 * are {@link KernelException}s with the errno that mmap(2) and its kin document.
 */
public final class ProcessMemory {
  private static final int ALL = Access.READ | Access.WRITE | Access.EXECUTE;

  private final AddressSpace space;
  private final AreaMap areas;
  private final long pageSize;
  private long breakStart;
  private long breakEnd;

  /**
   * @param top mappings whose place the kernel chooses end at or below this address
   */
  public ProcessMemory(AddressSpace space, long top) {
    this(space, AreaMap.LOWEST, top, AddressSpace.PAGE_SIZE);
  }

  /**
   * @param lowest hints below are raised to it and nothing is placed below it
   * @param top mappings whose place the kernel chooses end at or below this address
   * @param pageSize of the guest: such places are multiples of it, and files end at one
   */
  public ProcessMemory(AddressSpace space, long lowest, long top, long pageSize) {
    this.space = space;
    this.areas = new AreaMap(lowest, top, pageSize);
    this.pageSize = pageSize;
  }

  public AddressSpace space() {
    return space;
  }

  // ---- queries ----

  /** A snapshot, sorted by address. */
  public synchronized List<MemoryArea> areas() {
    return areas.all();
  }

  /** The area that holds the address, or null. */
  public synchronized @Nullable MemoryArea find(long address) {
    return areas.find(address);
  }

  /** The areas in a range, cut to it. */
  synchronized List<MemoryArea> in(long from, long to) {
    return areas.in(from, to);
  }

  /** Whether every page of the range is in some area. */
  public synchronized boolean isMapped(long address, long length) {
    return areas.covers(address, address + length);
  }

  /** Total bytes of all areas. */
  public synchronized long size() {
    long sum = 0;
    for (MemoryArea a : areas.all()) {
      sum += a.length();
    }
    return sum;
  }

  // ---- mapping ----

  /** What to do about the address of a new mapping. */
  public enum Placement {
    /** Take the hint if the range is free, else choose. */
    HINT,
    /** Exactly there, replacing what is mapped. */
    FIXED,
    /** Exactly there, or fail with EEXIST. */
    FIXED_NO_REPLACE
  }

  /**
   * What to map.
   *
   * @param access bits of {@link Access}
   * @param shared whether stores are seen by the file and other mappings of it
   * @param file null for anonymous memory
   * @param offset in the file, page-aligned
   * @param writableFile whether the file was opened for writing
   * @param name for the list of mappings
   */
  public record Source(
      int access,
      boolean shared,
      @Nullable MappedFile file,
      long offset,
      boolean writableFile,
      String name) {

    public static Source anonymous(int access, boolean shared) {
      return new Source(access, shared, null, 0, false, "");
    }

    public static Source named(int access, String name) {
      return new Source(access, false, null, 0, false, name);
    }

    int maximum() {
      return file != null && shared && !writableFile ? ALL & ~Access.WRITE : ALL;
    }
  }

  /**
   * Maps pages.
   *
   * @param address the hint or the place, see {@link Placement}
   * @param length in bytes, rounded up to pages
   * @return the address of the mapping
   * @throws KernelException EINVAL for a zero length or a misaligned fixed address; ENOMEM if there
   *     is no room; EEXIST; EACCES for a writable shared mapping of a file not open for writing
   */
  public synchronized long map(long address, long length, Placement placement, Source source) {
    long bytes = checkedLength(length);
    if ((source.access & ~source.maximum()) != 0) {
      throw new KernelException(Errno.EACCES);
    }
    long start = place(address, bytes, placement);
    if (areas.overlaps(start, start + bytes)) {
      unmapRange(start, start + bytes);
    }
    MemoryArea area =
        new MemoryArea(
            start,
            start + bytes,
            source.access,
            source.maximum(),
            source.shared,
            source.file,
            source.offset,
            source.name,
            source.file != null || source.access != Access.NONE);
    populate(area);
    if (source.file != null) {
      source.file.retain();
    }
    areas.add(area);
    return start;
  }

  private long checkedLength(long length) {
    if (length == 0) {
      throw new KernelException(Errno.EINVAL);
    }
    if (length < 0 || length > space.limit()) {
      throw new KernelException(Errno.ENOMEM);
    }
    return AddressSpace.pageUp(length);
  }

  private long place(long address, long bytes, Placement placement) {
    if (placement == Placement.HINT) {
      return areas.choose(address, bytes);
    }
    if ((address & (AddressSpace.PAGE_SIZE - 1)) != 0) {
      throw new KernelException(Errno.EINVAL);
    }
    checkRange(address, bytes);
    if (placement == Placement.FIXED_NO_REPLACE && areas.overlaps(address, address + bytes)) {
      throw new KernelException(Errno.EEXIST);
    }
    return address;
  }

  private void checkRange(long address, long bytes) {
    if (address < 0 || bytes > space.limit() - address) {
      throw new KernelException(Errno.ENOMEM);
    }
  }

  /** Gives the pages of a new area content and permissions. */
  private void populate(MemoryArea area) {
    MappedFile file = area.file();
    if (file == null) {
      if (area.populated()) {
        space.map(area.start(), area.length(), area.access());
      }
      return;
    }
    if (!area.shared() || !mapHostFile(area, file)) {
      space.map(area.start(), area.length(), Access.READ | Access.WRITE);
      load(area, file);
      space.map(area.start(), area.length(), area.access());
    }
    markPastEnd(area, file);
  }

  private boolean mapHostFile(MemoryArea area, MappedFile file) {
    boolean writable = (area.maximum() & Access.WRITE) != 0;
    int descriptor = space.canMapShared() ? file.hostDescriptor(writable) : -1;
    return descriptor >= 0
        && space.mapShared(
            area.start(), area.length(), area.access(), descriptor, area.offset(), writable);
  }

  private void load(MemoryArea area, MappedFile file) {
    long left = Math.min(area.length(), file.size() - area.offset());
    long done = 0;
    while (done < left) {
      int n = (int) Math.min(left - done, 1 << 30);
      file.read(area.offset() + done, space.view(area.start() + done, n, Access.WRITE));
      done += n;
    }
  }

  private void markPastEnd(MemoryArea area, MappedFile file) {
    long end = area.start() + inArea(area, AddressSpace.pageUp(file.size()));
    long pageEnd = area.start() + inArea(area, (file.size() + pageSize - 1) & -pageSize);
    if (end < pageEnd && isHostMapped(area, file)) {
      // The host's mapping ends before the guest's page does: the rest of it are zeroes of no file.
      space.discard(end, pageEnd - end);
      space.map(end, pageEnd - end, area.access());
    }
    space.setPastEnd(pageEnd, area.end() - pageEnd, true);
  }

  private static long inArea(MemoryArea area, long fileOffset) {
    return Math.clamp(fileOffset - area.offset(), 0, area.length());
  }

  private boolean isHostMapped(MemoryArea area, MappedFile file) {
    return area.shared()
        && space.canMapShared()
        && file.hostDescriptor((area.maximum() & Access.WRITE) != 0) >= 0;
  }

  /** A file changed its size: pages behind the new end raise SIGBUS, pages before it do not. */
  public synchronized void fileResized(MappedFile file) {
    for (MemoryArea a : areas.all()) {
      MappedFile f = a.file();
      if (f != null && f.device() == file.device() && f.inode() == file.inode()) {
        // With large pages, zeroes may stand where the file is now.
        if (pageSize == AddressSpace.PAGE_SIZE || !a.shared() || !mapHostFile(a, f)) {
          space.setPastEnd(a.start(), a.length(), false);
        }
        markPastEnd(a, f);
      }
    }
  }

  /**
   * An access hit a page past the end of its file. Whoever wrote to the file since, it may reach
   * the page now.
   *
   * @return whether it does, and the access is to be tried again
   */
  public synchronized boolean growsTo(long address) {
    MemoryArea a = areas.find(address);
    MappedFile f = a == null ? null : a.file();
    if (a == null || f == null) {
      return false;
    }
    long page = (address & -AddressSpace.PAGE_SIZE) - a.start() + a.offset();
    if (f.size() <= page) {
      return false;
    }
    fileResized(f);
    return true;
  }

  // ---- unmapping ----

  /**
   * Unmaps whole pages; pages not mapped are no error.
   *
   * @throws KernelException EINVAL for a misaligned address or a bad length
   */
  public synchronized void unmap(long address, long length) {
    if ((address & (AddressSpace.PAGE_SIZE - 1)) != 0
        || length <= 0
        || address < 0
        || length > space.limit() - address) {
      throw new KernelException(Errno.EINVAL);
    }
    unmapRange(address, address + AddressSpace.pageUp(length));
  }

  private void unmapRange(long from, long to) {
    for (MemoryArea a : areas.remove(from, to)) {
      writeBack(a);
      if (a.populated()) {
        space.unmap(a.start(), a.length());
      }
      releaseFile(a);
    }
  }

  private void releaseFile(MemoryArea area) {
    // An area that was split holds one reference per part.
    if (area.file() != null) {
      area.file().release();
    }
  }

  /** Writes a shared mapping back that the host could not map itself. */
  private void writeBack(MemoryArea area) {
    MappedFile file = area.file();
    if (file == null || !area.shared() || (area.access() & Access.WRITE) == 0) {
      return;
    }
    if (space.canMapShared() && file.hostDescriptor(true) >= 0) {
      return;
    }
    long bytes = Math.min(area.length(), file.size() - area.offset());
    if (bytes > 0) {
      ByteBuffer view = space.view(area.start(), (int) bytes, Access.READ);
      file.write(area.offset(), view);
    }
  }

  /**
   * Makes the files of shared mappings in the range show what was stored (msync).
   *
   * @throws KernelException ENOMEM if part of the range is not mapped
   */
  public synchronized void sync(long address, long length) {
    long to = address + AddressSpace.pageUp(length);
    if (!areas.covers(address, to)) {
      throw new KernelException(Errno.ENOMEM);
    }
    for (MemoryArea a : areas.in(address, to)) {
      writeBack(a);
    }
  }

  // ---- permissions and content ----

  /**
   * Changes the permissions of mapped pages.
   *
   * @throws KernelException EINVAL for a misaligned address, ENOMEM if part of the range is not
   *     mapped, EACCES if the file forbids it
   */
  public synchronized void protect(long address, long length, int access) {
    long to = checkedMappedRange(address, length);
    for (MemoryArea a : areas.in(address, to)) {
      if ((access & ~a.maximum()) != 0) {
        throw new KernelException(Errno.EACCES);
      }
      if (a.access() == access) {
        continue;
      }
      areas.replace(a.withAccess(access));
      if (a.file() != null) {
        space.protect(a.start(), a.length(), access);
      } else {
        space.map(a.start(), a.length(), access);
      }
    }
  }

  private long checkedMappedRange(long address, long length) {
    if ((address & (AddressSpace.PAGE_SIZE - 1)) != 0) {
      throw new KernelException(Errno.EINVAL);
    }
    long bytes = AddressSpace.pageUp(length);
    if (length < 0 || bytes < length) {
      throw new KernelException(Errno.ENOMEM);
    }
    checkRange(address, bytes);
    if (!areas.covers(address, address + bytes)) {
      throw new KernelException(Errno.ENOMEM);
    }
    return address + bytes;
  }

  /**
   * Drops the content of private pages: anonymous ones read as zero, file pages as the file has
   * them. Shared pages keep what they share.
   *
   * @throws KernelException as {@link #protect}; mapped parts are dropped even then
   */
  public synchronized void discard(long address, long length) {
    if ((address & (AddressSpace.PAGE_SIZE - 1)) != 0 || length < 0) {
      throw new KernelException(Errno.EINVAL);
    }
    long bytes = AddressSpace.pageUp(length);
    checkRange(address, bytes);
    for (MemoryArea a : areas.in(address, address + bytes)) {
      if (a.shared()) {
        continue;
      }
      MappedFile file = a.file();
      if (file == null) {
        if (a.populated()) {
          space.discard(a.start(), a.length());
        }
      } else {
        space.discard(a.start(), a.length());
        space.map(a.start(), a.length(), Access.READ | Access.WRITE);
        load(a, file);
        space.map(a.start(), a.length(), a.access());
        markPastEnd(a, file);
      }
    }
    if (!areas.covers(address, address + bytes)) {
      throw new KernelException(Errno.ENOMEM);
    }
  }

  // ---- resizing ----

  /**
   * Resizes or moves a mapping (mremap).
   *
   * @param mayMove whether the mapping may go elsewhere when it cannot grow where it is
   * @param target where it must go, or -1
   * @param keepOld leaves the old range mapped, empty (MREMAP_DONTUNMAP)
   * @throws KernelException EFAULT if the old range is not one mapping, ENOMEM if there is no room,
   *     EINVAL for bad arguments
   */
  public synchronized long remap(
      long address, long oldLength, long newLength, boolean mayMove, long target, boolean keepOld) {
    if ((address & (AddressSpace.PAGE_SIZE - 1)) != 0 || newLength <= 0 || oldLength < 0) {
      throw new KernelException(Errno.EINVAL);
    }
    long oldBytes = AddressSpace.pageUp(oldLength);
    long newBytes = checkedLength(newLength);
    MemoryArea area = areas.find(address);
    if (area == null || oldBytes > area.end() - address) {
      throw new KernelException(Errno.EFAULT);
    }
    if (target == -1 && !keepOld) {
      if (newBytes <= oldBytes) {
        if (newBytes < oldBytes) {
          unmapRange(address + newBytes, address + oldBytes);
        }
        return address;
      }
      if (address + oldBytes == area.end() && growInPlace(area, address, oldBytes, newBytes)) {
        return address;
      }
      if (!mayMove) {
        throw new KernelException(Errno.ENOMEM);
      }
    }
    return move(area, address, oldBytes, newBytes, target, keepOld);
  }

  private boolean growInPlace(MemoryArea area, long address, long oldBytes, long newBytes) {
    long from = address + oldBytes;
    long to = address + newBytes;
    if (to > space.limit() || areas.overlaps(from, to)) {
      return false;
    }
    MemoryArea more =
        new MemoryArea(
            from,
            to,
            area.access(),
            area.maximum(),
            area.shared(),
            area.file(),
            area.file() == null ? 0 : area.offset() + from - area.start(),
            area.name(),
            area.populated());
    populate(more);
    if (area.file() != null) {
      area.file().retain();
    }
    areas.add(more);
    return true;
  }

  private long move(
      MemoryArea area, long address, long oldBytes, long newBytes, long target, boolean keepOld) {
    long to;
    if (target == -1) {
      to = areas.choose(0, newBytes);
    } else {
      if ((target & (AddressSpace.PAGE_SIZE - 1)) != 0
          || (target < address + oldBytes && address < target + newBytes)) {
        throw new KernelException(Errno.EINVAL);
      }
      checkRange(target, newBytes);
      unmapRange(target, target + newBytes);
      to = target;
    }
    Source source =
        new Source(
            area.access(),
            area.shared(),
            area.file(),
            area.file() == null ? 0 : area.offset() + address - area.start(),
            (area.maximum() & Access.WRITE) != 0,
            area.name());
    map(to, newBytes, Placement.FIXED, source);
    if (!area.shared() || area.file() == null) {
      if (area.populated()) {
        copyPages(address, to, Math.min(oldBytes, newBytes), area.access());
        for (MemoryArea moved : areas.in(to, to + newBytes)) {
          areas.replace(moved.withAccess(moved.access()));
        }
      }
    }
    if (keepOld && area.populated()) {
      space.discard(address, oldBytes);
    }
    if (!keepOld) {
      unmapRange(address, address + oldBytes);
    }
    return to;
  }

  private void copyPages(long from, long to, long bytes, int access) {
    space.map(from, bytes, Access.READ);
    space.map(to, bytes, Access.READ | Access.WRITE);
    for (long done = 0; done < bytes; ) {
      int n = (int) Math.min(bytes - done, 1 << 30);
      space.view(to + done, n, Access.WRITE).put(space.view(from + done, n, Access.READ));
      done += n;
    }
    space.map(to, bytes, access);
  }

  // ---- the break ----

  /** Where the data segment ends at first. */
  public synchronized void setBreak(long address) {
    breakStart = AddressSpace.pageUp(address);
    breakEnd = breakStart;
  }

  /** Moves the break; returns where it is afterwards, which is where it was on failure. */
  public synchronized long setBreakEnd(long address) {
    if (address < breakStart || address > space.limit()) {
      return breakEnd;
    }
    long oldPage = AddressSpace.pageUp(breakEnd);
    long newPage = AddressSpace.pageUp(address);
    if (newPage > oldPage) {
      if (areas.overlaps(oldPage, newPage)) {
        return breakEnd;
      }
      Source heap = Source.named(Access.READ | Access.WRITE, "[heap]");
      map(oldPage, newPage - oldPage, Placement.FIXED, heap);
    } else if (newPage < oldPage) {
      unmapRange(newPage, oldPage);
    }
    breakEnd = address;
    return address;
  }

  /** Ends all mappings and gives the address space back. No thread may use it any more. */
  public synchronized void release() {
    List<MemoryArea> all = new ArrayList<>(areas.all());
    for (MemoryArea a : all) {
      writeBack(a);
      releaseFile(a);
    }
    space.release();
  }
}
