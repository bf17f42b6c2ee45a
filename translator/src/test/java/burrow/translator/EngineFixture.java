package burrow.translator;

import static burrow.translator.ToyIsa.encode;

import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.Engine;
import burrow.machine.Trap;
import burrow.machine.Traps;
import burrow.translator.ToyIsa.ToyCpu;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An engine, its memory with a page of code and one of data, and a thread that notes its traps. */
abstract class EngineFixture {
  static final long CODE = 0x10000;
  static final long DATA = 0x20000;

  protected final AddressSpace memory = AddressSpace.create();
  Engine engine;
  final ToyCpu cpu = new ToyCpu(memory);
  final List<String> traps = new ArrayList<>();

  protected abstract Engine engine(ToyIsa isa, AddressSpace memory);

  @BeforeEach
  void map() {
    engine = engine(new ToyIsa(), memory);
    memory.map(CODE, 0x1000, Access.READ | Access.WRITE | Access.EXECUTE);
    memory.map(DATA, 0x1000, Access.READ | Access.WRITE);
    cpu.pc = CODE;
    cpu.traps =
        (c, trap) -> {
          traps.add(trap + " " + Long.toHexString(c.pc));
          return Traps.LEAVE;
        };
  }

  @AfterEach
  void release() {
    memory.release();
  }

  final void code(byte[]... instructions) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] i : instructions) {
      all.writeBytes(i);
    }
    memory.write(CODE, all.toByteArray());
  }

  /** Does something while the guest goes round in a loop, and waits for the guest's end. */
  final void whileLooping(Runnable change) throws InterruptedException {
    code(encode(ToyIsa.LOOP, 0, 0, 0));
    cpu.r0 = -1;
    whileRunning(change);
  }

  /** The same while the guest runs the code that is there, for long. */
  final void whileRunning(Runnable change) throws InterruptedException {
    interruptsAreIgnored();
    Thread t = new Thread(() -> engine.run(cpu));
    t.start();
    Thread.sleep(300);
    change.run();
    t.join();
  }

  /**
   * Runs the guest, and interrupts it again as soon as it has seen the interrupt before, until it
   * ends.
   *
   * @param seen how many interrupts it has seen
   */
  final void interruptWhileRunning(AtomicInteger seen) {
    Thread t = new Thread(() -> engine.run(cpu));
    t.start();
    for (int n = 0; t.isAlive(); n = seen.get()) {
      cpu.interrupt();
      while (t.isAlive() && seen.get() == n) {
        Thread.onSpinWait();
      }
    }
  }

  final void interruptsAreIgnored() {
    Traps leave = cpu.traps;
    cpu.traps =
        (c, trap) -> {
          if (trap != Trap.INTERRUPT) {
            return leave.trap(c, trap);
          }
          c.clearInterrupt();
          return c.pc;
        };
  }
}
