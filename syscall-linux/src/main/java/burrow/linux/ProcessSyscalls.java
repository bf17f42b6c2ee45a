package burrow.linux;

import static burrow.kernel.trace.Formats.INT;

import burrow.linux.Syscall.Result;
import java.util.List;

/** The rows of processes, threads, memory, signals and time. */
final class ProcessSyscalls {
  static final List<Syscall> ROWS =
      List.of(
          Syscall.of("exit", 60, 93, ThreadCalls::exit, INT).returning(Result.NONE),
          Syscall.of("exit_group", 231, 94, ThreadCalls::exitGroup, INT).returning(Result.NONE),
          Syscall.of("gettid", 186, 178, ThreadCalls::gettid),
          Syscall.of("getpid", 39, 172, ThreadCalls::getpid),
          Syscall.of("getppid", 110, 173, ThreadCalls::getppid));

  private ProcessSyscalls() {}
}
