package burrow.translator.interpreter;

import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.Traps;
import burrow.translator.ToyPrograms;
import burrow.translator.machinecode.CodeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Runs a program with machine code of an earlier run, and keeps what there is then. */
abstract class KeptCodeFixture {
  static final long CODE = 0x10000;

  @TempDir Path directory;

  final Path file() {
    return directory.resolve("code");
  }

  /** Executions after which blocks become a region. */
  abstract int regionHeat();

  /** What a run found and did. */
  record Run(boolean used, int lifted, int earlier, int regions, long result) {}

  /** Runs a program three times in one engine, so that all of it becomes machine code. */
  final Run run(byte[] program, String identity, boolean keep) {
    AddressSpace memory = AddressSpace.create();
    memory.map(CODE, 0x4000, Access.READ | Access.WRITE | Access.EXECUTE);
    memory.write(CODE, program);
    Interpreter engine =
        new Interpreter(
            ToyPrograms.ISA,
            memory,
            null,
            regionHeat(),
            new CodeFile(file(), identity),
            1,
            Integer.MAX_VALUE,
            0);
    long result = 0;
    for (int n = 0; n < 3; n++) {
      var cpu = ToyPrograms.cpu(memory, CODE);
      cpu.traps = (c, trap) -> Traps.LEAVE;
      engine.run(cpu);
      result = cpu.r0;
    }
    if (keep) {
      engine.keepMachineCode(writer -> {
        try {
          Files.deleteIfExists(file());
          writer.write(Files.createFile(file()));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
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

  static int figure(Interpreter engine, String name) {
    for (String line : engine.statistics()) {
      if (line.startsWith(name + ": ")) {
        return Integer.parseInt(line.substring(name.length() + 2));
      }
    }
    return 0;
  }
}
