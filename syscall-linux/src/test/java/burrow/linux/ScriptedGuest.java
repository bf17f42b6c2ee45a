package burrow.linux;

import burrow.cpu.x86_64.X86Cpu;
import burrow.kernel.host.HostPolicy;
import burrow.kernel.memory.ProcessMemory;
import burrow.kernel.memory.ProcessMemory.Placement;
import burrow.kernel.memory.ProcessMemory.Source;
import burrow.kernel.process.Credentials;
import burrow.kernel.process.ExitStatus;
import burrow.kernel.process.Kernel;
import burrow.kernel.time.SystemClock;
import burrow.kernel.trace.Tracer;
import burrow.machine.Access;
import burrow.machine.AddressSpace;
import burrow.machine.Cpu;
import burrow.machine.Engine;
import burrow.machine.Exit;
import burrow.machine.GuestFault;
import burrow.machine.Trap;
import burrow.machine.Traps;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An x86-64 process whose code is Java: every guest thread starts at an address that stands for a
 * script, and scripts make system calls through the real trap path. Signal handlers are scripts
 * too.
 */
final class ScriptedGuest implements Engine {
  /** Scratch memory of the process, readable and writable. */
  static final long DATA = 0x10_0000;

  static final long DATA_BYTES = 1 << 20;

  private static final long MAIN = 0x1000;
  private static final int ID = 1000;

  private final AddressSpace space = AddressSpace.create();
  private final Map<Long, Consumer<Guest>> scripts = new ConcurrentHashMap<>();
  private final ByteArrayOutputStream trace = new ByteArrayOutputStream();
  private final LinuxThread main;
  private long nextScript = 0x2000;
  private volatile @Nullable Throwable failure;

  private ScriptedGuest() {
    ProcessMemory memory = new ProcessMemory(space, space.limit() - (1 << 20));
    Source source = Source.anonymous(Access.READ | Access.WRITE, false);
    memory.map(DATA, DATA_BYTES, Placement.FIXED, source);
    LinuxAbi abi = new Amd64Abi();
    X86Cpu cpu = new X86Cpu(space);
    cpu.pc = MAIN;
    cpu.rsp = DATA + DATA_BYTES - 64;
    Kernel kernel = new Kernel(new SystemClock(), bytes -> {}, ID);
    LinuxProcess process =
        new LinuxProcess(
            kernel,
            kernel.newId(),
            1,
            memory,
            new Credentials(7, 8),
            abi,
            this,
            new Tracer(new PrintStream(trace, true, StandardCharsets.UTF_8)),
            new LinuxProcess.Program("/test", List.of(), List.of(), new Auxv(), 0));
    LinuxFileSystem files = new LinuxFileSystem(kernel, HostPolicy.OPEN);
    main = new LinuxThread(process, ID, cpu, files.standardDescriptors(), files.context("/"));
  }

  /** The result of a run. */
  record Outcome(ExitStatus status, String trace) {}

  /** Runs a process whose main thread is the script; ends with status 0 if it returns. */
  static Outcome run(Consumer<Guest> script) throws InterruptedException {
    ScriptedGuest g = new ScriptedGuest();
    g.scripts.put(MAIN, script);
    ExitStatus status = g.main.process().run(g.main);
    if (g.failure != null) {
      throw new AssertionError("a script failed", g.failure);
    }
    return new Outcome(status, g.trace.toString(StandardCharsets.UTF_8));
  }

  @Override
  public Exit run(Cpu cpu) {
    Guest guest = new Guest((X86Cpu) cpu);
    try {
      Consumer<Guest> script = scripts.get(cpu.pc);
      if (script == null) {
        throw new AssertionError("no script at 0x" + Long.toHexString(cpu.pc));
      }
      script.accept(guest);
      guest.exitGroup(0);
    } catch (Left e) {
      return cpu.exit;
    } catch (Throwable t) {
      failure = t;
      throw t;
    }
    throw new AssertionError("exit_group returned");
  }

