package burrow.linux;

import static burrow.linux.LinuxSignal.SIGSEGV;
import static burrow.linux.LinuxSignal.SIGTERM;
import static burrow.linux.LinuxSignal.SIGURG;
import static burrow.linux.LinuxSignal.SIGUSR1;
import static burrow.linux.LinuxSignal.SIGUSR2;
import static burrow.linux.ScriptedGuest.DATA;
import static burrow.linux.ScriptedGuest.expect;
import static org.assertj.core.api.Assertions.assertThat;

import burrow.kernel.process.ExitStatus;
import burrow.kernel.signal.SignalSet;
import burrow.linux.ScriptedGuest.Guest;
import burrow.machine.Access;
import burrow.machine.GuestFault;
import burrow.machine.Trap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SignalDeliveryTest {
  private static final long WORD = DATA + 0x100;
  private static final long TIME = DATA + 0x200;
  private static final long EINTR = -4;
  private static final long ETIMEDOUT = -110;

  private static void raise(Guest g, int signal) {
    long tid = g.call("gettid");
    expect(0, g.call("tgkill", g.call("getpid"), tid, signal));
  }

  private static void writeTime(Guest g, long seconds, long nanos) {
    g.memory.writeLong(TIME, seconds);
    g.memory.writeLong(TIME + 8, nanos);
  }

  @Test
  void aHandlerRunsWithItsMaskAndAllRegistersComeBack() throws InterruptedException {
    List<String> seen = new ArrayList<>();
    ScriptedGuest.run(g -> {
      g.handle(
          SIGUSR1,
          SignalCalls.SA_SIGINFO,
          SignalSet.of(SIGUSR2),
          h -> {
            seen.add("sig " + h.cpu.rdi + " code " + h.memory.readInt(h.cpu.rsi + 8));
            h.call("rt_sigprocmask", 0, 0, WORD, 8);
            long mask = h.memory.readLong(WORD);
            seen.add("mask " + Long.toHexString(mask));
            h.cpu.r12 = 1;
            h.cpu.xmm3l = 1;
          });
      g.cpu.r12 = 77;
      g.cpu.xmm3l = 88;
      raise(g, SIGUSR1);
      expect(77, g.cpu.r12);
      expect(88, g.cpu.xmm3l);
      g.call("rt_sigprocmask", 0, 0, WORD, 8);
      expect(0, g.memory.readLong(WORD));
    });
    assertThat(seen).containsExactly("sig 10 code -6", "mask a00");
  }

  @Test
  void aHandlerMayChangeWhereTheThreadGoesOn() throws InterruptedException {
    boolean[] there = new boolean[1];
    ScriptedGuest.run(g -> {
      g.handle(
          SIGSEGV,
          SignalCalls.SA_SIGINFO,
          0,
          h -> {
            there[0] = h.memory.readLong(h.cpu.rsi + 16) == 0x40;
            long pc = h.cpu.rdx + 168;
            h.memory.writeLong(pc, h.memory.readLong(pc) + 1);
          });
      g.raise(Trap.FAULT, new GuestFault(0x40, Access.READ, GuestFault.Kind.UNMAPPED));
    });
    assertThat(there[0]).isTrue();
  }

  @Test
  void theAlternateStackIsUsedOnceAndOnlyIfAskedFor() throws InterruptedException {
    long stack = DATA + 0x8000;
    List<Boolean> inside = new ArrayList<>();
    ScriptedGuest.run(g -> {
      g.memory.writeLong(WORD, stack);
      g.memory.writeLong(WORD + 8, 0);
      g.memory.writeLong(WORD + 16, 0x4000);
      expect(0, g.call("sigaltstack", WORD, 0));
      g.handle(
          SIGUSR2,
          SignalCalls.SA_ONSTACK,
          0,
          h -> inside.add(h.cpu.rsp > stack && h.cpu.rsp < stack + 0x3000));
      g.handle(
          SIGUSR1,
          SignalCalls.SA_ONSTACK,
          0,
          h -> {
            inside.add(h.cpu.rsp > stack + 0x3000 && h.cpu.rsp < stack + 0x4000);
            expect(-1, h.call("sigaltstack", WORD, 0));
            raise(h, SIGUSR2);
            h.cpu.rsp -= 0x1000;
            raise(h, SIGUSR2);
          });
      raise(g, SIGUSR1);
      g.handle(SIGUSR1, 0, 0, h -> inside.add(h.cpu.rsp > stack + 0x4000));
      raise(g, SIGUSR1);
    });
    assertThat(inside).containsExactly(true, false, true, true);
  }

  @Test
  void resetHandlersRunOnceAndDeferredSignalsWait() throws InterruptedException {
    List<Integer> runs = new ArrayList<>();
    ScriptedGuest.Outcome outcome =
        ScriptedGuest.run(g -> {
          g.handle(
              SIGUSR1,
              SignalCalls.SA_RESETHAND,
              0,
              h -> {
                runs.add(1);
                raise(h, SIGUSR1);
                runs.add(2);
              });
          raise(g, SIGUSR1);
          runs.add(3);
        });
    assertThat(runs).containsExactly(1, 2);
    assertThat(outcome.status()).isEqualTo(ExitStatus.killed(SIGUSR1, false));
  }

  @Test
  void defaultActions() throws InterruptedException {
    assertThat(ScriptedGuest.run(g -> raise(g, SIGURG)).status().shellStatus()).isZero();
    assertThat(ScriptedGuest.run(g -> raise(g, SIGTERM)).status().shellStatus()).isEqualTo(143);
    assertThat(ScriptedGuest.run(g -> raise(g, 9)).status().shellStatus()).isEqualTo(137);
    assertThat(ScriptedGuest.run(g -> raise(g, 6)).status()).isEqualTo(ExitStatus.killed(6, true));
    assertThat(ScriptedGuest.run(g -> raise(g, 40)).status().shellStatus()).isEqualTo(168);
  }

  @Test
  void anActionReadsBackWithoutWhatCannotBeBlocked() throws InterruptedException {
    ScriptedGuest.run(g -> {
      g.handle(64, 0, -1, h -> expect(0, 1));
      expect(0, g.call("rt_sigaction", 64, 0, WORD, 8));
      expect(g.memory.readLong(DATA), g.memory.readLong(WORD));
      expect(~SignalSet.of(9, 19), g.memory.readLong(WORD + 24));
    });
  }

  @Test
  void aBlockedFaultKills() throws InterruptedException {
    ScriptedGuest.Outcome outcome =
        ScriptedGuest.run(g -> {
          g.handle(SIGSEGV, 0, 0, h -> expect(0, 1));
          g.memory.writeLong(WORD, -1);
          g.call("rt_sigprocmask", 2, WORD, 0, 8);
          g.raise(Trap.FAULT, new GuestFault(0, Access.READ, GuestFault.Kind.UNMAPPED));
        });
    assertThat(outcome.status()).isEqualTo(ExitStatus.killed(SIGSEGV, true));
    assertThat(outcome.trace())
        .contains("SIGSEGV {si_code=1, si_addr=0x0, pc=0x", "killed by SIGSEGV");
  }

  @Test
  void aHandlerWithoutRoomForItsFrameKills() throws InterruptedException {
    ScriptedGuest.Outcome outcome =
        ScriptedGuest.run(g -> {
          g.handle(SIGSEGV, 0, 0, h -> expect(0, 1));
          g.cpu.rsp = 0x500;
          g.raise(Trap.FAULT, new GuestFault(0, Access.READ, GuestFault.Kind.UNMAPPED));
        });
    assertThat(outcome.status().signal()).isEqualTo(SIGSEGV);
  }

  @Test
  void sleepIsInterruptedWithTheRemainingTime() throws InterruptedException {
    long[] result = new long[2];
    ScriptedGuest.run(g -> {
      g.handle(SIGUSR1, SignalCalls.SA_RESTART, 0, h -> {});
      signalLater(g, SIGUSR1);
      writeTime(g, 30, 0);
      result[0] = g.call("nanosleep", TIME, TIME + 16);
      result[1] = g.memory.readLong(TIME + 16);
    });
    assertThat(result[0]).isEqualTo(EINTR);
    assertThat(result[1]).isBetween(20L, 29L);
  }

  @Test
  void futexWaitsRestartOnlyWithoutTimeout() throws InterruptedException {
    long[] result = new long[2];
    ScriptedGuest.Outcome outcome =
        ScriptedGuest.run(g -> {
          g.handle(SIGUSR1, SignalCalls.SA_RESTART, 0, h -> h.memory.writeInt(WORD, 1));
          signalLater(g, SIGUSR1);
          // Restarted, the call finds another value.
          result[0] = g.call("futex", WORD, 128, 0, 0);
          g.memory.writeInt(WORD, 0);
          signalLater(g, SIGUSR1);
          writeTime(g, 30, 0);
          result[1] = g.call("futex", WORD, 128, 0, TIME);
        });
    assertThat(result).containsExactly(-11, EINTR);
    assertThat(outcome.trace()).contains("= ? (to be restarted)");
  }

  @Test
  void anIgnoredSignalDoesNotInterrupt() throws InterruptedException {
    long[] result = new long[1];
    ScriptedGuest.run(g -> {
      signalLater(g, SIGURG);
      writeTime(g, 0, 200_000_000);
      result[0] = g.call("futex", WORD, 128, 0, TIME);
    });
    assertThat(result[0]).isEqualTo(ETIMEDOUT);
  }

  @Test
  void sigsuspendRestoresTheMaskAfterTheHandler() throws InterruptedException {
    List<String> seen = new ArrayList<>();
    ScriptedGuest.run(g -> {
      g.handle(SIGUSR1, 0, 0, h -> seen.add("handled"));
      g.memory.writeLong(WORD, SignalSet.of(SIGUSR1));
      g.call("rt_sigprocmask", 0, WORD, 0, 8);
      raise(g, SIGUSR1);
      seen.add("blocked");
      g.memory.writeLong(WORD, 0);
      expect(EINTR, g.call("rt_sigsuspend", WORD, 8));
      g.call("rt_sigprocmask", 0, 0, WORD, 8);
      seen.add("mask " + g.memory.readLong(WORD));
    });
    assertThat(seen).containsExactly("blocked", "handled", "mask 512");
  }

  @Test
  void sigtimedwaitTakesABlockedSignal() throws InterruptedException {
    long[] result = new long[2];
    ScriptedGuest.run(g -> {
      g.memory.writeLong(WORD, SignalSet.of(SIGUSR1));
      g.call("rt_sigprocmask", 0, WORD, 0, 8);
      signalLater(g, SIGUSR1);
      result[0] = g.call("rt_sigtimedwait", WORD, 0, 0, 8);
      writeTime(g, 0, 1_000_000);
      result[1] = g.call("rt_sigtimedwait", WORD, 0, TIME, 8);
    });
    assertThat(result).containsExactly(SIGUSR1, -11);
  }

  @Test
  void processSignalsGoToAThreadThatLetsThemThrough() throws InterruptedException {
    CountDownLatch handled = new CountDownLatch(1);
    long[] on = new long[1];
    ScriptedGuest.run(g -> {
      g.handle(
          SIGUSR1,
          0,
          0,
          h -> {
            on[0] = h.call("gettid");
            handled.countDown();
          });
      long child =
          g.thread(
              DATA + 0x20000,
              t -> {
                writeTime(t, 60, 0);
                t.call("nanosleep", TIME, 0);
              });
      g.memory.writeLong(WORD, -1);
      g.call("rt_sigprocmask", 2, WORD, 0, 8);
      expect(0, g.call("kill", g.call("getpid"), SIGUSR1));
      await(handled);
      expect(child, on[0]);
    });
    assertThat(on[0]).isNotZero();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends a signal to the thread from outside, once it sleeps. */
  private static void signalLater(Guest g, int signal) {
    long pid = g.call("getpid");
    long tid = g.call("gettid");
    g.thread(
        DATA + 0x30000,
        t -> {
          try {
            Thread.sleep(30);
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          t.call("tgkill", pid, tid, signal);
          t.call("exit", 0);
        });
  }
}
