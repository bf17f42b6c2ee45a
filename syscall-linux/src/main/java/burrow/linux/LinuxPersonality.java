package burrow.linux;

import burrow.kernel.Errno;
import burrow.kernel.KernelException;
import burrow.kernel.file.DescriptorTable;
import burrow.kernel.file.FileSystemContext;
import burrow.kernel.memory.ImageMapper;
import burrow.kernel.memory.ImageMapper.ImportResolver;
import burrow.kernel.memory.ProcessMemory;
import burrow.kernel.memory.ProcessMemory.Placement;
import burrow.kernel.memory.ProcessMemory.Source;
import burrow.kernel.posix.InitialStack;
import burrow.kernel.process.Credentials;
import burrow.kernel.process.Kernel;
import burrow.kernel.trace.Tracer;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.Cpu;
import burrow.machine.Engine;
import burrow.machine.ProgramImage;
import burrow.machine.ProgramImage.ElfFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes Linux processes out of ELF images and runs them. */
public final class LinuxPersonality {
  /** As the usual RLIMIT_STACK. */
  static final long STACK_BYTES = 8L << 20;

  /** Unmapped space on both sides of the stack and above the mappings. */
  private static final long GAP = 1L << 20;

  private static final int AT_FLAGS_NONE = 0;
  private static final int CLOCK_TICKS = 100;

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
   * @param interpreter the dynamic loader that the program asks for, or null to start it directly
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
      @Nullable ProgramImage interpreter,
      String executable,
      List<String> arguments,
      List<String> environment,
      DescriptorTable descriptors,
      FileSystemContext fileSystem,
      Credentials credentials,
      int parentId) {}

  /**
   * @param tracer where system calls are traced to, or null
   */
  public LinuxPersonality(Kernel kernel, EngineFactory engines, @Nullable Tracer tracer) {
    this.kernel = kernel;
    this.engines = engines;
    this.tracer = tracer;
  }

  /**
   * Creates a process whose main thread stands at the program's entry, not yet running.
   *
   * @throws KernelException if the image cannot be mapped, saying why
   */
  public LinuxThread create(Launch launch) {
    ProgramImage image = launch.image();
    LinuxAbi abi = LinuxAbi.of(image.arch());
    AddressSpace space = AddressSpace.create();
    try {
      return new Starter(launch, abi, space).start();
    } catch (KernelException e) {
      space.release();
      throw e;
    }
  }

  /** The steps of one launch. */
  private final class Starter {
    private final Launch launch;
    private final ProgramImage image;
    private final LinuxAbi abi;
    private final AddressSpace space;
    private final ProcessMemory memory;
    private final long stackTop;

    Starter(Launch launch, LinuxAbi abi, AddressSpace space) {
      this.launch = launch;
      this.image = launch.image();
      this.abi = abi;
      this.space = space;
      this.stackTop = space.limit() - GAP;
      this.memory = new ProcessMemory(space, stackTop - STACK_BYTES - GAP);
    }

    LinuxThread start() {
      ProgramImage interpreter = launch.interpreter();
      long slide = image.positionIndependent() ? slideOf(image, space.limit() / 3) : 0;
      long end =
          ImageMapper.map(
              memory,
              launch.executable(),
              image,
              slide,
              interpreter == null ? ImportResolver.NONE : null);
      memory.setBreak(end);
      long entry = image.entry() + slide;
      long base = 0;
      if (interpreter != null) {
        base = slideOf(interpreter, space.limit() / 2);
        ImageMapper.map(memory, interpreter.name(), interpreter, base, null);
        entry = interpreter.entry() + base;
      }
      long trampoline = mapTrampoline();
      Auxv auxv = auxv(slide, base);
      long sp = stack(auxv);

      Cpu cpu = abi.newCpu(space);
      cpu.pc = entry;
      abi.setStackPointer(cpu, sp);
      LinuxProcess.Program program =
          new LinuxProcess.Program(
              launch.executable(),
              List.copyOf(launch.arguments()),
              List.copyOf(launch.environment()),
              auxv,
              trampoline);
      int id = kernel.newId();
      LinuxProcess process =
          new LinuxProcess(
              kernel,
              id,
              launch.parentId(),
              memory,
              launch.credentials(),
              abi,
              engines.create(image, space),
              tracer,
              program);
      LinuxThread main =
          new LinuxThread(process, id, cpu, launch.descriptors(), launch.fileSystem());
      main.setName(baseName(launch.executable()));
      return main;
    }

    /** Always the same place for the same program: children and later runs share its code. */
    private long slideOf(ProgramImage i, long place) {
      long lowest = i.segments().isEmpty() ? 0 : i.segments().get(0).address();
      return ((place & -GAP) - lowest) & -AddressSpace.PAGE_SIZE;
    }

    private long mapTrampoline() {
      Source source = Source.named(Access.READ | Access.EXECUTE, "[sigpage]");
      long address = memory.map(0, AddressSpace.PAGE_SIZE, Placement.HINT, source);
      space.map(address, AddressSpace.PAGE_SIZE, Access.READ | Access.WRITE);
      space.write(address, abi.returnTrampoline());
      space.map(address, AddressSpace.PAGE_SIZE, Access.READ | Access.EXECUTE);
      return address;
    }

    private Auxv auxv(long slide, long base) {
      if (!(image.facts() instanceof ElfFacts elf)) {
        throw new KernelException(Errno.ENOEXEC, image.name() + " is no ELF program");
      }
      Credentials user = launch.credentials();
      Auxv auxv = new Auxv();
      if (elf.programHeaderAddress() != 0) {
        auxv.put(Auxv.AT_PHDR, elf.programHeaderAddress() + slide);
      }
      return auxv.put(Auxv.AT_PHENT, elf.programHeaderSize())
          .put(Auxv.AT_PHNUM, elf.programHeaderCount())
          .put(Auxv.AT_PAGESZ, AddressSpace.PAGE_SIZE)
          .put(Auxv.AT_BASE, base)
          .put(Auxv.AT_FLAGS, AT_FLAGS_NONE)
          .put(Auxv.AT_ENTRY, image.entry() + slide)
          .put(Auxv.AT_UID, user.uid())
          .put(Auxv.AT_EUID, user.uid())
          .put(Auxv.AT_GID, user.gid())
          .put(Auxv.AT_EGID, user.gid())
          .put(Auxv.AT_SECURE, 0)
          .put(Auxv.AT_HWCAP, abi.hwcap())
          .put(Auxv.AT_HWCAP2, abi.hwcap2())
          .put(Auxv.AT_CLKTCK, CLOCK_TICKS)
          .put(Auxv.AT_MINSIGSTKSZ, abi.minimumSignalStack());
    }

    private long stack(Auxv auxv) {
      Source source = Source.named(Access.READ | Access.WRITE, "[stack]");
      memory.map(stackTop - STACK_BYTES, STACK_BYTES, Placement.FIXED, source);
      InitialStack stack = new InitialStack(space, stackTop);
      stack.push(new byte[8]);
      auxv.put(Auxv.AT_EXECFN, stack.push(launch.executable()));
      if (!abi.platform().isEmpty()) {
        auxv.put(Auxv.AT_PLATFORM, stack.push(abi.platform()));
      }
      byte[] random = new byte[16];
      kernel.random().fill(random);
      auxv.put(Auxv.AT_RANDOM, stack.push(random));
      return stack.finish(launch.arguments(), launch.environment(), auxv.bytes());
    }
  }

  private static String baseName(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.length() > 15 ? name.substring(0, 15) : name;
  }
}
