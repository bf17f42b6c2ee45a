package burrow.translator;

import static burrow.translator.ToyIsa.encode;
import static org.assertj.core.api.Assertions.assertThat;

import burrow.machine.Access;
import burrow.machine.GuestFault;
import burrow.machine.Trap;
import burrow.machine.Traps;
import burrow.translator.ToyIsa.ToyCpu;
import burrow.translator.region.Translator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every engine must do while other threads do something. */
abstract class EngineThreadContract extends EngineLoopContract {
  /** As switches of goroutines do, millions of times: each leaves Java frames behind. */
  @Test
  @Timeout(120)
  void callsNeedNotReturn() throws InterruptedException {
    code(
        encode(ToyIsa.TRAP_IF_ZERO, 0, 1, 0),
        encode(ToyIsa.ADD, 1, 1, -1),
        encode(ToyIsa.CALL, 0, 0, 0),
        encode(99, 0, 0, 0));
    cpu.r0 = CODE;
    cpu.r1 = 1_000_000;
    Thread t = new Thread(null, () -> engine.run(cpu), "guest", 2L * Translator.STACK_BYTES);
    t.start();
    t.join();
    assertThat(traps).containsExactly("DIVIDE 10000");
    assertThat(cpu.r1).isZero();
  }

  @Test
  @Timeout(60)
  void anEndlessLoopIsInterruptedLongAfterItWasCompiled() throws InterruptedException {
    code(encode(ToyIsa.LOOP, 0, 0, 0));
    cpu.r0 = -1;
    Thread t = new Thread(() -> engine.run(cpu));
    t.start();
    Thread.sleep(1500);
    cpu.interrupt();
    t.join();
    assertThat(traps).containsExactly("INTERRUPT 10000");
  }

  @Test
  @Timeout(60)
  void aRunningLoopThatAnotherThreadPatchesEnds() throws InterruptedException {
    whileLooping(() -> memory.write(CODE, encode(ToyIsa.SYSCALL, 0, 0, 0)));
    assertThat(traps).containsExactly("SYSCALL 10004");
  }

  @Test
  @Timeout(60)
  void aRunningLoopThatAnotherThreadUnmapsFaults() throws InterruptedException {
    whileLooping(() -> memory.unmap(CODE, 0x1000));
    assertThat(traps).containsExactly("FAULT 10000");
  }

  @Test
  @Timeout(60)
  void aRunningLoopThatMayNoLongerBeExecutedFaults() throws InterruptedException {
    whileLooping(() -> memory.protect(CODE, 0x1000, Access.READ));
    assertThat(traps).containsExactly("FAULT 10000");
    assertThat(cpu.fault).extracting(GuestFault::access).isEqualTo(Access.EXECUTE);
  }

  /** Straight on, and back by a jump through a register: nothing says that it is a loop. */
  private void loopThroughARegister() {
    code(
        encode(ToyIsa.ADD, 0, 0, 1),
        encode(ToyIsa.JUMP, 0, 1, 0),
        encode(ToyIsa.ADD, 2, 2, 1),
        encode(ToyIsa.JUMP, 0, 3, 0));
    cpu.r1 = CODE + 8;
    cpu.r3 = CODE;
  }

  @Test
  @Timeout(60)
  void jumpsThroughRegistersAreInterrupted() throws InterruptedException {
    loopThroughARegister();
    Thread t = new Thread(() -> engine.run(cpu));
    t.start();
    Thread.sleep(300);
    cpu.interrupt();
    t.join();
    assertThat(traps).hasSize(1).first().asString().matches("INTERRUPT 1000[08]");
    assertThat(cpu.r0 - cpu.r2).isBetween(0L, 1L);
  }

  @Test
  @Timeout(60)
  void jumpsThroughRegistersFindPatchedCode() throws InterruptedException {
    loopThroughARegister();
    whileRunning(() -> memory.write(CODE + 8, encode(ToyIsa.SYSCALL, 0, 0, 0)));
    assertThat(traps).containsExactly("SYSCALL 1000c");
    assertThat(cpu.r0 - cpu.r2).isEqualTo(1);
  }

  /** Each of many interrupts is seen, and the registers are right each time. */
  @Test
  @Timeout(60)
  void aLoopIsInterruptedManyTimes() {
    code(
        encode(ToyIsa.ADD, 0, 0, 1),
        encode(ToyIsa.ADD, 2, 0, 0),
        encode(ToyIsa.LOOP, 1, 0, 2),
        encode(ToyIsa.SYSCALL, 0, 0, 0));
    cpu.r1 = Long.MAX_VALUE;
    List<String> wrong = new ArrayList<>();
    AtomicInteger seen = new AtomicInteger();
    cpu.traps =
        (c, trap) -> {
          c.clearInterrupt();
          if (cpu.r0 != cpu.r2 || cpu.r0 + cpu.r1 != Long.MAX_VALUE) {
            wrong.add(trap + " " + cpu.r0 + " " + cpu.r2 + " " + cpu.r1);
          }
          seen.incrementAndGet();
          return seen.get() > 1000 ? Traps.LEAVE : c.pc;
        };
    interruptWhileRunning(seen);
    assertThat(wrong).isEmpty();
  }

  /** The collector stops all threads, also one that has not left its loop for long. */
  @Test
  @Timeout(60)
  void aLoopDoesNotKeepTheCollectorWaiting() throws InterruptedException {
    whileLooping(() -> {
      System.gc();
      memory.write(CODE, encode(ToyIsa.SYSCALL, 0, 0, 0));
    });
    assertThat(traps).containsExactly("SYSCALL 10004");
  }

  @Test
  @Timeout(60)
  void aRunningLoopSeesThatItsMemoryIsUnmapped() throws InterruptedException {
    code(encode(ToyIsa.STORE, 0, 1, 0), encode(ToyIsa.LOOP, 0, 0, 1));
    cpu.r0 = -1;
    cpu.r1 = DATA;
    whileRunning(() -> memory.unmap(DATA, 0x1000));
    assertThat(traps).containsExactly("FAULT 10000");
    assertThat(cpu.fault).extracting(GuestFault::address).isEqualTo(DATA);
  }

  /** Threads go round in the same code while it is changed, now and again. */
  @Test
  @Timeout(60)
  void threadsFollowCodeThatChangesAgainAndAgain() throws InterruptedException {
    code(
        encode(ToyIsa.ADD, 0, 0, 1),
        encode(ToyIsa.BRANCH_UNEQUAL, 0, 1, 1),
        encode(ToyIsa.ADD, 0, 0, 1),
        encode(ToyIsa.JUMP, 0, 2, 0));
    List<ToyCpu> cpus = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int n = 0; n < 3; n++) {
      ToyCpu other = new ToyCpu(memory);
      other.pc = CODE;
      other.r1 = 1 << 30;
      other.r2 = CODE;
      other.traps =
          (c, trap) -> {
            c.clearInterrupt();
            return trap == Trap.INTERRUPT ? c.pc : Traps.LEAVE;
          };
      cpus.add(other);
      threads.add(new Thread(() -> engine.run(other)));
    }
    threads.forEach(Thread::start);
    for (int n = 0; n < 200; n++) {
      Thread.sleep(2);
      memory.write(CODE + 4L * (n % 2 * 2), encode(ToyIsa.ADD, 0, 0, n % 5 + 1));
    }
    memory.write(CODE, encode(ToyIsa.SYSCALL, 0, 0, 0));
    for (Thread t : threads) {
      t.join();
    }
    for (ToyCpu other : cpus) {
      assertThat(other.pc).isEqualTo(CODE + 4);
    }
  }
}
