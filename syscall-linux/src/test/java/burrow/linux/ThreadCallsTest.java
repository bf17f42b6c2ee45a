package burrow.linux;

import static burrow.linux.ScriptedGuest.DATA;
import static burrow.linux.ScriptedGuest.expect;
import static org.assertj.core.api.Assertions.assertThat;

import burrow.kernel.process.ExitStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ThreadCallsTest {
  private static final long WORD = DATA + 0x100;
  private static final long COUNT = DATA + 0x180;
  private static final long TIME = DATA + 0x200;
  private static final long WAIT = 128;
  private static final long WAKE = 129;

  @Test
  void exitGroupKeepsItsStatusWhileOthersBlock() throws InterruptedException {
    for (int run = 0; run < 100; run++) {
      int status = run & 0x7f;
      ScriptedGuest.Outcome outcome =
          ScriptedGuest.run(g -> {
            g.thread(DATA + 0x20000, t -> t.call("futex", WORD, WAIT, 0, 0));
            g.thread(
                DATA + 0x30000,
                t -> {
                  t.memory.writeLong(TIME, 100);
                  t.call("nanosleep", TIME, 0);
                });
            g.thread(DATA + 0x40000, t -> t.call("pause"));
            g.exitGroup(status);
          });
      assertThat(outcome.status()).isEqualTo(ExitStatus.exited(status));
    }
  }

  @Test
  void theLastThreadsExitIsTheProcesss() throws InterruptedException {
    ScriptedGuest.Outcome outcome =
        ScriptedGuest.run(g -> {
          g.thread(DATA + 0x20000, t -> t.call("exit", 5));
          g.call("exit", 5);
        });
    assertThat(outcome.status()).isEqualTo(ExitStatus.exited(5));
  }

  @Test
  void goAndOlderFlagSetsMakeThreads() throws InterruptedException {
    ScriptedGuest.run(g -> {
      long start = g.code(t -> t.call("exit", 0));
      for (long flags : new long[] {0x50f00, 0x10f00, 0xd0f00}) {
        g.cpu.pc = start - 2;
        assertThat(g.call("clone", flags, DATA + 0x20000, 0x999, 0x999, 0x999)).isPositive();
      }
    });
  }

  /** No thread comes of these, least of all one without what it was asked for. */
  @Test
  void contradictoryFlagSetsAndWhatIsNotThereFail() throws InterruptedException {
    long invalid = -22;
    long notPermitted = -1;
    ScriptedGuest.run(g -> {
      expect(invalid, g.call("clone", 0x10100, DATA + 0x20000, 0, 0, 0)); // THREAD, no SIGHAND
      expect(invalid, g.call("clone", 0x800, DATA + 0x20000, 0, 0, 0)); // SIGHAND, no VM
      expect(invalid, g.call("clone", 0x70f00, DATA + 0x20000, 0, 0, 0)); // NEWNS and FS
      expect(invalid, g.call("clone", 0x10050f00, DATA + 0x20000, 0, 0, 0)); // NEWUSER and FS
      expect(invalid, g.call("clone", 0x20050f00, DATA + 0x20000, 0, 0, 0)); // NEWPID and THREAD
      expect(invalid, g.call("clone", 0x51f00, DATA + 0x20000, WORD, 0, 0)); // PIDFD
      expect(invalid, g.call("clone", 0x151f00, DATA + 0x20000, WORD, 0, 0)); // PARENT_SETTID too
      expect(notPermitted, g.call("clone", 0x40050f00, DATA + 0x20000, 0, 0, 0)); // NEWNET
      expect(0, g.memory.readInt(WORD));
      expect(1, g.process().threads().size());
    });
  }

  @Test
  void aChildSeesStackThreadPointerAndIds() throws InterruptedException {
    long flags = 0x50f00 | 0x80000 | 0x100000 | 0x200000 | 0x1000000;
    ScriptedGuest.run(g -> {
      long start =
          g.code(t -> {
            expect(DATA + 0x20000, t.cpu.rsp);
            expect(0x1234, t.cpu.fsBase);
            expect(0, t.cpu.rax);
            long tid = t.call("gettid");
            expect(tid, t.memory.readInt(WORD));
            expect(tid, t.memory.readInt(WORD + 4));
            t.call("exit", 0);
          });
      g.memory.writeInt(WORD + 4, -1);
      g.cpu.pc = start - 2;
      long id = g.call("clone", flags, DATA + 0x20000, WORD, WORD + 4, 0x1234);
      expect(id, g.memory.readInt(WORD));
      // CLONE_CHILD_CLEARTID: the word becomes 0 and its waiters wake, as pthread_join needs.
      while (g.memory.readIntVolatile(WORD + 4) != 0) {
        g.call("futex", WORD + 4, 0, id, 0);
      }
    });
  }

  @Test
  void wakesAreNeverLost() throws InterruptedException {
    int rounds = 2000;
    ScriptedGuest.run(g -> {
      g.thread(
          DATA + 0x20000,
          t -> {
            for (int i = 0; i < rounds; i++) {
              while (t.memory.readIntVolatile(WORD) != 2 * i + 1) {
                t.call("futex", WORD, WAIT, 2 * i, 0);
              }
              t.memory.compareAndExchangeInt(WORD, 2 * i + 1, 2 * i + 2);
              t.call("futex", WORD, WAKE, 1);
            }
            t.call("exit", 0);
          });
      for (int i = 0; i < rounds; i++) {
        g.memory.compareAndExchangeInt(WORD, 2 * i, 2 * i + 1);
        g.call("futex", WORD, WAKE, 1);
        while (g.memory.readIntVolatile(WORD) != 2 * i + 2) {
          g.call("futex", WORD, WAIT, 2 * i + 1, 0);
        }
      }
    });
  }

  @Test
  void bitSetsSelectAndRequeueMovesWaiters() throws InterruptedException {
    ScriptedGuest.run(g -> {
      for (int i = 0; i < 3; i++) {
        int bit = 1 << i;
        g.thread(
            DATA + 0x20000 + 0x10000 * i,
            t -> {
              expect(0, t.call("futex", WORD, 9 + WAIT, 0, 0, 0, bit));
              int old;
              do {
                old = t.memory.readIntVolatile(COUNT);
              } while (t.memory.compareAndExchangeInt(COUNT, old, old + bit) != old);
              t.call("exit", 0);
            });
      }
      while (waiting(g) < 3) {
        Thread.onSpinWait();
      }
      expect(1, g.call("futex", WORD, 10 + WAIT, 10, 0, 0, 2));
      until(g, 2);
      expect(-11, g.call("futex", WORD, 4 + WAIT, 0, 10, WORD + 4, 1));
      expect(2, g.call("futex", WORD, 4 + WAIT, 0, 10, WORD + 4, 0));
      expect(0, g.call("futex", WORD, WAKE, 10));
      expect(2, g.call("futex", WORD + 4, WAKE, 10));
      until(g, 7);
    });
  }

  private static void until(ScriptedGuest.Guest g, int value) {
    while (g.memory.readIntVolatile(COUNT) != value) {
      Thread.onSpinWait();
    }
  }

  private static long waiting(ScriptedGuest.Guest g) {
    // Nobody is woken by an empty common bit set, so ask the threads' states.
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(e -> e.getKey().getName().startsWith("guest-"))
        .filter(e ->
            g.process().threads().stream()
                .anyMatch(t -> e.getKey().getName().equals("guest-" + t.id())))
        .filter(e -> e.getKey().getState() == Thread.State.WAITING)
        .count();
  }

  @Test
  void futexTimeoutsAndErrors() throws InterruptedException {
    ScriptedGuest.run(g -> {
      g.memory.writeLong(TIME, 0);
      g.memory.writeLong(TIME + 8, 1_000_000);
      expect(-110, g.call("futex", WORD, WAIT, 0, TIME));
      // An absolute deadline long past, on both clocks.
      expect(-110, g.call("futex", WORD, 9 + WAIT, 0, TIME, 0, -1));
      expect(-110, g.call("futex", WORD, 9 + WAIT + 256, 0, TIME, 0, -1));
      expect(-11, g.call("futex", WORD, WAIT, 1, 0));
      expect(-22, g.call("futex", WORD + 1, WAIT, 0, 0));
      expect(-22, g.call("futex", WORD, 9 + WAIT, 0, 0, 0, 0));
      expect(-14, g.call("futex", 0x10, WAIT, 0, 0));
      expect(-38, g.call("futex", WORD, 6 + WAIT, 0, 0));
      expect(-38, g.call("futex", WORD, 99, 0, 0));
      g.memory.writeLong(TIME + 8, 2_000_000_000);
      expect(-22, g.call("futex", WORD, WAIT, 0, TIME));
    });
  }

  @Test
  void affinityIsAsWideAsTheHost() throws InterruptedException {
    ScriptedGuest.run(g -> {
      long bytes = g.call("sched_getaffinity", 0, 8192, WORD);
      expect(0, bytes % 8);
      int bits = 0;
      for (long i = 0; i < bytes; i += 8) {
        bits += Long.bitCount(g.memory.readLong(WORD + i));
      }
      expect(Runtime.getRuntime().availableProcessors(), bits);
      expect(-22, g.call("sched_getaffinity", 0, 7, WORD));
      expect(-3, g.call("sched_getaffinity", 99, 8192, WORD));
      g.memory.writeLong(WORD, 1);
      expect(0, g.call("sched_setaffinity", 0, 8, WORD));
      g.call("sched_getaffinity", 0, 8192, WORD + 64);
      expect(1, g.memory.readLong(WORD + 64));
    });
  }
}
