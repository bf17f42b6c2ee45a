package burrow.windows;

import burrow.kernel.object.KernelObject;
import burrow.kernel.process.GuestThread;
import burrow.kernel.wait.WaitResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** A queue of completion packets that threads take from. */
final class CompletionPort extends KernelObject {
  private final ArrayDeque<Packet> packets = new ArrayDeque<>();
  private final burrow.kernel.wait.WaitQueue takers = new burrow.kernel.wait.WaitQueue();

  /**
   * One completion.
   *
   * @param overlapped guest address of the OVERLAPPED
   * @param status NTSTATUS of the operation
   */
  record Packet(long key, long overlapped, long status, int bytes) {}

  void post(Packet packet) {
    synchronized (packets) {
      packets.add(packet);
    }
    takers.wakeAll();
  }

  /**
   * Takes packets, waiting for the first.
   *
   * @param deadline in monotonic time
   * @return empty if the deadline passed or the process ends
   */
  List<Packet> take(GuestThread thread, int most, long deadline) {
    List<Packet> taken = new ArrayList<>();
    WaitResult r =
        thread.await(
            takers,
            deadline,
            () -> {
              synchronized (packets) {
                while (taken.size() < most && !packets.isEmpty()) {
                  taken.add(packets.remove());
                }
              }
              return !taken.isEmpty();
            });
    return r == WaitResult.READY ? taken : List.of();
  }

  @Override
  protected boolean isSignaled(GuestThread waiter) {
    synchronized (packets) {
      return !packets.isEmpty();
    }
  }
}
