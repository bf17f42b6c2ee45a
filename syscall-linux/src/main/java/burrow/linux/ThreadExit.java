package burrow.linux;

import burrow.kernel.wait.FutexTable;
import burrow.machine.AddressSpace;
import burrow.machine.GuestFault;

/** What a thread that ends leaves behind in guest memory: released locks and a cleared id. */
final class ThreadExit {
  /** As the kernel's ROBUST_LIST_LIMIT: a damaged list must not hold the thread for ever. */
  private static final int MOST_ROBUST_LOCKS = 2048;

  private static final int FUTEX_WAITERS = 0x8000_0000;
  private static final int FUTEX_OWNER_DIED = 0x4000_0000;
  private static final int FUTEX_TID_MASK = 0x3fff_ffff;

  private ThreadExit() {}

  static void clean(LinuxThread thread, long clearChildTid, long robustList) {
    if (thread.process().isEnding()) {
      return;
    }
    if (robustList != 0) {
      try {
        walk(thread, robustList);
      } catch (GuestFault e) {
        // The list is the guest's own; what cannot be read ends it.
      }
    }
    if (clearChildTid != 0) {
      try {
        thread.cpu().memory.writeInt(clearChildTid, 0);
        wake(thread, clearChildTid);
      } catch (GuestFault e) {
        // As the kernel does: the address is not checked when it is set.
      }
    }
  }

  /** struct robust_list_head: next 0, futex_offset 8, list_op_pending 16. */
  private static void walk(LinuxThread thread, long head) {
    AddressSpace memory = thread.cpu().memory;
    long offset = memory.readLong(head + 8);
    long pending = memory.readLong(head + 16);
    long entry = memory.readLong(head);
    for (int i = 0; i < MOST_ROBUST_LOCKS && entry != head; i++) {
      long next = memory.readLong(entry & ~1L);
      if (entry != pending) {
        ownerDied(thread, (entry & ~1L) + offset);
      }
      entry = next;
    }
    if (pending != 0) {
      ownerDied(thread, (pending & ~1L) + offset);
    }
  }

  private static void ownerDied(LinuxThread thread, long futex) {
    AddressSpace memory = thread.cpu().memory;
    while (true) {
      int old = memory.readIntVolatile(futex);
      if ((old & FUTEX_TID_MASK) != thread.id()) {
        return;
      }
      int now = old & FUTEX_WAITERS | FUTEX_OWNER_DIED;
      if (memory.compareAndExchangeInt(futex, old, now) == old) {
        if ((old & FUTEX_WAITERS) != 0) {
          wake(thread, futex);
        }
        return;
      }
    }
  }

  private static void wake(LinuxThread thread, long futex) {
    FutexTable table = thread.process().kernel().futexes();
    table.wake(table.key(thread.process().memory(), futex, true), 1, FutexTable.ANY);
    table.wake(table.key(thread.process().memory(), futex, false), 1, FutexTable.ANY);
  }
}