  @Override
  public Exit step(Cpu cpu) {
    throw new UnsupportedOperationException();
  }

  /** Unwinds a script whose thread ends. */
  private static final class Left extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** One thread as its script sees it. */
  final class Guest {
    final X86Cpu cpu;
    final AddressSpace memory;

    Guest(X86Cpu cpu) {
      this.cpu = cpu;
      this.memory = cpu.memory;
    }

    LinuxProcess process() {
      return main.process();
    }

    /** An address that stands for a script. */
    long code(Consumer<Guest> script) {
      synchronized (scripts) {
        long address = nextScript;
        nextScript += 0x1000;
        scripts.put(address, script);
        return address;
      }
    }

    /** Makes a system call, with any handlers that run before it returns. */
    long call(String name, long... arguments) {
      cpu.rax = number(name);
      int[] order = {7, 6, 2, 10, 8, 9};
      for (int i = 0; i < arguments.length; i++) {
        cpu.setRegister(order[i], arguments[i]);
      }
      long next = cpu.pc + 2;
      cpu.pc = next;
      settle(cpu.traps.trap(cpu, Trap.SYSCALL), next);
      return cpu.rax;
    }

    /** Lets an interrupt in, as an engine does between blocks. */
    void poll() {
      if (cpu.interrupted()) {
        long next = cpu.pc;
        settle(cpu.traps.trap(cpu, Trap.INTERRUPT), next);
      }
    }

    /** Raises the trap of an instruction at the current pc; its handler must move pc on by 1. */
    void raise(Trap trap, @Nullable GuestFault fault) {
      cpu.fault = fault;
      long next = cpu.pc + 1;
      settle(cpu.traps.trap(cpu, trap), next);
    }

    private void settle(long arrived, long next) {
      long pc = arrived;
      while (pc != next) {
        if (pc == Traps.LEAVE) {
          throw new Left();
        }
        cpu.pc = pc;
        if (pc == next - 2 && !scripts.containsKey(pc)) {
          cpu.pc = next;
          pc = cpu.traps.trap(cpu, Trap.SYSCALL);
          continue;
        }
        Consumer<Guest> handler = scripts.get(pc);
        if (handler == null) {
          throw new AssertionError("went on at 0x" + Long.toHexString(pc));
        }
        long frame = cpu.rsp;
        handler.accept(this);
        cpu.rsp = frame + 8;
        cpu.rax = number("rt_sigreturn");
        pc = cpu.traps.trap(cpu, Trap.SYSCALL);
      }
      cpu.pc = next;
    }

    void exitGroup(int status) {
      call("exit_group", status);
    }

    /** Installs a handler with flags and mask. */
    void handle(int signal, long flags, long mask, Consumer<Guest> handler) {
      long at = DATA;
      memory.writeLong(at, code(handler));
      memory.writeLong(at + 8, flags | SignalCalls.SA_RESTORER);
      memory.writeLong(at + 16, 0x999);
      memory.writeLong(at + 24, mask);
      expect(0, call("rt_sigaction", signal, at, 0, 8));
    }

    /** Starts a thread on a stack of its own and returns its number. */
    long thread(long stack, Consumer<Guest> script) {
      long flags = 0x50f00;
      long here = cpu.pc;
      long start = code(script);
      // The child goes on behind the call, so the call is made at the script's address.
      cpu.pc = start - 2;
      long id = call("clone", flags, stack, 0, 0, 0);
      cpu.pc = here;
      return id;
    }
  }

  static void expect(long expected, long actual) {
    if (expected != actual) {
      throw new AssertionError("expected " + expected + ", got " + actual);
    }
  }

  static long number(String name) {
    return SyscallTable.rows().stream()
        .filter(s -> s.name().equals(name))
        .findFirst()
        .orElseThrow()
        .amd64();
  }
}
