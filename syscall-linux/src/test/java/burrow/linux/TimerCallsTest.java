package burrow.linux;

import static burrow.linux.LinuxSignal.SIGALRM;
import static burrow.linux.LinuxSignal.SIGPROF;
import static burrow.linux.LinuxSignal.SIGUSR1;
import static burrow.linux.ScriptedGuest.DATA;
import static burrow.linux.ScriptedGuest.expect;
import static org.assertj.core.api.Assertions.assertThat;

import burrow.linux.ScriptedGuest.Guest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TimerCallsTest {
  private static final long A = DATA + 0x100;
  private static final long B = DATA + 0x180;

  private static void handleRecording(Guest g, int signal, List<String> seen) {
    g.handle(
        signal,
        SignalCalls.SA_SIGINFO,
        0,
        h ->
            seen.add(
                "code "
                    + h.memory.readInt(h.cpu.rsi + 8)
                    + " value "
                    + h.memory.readLong(h.cpu.rsi + 24)));
  }

  /** Computes until a handler has run; a processor time clock must go on. */
  private static void spinUntil(Guest g, List<String> seen, int count) {
    while (seen.size() < count) {
      g.poll();
    }
  }

  @Test
  void intervalTimersSendTheirSignals() throws InterruptedException {
    List<String> seen = new ArrayList<>();
    ScriptedGuest.run(g -> {
      handleRecording(g, SIGALRM, seen);
      g.memory.writeLong(A + 8, 1000);
      g.memory.writeLong(A + 24, 1000);
      expect(0, g.call("setitimer", 0, A, 0));
      expect(-4, g.call("pause"));
      expect(-4, g.call("pause"));
      g.memory.write(A, new byte[32]);
      expect(0, g.call("setitimer", 0, A, B));
      expect(1000, g.memory.readLong(B + 8));
      expect(-22, g.call("setitimer", 3, A, 0));
    });
    assertThat(seen).hasSizeGreaterThanOrEqualTo(2).allMatch(s -> s.startsWith("code 128"));
  }

  @Test
  void threadTimersCountProcessorTime() throws InterruptedException {
    List<String> seen = new ArrayList<>();
    ScriptedGuest.run(g -> {
      handleRecording(g, SIGPROF, seen);
      g.memory.writeLong(A, 0x77);
      g.memory.writeInt(A + 8, SIGPROF);
      g.memory.writeInt(A + 12, TimerCalls.SIGEV_THREAD_ID);
      g.memory.writeInt(A + 16, (int) g.call("gettid"));
      expect(0, g.call("timer_create", ClockCalls.CLOCK_THREAD_CPUTIME_ID, A, B));
      int id = g.memory.readInt(B);
      g.memory.write(A, new byte[32]);
      g.memory.writeLong(A + 8, 2_000_000);
      g.memory.writeLong(A + 24, 2_000_000);
      expect(0, g.call("timer_settime", id, 0, A, 0));
      spinUntil(g, seen, 3);
      expect(0, g.call("timer_delete", id));
      expect(-22, g.call("timer_delete", id));
    });
    assertThat(seen).allMatch(s -> s.equals("code -2 value 119"));
  }

  @Test
  void aTimerWithoutEventCarriesItsNumber() throws InterruptedException {
    List<String> seen = new ArrayList<>();
    ScriptedGuest.run(g -> {
      handleRecording(g, SIGALRM, seen);
      expect(0, g.call("timer_create", 1, 0, B));
      int id = g.memory.readInt(B);
      g.memory.writeLong(A + 24, 1);
      expect(0, g.call("timer_settime", id, 0, A, 0));
      while (seen.isEmpty()) {
        g.poll();
      }
      g.memory.writeInt(A + 8, 99);
      g.memory.writeInt(A + 12, 0);
      expect(-22, g.call("timer_create", 1, A, B));
    });
    assertThat(seen).containsExactly("code -2 value 0");
  }

  @Test
  void sleepsTakeTheirTime() throws InterruptedException {
    ScriptedGuest.run(g -> {
      long before = System.nanoTime();
      g.memory.writeLong(A, 0);
      g.memory.writeLong(A + 8, 20_000_000);
      expect(0, g.call("nanosleep", A, 0));
      assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(20_000_000);
      g.call("clock_gettime", 1, A);
      g.memory.writeLong(A + 8, g.memory.readLong(A + 8));
      expect(0, g.call("clock_nanosleep", 1, 1, A, 0));
      g.memory.writeLong(A + 8, 1_000_000_000);
      expect(-22, g.call("nanosleep", A, 0));
      expect(-22, g.call("clock_gettime", 77, A));
    });
  }

  @Test
  void stormsOfSignalsLetASlowSleepEnd() throws InterruptedException {
    int[] handled = new int[1];
    ScriptedGuest.run(g -> {
      g.handle(SIGUSR1, SignalCalls.SA_RESTART, 0, h -> handled[0]++);
      long pid = g.call("getpid");
      long tid = g.call("gettid");
      g.thread(
          DATA + 0x20000,
          t -> {
            while (true) {
              t.call("tgkill", pid, tid, SIGUSR1);
              t.poll();
            }
          });
      // Absolute sleep: every EINTR is followed by another try, and time goes on.
      g.call("clock_gettime", 1, A);
      long deadline = g.memory.readLong(A) * 1_000_000_000 + g.memory.readLong(A + 8);
      deadline += 100_000_000;
      g.memory.writeLong(A, deadline / 1_000_000_000);
      g.memory.writeLong(A + 8, deadline % 1_000_000_000);
      while (g.call("clock_nanosleep", 1, 1, A, 0) != 0) {
        g.poll();
      }
    });
    assertThat(handled[0]).isPositive();
  }
}
