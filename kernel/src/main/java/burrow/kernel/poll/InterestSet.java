package burrow.kernel.poll;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.FileStatus;
import burrow.kernel.file.OpenFile;
import burrow.kernel.file.OpenFlags;
import burrow.kernel.wait.Wakeable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A set of files that somebody wants to hear about: what epoll and kqueue are views of. Files that
 * announce an event enter a list of candidates; collecting looks at their readiness. A
 * level-triggered file stays a candidate as long as it is ready, an edge-triggered one is reported
 * once per event.
 *
 * <p>An entry belongs to a descriptor number and the description behind it, and goes when it is
 * removed or when the last reference to the description is released. It holds no reference itself.
 */
public class InterestSet extends OpenFile {
  /** How an entry is reported. */
  public enum Trigger {
    LEVEL,
    EDGE
  }

  /**
   * What is wanted of a file.
   *
   * @param events {@link Readiness} bits
   * @param oneShot whether the entry sleeps after one report, until changed
   * @param data handed back with each report
   */
  public record Interest(int events, Trigger trigger, boolean oneShot, long data) {}

  /** Receives what is ready. */
  @FunctionalInterface
  public interface Sink {
    void ready(int events, long data);
  }

  private record Key(int descriptor, OpenFile file, int filter) {
    // Written out: what the compiler leaves to ObjectMethods costs a start 4 ms when first called.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key k
          && descriptor == k.descriptor
          && file.equals(k.file)
          && filter == k.filter;
    }

