package burrow.windows;

import burrow.kernel.KernelException;
import burrow.kernel.call.GateTable;
import burrow.kernel.file.DescriptorTable;
import burrow.kernel.host.HostFileSystem;
import burrow.kernel.memory.ImageMapper;
import burrow.kernel.memory.ProcessMemory;
import burrow.kernel.memory.ReservedMemory;
import burrow.kernel.memory.ReservedMemory.Kind;
import burrow.kernel.process.Credentials;
import burrow.kernel.process.ExitStatus;
import burrow.kernel.process.Kernel;
import burrow.kernel.trace.Tracer;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.Engine;
import burrow.machine.ProgramImage;
import burrow.machine.ProgramImage.Import;
import burrow.machine.ProgramImage.PeFacts;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes Windows processes out of PE images and runs them. */
public final class WindowsPersonality {
  // From the top of the address space down: gates, module images, and what the kernel places.
  private static final long GATES_BELOW_TOP = 2L << 30;
  private static final long MODULES_BELOW_TOP = 4L << 30;
  private static final long ALLOCATIONS_BELOW_TOP = 5L << 30;
  private static final int MOST_GATES = 1 << 16;

  // Offsets in the process environment block.
  private static final int PEB_BYTES = 0x800;
  private static final int PEB_IMAGE_BASE = 0x10;
  private static final int PEB_PROCESSORS = 0xb8;
  private static final int PEB_MAJOR = 0x118;
  private static final int PEB_MINOR = 0x11c;
  private static final int PEB_BUILD = 0x120;
  private static final int PEB_PLATFORM = 0x124;

  private final Kernel kernel;
  private final EngineFactory engines;
  private final @Nullable Tracer tracer;
  private final ShareModes shareModes = new ShareModes();

  /** Makes the engine of a new process. */
  @FunctionalInterface
  public interface EngineFactory {
    Engine create(ProgramImage image, AddressSpace memory);
  }

  /**
   * What to run.
   *
   * @param image the program
   * @param executable absolute path of the program in the host's tree that the guest sees
   * @param arguments the program's name as given, then its arguments
   * @param environment variables of the host, which are completed by those that Windows has
   * @param files the host's tree
   * @param directory where the guest starts, absolute in that tree
   * @param privateDrive host directory that is the guest's {@code C:\}
   * @param hostName name of the computer
   * @param userName name of the user
   * @param credentials the user
   * @param parentId process number of the parent
   */
  public record Launch(
      ProgramImage image,
      String executable,
      List<String> arguments,
      Map<String, String> environment,
      HostFileSystem files,
      String directory,
      HostFileSystem privateDrive,
      String hostName,
      String userName,
      Credentials credentials,
      int parentId) {}

  /**
   * @param tracer where calls are traced to, or null
   */
  public WindowsPersonality(Kernel kernel, EngineFactory engines, @Nullable Tracer tracer) {
    this.kernel = kernel;
    this.engines = engines;
    this.tracer = tracer;
  }

  /**
   * Creates a process whose main thread stands at the program's entry, not yet running.
   *
   * @throws KernelException if the image cannot be mapped, saying why
   */
  public Started create(Launch launch) {
    AddressSpace space = AddressSpace.create();
    try {
      return new Started(new Starter(launch, space).start());
    } catch (KernelException e) {
      space.release();
      throw e;
    }
  }

  /** A process that has not run yet. */
  public static final class Started {
    private final WindowsThread main;

    private Started(WindowsThread main) {
      this.main = main;
    }

    public WindowsProcess process() {
      return main.process();
    }

    /** Runs it to its end (see {@link WindowsProcess#run}). */
    public ExitStatus run() throws InterruptedException {
      return main.process().run(main);
    }
  }

  /** The steps of one launch. */
  private final class Starter {
    private final Launch launch;
    private final ProgramImage image;
    private final AddressSpace space;
    private final ProcessMemory memory;
    private final ReservedMemory reserved;
    private final WindowsAbi abi;

    Starter(Launch launch, AddressSpace space) {
      this.launch = launch;
      this.image = launch.image();
      this.space = space;
      this.abi = WindowsAbi.of(image.arch());
      this.memory = new ProcessMemory(space, space.limit() - ALLOCATIONS_BELOW_TOP);
      this.reserved = new ReservedMemory(memory);
    }

