package burrow.kernel.posix;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.poll.FileWait;
import burrow.kernel.poll.FileWait.Wanted;
import burrow.kernel.poll.Readiness;
import burrow.kernel.process.GuestThread;
import burrow.kernel.wait.Interrupted;
import burrow.kernel.wait.Interrupted.Restart;
import burrow.kernel.wait.WaitResult;
import burrow.machine.AddressSpace;
import java.util.ArrayList;
import java.util.List;

/** select(2): three bit sets of descriptors, that are read and replaced. */
public final class Select {
  private static final int FD_SETSIZE = 1024;
  private static final int SETS = 3;

  /** What is waited for in the sets for reading, writing and exceptions. */
  private static final int[] EVENTS = {
    Readiness.IN | Readiness.READ_HANG_UP, Readiness.OUT, Readiness.PRIORITY
  };

  /** What makes a descriptor count in each set; hang-ups and errors make it readable. */
  private static final int[] READY = {
    Readiness.IN | Readiness.READ_HANG_UP | Readiness.HANG_UP | Readiness.ERROR,
    Readiness.OUT | Readiness.ERROR,
    Readiness.PRIORITY
  };

  private final GuestThread thread;
  private final long[] sets;
  private final int used;

  private record Selected(int descriptor, int sets, Wanted wanted) {}

  private Select(GuestThread thread, int used, long[] sets) {
    this.thread = thread;
    this.used = used;
    this.sets = sets;
  }

  /**
   * Waits until a descriptor is ready.
   *
   * @param count descriptors below this are looked at
   * @param deadline in monotonic time
   * @param sets guest addresses of the sets for reading, writing and exceptions, 0 for none
   * @return how many bits are set in all sets now
   * @throws KernelException EINVAL, EBADF
   */
  public static long run(GuestThread thread, int count, long deadline, long... sets) {
    if (count < 0) {
      throw new KernelException(Errno.EINVAL);
    }
    return new Select(thread, Math.min(count, FD_SETSIZE), sets).run(deadline);
  }

  /** Waits until any file is ready or the deadline has passed: what poll and select share. */
  public static void await(GuestThread thread, List<Wanted> files, long deadline) {
    try (FileWait wait = new FileWait(thread, files)) {
      if (thread.await(null, deadline, wait::anyReady) == WaitResult.INTERRUPTED) {
        throw new Interrupted(Restart.IF_NO_HANDLER);
      }
    }
  }

  private long run(long deadline) {
    AddressSpace memory = thread.cpu().memory;
    byte[][] wanted = new byte[SETS][];
    for (int s = 0; s < SETS; s++) {
      wanted[s] = sets[s] == 0 ? new byte[bytes()] : memory.read(sets[s], bytes());
    }
    List<Selected> selected = new ArrayList<>();
    try {
      for (int fd = 0; fd < used; fd++) {
        int in = member(wanted, fd);
        if (in != 0) {
          selected.add(new Selected(fd, in, wanted(fd, in)));
        }
      }
      await(thread, selected.stream().map(Selected::wanted).toList(), deadline);
      return report(memory, selected);
    } finally {
      selected.forEach(s -> s.wanted.file().release());
    }
  }

  private Wanted wanted(int descriptor, int in) {
    int events = 0;
    for (int s = 0; s < SETS; s++) {
      events |= (in >> s & 1) != 0 ? EVENTS[s] : 0;
    }
    return new Wanted(thread.descriptors().acquire(descriptor), events);
  }

  /** Whole 64-bit words, as kernels copy them. */
  private int bytes() {
    return (used + 63) / 64 * 8;
  }

  private static int member(byte[][] sets, int fd) {
    int in = 0;
    for (int s = 0; s < SETS; s++) {
      in |= (sets[s][fd / 8] >> (fd % 8) & 1) << s;
    }
    return in;
  }

  private long report(AddressSpace memory, List<Selected> selected) {
    byte[][] out = new byte[SETS][bytes()];
    int total = 0;
    for (Selected sel : selected) {
      int now = sel.wanted.ready();
      for (int s = 0; s < SETS; s++) {
        if ((sel.sets >> s & 1) != 0 && (now & READY[s]) != 0) {
          out[s][sel.descriptor / 8] |= (byte) (1 << (sel.descriptor % 8));
          total++;
        }
      }
    }
    for (int s = 0; s < SETS; s++) {
      if (sets[s] != 0) {
        memory.write(sets[s], out[s]);
      }
    }
    return total;
  }
}
