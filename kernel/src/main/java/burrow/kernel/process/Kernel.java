package burrow.kernel.process;

import burrow.kernel.time.HostClock;
import burrow.kernel.time.TimerQueue;
import burrow.kernel.wait.FutexTable;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What all guest processes of this JVM share: clock, randomness, process and thread numbers. */
public final class Kernel {
  /** As kernel.pid_max of 64-bit Linux. */
  private static final int LARGEST_ID = 1 << 22;

  private final HostClock clock;
  private final RandomSource random;
  private final FutexTable futexes = new FutexTable();
  private final TimerQueue timers;
  private final AtomicInteger nextId;
  private final ConcurrentHashMap<Integer, GuestProcess> processes = new ConcurrentHashMap<>();

  /**
   * @param firstId the number of the first process; the host's own is a good choice, so that what
   *     the guest writes into a pid file is true
   */
  public Kernel(HostClock clock, RandomSource random, int firstId) {
    this.clock = clock;
    this.random = random;
    this.timers = new TimerQueue(clock);
    this.nextId = new AtomicInteger(firstId);
  }

  public HostClock clock() {
    return clock;
  }

  public RandomSource random() {
    return random;
  }

  public FutexTable futexes() {
    return futexes;
  }

  public TimerQueue timers() {
    return timers;
  }

  /** A number for a new process or thread. */
  public int newId() {
    return nextId.getAndUpdate(n -> n >= LARGEST_ID ? 2 : n + 1);
  }

  /** The live process of that number, or null. */
  public @Nullable GuestProcess process(int id) {
    return processes.get(id);
  }

  public Collection<GuestProcess> processes() {
    return processes.values();
  }

  void add(GuestProcess process) {
    processes.put(process.id(), process);
  }

  void remove(GuestProcess process) {
    processes.remove(process.id());
  }
}
