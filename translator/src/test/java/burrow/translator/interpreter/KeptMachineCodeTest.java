package burrow.translator.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.Traps;
import burrow.translator.ToyPrograms;
import burrow.translator.machinecode.CodeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machine code from one run to the next. */
class KeptMachineCodeTest {
  private static final long CODE = 0x10000;
  private static final int BLOCKS = 700; // on two pages

  @TempDir Path directory;

  private Path file() {
    return directory.resolve("code");
  }

  /** Nobody may stand at the place that code is kept for: other tests' spaces come and go. */
  @BeforeEach
  void needsMachineCode() {
    assumeTrue(run(ToyPrograms.blocks(BLOCKS), "one", false).used);
  }

  /** What a run found and did. */
  private record Run(boolean used, int lifted, int earlier, long result) {}

  /** Runs a program three times in one engine, so that all of it becomes machine code. */
  private Run run(byte[] program, String identity, boolean keep) {
    AddressSpace memory = AddressSpace.create();
    memory.map(CODE, 0x4000, Access.READ | Access.WRITE | Access.EXECUTE);
    memory.write(CODE, program);
    Interpreter engine =
        new Interpreter(
            ToyPrograms.ISA,
            memory,
            null,
            Interpreter.REGION_HEAT,
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
            result);
    memory.release();
    return run;
  }

  private static int figure(Interpreter engine, String name) {
    for (String line : engine.statistics()) {
      if (line.startsWith(name + ": ")) {
        return Integer.parseInt(line.substring(name.length() + 2));
      }
    }
    return 0;
  }

  private void keep() {
    run(ToyPrograms.blocks(BLOCKS), "one", true);
    assertThat(file()).exists();
  }

  @Test
  void aLaterRunLiftsNothing() {
    keep();
    Run later = run(ToyPrograms.blocks(BLOCKS), "one", true);
    assertThat(later).isEqualTo(new Run(true, 0, BLOCKS + 1, BLOCKS));
  }

  @Test
  void codeOfAnotherBurrowIsNotUsed() {
    keep();
    Run other = run(ToyPrograms.blocks(BLOCKS), "two", false);
    assertThat(other).isEqualTo(new Run(true, BLOCKS + 1, 0, BLOCKS));
  }

  @Test
  void codeForAProcessorWithOtherInstructionsIsNotUsed() {
    keep();
    System.setProperty("burrow.machinecode.without", "fused,carryless,sha");
    try {
      Run other = run(ToyPrograms.blocks(BLOCKS), "one", false);
      assertThat(other).isEqualTo(new Run(true, BLOCKS + 1, 0, BLOCKS));
    } finally {
      System.clearProperty("burrow.machinecode.without");
    }
  }

  @Test
  void codeWhoseGuestCodeHasChangedIsNotUsed() {
    keep();
    byte[] changed = ToyPrograms.blocks(BLOCKS);
    changed[3] = 100; // the first addition
    Run other = run(changed, "one", false);
    assertThat(other.lifted()).isPositive();
    assertThat(other.result()).isEqualTo(BLOCKS + 99);
  }

  @Test
  void moreCodeIsKeptWithWhatThereWas() {
    run(ToyPrograms.blocks(200), "one", true);
    run(ToyPrograms.blocks(BLOCKS), "one", true);
    Run last = run(ToyPrograms.blocks(BLOCKS), "one", false);
    assertThat(last.result()).isEqualTo(BLOCKS);
    assertThat(last.lifted()).isZero();
  }

  @Test
  void damagedFilesAreNotUsed() throws IOException {
    keep();
    byte[] good = Files.readAllBytes(file());
    Random random = new Random(7);
    for (int n = 0; n < 60; n++) {
      byte[] bad = good.clone();
      if (n % 2 == 0) {
        bad = java.util.Arrays.copyOf(bad, random.nextInt(n < 10 ? 100 : bad.length));
      } else {
        bad[random.nextInt(n < 30 ? 300 : bad.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(file(), bad);
      assertThat(run(ToyPrograms.blocks(BLOCKS), "one", false))
          .isEqualTo(new Run(true, BLOCKS + 1, 0, BLOCKS));
    }
  }
}
