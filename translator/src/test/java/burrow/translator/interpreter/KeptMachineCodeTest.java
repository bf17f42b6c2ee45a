package burrow.translator.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import burrow.translator.ToyPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Machine code from one run to the next. */
class KeptMachineCodeTest extends KeptCodeFixture {
  private static final int BLOCKS = 700; // on two pages
  private static final int MANY_BLOCKS = 6000;
  private static final int GROUPS = 12;

  @Override
  int regionHeat() {
    return Interpreter.REGION_HEAT;
  }

  /** Nobody may stand at the place that code is kept for: other tests' spaces come and go. */
  @BeforeEach
  void needsMachineCode() {
    assumeTrue(run(ToyPrograms.blocks(BLOCKS), "one", false).used());
  }

  private void keep() {
    run(ToyPrograms.blocks(BLOCKS), "one", true);
    assertThat(file()).exists();
  }

  @Test
  void aLaterRunLiftsNothing() {
    keep();
    Run later = run(ToyPrograms.blocks(BLOCKS), "one", true);
    assertThat(later).isEqualTo(new Run(true, 0, BLOCKS + 1, 0, BLOCKS));
  }

  @Test
  void whatHasRunOnceIsKeptToo() {
    Run first = run(ToyPrograms.blocks(BLOCKS), "one", true, 1, (pass, memory) -> {});
    assertThat(first).isEqualTo(new Run(true, BLOCKS + 1, 0, 0, BLOCKS));
    Run later = run(ToyPrograms.blocks(BLOCKS), "one", true, 1, (pass, memory) -> {});
    assertThat(later).isEqualTo(new Run(true, 0, BLOCKS + 1, 0, BLOCKS));
  }

  /** They are too many to be compiled at the end of a run. */
  @Test
  void whatAnotherProcessHasCompiledIsFound() {
    byte[] program = ToyPrograms.blocks(MANY_BLOCKS);
    Run first = run(program, "one", true, 1, (pass, memory) -> {});
    assertThat(first.lifted()).isEqualTo(MANY_BLOCKS + 1);
    assertThat(cold()).hasSizeGreaterThan(MANY_BLOCKS - 10);
    long[] addresses = cold();
    addresses[0] = 0x7000_0000; // not there
    compile(program, "one", addresses);
    Run later = run(program, "one", true, 1, (pass, memory) -> {});
    assertThat(later.lifted()).isLessThan(10);
    assertThat(later.result()).isEqualTo(MANY_BLOCKS);
  }

  /** Jumps lead from block to block then, and nobody sees them. */
  @Test
  void codeOfAnEarlierRunMayChange() {
    keep();
    Random random = new Random(7);
    for (int n = 0; n < 30; n++) {
      long addition = CODE + 8L * random.nextInt(BLOCKS) + 3;
      Run later =
          run(
              ToyPrograms.blocks(BLOCKS),
              "one",
              n % 3 == 0,
              3,
              (pass, memory) -> memory.write(addition, new byte[] {(byte) (pass == 1 ? 50 : 1)}));
      assertThat(later.result()).isEqualTo(BLOCKS);
      Run changed =
          run(
              ToyPrograms.blocks(BLOCKS),
              "one",
              false,
              2,
              (pass, memory) -> memory.write(addition, new byte[] {(byte) (1 + 49 * pass)}));
      assertThat(changed.earlier()).isPositive();
      assertThat(changed.result()).isEqualTo(BLOCKS + 49);
    }
  }

  /** Where functions return to is known from earlier runs, until it changes. */
  @Test
  void whereFunctionsReturnToMayChange() {
    byte[] program = ToyPrograms.calls(GROUPS);
    assertThat(run(program, "one", true).result()).isEqualTo(2L * GROUPS * ToyPrograms.CALLS);
    Run later = run(program, "one", true);
    assertThat(later.lifted()).isZero();
    assertThat(later.result()).isEqualTo(2L * GROUPS * ToyPrograms.CALLS);
    Random random = new Random(7);
    for (int n = 0; n < 30; n++) {
      int site = random.nextInt(GROUPS * ToyPrograms.CALLS);
      long addition = CODE + ToyPrograms.addition(site) + 3;
      Run changed =
          run(
              program,
              "one",
              false,
              2,
              (pass, memory) -> memory.write(addition, new byte[] {(byte) (1 + 49 * pass)}));
      assertThat(changed.earlier()).isPositive();
      assertThat(changed.result()).isEqualTo(2L * GROUPS * ToyPrograms.CALLS + 49);
    }
  }

  @Test
  void codeOfAnotherBurrowIsNotUsed() {
    keep();
    Run other = run(ToyPrograms.blocks(BLOCKS), "two", false);
    assertThat(other).isEqualTo(new Run(true, BLOCKS + 1, 0, 0, BLOCKS));
  }

  @Test
  void codeForAProcessorWithOtherInstructionsIsNotUsed() {
    keep();
    System.setProperty("burrow.machinecode.without", "fused,carryless,sha");
    try {
      Run other = run(ToyPrograms.blocks(BLOCKS), "one", false);
      assertThat(other).isEqualTo(new Run(true, BLOCKS + 1, 0, 0, BLOCKS));
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
          .isEqualTo(new Run(true, BLOCKS + 1, 0, 0, BLOCKS));
    }
  }
}
