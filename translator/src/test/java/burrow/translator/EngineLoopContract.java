package burrow.translator;

import static burrow.translator.ToyIsa.encode;
import static org.assertj.core.api.Assertions.assertThat;

import burrow.machine.Access;
import burrow.machine.GuestFault;
import burrow.machine.Traps;
import burrow.translator.ToyIsa.ToyCpu;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every engine must do in loops of several blocks, which it may make one piece. */
abstract class EngineLoopContract extends EngineFixture {
  private static final int ROUNDS = 2000;
  private static final long ENDLESS = 1L << 50;

  private void runFrom(long pc, long rounds) {
    cpu.pc = pc;
    cpu.r0 = 0;
    cpu.r1 = rounds;
    engine.run(cpu);
  }

  // ---- code that changes ----

  private static final long CALLER = CODE + 0xfe0;
  private static final long OTHER_CALLER = CALLER + 12;
  private static final long FUNCTION = CODE + 0x1000;

  /** Two loops that call the same function, on another page. */
  private void twoCallers() {
    memory.map(FUNCTION, 0x1000, Access.READ | Access.WRITE | Access.EXECUTE);
    for (long start : new long[] {CALLER, OTHER_CALLER}) {
      memory.write(start, encode(ToyIsa.CALL_NEAR, 3, 0, (int) (FUNCTION - start) / 4));
      memory.write(start + 4, encode(ToyIsa.LOOP, 1, 0, 1));
      memory.write(start + 8, encode(ToyIsa.SYSCALL, 0, 0, 0));
    }
    memory.write(FUNCTION, encode(ToyIsa.ADD, 0, 0, 1));
    memory.write(FUNCTION + 4, encode(ToyIsa.RETURN, 0, 3, 0));
  }

  @Test
  void aFunctionOfTwoLoopsChangesForBoth() {
    twoCallers();
    for (int n = 1; n < 5; n++) {
      memory.write(FUNCTION, encode(ToyIsa.ADD, 0, 0, n));
      for (long start : new long[] {CALLER, OTHER_CALLER, CALLER}) {
        runFrom(start, ROUNDS);
        assertThat(cpu.r0).as("%x", start).isEqualTo((long) ROUNDS * n);
      }
    }
  }

  /** A loop of four blocks: the third is left out every other time. */
  private void fourBlocks() {
    code(
        encode(ToyIsa.ADD, 0, 0, 1),
        encode(ToyIsa.BRANCH_UNEQUAL, 3, 3, 0),
        encode(ToyIsa.ADD, 0, 0, 2),
        encode(ToyIsa.BRANCH_UNEQUAL, 2, 3, -3),
        encode(ToyIsa.ADD, 0, 0, 4),
        encode(ToyIsa.BRANCH_UNEQUAL, 3, 3, 0),
        encode(ToyIsa.ADD, 0, 0, 8),
        encode(ToyIsa.LOOP, 1, 0, 7),
        encode(ToyIsa.SYSCALL, 0, 0, 0));
  }

  @Test
  void anyBlockOfALoopMayChange() {
    fourBlocks();
    int[] adds = {1, 2, 4, 8};
    for (int n = 0; n < 16; n++) {
      cpu.r2 = n % 3;
      runFrom(CODE, ROUNDS);
      int left = cpu.r2 == cpu.r3 ? 0 : adds[2];
      long sum = adds[0] + adds[1] + adds[2] + adds[3] - left;
      assertThat(cpu.r0).isEqualTo(ROUNDS * sum);
      int changed = n * 7 % 4;
      adds[changed] += n;
      memory.write(CODE + 8 * changed, encode(ToyIsa.ADD, 0, 0, adds[changed]));
    }
  }

