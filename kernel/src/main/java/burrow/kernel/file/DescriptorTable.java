package burrow.kernel.file;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.process.Shareable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The descriptors of the threads and processes that share it: small numbers for open file
 * descriptions, each with a close-on-exec flag of its own.
 */
public final class DescriptorTable implements Shareable<DescriptorTable> {
  /** As fs.nr_open of Linux. */
  public static final int MAXIMUM = 1 << 20;

  private @Nullable OpenFile[] files = new OpenFile[64];
  private boolean[] closeOnExec = new boolean[64];
  private int lowestFree;
  private int holders = 1;
  private volatile int limit = MAXIMUM;

  // ---- sharing ----

  @Override
  public synchronized DescriptorTable share() {
    holders++;
    return this;
  }

  @Override
  public synchronized DescriptorTable copy() {
    DescriptorTable t = new DescriptorTable();
    t.files = files.clone();
    t.closeOnExec = closeOnExec.clone();
    t.lowestFree = lowestFree;
    t.limit = limit;
    for (OpenFile f : t.files) {
      if (f != null) {
        f.retain();
      }
    }
    return t;
  }

  @Override
  public void release() {
    synchronized (this) {
      if (--holders > 0) {
        return;
      }
    }
    closeRange(0, Integer.MAX_VALUE);
  }

  /** Sets the soft RLIMIT_NOFILE: new descriptors stay below it. */
  public void setLimit(long descriptors) {
    limit = (int) Math.min(Math.max(descriptors, 0), MAXIMUM);
  }

  /** The soft RLIMIT_NOFILE. */
  public int limit() {
    return limit;
  }

  // ---- look-up ----

  /**
   * The description behind a descriptor, retained: the caller releases it.
   *
   * @throws KernelException EBADF
   */
  public synchronized OpenFile acquire(int descriptor) {
    return at(descriptor).retain();
  }

  private OpenFile at(int descriptor) {
    OpenFile f = descriptor < 0 || descriptor >= files.length ? null : files[descriptor];
    if (f == null) {
      throw new KernelException(Errno.EBADF);
    }
    return f;
  }

  public synchronized boolean closesOnExec(int descriptor) {
    at(descriptor);
    return closeOnExec[descriptor];
  }

  public synchronized void setCloseOnExec(int descriptor, boolean close) {
    at(descriptor);
    closeOnExec[descriptor] = close;
  }

  /** The open descriptors, ascending. */
  public synchronized List<Integer> descriptors() {
    List<Integer> open = new ArrayList<>();
    for (int i = 0; i < files.length; i++) {
      if (files[i] != null) {
        open.add(i);
      }
    }
    return open;
  }

  // ---- change ----

  /**
   * Gives the lowest free number to a description, whose reference passes to the table.
   *
   * @throws KernelException EMFILE; the reference is released then
   */
  public int add(OpenFile file, boolean closesOnExec) {
    try {
      return add(file, 0, closesOnExec);
    } catch (KernelException e) {
      file.release();
      throw e;
    }
  }

  private synchronized int add(OpenFile file, int from, boolean closesOnExec) {
    int d = Math.max(from, lowestFree);
    while (d < files.length && files[d] != null) {
      d++;
    }
    if (d >= limit) {
      throw new KernelException(Errno.EMFILE);
    }
    put(d, file, closesOnExec);
    if (from <= lowestFree) {
      lowestFree = d + 1;
    }
    return d;
  }

  private void put(int d, OpenFile file, boolean closesOnExec) {
    if (d >= files.length) {
      int size = Math.max(d + 1, 2 * files.length);
      files = Arrays.copyOf(files, size);
      closeOnExec = Arrays.copyOf(closeOnExec, size);
    }
    files[d] = file;
    closeOnExec[d] = closesOnExec;
  }

  /**
   * dup and fcntl F_DUPFD: the lowest free number that is not below {@code from}.
   *
   * @throws KernelException EBADF, EMFILE, EINVAL if {@code from} is not below the limit
   */
  public synchronized int duplicate(int descriptor, int from, boolean closesOnExec) {
    OpenFile f = at(descriptor);
    if (from < 0 || from >= limit) {
      throw new KernelException(Errno.EINVAL);
    }
    int d = add(f, from, closesOnExec);
    f.retain();
    return d;
  }

  /** dup3: makes {@code to} refer to what {@code descriptor} does, closing it first. */
  public void duplicateTo(int descriptor, int to, boolean closesOnExec) {
    OpenFile old;
    synchronized (this) {
      OpenFile f = at(descriptor);
      if (to < 0 || to >= limit) {
        throw new KernelException(Errno.EBADF);
      }
      if (to == descriptor) {
        return;
      }
      old = to < files.length ? files[to] : null;
      put(to, f.retain(), closesOnExec);
    }
    closed(old);
  }

  /** Puts a description at a given free number; for descriptors 0, 1 and 2 of a new process. */
  public synchronized void install(int descriptor, OpenFile file) {
    if (descriptor < files.length && files[descriptor] != null) {
      throw new IllegalStateException("descriptor " + descriptor + " is open");
    }
    put(descriptor, file, false);
  }

  /**
   * @throws KernelException EBADF
   */
  public void close(int descriptor) {
    OpenFile f;
    synchronized (this) {
      f = at(descriptor);
      remove(descriptor);
    }
    closed(f);
  }

  private void remove(int descriptor) {
    files[descriptor] = null;
    closeOnExec[descriptor] = false;
    lowestFree = Math.min(lowestFree, descriptor);
  }

  private static void closed(@Nullable OpenFile f) {
    if (f != null) {
      f.descriptorClosed();
      f.release();
    }
  }

  /** Closes all open descriptors from {@code first} to {@code last}, both included. */
  public void closeRange(int first, int last) {
    List<OpenFile> gone = new ArrayList<>();
    synchronized (this) {
      for (int d = Math.max(first, 0); d < files.length && d <= last; d++) {
        OpenFile f = files[d];
        if (f != null) {
          remove(d);
          gone.add(f);
        }
      }
    }
    gone.forEach(DescriptorTable::closed);
  }

  /** Sets close-on-exec on a range (close_range with CLOSE_RANGE_CLOEXEC). */
  public synchronized void closeRangeOnExec(int first, int last) {
    for (int d = Math.max(first, 0); d < files.length && d <= last; d++) {
      closeOnExec[d] |= files[d] != null;
    }
  }

  /** What execve does to descriptors. */
  public void executed() {
    for (int d : descriptors()) {
      if (closesOnExec(d)) {
        close(d);
      }
    }
  }
}
