package burrow.linux;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.memory.ProcessMemory;
import burrow.kernel.time.HostClock;
import burrow.kernel.wait.FutexTable;
import burrow.kernel.wait.FutexTable.Key;
import burrow.kernel.wait.Interrupted;
import burrow.kernel.wait.Interrupted.Restart;
import burrow.machine.AddressSpace;

/** futex(2). */
final class FutexCalls {
  static final int FUTEX_WAIT = 0;
  static final int FUTEX_WAKE = 1;
  static final int FUTEX_REQUEUE = 3;
  static final int FUTEX_CMP_REQUEUE = 4;
  static final int FUTEX_WAKE_OP = 5;
  static final int FUTEX_WAIT_BITSET = 9;
  static final int FUTEX_WAKE_BITSET = 10;
  static final int FUTEX_PRIVATE_FLAG = 128;
  static final int FUTEX_CLOCK_REALTIME = 256;

  private FutexCalls() {}

  static long futex(Call c) {
    int op = c.intArgument(1);
    int command = op & ~(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME);
    if ((op & FUTEX_CLOCK_REALTIME) != 0 && command != FUTEX_WAIT && command != FUTEX_WAIT_BITSET) {
      throw new KernelException(Errno.ENOSYS);
    }
    return switch (command) {
      case FUTEX_WAIT -> await(c, op, FutexTable.ANY, false);
      case FUTEX_WAIT_BITSET -> await(c, op, bitSet(c), true);
      case FUTEX_WAKE -> wake(c, op, FutexTable.ANY);
      case FUTEX_WAKE_BITSET -> wake(c, op, bitSet(c));
      case FUTEX_REQUEUE, FUTEX_CMP_REQUEUE -> requeue(c, op, command == FUTEX_CMP_REQUEUE);
      case FUTEX_WAKE_OP -> wakeOp(c, op);
      default -> throw new KernelException(Errno.ENOSYS, "futex operation " + command);
    };
  }

  private static int bitSet(Call c) {
    int set = c.intArgument(5);
    if (set == 0) {
      throw new KernelException(Errno.EINVAL);
    }
    return set;
  }

  private static Key key(Call c, int op, long address) {
    if ((address & 3) != 0) {
      throw new KernelException(Errno.EINVAL);
    }
    ProcessMemory memory = c.process().memory();
    return c.process().kernel().futexes().key(memory, address, (op & FUTEX_PRIVATE_FLAG) != 0);
  }

  private static long await(Call c, int op, int bitSet, boolean absolute) {
    long address = c.argument(0);
    Key key = key(c, op, address);
    long timeout = c.argument(3);
    long deadline = HostClock.FOREVER;
    if (timeout != 0) {
      long nanos = TimeFormat.readTimespec(c.memory(), timeout);
      HostClock clock = c.thread().clock();
      long now = clock.monotonicNanos();
      if (!absolute) {
        deadline = HostClock.deadline(now, nanos);
      } else if ((op & FUTEX_CLOCK_REALTIME) != 0) {
        deadline = HostClock.deadline(now, nanos - clock.realtimeNanos());
      } else {
        deadline = nanos;
      }
    }
    return await(c.thread(), key, address, c.intArgument(2), bitSet, deadline);
  }

  private static long await(
      LinuxThread thread, Key key, long address, int expected, int bitSet, long deadline) {
    AddressSpace memory = thread.cpu().memory;
    FutexTable table = thread.process().kernel().futexes();
    FutexTable.Outcome outcome =
        table.await(
            thread, key, () -> memory.readIntVolatile(address) == expected, bitSet, deadline);
    return switch (outcome) {
      case WOKEN -> 0;
      case CHANGED -> throw new KernelException(Errno.EAGAIN);
      case TIMED_OUT -> throw new KernelException(Errno.ETIMEDOUT);
      case INTERRUPTED -> {
        if (deadline == HostClock.FOREVER) {
          throw new Interrupted(Restart.UNLESS_HANDLER_FORBIDS);
        }
        throw new Interrupted(
            Restart.IF_NO_HANDLER, () -> await(thread, key, address, expected, bitSet, deadline));
      }
    };
  }

  private static long wake(Call c, int op, int bitSet) {
    Key key = key(c, op, c.argument(0));
    // The kernel wakes at least one, whatever the count.
    int count = Math.max(1, c.intArgument(2));
    return c.process().kernel().futexes().wake(key, count, bitSet);
  }

  private static long requeue(Call c, int op, boolean compare) {
    int wake = c.intArgument(2);
    int move = (int) c.argument(3);
    if (wake < 0 || move < 0) {
      throw new KernelException(Errno.EINVAL);
    }
    long address = c.argument(0);
    int expected = c.intArgument(5);
    AddressSpace memory = c.memory();
    int result =
        c.process()
            .kernel()
            .futexes()
            .requeue(
                key(c, op, address),
                key(c, op, c.argument(4)),
                wake,
                move,
                () -> !compare || memory.readIntVolatile(address) == expected);
    if (result < 0) {
      throw new KernelException(Errno.EAGAIN);
    }
    return result;
  }

  /** FUTEX_WAKE_OP: changes the second word, wakes at the first, and perhaps at the second. */
  private static long wakeOp(Call c, int op) {
    Key first = key(c, op, c.argument(0));
    Key second = key(c, op, c.argument(4));
    int encoded = c.intArgument(5);
    int old = applyOp(c.memory(), c.argument(4), encoded);
    FutexTable table = c.process().kernel().futexes();
    int woken = table.wake(first, Math.max(1, c.intArgument(2)), FutexTable.ANY);
    if (compares(encoded, old)) {
      woken += table.wake(second, Math.max(1, (int) c.argument(3)), FutexTable.ANY);
    }
    return woken;
  }

  private static int applyOp(AddressSpace memory, long address, int encoded) {
    int operand = encoded << 8 >> 20;
    if ((encoded & 0x8000_0000) != 0) {
      operand = 1 << (operand & 31);
    }
    while (true) {
      int old = memory.readIntVolatile(address);
      int value =
          switch (encoded >>> 28 & 7) {
            case 0 -> operand;
            case 1 -> old + operand;
            case 2 -> old | operand;
            case 3 -> old & ~operand;
            case 4 -> old ^ operand;
            default -> throw new KernelException(Errno.ENOSYS);
          };
      if (memory.compareAndExchangeInt(address, old, value) == old) {
        return old;
      }
    }
  }

  private static boolean compares(int encoded, int old) {
    int operand = encoded << 20 >> 20;
    return switch (encoded >>> 24 & 15) {
      case 0 -> old == operand;
      case 1 -> old != operand;
      case 2 -> old < operand;
      case 3 -> old <= operand;
      case 4 -> old > operand;
      case 5 -> old >= operand;
      default -> throw new KernelException(Errno.ENOSYS);
    };
  }
}
