package burrow.translator.interpreter;

import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.Trap;
import burrow.machine.Traps;
import burrow.translator.ToyIsa.ToyCpu;
import burrow.translator.ToyPrograms;
import burrow.translator.machinecode.CodeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

/** Runs a program with machine code of an earlier run, and keeps what there is then. */
abstract class KeptCodeFixture implements Interpreter.Keeper {
  static final long CODE = 0x10000;

  @TempDir Path directory;

  /** What the last run left to be compiled. */
  private long[] cold = {};

  final Path file() {
    return directory.resolve("code");
  }

  final long[] cold() {
    return cold;
  }

  @Override
  public final void keepCode(Interpreter.FileWriter code) {
    try {
      Files.deleteIfExists(file());
      code.write(Files.createFile(file()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public final void keepCold(long[] addresses) {
    cold = addresses;
  }

  /** Compiles instead of running. */
  final void compile(byte[] program, String identity, long[] addresses) {
    AddressSpace memory = memory(program);
    Interpreter engine = engine(memory, identity);
    engine.compile(addresses);
    engine.keepMachineCode(this);
    memory.release();
  }

  private static AddressSpace memory(byte[] program) {
    AddressSpace memory = AddressSpace.create();
    memory.map(CODE, 0x20000, Access.READ | Access.WRITE | Access.EXECUTE);
    memory.write(CODE, program);
    return memory;
  }

  private Interpreter engine(AddressSpace memory, String identity) {
    return new Interpreter(
        ToyPrograms.ISA,
        memory,
        null,
        regionHeat(),
        new CodeFile(file(), identity),
        1,
        Integer.MAX_VALUE,
        0);
  }

  /** Executions after which blocks become a region. */
  abstract int regionHeat();

  /** What a run found and did. */
  record Run(boolean used, int lifted, int earlier, int regions, long result) {}

  /** What happens to the code before a pass through it. */
  @FunctionalInterface
  interface Change {
    void before(int pass, AddressSpace memory);
  }

  /** Runs a program three times in one engine, so that all of it becomes machine code. */
  final Run run(byte[] program, String identity, boolean keep) {
    return run(program, identity, keep, 3, (pass, memory) -> {});
  }

  final Run run(byte[] program, String identity, boolean keep, int passes, Change change) {
    AddressSpace memory = memory(program);
    Interpreter engine = engine(memory, identity);
    long result = pass(engine, memory, passes, change);
    if (keep) {
      engine.keepMachineCode(this);
    }
    Run run =
        new Run(
            engine.usesMachineCode(),
            figure(engine, "blocks lifted"),
            figure(engine, "blocks of earlier runs"),
            figure(engine, "regions as machine code"),
            result);
    memory.release();
    return run;
  }

  /** Passes of one thread, which never leaves in between; what the last one had in r0. */
  private static long pass(Interpreter engine, AddressSpace memory, int passes, Change change) {
    ToyCpu cpu = ToyPrograms.cpu(memory, CODE);
    AtomicInteger pass = new AtomicInteger();
    cpu.traps =
        (c, trap) -> {
          if (trap == Trap.INTERRUPT) { // the code has changed
            c.clearInterrupt();
            return c.pc;
          }
          if (pass.incrementAndGet() == passes) {
            return Traps.LEAVE;
          }
          change.before(pass.get(), memory);
          cpu.r0 = 0;
          cpu.pc = CODE;
          return CODE;
        };
    change.before(0, memory);
    engine.run(cpu);
    return cpu.r0;
  }

  static int figure(Interpreter engine, String name) {
    for (String line : engine.statistics()) {
      if (line.startsWith(name + ": ")) {
        return Integer.parseInt(line.substring(name.length() + 2));
      }
    }
    return 0;
  }
}
