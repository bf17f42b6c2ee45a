package burrow.kernel.object;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The handles of a process: small multiples of four that refer to objects. A number is used again
 * once its handle is closed.
 */
public final class HandleTable {
  private static final int STEP = 4;

  private final List<@Nullable Entry> entries = new ArrayList<>();
  private final ArrayList<Integer> free = new ArrayList<>();

  /**
   * What a handle stands for.
   *
   * @param access the rights it was opened with, as the personality numbers them
   */
  public record Entry(KernelObject object, int access, boolean inheritable, boolean protect) {}

  /** Makes a handle. The table takes over one reference to the object. */
  public synchronized long add(KernelObject object, int access, boolean inheritable) {
    Entry e = new Entry(object, access, inheritable, false);
    if (free.isEmpty()) {
      entries.add(e);
      return (long) entries.size() * STEP;
    }
    int i = free.removeLast();
    entries.set(i, e);
    return (i + 1L) * STEP;
  }

  /** What the handle stands for, or null if it is none. */
  public synchronized @Nullable Entry get(long handle) {
    long index = handle / STEP - 1;
    // The low two bits of a handle are the program's own.
    return index < 0 || index >= entries.size() ? null : entries.get((int) index);
  }

  /** Changes whether children inherit the handle, and whether it may be closed. */
  public synchronized void setFlags(long handle, boolean inheritable, boolean protect) {
    Entry e = require(handle);
    int index = (int) (handle / STEP) - 1;
    entries.set(index, new Entry(e.object(), e.access(), inheritable, protect));
  }

  /**
   * What the handle stands for.
   *
   * @throws KernelException EBADF if it is none
   */
  public Entry require(long handle) {
    Entry e = get(handle);
    if (e == null) {
      throw new KernelException(Errno.EBADF);
    }
    return e;
  }

  /**
   * Closes a handle.
   *
   * @throws KernelException EBADF if it is none
   */
  public void close(long handle) {
    Entry e;
    synchronized (this) {
      e = require(handle);
      if (e.protect()) {
        throw new KernelException(Errno.EBADF);
      }
      int index = (int) (handle / STEP) - 1;
      entries.set(index, null);
      free.add(index);
    }
    e.object().release();
  }

  /** Closes all handles. */
  public void closeAll() {
    List<@Nullable Entry> all;
    synchronized (this) {
      all = new ArrayList<>(entries);
      entries.clear();
      free.clear();
    }
    for (Entry e : all) {
      if (e != null) {
        e.object().release();
      }
    }
  }

  /** How many handles are open. */
  public synchronized int size() {
    return entries.size() - free.size();
  }
}