  /** Each round stores into the loop's own third block. */
  @Test
  void aLoopChangesItself() {
    code(
        encode(ToyIsa.ADD, 0, 0, 1),
        encode(ToyIsa.BRANCH_UNEQUAL, 3, 3, 0),
        encode(ToyIsa.BRANCH_UNEQUAL, 1, 3, -2), // until r1 is r3
        encode(ToyIsa.STORE, 2, 3, 0), // not before
        encode(ToyIsa.BRANCH_UNEQUAL, 3, 3, 0),
        encode(ToyIsa.ADD, 0, 0, 1),
        encode(ToyIsa.ADD, 0, 0, 1),
        encode(ToyIsa.LOOP, 1, 0, 7),
        encode(ToyIsa.SYSCALL, 0, 0, 0));
    memory.map(0, 0x1000, Access.READ | Access.WRITE);
    interruptsAreIgnored();
    cpu.r2 = 0x6400_0001_6400_0001L; // twice ADD r0, r0, 100
    cpu.r3 = 1000; // an address where nothing is
    runFrom(CODE, ROUNDS);
    assertThat(cpu.r0).isEqualTo(3L * ROUNDS);
    // Now it is the code: reached never by the counter, but by the branch that is gone.
    memory.write(CODE + 8, encode(ToyIsa.ADD, 0, 0, 0));
    cpu.r3 = CODE + 20;
    runFrom(CODE, 50);
    assertThat(cpu.r0).isEqualTo(50 * 201L);
  }

  /** The loop's second block is on another page. */
  private void twoPages() {
    memory.map(CODE + 0x1000, 0x1000, Access.READ | Access.WRITE | Access.EXECUTE);
    memory.write(CODE + 0xff8, encode(ToyIsa.ADD, 0, 0, 1));
    memory.write(CODE + 0xffc, encode(ToyIsa.BRANCH_UNEQUAL, 2, 3, -1));
    memory.write(CODE + 0x1000, encode(ToyIsa.ADD, 0, 0, 1));
    memory.write(CODE + 0x1004, encode(ToyIsa.LOOP, 1, 0, 3));
    memory.write(CODE + 0x1008, encode(ToyIsa.SYSCALL, 0, 0, 0));
    cpu.pc = CODE + 0xff8;
    cpu.r1 = ENDLESS;
  }

  @Test
  @Timeout(60)
  void aPageOfARunningLoopIsUnmapped() throws InterruptedException {
    twoPages();
    whileRunning(() -> memory.unmap(CODE + 0x1000, 0x1000));
    assertThat(traps).containsExactly("FAULT 11000");
    assertThat(cpu.r0 + 2 * cpu.r1).isEqualTo(2 * ENDLESS + 1);
  }

  @Test
  @Timeout(60)
  void aPageOfARunningLoopMayNoLongerBeExecuted() throws InterruptedException {
    twoPages();
    whileRunning(() -> memory.protect(CODE + 0x1000, 0x1000, Access.READ));
    assertThat(traps).containsExactly("FAULT 11000");
    assertThat(cpu.fault).extracting(GuestFault::access).isEqualTo(Access.EXECUTE);
    assertThat(cpu.r0 + 2 * cpu.r1).isEqualTo(2 * ENDLESS + 1);
  }

  @Test
  @Timeout(60)
  void anInnerBlockOfARunningLoopIsPatched() throws InterruptedException {
    fourBlocks();
    cpu.r1 = ENDLESS;
    whileRunning(() -> memory.write(CODE + 24, encode(ToyIsa.SYSCALL, 0, 0, 0)));
    assertThat(traps).containsExactly("SYSCALL 1001c");
    assertThat(cpu.r0 + 15 * cpu.r1).isEqualTo(15 * ENDLESS + 7);
  }

  @Test
  @Timeout(60)
  void aFunctionThatARunningLoopCallsIsPatched() throws InterruptedException {
    twoCallers();
    runFrom(CALLER, ROUNDS);
    runFrom(OTHER_CALLER, ROUNDS);
    traps.clear();
    cpu.pc = CALLER;
    cpu.r0 = 0;
    cpu.r1 = ENDLESS;
    whileRunning(() -> memory.write(FUNCTION, encode(ToyIsa.SYSCALL, 0, 0, 0)));
    assertThat(traps).containsExactly("SYSCALL 11004");
    assertThat(cpu.r0 + cpu.r1).isEqualTo(ENDLESS);
  }

  // ---- faults and interrupts ----

