package burrow.linux;

import burrow.kernel.memory.ProcessMemory;
import burrow.kernel.process.Credentials;
import burrow.kernel.process.GuestProcess;
import burrow.kernel.process.Kernel;
import burrow.kernel.trace.Tracer;
import burrow.machine.Engine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A process as Linux sees it: a kernel process plus what only Linux keeps for it. */
public final class LinuxProcess extends GuestProcess {
  private final LinuxAbi abi;
  private final SyscallTable table;
  private final Engine engine;
  private final @Nullable Tracer tracer;
  private final Program program;
  private final LinuxSignalConventions signalConventions;
  private final LinuxTimers timers = new LinuxTimers(this);

  /**
   * What runs in the process, as /proc shows it.
   *
   * @param executable absolute path in the guest's file system
   * @param arguments argv
   * @param environment "NAME=value" strings
   * @param auxiliaryVector the auxv as bytes, as in memory
   * @param trampoline address of the code that returns from signal handlers
   */
  public record Program(
      String executable,
      List<String> arguments,
      List<String> environment,
      Auxv auxiliaryVector,
      long trampoline) {}

  LinuxProcess(
      Kernel kernel,
      int id,
      int parentId,
      ProcessMemory memory,
      Credentials credentials,
      LinuxAbi abi,
      Engine engine,
      @Nullable Tracer tracer,
      Program program) {
    super(kernel, id, parentId, memory, LinuxSignal.RULES, credentials);
    this.abi = abi;
    this.table = new SyscallTable(abi.arch());
    this.engine = engine;
    this.tracer = tracer;
    this.program = program;
    this.signalConventions = new LinuxSignalConventions(abi, program.trampoline());
  }

  LinuxSignalConventions signalConventions() {
    return signalConventions;
  }

  public LinuxAbi abi() {
    return abi;
  }

  SyscallTable table() {
    return table;
  }

  public Engine engine() {
    return engine;
  }

  /** Where system calls are traced to, or null. */
  @Nullable Tracer tracer() {
    return tracer;
  }

  public Program program() {
    return program;
  }

  LinuxTimers timers() {
    return timers;
  }

  @Override
  protected void close() {
    timers.cancelAll();
  }
}
