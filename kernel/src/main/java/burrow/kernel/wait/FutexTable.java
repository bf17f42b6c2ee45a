package burrow.kernel.wait;

import burrow.kernel.memory.MappedFile;
import burrow.kernel.memory.MemoryArea;
import burrow.kernel.memory.ProcessMemory;
import burrow.kernel.process.GuestThread;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Threads that wait at addresses (futex(2) of Linux, WaitOnAddress of Windows, ulock of macOS): a
 * hash table of buckets, each a lock and a list in the order of arrival.
 */
public final class FutexTable {
  /** The bit set that every wake matches. */
  public static final int ANY = -1;

  private static final int BUCKETS = 256;

  /**
   * A place to wait at.
   *
   * @param domain the memory for a private word; the file for one in a shared mapping
   * @param address in the memory, or offset in the file
   */
  public record Key(Object domain, long address) {
    // Written out: what the compiler leaves to ObjectMethods costs a start 4 ms when first called.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key k && address == k.address && domain.equals(k.domain);
    }

    @Override
    public int hashCode() {
      return 31 * domain.hashCode() + Long.hashCode(address);
    }
  }

  private record FileIdentity(long device, long inode) {}

  private static final class Waiter {
    final GuestThread thread;
    final int bitSet;
    volatile Key key;
    volatile boolean woken;

    Waiter(GuestThread thread, Key key, int bitSet) {
      this.thread = thread;
      this.key = key;
      this.bitSet = bitSet;
    }
  }

  private static final class Bucket {
    final List<Waiter> waiters = new ArrayList<>();
  }

  private final Bucket[] buckets = new Bucket[BUCKETS];

  public FutexTable() {
    for (int i = 0; i < BUCKETS; i++) {
      buckets[i] = new Bucket();
    }
  }

  private Bucket bucket(Key key) {
    long h = System.identityHashCode(key.domain) * 31L + (key.address >>> 2);
    if (key.domain instanceof FileIdentity f) {
      h = f.hashCode() * 31L + (key.address >>> 2);
    }
    h *= 0x9e3779b97f4a7c15L;
    return buckets[(int) (h >>> 56)];
  }

  /**
   * The key of a word.
   *
   * @param isPrivate whether the guest promises that only this process waits there
   */
  public Key key(ProcessMemory memory, long address, boolean isPrivate) {
    if (!isPrivate) {
      MemoryArea area = memory.find(address);
      MappedFile file = area == null || !area.shared() ? null : area.file();
      if (area != null && file != null) {
        return new Key(
            new FileIdentity(file.device(), file.inode()), area.offset() + address - area.start());
      }
    }
    return new Key(memory, address);
  }

  /** The state of the word when a thread wants to wait; see {@link #await}. */
  @FunctionalInterface
  public interface Check {
    /** Called with the place locked: whether the word still has the value waited for. */
    boolean holds();
  }

  /** How a wait at an address ended. */
  public enum Outcome {
    WOKEN,
    /** The word had another value. */
    CHANGED,
    TIMED_OUT,
    INTERRUPTED
  }

  /**
   * Waits until woken.
   *
   * @param check looked at once, atomically with respect to {@link #wake}
   * @param bitSet only wakes with a common bit count
   * @param deadline in monotonic time
   */
  public Outcome await(GuestThread thread, Key key, Check check, int bitSet, long deadline) {
    Waiter w = new Waiter(thread, key, bitSet);
    Bucket b = bucket(key);
    synchronized (b) {
      if (!check.holds()) {
        return Outcome.CHANGED;
      }
      b.waiters.add(w);
    }
    WaitResult result;
    try {
      result = thread.await(null, deadline, () -> w.woken);
    } finally {
      remove(w);
    }
    if (w.woken) {
      return Outcome.WOKEN;
    }
    return result == WaitResult.TIMED_OUT ? Outcome.TIMED_OUT : Outcome.INTERRUPTED;
  }

  /** Takes a waiter out of wherever a requeue has put it. */
  private void remove(Waiter w) {
    while (!w.woken) {
      Key key = w.key;
      Bucket b = bucket(key);
      synchronized (b) {
        if (w.key == key) {
          b.waiters.remove(w);
          return;
        }
      }
    }
  }

  /**
   * Wakes waiters, longest waiting first.
   *
   * @return how many were woken, at most {@code count}
   */
  public int wake(Key key, int count, int bitSet) {
    List<Waiter> found = new ArrayList<>(1);
    Bucket b = bucket(key);
    synchronized (b) {
      take(b, key, count, bitSet, found);
    }
    for (Waiter w : found) {
      w.thread.wake();
    }
    return found.size();
  }

  private static void take(Bucket b, Key key, int count, int bitSet, List<Waiter> found) {
    for (Iterator<Waiter> i = b.waiters.iterator(); i.hasNext() && found.size() < count; ) {
      Waiter w = i.next();
      if (w.key.equals(key) && (w.bitSet & bitSet) != 0) {
        i.remove();
        w.woken = true;
        found.add(w);
      }
    }
  }

  /**
   * Wakes some waiters and lets others wait elsewhere.
   *
   * @param check looked at once with both places locked; nothing happens if it does not hold
   * @return how many were woken and moved, or -1 if the check failed
   */
  public int requeue(Key from, Key to, int wake, int move, Check check) {
    Bucket a = bucket(from);
    Bucket b = bucket(to);
    Bucket first = System.identityHashCode(a) <= System.identityHashCode(b) ? a : b;
    Bucket second = first == a ? b : a;
    List<Waiter> found = new ArrayList<>();
    int moved = 0;
    synchronized (first) {
      synchronized (second) {
        if (!check.holds()) {
          return -1;
        }
        take(a, from, wake, ANY, found);
        for (Waiter w : List.copyOf(a.waiters)) {
          if (moved < move && w.key.equals(from)) {
            a.waiters.remove(w);
            w.key = to;
            b.waiters.add(w);
            moved++;
          }
        }
      }
    }
    for (Waiter w : found) {
      w.thread.wake();
    }
    return found.size() + moved;
  }
}