    WindowsThread start() {
      GateTable<Gate> gates = new GateTable<>(space, space.limit() - GATES_BELOW_TOP, MOST_GATES);
      Modules modules =
          new Modules(abi, memory, reserved, gates, space.limit() - MODULES_BELOW_TOP);
      SharedData.map(memory, kernel.clock());
      long base = mapImage(modules);
      PeFacts facts = facts();
      modules.load("ntdll.dll");
      modules.load("kernel32.dll");
      long peb = processBlock(base);
      WindowsFiles files =
          new WindowsFiles(
              launch.files(),
              launch.privateDrive(),
              launch.directory(),
              launch.hostName(),
              shareModes);
      String path = WindowsPath.ofHost('Z', launch.executable());
      Environment environment = Surroundings.environment(launch, abi);
      WindowsProcess process =
          new WindowsProcess(
              new WindowsProcess.Parts(
                  kernel,
                  kernel.newId(),
                  launch.parentId(),
                  memory,
                  reserved,
                  abi,
                  engines.create(image, space),
                  tracer,
                  gates,
                  modules,
                  files,
                  environment,
                  launch.userName(),
                  launch.credentials()),
              new WindowsProcess.Program(
                  path,
                  CommandLine.join(path, launch.arguments()),
                  base,
                  base + facts.sizeOfImage(),
                  facts.stackReserve(),
                  peb));
      standardHandles(process);
      WindowsThread main = process.newThread(0, image.entry() + base - facts.imageBase(), peb);
      main.setName(path);
      return main;
    }

    private PeFacts facts() {
      if (!(image.facts() instanceof PeFacts pe)) {
        throw new KernelException(burrow.kernel.Errno.ENOEXEC, image.name() + " is no PE program");
      }
      return pe;
    }

    private long mapImage(Modules modules) {
      PeFacts facts = facts();
      long base = facts.imageBase();
      long end = base + facts.sizeOfImage();
      boolean fits = base >= 0 && end <= space.limit() - ALLOCATIONS_BELOW_TOP && end > base;
      if (!fits) {
        if (!image.positionIndependent()) {
          throw new KernelException(
              burrow.kernel.Errno.ENOEXEC,
              image.name() + " cannot be mapped at 0x" + Long.toHexString(base));
        }
        base = reserved.reserve(0, facts.sizeOfImage(), Access.NONE);
        reserved.release(base);
      }
      long slide = base - facts.imageBase();
      ImageMapper.map(
          memory,
          launch.executable(),
          image,
          slide,
          slide == 0 ? null : ImageMapper.ImportResolver.NONE);
      reserved.adopt(base, facts.sizeOfImage(), Access.READ, Kind.IMAGE);
      for (Import i : image.imports()) {
        long function = modules.imported(i.library(), i.name());
        byte[] slot = new byte[8];
        for (int n = 0; n < slot.length; n++) {
          slot[n] = (byte) (function >>> 8 * n);
        }
        space.initialize(i.slot() + slide, slot, 0, slot.length);
      }
      return base;
    }

    private long processBlock(long base) {
      long peb = reserved.reserve(0, PEB_BYTES, Access.READ | Access.WRITE);
      reserved.commit(peb, PEB_BYTES, Access.READ | Access.WRITE);
      space.writeLong(peb + PEB_IMAGE_BASE, base);
      space.writeInt(peb + PEB_PROCESSORS, Runtime.getRuntime().availableProcessors());
      space.writeInt(peb + PEB_MAJOR, Version.MAJOR);
      space.writeInt(peb + PEB_MINOR, Version.MINOR);
      space.writeShort(peb + PEB_BUILD, Version.BUILD);
      space.writeInt(peb + PEB_PLATFORM, 2 /* VER_PLATFORM_WIN32_NT */);
      return peb;
    }

    private void standardHandles(WindowsProcess process) {
      DescriptorTable table = launch.files().standardDescriptors();
      for (int i = 0; i < 3; i++) {
        FileObject f = new FileObject(table.acquire(i), false);
        process.standard().set(-10 - i, process.handles().add(f, -1, true));
      }
      table.release();
    }
  }
}
