package burrow.darwin;

import burrow.darwin.GateTarget.Continuation;
import burrow.kernel.call.GateTable;
import burrow.kernel.memory.ProcessMemory;
import burrow.kernel.memory.ProcessMemory.Placement;
import burrow.kernel.memory.ProcessMemory.Source;
import burrow.kernel.posix.IntervalTimers;
import burrow.kernel.process.Credentials;
import burrow.kernel.process.ExitStatus;
import burrow.kernel.process.GuestProcess;
import burrow.kernel.process.GuestThread;
import burrow.kernel.process.Kernel;
import burrow.kernel.trace.Tracer;
import burrow.machine.Access;
import burrow.machine.Engine;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A process as macOS sees it: a kernel process plus what only macOS keeps for it. */
public final class DarwinProcess extends GuestProcess {
  private final DarwinAbi abi;
  private final Engine engine;
  private final @Nullable Tracer tracer;
  private final Program program;
  private final GateTable<GateTarget> gates;
  private final FunctionTable functions;
  private final DarwinSignalConventions signalConventions;
  private final long threadEnd;
  private final long mainEnd;
  private final AtomicReference<@Nullable String> missing = new AtomicReference<>();
  private final IntervalTimers timers =
      new IntervalTimers(
          this,
          DarwinSignal.SENT,
          DarwinSignal.SIGALRM,
          DarwinSignal.SIGVTALRM,
          DarwinSignal.SIGPROF);
  private final DirectoryStreams directories = new DirectoryStreams();
  private final Map<String, Long> texts = new HashMap<>();
  private final AtomicInteger nextKey = new AtomicInteger(ThreadBlock.FIRST_KEY);

  /**
   * What runs in the process.
   *
   * @param executable absolute path in the guest's file system
   * @param arguments argv
   * @param environment "NAME=value" strings
   */
  public record Program(String executable, List<String> arguments, List<String> environment) {}

  DarwinProcess(
      Kernel kernel,
      int id,
      int parentId,
      ProcessMemory memory,
      Credentials credentials,
      DarwinAbi abi,
      Engine engine,
      @Nullable Tracer tracer,
      Program program,
      GateTable<GateTarget> gates) {
    super(kernel, id, parentId, memory, DarwinSignal.RULES, credentials);
    this.abi = abi;
    this.engine = engine;
    this.tracer = tracer;
    this.program = program;
    this.gates = gates;
    this.functions = FunctionTable.of(abi.arch());
    this.signalConventions =
        new DarwinSignalConventions(abi, gates.add(Continuation.SIGNAL_RETURN));
    this.threadEnd = gates.add(Continuation.THREAD_END);
    this.mainEnd = gates.add(Continuation.MAIN_END);
  }

  public DarwinAbi abi() {
    return abi;
  }

  Engine engine() {
    return engine;
  }

  @Nullable Tracer tracer() {
    return tracer;
  }

  Program program() {
    return program;
  }

  GateTable<GateTarget> gates() {
    return gates;
  }

  FunctionTable functions() {
    return functions;
  }

  DarwinSignalConventions signalConventions() {
    return signalConventions;
  }

  /** The gate that a thread's start routine returns to. */
  long threadEnd() {
    return threadEnd;
  }

  /** The gate that the main function returns to. */
  long mainEnd() {
    return mainEnd;
  }

  /** The guest address of a constant text, with a final NUL. */
  synchronized long text(String text) {
    return texts.computeIfAbsent(
        text,
        t -> {
          byte[] bytes = (t + "\0").getBytes(StandardCharsets.UTF_8);
          Source source = Source.named(Access.READ | Access.WRITE, "[libSystem text]");
          long address = memory().map(0, bytes.length, Placement.HINT, source);
          memory().space().write(address, bytes);
          memory().protect(address, bytes.length, Access.READ);
          return address;
        });
  }

  /** Those of setitimer. */
  IntervalTimers timers() {
    return timers;
  }

  DirectoryStreams directories() {
    return directories;
  }

  /**
   * The guest called a function that Burrow lacks, and ends.
   *
   * @param line what the user is told
   */
  void endMissing(String line) {
    missing.compareAndSet(null, line);
    exit(ExitStatus.exited(DarwinThread.BURROW_FAILED));
  }

  /** The line that tells which function was missing, or null if none was called. */
  public @Nullable String missingFunction() {
    return missing.get();
  }

  /** A key for thread-specific data, or -1 if all are taken. */
  int newKey() {
    int last = ThreadBlock.FIRST_KEY + ThreadBlock.KEYS;
    int key = nextKey.getAndUpdate(k -> Math.min(k + 1, last));
    return key < last ? key : -1;
  }

  /** The live thread of a pthread_t, or null. */
  @Nullable DarwinThread threadAt(long pthread) {
    for (GuestThread t : threads()) {
      if (t instanceof DarwinThread d && d.block().address() == pthread) {
        return d;
      }
    }
    return null;
  }

  @Override
  protected void close() {
    timers.cancelAll();
  }
}
