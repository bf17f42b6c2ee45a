package burrow.darwin;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.call.GateTable;
import burrow.kernel.file.DescriptorTable;
import burrow.kernel.file.FileSystemContext;
import burrow.kernel.memory.ImageMapper;
import burrow.kernel.memory.ProcessMemory;
import burrow.kernel.posix.InitialStack;
import burrow.kernel.process.Credentials;
import burrow.kernel.process.Kernel;
import burrow.kernel.trace.Tracer;
import burrow.machine.AddressSpace;
import burrow.machine.Cpu;
import burrow.machine.Engine;
import burrow.machine.ProgramImage;
import burrow.machine.ProgramImage.MachOFacts;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes macOS processes out of Mach-O images and runs them. */
public final class DarwinPersonality {
  /** What the main thread gets unless the program asks otherwise. */
  private static final long STACK_BYTES = 8L << 20;

  private static final long GAP = 1L << 20;
  private static final int MOST_GATES = 1 << 16;

  private final Kernel kernel;
  private final EngineFactory engines;
  private final @Nullable Tracer tracer;

  /** Makes the engine of a new process. */
  @FunctionalInterface
  public interface EngineFactory {
    Engine create(ProgramImage image, AddressSpace memory);
  }

  /**
   * What to run.
   *
   * @param image the program
   * @param executable the program's absolute path in the guest's file system
   * @param arguments argv, the program's name first
   * @param environment "NAME=value" strings
   * @param descriptors one reference to the open descriptors
   * @param fileSystem one reference to root and working directory
   * @param credentials the user
   * @param parentId what getppid tells
   */
  public record Launch(
      ProgramImage image,
      String executable,
      List<String> arguments,
      List<String> environment,
      DescriptorTable descriptors,
      FileSystemContext fileSystem,
      Credentials credentials,
      int parentId) {}

  /**
   * @param tracer where calls are traced to, or null
   */
  public DarwinPersonality(Kernel kernel, EngineFactory engines, @Nullable Tracer tracer) {
    this.kernel = kernel;
    this.engines = engines;
    this.tracer = tracer;
  }

  /**
   * Creates a process whose main thread stands at the program's entry, not yet running.
   *
   * @throws KernelException if the image cannot be mapped, saying why
   */
  public DarwinThread create(Launch launch) {
    if (!(launch.image().facts() instanceof MachOFacts facts)) {
      throw new KernelException(Errno.ENOEXEC, launch.image().name() + " is no Mach-O program");
    }
    AddressSpace space = AddressSpace.create();
    try {
      return start(launch, facts, DarwinAbi.of(launch.image().arch()), space);
    } catch (KernelException e) {
      space.release();
      throw e;
    }
  }

  private DarwinThread start(Launch launch, MachOFacts facts, DarwinAbi abi, AddressSpace space) {
    ProgramImage image = launch.image();
    long gatesStart = space.limit() - GAP - (long) MOST_GATES * GateTable.GATE_BYTES;
    long lowest = Math.max(facts.pageZeroEnd(), abi.pageSize());
    ProcessMemory memory = new ProcessMemory(space, lowest, gatesStart - GAP, abi.pageSize());
    GateTable<GateTarget> gates = new GateTable<>(space, gatesStart, MOST_GATES);
    DarwinProcess.Program program =
        new DarwinProcess.Program(
            launch.executable(),
            List.copyOf(launch.arguments()),
            List.copyOf(launch.environment()));
    int id = kernel.newId();
    DarwinProcess process =
        new DarwinProcess(
            kernel,
            id,
            launch.parentId(),
            memory,
            launch.credentials(),
            abi,
            engines.create(image, space),
            tracer,
            program,
            gates);
    ImageMapper.map(
        memory,
        launch.executable(),
        image,
        0,
        new Imports(FunctionTable.of(image.arch()), gates, memory));
    long stackBytes = facts.stackSize() != 0 ? facts.stackSize() : STACK_BYTES;
    ThreadBlock block = ThreadBlock.create(memory, stackBytes, abi.pageSize());
    Cpu cpu = abi.newCpu(space);
    enter(cpu, process, block, image.entry(), facts.entryFromThread());
    DarwinThread main =
        new DarwinThread(process, id, cpu, block, launch.descriptors(), launch.fileSystem());
    main.setName(program.executable().substring(program.executable().lastIndexOf('/') + 1));
    return main;
  }

  /**
   * LC_UNIXTHREAD: the stack pointer is at argc. LC_MAIN: the entry is called as main(argc, argv,
   * envp, apple), whose last two lie behind argv in any case.
   */
  private static void enter(
      Cpu cpu, DarwinProcess process, ThreadBlock block, long entry, boolean fromThread) {
    DarwinProcess.Program program = process.program();
    InitialStack stack = new InitialStack(cpu.memory, block.stackTop());
    stack.push(new byte[8]);
    byte[] apple = apple(stack, program);
    long sp = stack.finish(program.arguments(), program.environment(), apple);
    DarwinAbi abi = process.abi();
    abi.convention().setStackPointer(cpu, sp);
    if (fromThread) {
      cpu.pc = entry;
      return;
    }
    long argc = program.arguments().size();
    long argv = sp + 8;
    long envp = argv + 8 * (argc + 1);
    long appleAddress = envp + 8L * (program.environment().size() + 1);
    abi.convention().enter(cpu, entry, process.mainEnd(), argc, argv, envp, appleAddress);
  }

  /** The apple strings that a program looks at, as an array of pointers with a final null. */
  private static byte[] apple(InitialStack stack, DarwinProcess.Program program) {
    long path = stack.push("executable_path=" + program.executable());
    return ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(path).array();
  }
}
