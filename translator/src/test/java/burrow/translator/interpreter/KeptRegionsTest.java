package burrow.translator.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import burrow.translator.ToyPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Regions of machine code from one run to the next. */
class KeptRegionsTest extends KeptCodeFixture {
  private static final int LOOPS = 24; // on three pages, some across their borders
  private static final int BLOCKS = 50;
  private static final int LOOP_BYTES = 8 * BLOCKS + 8;
  private static final long SUM = (long) LOOPS * BLOCKS * ToyPrograms.ROUNDS;

  private final byte[] program = ToyPrograms.loops(LOOPS, BLOCKS);
  private Run first = new Run(false, 0, 0, 0, 0);

  @Override
  int regionHeat() {
    return 20;
  }

  @BeforeEach
  void keep() {
    assumeTrue(run(program, "one", false).used());
    first = run(program, "one", true);
    assertThat(file()).exists();
  }

  @Test
  void aLaterRunMakesNothing() {
    assertThat(first.result()).isEqualTo(SUM);
    assertThat(first.regions()).isGreaterThanOrEqualTo(LOOPS);
    Run later = run(program, "one", true);
    assertThat(later.result()).isEqualTo(SUM);
    assertThat(later.regions()).isZero();
    assertThat(later.earlier()).isPositive();
    // What is not entered in the first run's region code may be lifted in parts.
    assertThat(later.lifted()).isLessThan(LOOPS);
  }

  /**
   * Whichever block it is: the region that it is in goes, be the change on its first page or not.
   */
  @Test
  void anyBlockMayHaveChanged() {
    Random random = new Random(7);
    for (int n = 0; n < 30; n++) {
      int loop = random.nextInt(LOOPS);
      int block = random.nextInt(BLOCKS);
      byte[] changed = program.clone();
      changed[loop * LOOP_BYTES + 4 + 8 * block + 3] = 100; // its addition
      Run later = run(changed, "one", false);
      assertThat(later.result()).isEqualTo(SUM + 99L * ToyPrograms.ROUNDS);
      assertThat(later.earlier()).isPositive();
    }
  }

  /** Two pages are not as they were, and what is made anew is kept with the rest. */
  @Test
  void regionsAreMadeAnewAndKept() {
    byte[] changed = program.clone();
    changed[7] = 50;
    changed[(LOOPS - 1) * LOOP_BYTES + 7] = 50;
    long sum = SUM + 98L * ToyPrograms.ROUNDS;
    Run later = run(changed, "one", true);
    assertThat(later.result()).isEqualTo(sum);
    assertThat(later.regions()).isPositive();
    Run last = run(changed, "one", true);
    assertThat(last.result()).isEqualTo(sum);
    assertThat(run(program, "one", true).result()).isEqualTo(SUM);
    assertThat(run(changed, "one", true).result()).isEqualTo(sum);
  }

  @Test
  void damagedFilesAreNotUsed() throws IOException {
    byte[] good = Files.readAllBytes(file());
    Random random = new Random(7);
    for (int n = 0; n < 20; n++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file(), bad);
      Run later = run(program, "one", false);
      assertThat(later.earlier()).isZero();
      assertThat(later.result()).isEqualTo(SUM);
    }
  }
}
