package burrow.tests.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Exit while other threads block: the status is the guest's, a hundred times over. */
@Execution(ExecutionMode.CONCURRENT)
class ExitStatusTest {
  private static final int RUNS = 15;

  @ParameterizedTest
  @MethodSource("burrow.tests.guests.Target#chosenNative")
  void exitWhileOthersBlock(Target target, @TempDir Path directory) throws Exception {
    List<String> command = new ArrayList<>(Host.burrow());
    command.add(GuestPrograms.binary("process", target).toString());
    command.add("exit-goroutine");
    for (int run = 0; run < RUNS; run++) {
      Outcome outcome = Outcome.of(command, directory.resolve("work"), Map.of(), "");
      assertThat(outcome).isEqualTo(new Outcome(7, "leaving\n", ""));
    }
  }
}
