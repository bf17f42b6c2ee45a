package burrow.windows;

import burrow.kernel.call.GateTable;
import burrow.kernel.memory.ProcessMemory;
import burrow.kernel.memory.ReservedMemory;
import burrow.kernel.object.HandleTable;
import burrow.kernel.object.ProcessObject;
import burrow.kernel.process.Credentials;
import burrow.kernel.process.ExitStatus;
import burrow.kernel.process.GuestProcess;
import burrow.kernel.process.GuestThread;
import burrow.kernel.process.Kernel;
import burrow.kernel.trace.Tracer;
import burrow.machine.Cpu;
import burrow.machine.Engine;
import org.jspecify.annotations.Nullable;

/** A process as Windows sees it: a kernel process plus what only Windows keeps for it. */
public final class WindowsProcess extends GuestProcess {
  private final WindowsAbi abi;
  private final Engine engine;
  private final @Nullable Tracer tracer;
  private final ReservedMemory reserved;
  private final HandleTable handles = new HandleTable();
  private final ProcessObject object;
  private final GateTable<Gate> gates;
  private final Modules modules;
  private final Program program;
  private final WindowsFiles files;
  private final Environment environment;
  private final String userName;
  private final ExceptionHandlers exceptionHandlers = new ExceptionHandlers();
  private final ThreadSlots slots = new ThreadSlots();
  private final StandardHandles standard = new StandardHandles();
  private final ControlEvents controlEvents;
  private final Registry registry = new Registry();
  private final ConsoleInput consoleInput = new ConsoleInput();
  private final Heap heap;
  private final long commandLine;
  private final long threadReturn;
  private final long handlerReturn;
  private volatile @Nullable String lastWords;
  private volatile int exitCode;
  private volatile int errorMode;

  /**
   * What runs in the process.
   *
   * @param path the program's path as Windows spells it
   * @param commandLine as GetCommandLineW tells
   * @param imageBase where the image lies
   * @param imageEnd address behind it
   * @param stackBytes reservation of a stack where a thread asks for none
   * @param peb address of the process environment block
   */
  record Program(
      String path, String commandLine, long imageBase, long imageEnd, long stackBytes, long peb) {}

  /** The objects that a process is made of; {@link WindowsPersonality} fills it. */
  record Parts(
      Kernel kernel,
      int id,
      int parentId,
      ProcessMemory memory,
      ReservedMemory reserved,
      WindowsAbi abi,
      Engine engine,
      @Nullable Tracer tracer,
      GateTable<Gate> gates,
      Modules modules,
      WindowsFiles files,
      Environment environment,
      String userName,
      Credentials credentials) {}

  WindowsProcess(Parts parts, Program program) {
    super(parts.kernel, parts.id, parts.parentId, parts.memory, NoSignals.RULES, parts.credentials);
    this.abi = parts.abi;
    this.engine = parts.engine;
    this.tracer = parts.tracer;
    this.reserved = parts.reserved;
    this.gates = parts.gates;
    this.modules = parts.modules;
    this.files = parts.files;
    this.environment = parts.environment;
    this.program = program;
    this.userName = parts.userName;
    this.object = new ProcessObject(this);
    this.heap = new Heap(parts.memory.space(), parts.reserved);
    this.commandLine = heap.copy(program.commandLine);
    this.threadReturn = gates.add(t -> t.exit((int) Results.of(t)));
    this.handlerReturn = gates.add(t -> t.exceptions().handlerReturned());
    this.controlEvents = new ControlEvents(this);
  }

  WindowsAbi abi() {
    return abi;
  }

  Engine engine() {
    return engine;
  }

  @Nullable Tracer tracer() {
    return tracer;
  }

  ReservedMemory reserved() {
    return reserved;
  }

  HandleTable handles() {
    return handles;
  }

  ProcessObject object() {
    return object;
  }

  GateTable<Gate> gates() {
    return gates;
  }

  Modules modules() {
    return modules;
  }

  Program program() {
    return program;
  }

  WindowsFiles files() {
    return files;
  }

  Environment environment() {
    return environment;
  }

  String userName() {
    return userName;
  }

  ExceptionHandlers exceptionHandlers() {
    return exceptionHandlers;
  }

  ThreadSlots slots() {
    return slots;
  }

  StandardHandles standard() {
    return standard;
  }

  /** The gate that exception handlers return to. */
  long handlerReturn() {
    return handlerReturn;
  }

  public ControlEvents controlEvents() {
    return controlEvents;
  }

  Registry registry() {
    return registry;
  }

  ConsoleInput consoleInput() {
    return consoleInput;
  }

  Heap heap() {
    return heap;
  }

  /** Guest address of the command line. */
  long commandLine() {
    return commandLine;
  }

  /** SEM_* bits. */
  int errorMode() {
    return errorMode;
  }

  /** Returns the mode before. */
  int setErrorMode(int mode) {
    int old = errorMode;
    errorMode = mode;
    return old;
  }

  // ---- threads ----

  /**
   * Makes a thread that stands at a function, not yet running.
   *
   * @param stackBytes reservation of its stack, 0 for the program's default
   */
  WindowsThread newThread(long stackBytes, long function, long argument) {
    int threadId = kernel().newId();
    long stack = stackBytes == 0 ? program.stackBytes() : stackBytes;
    ThreadBlock block =
        new ThreadBlock(memory().space(), reserved, program.peb(), stack, id(), threadId);
    Cpu cpu = abi.newCpu(memory().space());
    abi.setThreadBlock(cpu, block.address());
    abi.convention().setStackPointer(cpu, block.initialStackPointer());
    abi.convention().enter(cpu, function, threadReturn, argument);
    return new WindowsThread(this, threadId, cpu, block);
  }

  void threadEnded(GuestThread thread) {
    // Windows ends the process with the code of its last thread; GuestProcess does the same.
  }

  // ---- the end ----

  /** Ends the process as ExitProcess does. */
  void exitWith(int code) {
    exitWith(code, UnixStatus.of(code));
  }

  /**
   * Ends the process.
   *
   * @param code as other Windows processes see it
   * @param status as the host does
   */
  void exitWith(int code, ExitStatus status) {
    exitCode = code;
    exit(status);
  }

  /** The 32-bit code that the process ends with, as other Windows processes see it. */
  int exitCode() {
    return exitCode;
  }

  /** What Burrow says in one line when the process ends for a reason of Burrow's own. */
  void endWith(String words) {
    if (lastWords == null) {
      lastWords = words;
    }
  }

  /** See {@link #endWith}; null if the process ended on its own. */
  public @Nullable String lastWords() {
    return lastWords;
  }

  @Override
  protected void close() {
    handles().closeAll();
  }
}
