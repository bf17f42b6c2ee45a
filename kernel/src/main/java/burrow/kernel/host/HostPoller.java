package burrow.kernel.host;

import burrow.kernel.poll.EventSource;
import burrow.kernel.poll.Readiness;
import burrow.machine.HostMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Waits for host descriptors on behalf of all guests, on one daemon thread that starts with the
 * first watch: a guest thread blocks on kernel objects only, so that signals reach it.
 */
public final class HostPoller {
  private static final int POLLFD_BYTES = 8;

  private record Watch(int interest, EventSource source) {}

  private final Map<Integer, Watch> watches = new HashMap<>();
  private @Nullable Thread thread;
  private int wakeDescriptor = -1;
  private boolean stale;

  /**
   * Announces once, when one of the events holds. A second watch of the same descriptor is merged
   * with the first.
   */
  synchronized void watch(int fd, int interest, EventSource source) {
    Watch old = watches.get(fd);
    int all = interest | (old != null && old.source == source ? old.interest : 0);
    if (old != null && old.source == source && all == old.interest) {
      return;
    }
    watches.put(fd, new Watch(all, source));
    changed();
  }

  /** The descriptor is about to be closed. */
  synchronized void forget(int fd, EventSource source) {
    Watch w = watches.get(fd);
    if (w != null && w.source == source) {
      watches.remove(fd);
      changed();
    }
  }

  private void changed() {
    if (thread == null) {
      wakeDescriptor = Posix.eventCounter();
      thread = Thread.ofPlatform().name("host-poller").daemon(true).start(this::run);
    }
    if (!stale) {
      stale = true;
      wakeUp();
    }
  }

  private void wakeUp() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocate(8, 8);
      HostMemory.putLong(one.address(), 1);
      Posix.write(wakeDescriptor, one.address(), 8);
    }
  }

  private void run() {
    while (true) {
      Map<Integer, Watch> now;
      synchronized (this) {
        now = Map.copyOf(watches);
        stale = false;
      }
      pollOnce(now);
    }
  }

  private void pollOnce(Map<Integer, Watch> now) {
    List<Map.Entry<Integer, Watch>> entries = new ArrayList<>(now.entrySet());
    int count = entries.size() + 1;
    try (Arena arena = Arena.ofConfined()) {
      long array = arena.allocate((long) count * POLLFD_BYTES, 8).address();
      put(array, wakeDescriptor, Readiness.IN);
      for (int i = 1; i < count; i++) {
        Map.Entry<Integer, Watch> e = entries.get(i - 1);
        put(array + (long) i * POLLFD_BYTES, e.getKey(), e.getValue().interest);
      }
      Posix.poll(array, count);
      if (result(array) != 0) {
        // The counter is reset by reading it into the slot itself, whose content is spent.
        Posix.read(wakeDescriptor, array, 8);
      }
      for (int i = 1; i < count; i++) {
        int events = result(array + (long) i * POLLFD_BYTES);
        if (events != 0) {
          fire(entries.get(i - 1), events);
        }
      }
    }
  }

  private static void put(long at, int fd, int events) {
    HostMemory.putInt(at, fd);
    HostMemory.putShort(at + 4, (short) events);
    HostMemory.putShort(at + 6, (short) 0);
  }

  private static int result(long at) {
    return HostMemory.getShort(at + 6) & 0xffff;
  }

  private void fire(Map.Entry<Integer, Watch> entry, int events) {
    Watch w = entry.getValue();
    synchronized (this) {
      if (watches.get(entry.getKey()) == w) {
        watches.remove(entry.getKey());
      }
    }
    w.source.announce(events);
  }
}
