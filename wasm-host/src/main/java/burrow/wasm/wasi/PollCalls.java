package burrow.wasm.wasi;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.OpenFile;
import burrow.kernel.poll.FileWait;
import burrow.kernel.poll.Readiness;
import burrow.kernel.time.HostClock;
import burrow.kernel.wait.Interrupted;
import burrow.kernel.wait.WaitResult;
import burrow.machine.AddressSpace;
import burrow.wasm.WasmCall;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * poll_oneoff. A subscription has 48 bytes: user data 0, tag 8, then a clock (number 16, time 24,
 * precision 32, flags 40) or a descriptor 16. An event has 32: user data 0, error 8, type 10, bytes
 * ready 16, flags 24.
 */
final class PollCalls {
  static final int SUBSCRIPTION_BYTES = 48;
  static final int CLOCK = 0;
  static final int FD_READ = 1;
  static final int FD_WRITE = 2;
  static final int EVENT_BYTES = 32;
  private static final int ABSOLUTE = 1;
  private static final int HANG_UP = 1;
  private static final int MOST_SUBSCRIPTIONS = 1 << 16;

  private PollCalls() {}

  /**
   * One subscription.
   *
   * @param file null for a clock, and where the descriptor is bad ({@code error} then)
   * @param deadline of a clock, in monotonic time
   */
  private record Subscription(
      long userData, int tag, @Nullable OpenFile file, long deadline, int error) {
    FileWait.@Nullable Wanted wanted() {
      return file == null
          ? null
          : new FileWait.Wanted(file, tag == FD_READ ? Readiness.IN : Readiness.OUT);
    }
  }

  static long pollOneoff(WasmCall c) {
    long count = c.unsigned(2);
    if (count == 0 || count > MOST_SUBSCRIPTIONS) {
      throw new KernelException(Errno.EINVAL);
    }
    List<Subscription> all = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        all.add(read(c, c.unsigned(0) + (long) i * SUBSCRIPTION_BYTES));
      }
      await(c, all);
      c.memory().writeInt(c.unsigned(3), store(c, all));
      return 0;
    } finally {
      for (Subscription s : all) {
        if (s.file != null) {
          s.file.release();
        }
      }
    }
  }

  private static Subscription read(WasmCall c, long at) {
    AddressSpace m = c.memory();
    long userData = m.readLong(at);
    int tag = m.readByte(at + 8);
    if (tag == CLOCK) {
      return new Subscription(userData, tag, null, deadline(c, at), 0);
    }
    if (tag != FD_READ && tag != FD_WRITE) {
      throw new KernelException(Errno.EINVAL);
    }
    try {
      OpenFile f = c.thread().descriptors().acquire(m.readInt(at + 16));
      return new Subscription(userData, tag, f, HostClock.FOREVER, 0);
    } catch (KernelException e) {
      int error = WasiErrno.number(e.errno());
      return new Subscription(userData, tag, null, HostClock.FOREVER, error);
    }
  }

  private static long deadline(WasmCall c, long at) {
    AddressSpace m = c.memory();
    int clock = m.readInt(at + 16);
    long time = m.readLong(at + 24);
    long now = ProcessCalls.now(c, clock);
    long left = (m.readShort(at + 40) & ABSOLUTE) != 0 ? time - now : time;
    if (left < 0) {
      left = (m.readShort(at + 40) & ABSOLUTE) != 0 ? 0 : Long.MAX_VALUE;
    }
    return HostClock.deadline(c.thread().clock().monotonicNanos(), left);
  }

  private static void await(WasmCall c, List<Subscription> all) {
    long deadline = HostClock.FOREVER;
    boolean ready = false;
    List<FileWait.Wanted> files = new ArrayList<>();
    for (Subscription s : all) {
      deadline = Math.min(deadline, s.deadline);
      ready |= s.error != 0;
      FileWait.Wanted w = s.wanted();
      if (w != null) {
        files.add(w);
      }
    }
    if (ready) {
      return;
    }
    try (FileWait wait = new FileWait(c.thread(), files)) {
      if (c.thread().await(null, deadline, wait::anyReady) == WaitResult.INTERRUPTED) {
        throw new Interrupted(Interrupted.Restart.NEVER);
      }
    }
  }

  /** Stores the events that have happened; returns how many. */
  private static int store(WasmCall c, List<Subscription> all) {
    AddressSpace m = c.memory();
    long now = c.thread().clock().monotonicNanos();
    int n = 0;
    for (Subscription s : all) {
      FileWait.Wanted w = s.wanted();
      int ready = w == null ? 0 : w.ready();
      if (s.error == 0 && ready == 0 && !(s.tag == CLOCK && s.deadline <= now)) {
        continue;
      }
      long at = c.unsigned(1) + (long) n++ * EVENT_BYTES;
      boolean hangUp = (ready & Readiness.HANG_UP) != 0;
      storeEvent(m, at, s.userData, s.error, s.tag, s.file == null ? 0 : 1, hangUp ? HANG_UP : 0);
    }
    return n;
  }

  static void storeEvent(
      AddressSpace m, long at, long userData, int error, int tag, long bytes, int flags) {
    m.writeLong(at, userData);
    m.writeLong(at + 8, error | (long) tag << 16);
    m.writeLong(at + 16, bytes);
    m.writeLong(at + 24, flags);
  }
}
