package burrow.wasm;

import burrow.kernel.process.ExitStatus;
import burrow.kernel.process.GuestThread;
import burrow.kernel.signal.SignalInfo;
import burrow.machine.Cpu;
import burrow.machine.Engine;
import burrow.machine.Exit;
import burrow.machine.Trap;
import burrow.wasm.run.WasmTrap;

/** The one thread of a WebAssembly guest. */
public final class WasmThread extends GuestThread {
  /** What wasmtime exits with after a trap: as if the guest had called abort. */
  static final int TRAPPED = 134;

  private static final int BURROW_FAILED = 125;

  /** Go's recursion is recursion here: a goroutine may have 2^30 bytes of stack. */
  private static final long STACK_BYTES = 1L << 30;

  private final WasmProcess process;
  private int exitCode;

  WasmThread(WasmProcess process, int id, WasmCpu cpu, WasmLaunch launch, Runnable program) {
    super(process, id, cpu, new Once(program), launch.descriptors(), launch.fileSystem());
    this.process = process;
  }

  /** Runs the program to its end. */
  private record Once(Runnable program) implements Engine {
    @Override
    public Exit run(Cpu cpu) {
      WasmThread t = (WasmThread) cpu.traps;
      try {
        program.run();
      } catch (GuestExit e) {
        t.exitCode = e.code();
      } catch (WasmTrap e) {
        t.die("WebAssembly trap: " + e.getMessage());
      } catch (StackOverflowError e) {
        t.die("stack overflow: the guest's calls are nested too deep");
      } catch (OutOfMemoryError e) {
        t.die("out of memory: " + e.getMessage());
      }
      return Exit.THREAD_ENDED;
    }

    @Override
    public Exit step(Cpu cpu) {
      throw new UnsupportedOperationException("stepping WebAssembly");
    }
  }

  private void die(String line) {
    exitCode = TRAPPED;
    process.setLastWords(line);
  }

  @Override
  protected long stackBytes() {
    return STACK_BYTES;
  }

  @Override
  public WasmProcess process() {
    return process;
  }

  /** Looks at what interrupted the guest: a signal, or the end of its process. */
  void attend() {
    cpu().clearInterrupt();
    if (signals().attention()) {
      SignalInfo info = signals().take();
      if (info != null) {
        process.exit(ExitStatus.killed(info.number(), false));
      }
    }
    if (process.isEnding()) {
      throw new GuestExit(0);
    }
  }

  /** As {@link #attend}, after a call that was interrupted. */
  public void attendNow() {
    attend();
  }

  @Override
  public long trap(Cpu cpu, Trap trap) {
    throw new IllegalStateException("WebAssembly has no trap " + trap);
  }

  @Override
  protected int exitCode() {
    return exitCode;
  }

  @Override
  protected void ended() {}

  @Override
  protected void failed(Throwable t) {
    process.failures().add(t);
    process.exit(ExitStatus.exited(BURROW_FAILED));
  }
}
