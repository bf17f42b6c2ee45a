package burrow.darwin;

import static burrow.kernel.trace.Formats.POINTER;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.time.HostClock;
import burrow.kernel.wait.FutexTable;
import burrow.kernel.wait.FutexTable.Outcome;
import burrow.kernel.wait.Interrupted;
import burrow.kernel.wait.Interrupted.Restart;
import burrow.machine.AddressSpace;
import java.util.List;

/**
 * Mutexes and condition variables of libpthread: words in guest memory, and the kernel's table of
 * threads that wait at addresses.
 */
final class LockFunctions {
  static final List<DarwinFunction> ROWS =
      List.of(
          DarwinFunction.status("pthread_mutex_init", LockFunctions::mutexInit, POINTER, POINTER)
              .partial("attributes are ignored: every mutex is a normal one"),
          DarwinFunction.status("pthread_mutex_destroy", LockFunctions::mutexDestroy, POINTER),
          DarwinFunction.status("pthread_mutex_lock", LockFunctions::mutexLock, POINTER),
          DarwinFunction.status("pthread_mutex_trylock", LockFunctions::mutexTryLock, POINTER),
          DarwinFunction.status("pthread_mutex_unlock", LockFunctions::mutexUnlock, POINTER),
          DarwinFunction.status("pthread_cond_init", LockFunctions::condInit, POINTER, POINTER)
              .partial("attributes are ignored"),
          DarwinFunction.status("pthread_cond_destroy", LockFunctions::condDestroy, POINTER),
          DarwinFunction.status("pthread_cond_wait", LockFunctions::condWait, POINTER, POINTER),
          DarwinFunction.status(
              "pthread_cond_timedwait_relative_np",
              LockFunctions::condTimedWaitRelative,
              POINTER,
              POINTER,
              DarwinFormats.TIMESPEC),
          DarwinFunction.status(
              "pthread_cond_timedwait",
              LockFunctions::condTimedWait,
              POINTER,
              POINTER,
              DarwinFormats.TIMESPEC),
          DarwinFunction.status("pthread_cond_signal", c -> condWake(c, 1), POINTER),
          DarwinFunction.status(
              "pthread_cond_broadcast", c -> condWake(c, Integer.MAX_VALUE), POINTER));

  // pthread_mutex_t, 64 bytes: signature 0, our word 16
  private static final int MUTEX_BYTES = 64;
  private static final int MUTEX_SIGNATURE = 0x4D555458; // _PTHREAD_MUTEX_SIG, "MUTX"
  private static final int MUTEX_STATIC = 0x32AAABA7; // PTHREAD_MUTEX_INITIALIZER
  private static final int WORD = 16;
  private static final int FREE = 0;
  private static final int LOCKED = 1;
  private static final int CONTENDED = 2;

  // pthread_cond_t, 48 bytes: signature 0, our count of wake-ups 16
  private static final int COND_BYTES = 48;
  private static final int COND_SIGNATURE = 0x434F4E44; // _PTHREAD_COND_SIG, "COND"
  private static final int COND_STATIC = 0x3CB0B1BB; // PTHREAD_COND_INITIALIZER

  /** How soon a waiter that may not be interrupted looks at a mutex again. */
  private static final long LOOK_AGAIN_NANOS = 100_000;

  private LockFunctions() {}

  private static long checked(Call c, int index, int signature, int initializer) {
    long at = c.argument(index);
    int found = c.memory().readInt(at);
    if (found != signature && found != initializer) {
      throw new KernelException(Errno.EINVAL);
    }
    return at + WORD;
  }

  private static long init(Call c, int bytes, int signature) {
    c.memory().write(c.argument(0), new byte[bytes]);
    c.memory().writeInt(c.argument(0), signature);
    return 0;
  }

  private static FutexTable.Key key(Call c, long word) {
    return c.process().kernel().futexes().key(c.process().memory(), word, true);
  }

  // ---- mutexes ----

  private static long mutexInit(Call c) {
    return init(c, MUTEX_BYTES, MUTEX_SIGNATURE);
  }

  private static long mutex(Call c, int index) {
    return checked(c, index, MUTEX_SIGNATURE, MUTEX_STATIC);
  }