    @Override
    public int hashCode() {
      return 31 * (31 * descriptor + file.hashCode()) + filter;
    }
  }

  private final class Entry implements Wakeable {
    final OpenFile file;
    Interest interest;
    boolean candidate;
    boolean asleep;
    boolean removed;
    long seen;

    Entry(OpenFile file, Interest interest) {
      this.file = file;
      this.interest = interest;
    }

    @Override
    public void wake() {
      synchronized (InterestSet.this) {
        if (removed) {
          return;
        }
        enqueue(this);
      }
      events().announce(Readiness.IN);
    }
  }

  private static final int MAX_NESTING = 5;

  private final Map<Key, Entry> entries = new HashMap<>();
  private final ArrayDeque<Entry> candidates = new ArrayDeque<>();

  public InterestSet() {
    super("anon_inode:[eventpoll]", OpenFlags.READ | OpenFlags.WRITE);
  }

  private void enqueue(Entry e) {
    if (!e.candidate) {
      e.candidate = true;
      candidates.add(e);
    }
  }

  // ---- entries ----

  /**
   * @throws KernelException EEXIST, EINVAL for the set itself, ELOOP for a circle of sets
   */
  public final void add(int descriptor, OpenFile file, Interest interest) {
    add(descriptor, file, 0, interest);
  }

  /**
   * As {@link #add(int, OpenFile, Interest)} for one of several entries of the same file.
   *
   * @param filter tells the entries apart
   */
  public final void add(int descriptor, OpenFile file, int filter, Interest interest) {
    if (file == this) {
      throw new KernelException(Errno.EINVAL);
    }
    if (file instanceof InterestSet inner && inner.reaches(this, MAX_NESTING)) {
      throw new KernelException(Errno.ELOOP);
    }
    Entry e = new Entry(file, interest);
    synchronized (this) {
      if (entries.putIfAbsent(new Key(descriptor, file, filter), e) != null) {
        throw new KernelException(Errno.EEXIST);
      }
    }
    file.watchClose(this, () -> forget(descriptor, file, filter));
    file.events().queue().add(e);
    lookAgain(e);
  }

  /** As adding anew: an event that is pending is reported again, even edge-triggered. */
  public final void modify(int descriptor, OpenFile file, Interest interest) {
    modify(descriptor, file, 0, interest);
  }

  public final void modify(int descriptor, OpenFile file, int filter, Interest interest) {
    Entry e = entry(descriptor, file, filter);
    synchronized (this) {
      e.interest = interest;
      e.asleep = false;
    }
    lookAgain(e);
  }

  /** Lets an entry sleep until it is modified, as if it had been reported once. */
  public final void disable(int descriptor, OpenFile file, int filter) {
    Entry e = entry(descriptor, file, filter);
    synchronized (this) {
      e.asleep = true;
    }
  }

  /** The entry, or ENOENT. */
  private synchronized Entry entry(int descriptor, OpenFile file, int filter) {
    Entry e = entries.get(new Key(descriptor, file, filter));
    if (e == null) {
      throw new KernelException(Errno.ENOENT);
    }
    return e;
  }

  private void lookAgain(Entry e) {
    boolean ready = (e.file.readiness() & wanted(e)) != 0;
    synchronized (this) {
      e.seen = -1;
      if (!e.removed) {
        enqueue(e);
      }
    }
    if (ready) {
      events().announce(Readiness.IN);
    } else {
      e.file.expect(wanted(e));
    }
  }

  private static int wanted(Entry e) {
    return e.interest.events | Readiness.ALWAYS;
  }

  /**
   * @throws KernelException ENOENT
   */
  public final void remove(int descriptor, OpenFile file) {
    remove(descriptor, file, 0);
  }

  /**
   * @throws KernelException ENOENT
   */
  public final void remove(int descriptor, OpenFile file, int filter) {
    if (!forget(descriptor, file, filter)) {
      throw new KernelException(Errno.ENOENT);
    }
    synchronized (this) {
      if (entries.keySet().stream().anyMatch(k -> k.file == file)) {
        return;
      }
    }
    file.unwatchClose(this);
  }

  private boolean forget(int descriptor, OpenFile file, int filter) {
    Entry e;
    synchronized (this) {
      e = entries.remove(new Key(descriptor, file, filter));
      if (e == null) {
        return false;
      }
      e.removed = true;
      candidates.remove(e);
    }
    file.events().queue().remove(e);
    return true;
  }

  private boolean reaches(InterestSet target, int depth) {
    if (depth == 0) {
      return true;
    }
    List<OpenFile> files;
    synchronized (this) {
      files = entries.keySet().stream().map(Key::file).toList();
    }
    for (OpenFile f : files) {
      if (f == target || f instanceof InterestSet s && s.reaches(target, depth - 1)) {
        return true;
      }
    }
    return false;
  }

  // ---- collecting ----

  /**
   * Reports what is ready, each file once.
   *
   * @return how many were reported, at most {@code maximum}
   */
  public final int collect(int maximum, Sink sink) {
    List<Entry> stillReady = new ArrayList<>();
    int reported = 0;
    int left = candidateCount();
    while (reported < maximum && left-- > 0) {
      Entry e = poll();
      if (e == null) {
        break;
      }
      int events = fresh(e);
      if (events != 0) {
        sink.ready(events, e.interest.data);
        reported++;
        if (e.interest.oneShot) {
          e.asleep = true;
        } else if (e.interest.trigger == Trigger.LEVEL) {
          stillReady.add(e);
        }
      }
    }
    synchronized (this) {
      for (Entry e : stillReady) {
        if (!e.removed) {
          enqueue(e);
        }
      }
    }
    return reported;
  }

  private synchronized int candidateCount() {
    return candidates.size();
  }

  private synchronized @Nullable Entry poll() {
    Entry e = candidates.poll();
    if (e != null) {
      e.candidate = false;
    }
    return e;
  }

  /** The events to report for a candidate, 0 if none. */
  private int fresh(Entry e) {
    if (e.asleep) {
      return 0;
    }
    long count = e.file.events().count(wanted(e));
    int events = e.file.readiness() & wanted(e);
    if (events == 0) {
      e.file.expect(wanted(e));
      return 0;
    }
    if (e.interest.trigger == Trigger.EDGE && count == e.seen) {
      return 0;
    }
    e.seen = count;
    return events;
  }

  /** Whether something may be ready: a look that takes nothing away. */
  private boolean anyReady() {
    List<Entry> now;
    synchronized (this) {
      now = List.copyOf(candidates);
    }
    for (Entry e : now) {
      if (!e.asleep
          && (e.file.readiness() & wanted(e)) != 0
          && (e.interest.trigger == Trigger.LEVEL || e.file.events().count(wanted(e)) != e.seen)) {
        return true;
      }
    }
    return false;
  }

  // ---- as a file ----

  @Override
  public int readiness() {
    return anyReady() ? Readiness.IN : 0;
  }

  @Override
  public FileStatus status() {
    return FileStatus.synthetic(1, 0600, 0, 0, 0);
  }

  @Override
  protected void close() {
    List<Key> all;
    synchronized (this) {
      all = List.copyOf(entries.keySet());
    }
    for (Key k : all) {
      forget(k.descriptor, k.file, k.filter);
      k.file.unwatchClose(this);
    }
  }
}
