package burrow.translator.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import burrow.translator.ToyPrograms;
import org.junit.jupiter.api.Test;

/** Code that an earlier run has kept, but not hot, becomes hot in a later one. */
class KeptRunsTest extends KeptCodeFixture {
  private static final int LOOPS = 8;
  private static final int BLOCKS = 50;
  private static final int PASSES = 4;
  private static final long SUM = (long) LOOPS * BLOCKS * ToyPrograms.ROUNDS;

  private final byte[] program = ToyPrograms.loops(LOOPS, BLOCKS);

  /** More than one pass, less than two. */
  @Override
  int regionHeat() {
    return ToyPrograms.ROUNDS * 3 / 2;
  }

  /** Control goes from kept block to kept block and nobody sees it, but their counters do. */
  @Test
  void hotBlocksFindTheirHotNeighbours() {
    assumeTrue(run(program, "one", false).used());
    Run first = run(program, "one", true, 1, (pass, memory) -> {});
    assertThat(first.regions()).isZero();
    Run later = run(program, "one", true, PASSES, (pass, memory) -> {});
    assertThat(later.earlier()).isPositive();
    assertThat(later.regions()).isGreaterThanOrEqualTo(LOOPS);
    assertThat(later.result()).isEqualTo(SUM);
    Run last = run(program, "one", true, PASSES, (pass, memory) -> {});
    assertThat(last.regions()).isZero();
    assertThat(last.result()).isEqualTo(SUM);
  }
}