  private static long mutexDestroy(Call c) {
    long word = mutex(c, 0);
    if (c.memory().readIntVolatile(word) != FREE) {
      throw new KernelException(Errno.EBUSY);
    }
    c.memory().writeInt(c.argument(0), 0);
    return 0;
  }

  private static long mutexLock(Call c) {
    long word = mutex(c, 0);
    AddressSpace m = c.memory();
    if (m.compareAndExchangeInt(word, FREE, LOCKED) == FREE) {
      return 0;
    }
    while (exchange(m, word, CONTENDED) != FREE) {
      Outcome outcome =
          c.process()
              .kernel()
              .futexes()
              .await(
                  c.thread(),
                  key(c, word),
                  () -> m.readIntVolatile(word) == CONTENDED,
                  FutexTable.ANY,
                  HostClock.FOREVER);
      if (outcome == Outcome.INTERRUPTED) {
        throw new Interrupted(Restart.ALWAYS);
      }
    }
    return 0;
  }

  private static int exchange(AddressSpace m, long word, int value) {
    while (true) {
      int old = m.readIntVolatile(word);
      if (m.compareAndExchangeInt(word, old, value) == old) {
        return old;
      }
    }
  }

  private static long mutexTryLock(Call c) {
    if (c.memory().compareAndExchangeInt(mutex(c, 0), FREE, LOCKED) != FREE) {
      throw new KernelException(Errno.EBUSY);
    }
    return 0;
  }

  private static long mutexUnlock(Call c) {
    unlock(c, mutex(c, 0));
    return 0;
  }

  private static void unlock(Call c, long word) {
    int old = exchange(c.memory(), word, FREE);
    if (old == FREE) {
      throw new KernelException(Errno.EPERM);
    }
    if (old == CONTENDED) {
      c.process().kernel().futexes().wake(key(c, word), 1, FutexTable.ANY);
    }
  }

  /** Locks even though a signal waits: a condition variable returns with its mutex held. */
  private static void lockAgain(Call c, long word) {
    HostClock clock = c.thread().clock();
    while (exchange(c.memory(), word, CONTENDED) != FREE && !c.process().isEnding()) {
      clock.park(clock.monotonicNanos() + LOOK_AGAIN_NANOS);
    }
  }

  // ---- condition variables ----

  private static long condInit(Call c) {
    return init(c, COND_BYTES, COND_SIGNATURE);
  }

  private static long cond(Call c) {
    return checked(c, 0, COND_SIGNATURE, COND_STATIC);
  }

  private static long condDestroy(Call c) {
    cond(c);
    c.memory().writeInt(c.argument(0), 0);
    return 0;
  }

  private static long condWait(Call c) {
    return condWait(c, HostClock.FOREVER);
  }

  private static long condTimedWaitRelative(Call c) {
    long nanos = TimeLayout.readTimespec(c.memory(), c.argument(2));
    return condWait(c, HostClock.deadline(c.thread().clock().monotonicNanos(), nanos));
  }

  private static long condTimedWait(Call c) {
    HostClock clock = c.thread().clock();
    long nanos = TimeLayout.readTimespec(c.memory(), c.argument(2)) - clock.realtimeNanos();
    return condWait(c, HostClock.deadline(clock.monotonicNanos(), Math.max(0, nanos)));
  }

  /** A signal ends the wait early with success, which POSIX allows at any time. */
  private static long condWait(Call c, long deadline) {
    long count = cond(c);
    long word = mutex(c, 1);
    AddressSpace m = c.memory();
    int seen = m.readIntVolatile(count);
    unlock(c, word);
    Outcome outcome =
        c.process()
            .kernel()
            .futexes()
            .await(
                c.thread(),
                key(c, count),
                () -> m.readIntVolatile(count) == seen,
                FutexTable.ANY,
                deadline);
    lockAgain(c, word);
    if (outcome == Outcome.TIMED_OUT) {
      throw new KernelException(Errno.ETIMEDOUT);
    }
    return 0;
  }

  private static long condWake(Call c, int most) {
    long count = cond(c);
    AddressSpace m = c.memory();
    int old;
    do {
      old = m.readIntVolatile(count);
    } while (m.compareAndExchangeInt(count, old, old + 1) != old);
    c.process().kernel().futexes().wake(key(c, count), most, FutexTable.ANY);
    return 0;
  }
}