  /** r0 and r3 have changed since they were last in the Cpu; flags are recorded in each round. */
  @Test
  void aFaultInALoopFindsAllRegisters() {
    code(
        encode(ToyIsa.ADD, 0, 0, 3),
        encode(ToyIsa.COMPARE, 0, 3, 0),
        encode(ToyIsa.BRANCH_EQUAL, 0, 0, 3),
        encode(ToyIsa.STORE, 0, 2, 0),
        encode(ToyIsa.ADD, 2, 2, 8),
        encode(ToyIsa.ADD, 3, 0, 1),
        encode(ToyIsa.LOOP, 1, 0, 6),
        encode(ToyIsa.SYSCALL, 0, 0, 0));
    for (int n = 0; n < 6; n++) {
      traps.clear();
      cpu.r2 = DATA + 8 * n;
      cpu.r3 = 7;
      runFrom(CODE, ROUNDS);
      assertThat(traps).containsExactly("FAULT 1000c");
      int stored = 512 - n;
      assertThat(List.of(cpu.r0, cpu.r1, cpu.r2, cpu.r3))
          .containsExactly(3L * stored + 3, (long) ROUNDS - stored, DATA + 0x1000, 3L * stored + 1);
      assertThat(List.of(cpu.flagsKind, cpu.flagsA, cpu.flagsB))
          .containsExactly(1L, cpu.r0, cpu.r3);
    }
  }

  /** The page that a loop writes may only be read from some time on. */
  @Test
  @Timeout(60)
  void aRunningLoopSeesThatItsMemoryMayNoLongerBeWritten() throws InterruptedException {
    code(
        encode(ToyIsa.ADD, 0, 0, 1),
        encode(ToyIsa.BRANCH_UNEQUAL, 3, 3, 0),
        encode(ToyIsa.STORE, 0, 2, 0),
        encode(ToyIsa.BRANCH_UNEQUAL, 3, 3, 0),
        encode(ToyIsa.LOOP, 1, 0, 4),
        encode(ToyIsa.SYSCALL, 0, 0, 0));
    cpu.r1 = ENDLESS;
    cpu.r2 = DATA;
    whileRunning(() -> memory.protect(DATA, 0x1000, Access.READ));
    assertThat(traps).containsExactly("FAULT 10008");
    assertThat(cpu.r0 + cpu.r1).isEqualTo(ENDLESS + 1);
    assertThat(memory.readLong(DATA)).isEqualTo(cpu.r0 - 1);
  }

  /** There is no call in the loop, and it has two ways. */
  @Test
  @Timeout(60)
  void interruptsFindTheRegistersOfALoopWithTwoWays() {
    code(
        encode(ToyIsa.ADD, 0, 0, 1),
        encode(ToyIsa.BRANCH_UNEQUAL, 2, 3, -3), // to the second way
        encode(ToyIsa.ADD, 2, 2, 1),
        encode(ToyIsa.BRANCH_UNEQUAL, 0, 1, 3),
        encode(ToyIsa.ADD, 3, 3, 1),
        encode(ToyIsa.BRANCH_UNEQUAL, 0, 1, 5));
    cpu.r1 = -1;
    List<String> wrong = new ArrayList<>();
    AtomicInteger seen = new AtomicInteger();
    cpu.traps =
        (c, trap) -> {
          c.clearInterrupt();
          long added = c.pc == CODE ? 0 : 1; // in the round that has begun
          if (cpu.r2 + cpu.r3 != cpu.r0 - added || cpu.r2 - cpu.r3 < 0 || cpu.r2 - cpu.r3 > 1) {
            wrong.add(trap + " " + c.pc + " " + cpu.r0 + " " + cpu.r2 + " " + cpu.r3);
          }
          return seen.incrementAndGet() > 500 ? Traps.LEAVE : c.pc;
        };
    interruptWhileRunning(seen);
    assertThat(wrong).isEmpty();
  }

  @Test
  @Timeout(60)
  void threadsInTheSameLoopDoNotDisturbEachOther() throws InterruptedException {
    fourBlocks();
    List<ToyCpu> cpus = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int n = 0; n < 4; n++) {
      ToyCpu other = new ToyCpu(memory);
      other.pc = CODE;
      other.r1 = 100_000L + n;
      other.r2 = n % 2;
      other.traps = (c, trap) -> Traps.LEAVE;
      cpus.add(other);
      threads.add(new Thread(() -> engine.run(other)));
    }
    threads.forEach(Thread::start);
    for (Thread t : threads) {
      t.join();
    }
    for (int n = 0; n < 4; n++) {
      assertThat(cpus.get(n).r0).isEqualTo((100_000L + n) * (n % 2 == 0 ? 15 : 11));
    }
  }
}
