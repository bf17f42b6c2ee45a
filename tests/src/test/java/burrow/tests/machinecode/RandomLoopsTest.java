package burrow.tests.machinecode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import burrow.cpu.aarch64.Arm64Isa;
import burrow.cpu.riscv64.RiscvIsa;
import burrow.cpu.x86_64.X86Isa;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.Arch;
import burrow.machine.Cpu;
import burrow.machine.Trap;
import burrow.machine.Traps;
import burrow.oracle.RegisterSet;
import burrow.oracle.kit.BurrowSubject;
import burrow.oracle.kit.Operands;
import burrow.translator.Isa;
import burrow.translator.interpreter.Interpreter;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Loops of random instructions as regions of machine code, and interpreted. Instructions that fault
 * are passed over, with a look at all registers.
 */
class RandomLoopsTest {
  private static final int PROGRAMS = Integer.getInteger("burrow.random.loops", 120);
  private static final long SEED = Long.getLong("burrow.random.seed", 1);
  private static final int ROUNDS = 40;
  private static final int HEAT = 4;
  private static final int MOST_TRAPS = 3_000;
  private static final long MOST_SECONDS = 20;
  private static final String ENDLESS = "does not end";

  @ParameterizedTest
  @EnumSource(
      value = Arch.class,
      names = {"AMD64", "ARM64", "RISCV64"})
  @Timeout(120)
  void doTheSameAsRegions(Arch arch) {
    Machine machine = new Machine(arch, true);
    Machine interpreter = new Machine(arch, false);
    assumeTrue(machine.engine.usesMachineCode());
    for (int n = 0; n < PROGRAMS; n++) {
      SplittableRandom random = new SplittableRandom(SEED * 1_000_003 + n);
      LoopWriter writer = writer(arch, random);
      byte[] program = writer.program();
      long seed = random.nextLong();
      String expected = interpreter.run(writer, program, seed);
      assertThat(expected)
          .as("%s program %d: %s", arch, n, text(isa(arch), writer, program))
          .doesNotContain(ENDLESS);
      assertThat(machine.run(writer, program, seed))
          .as("%s program %d: %s", arch, n, text(isa(arch), writer, program))
          .isEqualTo(expected);
    }
    assertThat(machine.regions()).isGreaterThan(PROGRAMS / 2);
    machine.memory.release();
    interpreter.memory.release();
  }

  private static LoopWriter writer(Arch arch, SplittableRandom random) {
    return switch (arch) {
      case AMD64 -> new X86Loop(random);
      case ARM64 -> new Arm64Loop(random);
      default -> new RiscvLoop(random);
    };
  }

  private static Isa isa(Arch arch) {
    return switch (arch) {
      case AMD64 -> X86Isa.INSTANCE;
      case ARM64 -> Arm64Isa.INSTANCE;
      default -> new RiscvIsa();
    };
  }

  private static String text(Isa isa, LoopWriter writer, byte[] program) {
    StringBuilder s = new StringBuilder();
    for (long pc : writer.starts) {
      int at = (int) (pc - LoopWriter.CODE);
      String text = isa.decode(program, at, program.length - at, pc).mnemonic();
      Long next = writer.starts.higher(pc);
      int end = next == null ? program.length : (int) (next - LoopWriter.CODE);
      s.append(String.format("%n%x %s", pc, text));
      for (int i = at; i < end; i++) {
        s.append(String.format(" %02x", program[i]));
      }
    }
    return s.toString();
  }

  /** An engine and what it runs on. */
  private static final class Machine {
    final AddressSpace memory = AddressSpace.create();
    final Interpreter engine;
    private final RegisterSet set;
    private final Cpu cpu;
    private final BurrowSubject subject;
    private final StringBuilder trace = new StringBuilder();
    private final long[] registers;
    private int traps;

    /** When the present run began, as of {@link System#nanoTime}; 0 for none. */
    private volatile long since;

    Machine(Arch arch, boolean machineCode) {
      Isa isa = isa(arch);
      engine =
          machineCode
              ? Interpreter.machineCode(isa, memory, HEAT)
              : new Interpreter(isa, memory, Integer.MAX_VALUE);
      set = RegisterSet.of(arch);
      cpu = isa.newCpu(memory);
      subject = new BurrowSubject(arch, memory, cpu, engine);
      registers = new long[set.size()];
      memory.map(LoopWriter.CODE, 0x2000, Access.READ | Access.EXECUTE);
      memory.map(LoopWriter.DATA, LoopWriter.DATA_BYTES, Access.READ | Access.WRITE);
      memory.map(LoopWriter.DATA + LoopWriter.DATA_BYTES, 0x1000, Access.READ);
      memory.map(LoopWriter.OWN & -0x1000, 0x1000, Access.READ | Access.WRITE);
      Thread.ofPlatform().daemon().name("watch").start(this::watch);
    }

    /** All that can be seen of a run. */
    String run(LoopWriter writer, byte[] program, long seed) {
      trace.setLength(0);
      traps = 0;
      SplittableRandom random = new SplittableRandom(seed);
      subject.writeCode(LoopWriter.CODE, program);
      byte[] data = new byte[LoopWriter.DATA_BYTES];
      random.nextBytes(data);
      subject.write(LoopWriter.DATA, data);
      subject.write(LoopWriter.OWN, new byte[LoopWriter.OWN_BYTES]);
      memory.writeLong(LoopWriter.OWN, ROUNDS);
      Operands operands = new Operands(random);
      long[] values = operands.registers(set);
      for (int r = 0; r < set.generalCount(); r++) {
        values[r] = random.nextInt(3) == 0 ? values[r] : LoopWriter.DATA + random.nextInt(0x1f00);
      }
      subject.setRegisters(values);
      cpu.reservationAddress = -1;
      cpu.pc = LoopWriter.CODE;
      cpu.traps = (c, trap) -> passOver(writer, trap);
      since = System.nanoTime() | 1;
      engine.run(cpu);
      since = 0;
      note("end");
      trace.append(Arrays.hashCode(memory.read(LoopWriter.DATA, LoopWriter.DATA_BYTES)));
      trace.append(' ').append(memory.readLong(LoopWriter.OWN));
      return trace.toString();
    }

    private long passOver(LoopWriter writer, Trap trap) {
      if (trap == Trap.INTERRUPT) {
        cpu.clearInterrupt();
        if (isEndless()) {
          note(ENDLESS);
          return Traps.LEAVE;
        }
        return cpu.pc;
      }
      String where =
          trap == Trap.FAULT
              ? " of " + Long.toHexString(Objects.requireNonNull(cpu.fault).address())
              : "";
      note(trap + where);
      Long next = writer.starts.higher(cpu.pc);
      if (trap == Trap.BREAKPOINT
          || next == null
          || !writer.starts.contains(cpu.pc)
          || ++traps > MOST_TRAPS) {
        return Traps.LEAVE;
      }
      cpu.pc = next;
      return next;
    }

    private boolean isEndless() {
      return since != 0 && System.nanoTime() - since > TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    }

    private void watch() {
      try {
        while (true) {
          Thread.sleep(1000);
          if (isEndless()) {
            cpu.interrupt();
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void note(String what) {
      subject.getRegisters(registers);
      trace.append(what).append(" at ").append(Long.toHexString(cpu.pc));
      trace.append(' ').append(Arrays.hashCode(registers)).append('\n');
    }

    int regions() {
      return engine.statistics().stream()
          .filter(line -> line.startsWith("regions as machine code: "))
          .mapToInt(line -> Integer.parseInt(line.substring(line.indexOf(": ") + 2)))
          .sum();
    }
  }
}
