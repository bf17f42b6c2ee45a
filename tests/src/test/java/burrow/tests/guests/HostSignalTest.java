package burrow.tests.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Signals that Burrow gets from the host reach the guest as its system has them. */
class HostSignalTest {
  private static final int TIME_LIMIT_SECONDS = 60;

  @TempDir Path directory;

  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void endAll() {
    started.forEach(Process::destroyForcibly);
  }

  private Process start(Target target, String... arguments) throws Exception {
    // What is ignored here (by nohup, or in the background of a script) would be there too.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=HUP,INT,TERM"));
    command.addAll(Host.burrow());
    command.add(GuestPrograms.binary("signals", target).toString());
    command.add("from-outside");
    command.addAll(Arrays.asList(arguments));
    Process process = new ProcessBuilder(command).directory(directory.toFile()).start();
    started.add(process);
    assertThat(process.inputReader().readLine()).isEqualTo("ready");
    return process;
  }

  private static void send(String signal, Process process) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }

  private static int status(Process process) throws Exception {
    assertThat(process.waitFor(TIME_LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @ParameterizedTest
  @EnumSource(names = {"LINUX_ARM64", "WINDOWS_AMD64", "DARWIN_ARM64"})
  void aGuestThatListensGoesOn(Target target) throws Exception {
    Process process = start(target);
    BufferedReader out = process.inputReader();
    send("INT", process);
    assertThat(out.readLine()).isEqualTo("interrupt");
    send("TERM", process);
    assertThat(out.readLine()).isEqualTo("terminated");
    process.getOutputStream().close();
    assertThat(status(process)).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"LINUX_ARM64", "WINDOWS_AMD64", "DARWIN_ARM64"})
  void aDeafOneEnds(Target target) throws Exception {
    for (int signal : new int[] {1, 2, 15}) {
      Process process = start(target, "deaf");
      send(Integer.toString(signal), process);
      assertThat(status(process)).isEqualTo(128 + signal);
    }
  }
}
