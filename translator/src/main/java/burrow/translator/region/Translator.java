package burrow.translator.region;

import burrow.machine.AddressSpace;
import burrow.machine.Cpu;
import burrow.machine.Engine;
import burrow.machine.Exit;
import burrow.machine.GuestFault;
import burrow.translator.BlockLifter;
import burrow.translator.IrBlock;
import burrow.translator.Isa;
import burrow.translator.interpreter.HotCode;
import burrow.translator.interpreter.Interpreter;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The tiered engine: interprets, and translates what is hot in the background. A region that cannot
 * be translated stays interpreted and is counted.
 */
public final class Translator implements Engine {
  /** Java stack for translated calls; the threads that run guests must have twice this. */
  public static final int STACK_BYTES = 8 << 20;

  private static final int HOTNESS = 1500;

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private final boolean background;
  private final Isa isa;
  private final Interpreter interpreter;
  private final RegionBuilder builder;
  private final Linker linker;
  private final Set<Long> ordered = ConcurrentHashMap.newKeySet();

  /** Addresses that were hot when a region that has them inside was already there. */
  private final Set<Long> postponed = ConcurrentHashMap.newKeySet();

  private final LinkedBlockingQueue<Long> orders = new LinkedBlockingQueue<>();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicInteger dropped = new AtomicInteger();
  private volatile @Nullable String firstFailure;
  private @Nullable Thread worker;
  private volatile boolean stopped;
  private long changes;

  /** An engine for all threads that run on {@code memory}. */
  public Translator(Isa isa, AddressSpace memory) {
    this(isa, memory, HOTNESS, true);
  }

  /**
   * @param hotness executions after which a block is translated
   * @param background whether guest threads go on meanwhile; if not they wait, for tests
   */
  public Translator(Isa isa, AddressSpace memory, int hotness, boolean background) {
    this.background = background;
    this.isa = isa;
    this.interpreter =
        new Interpreter(
            isa, memory, this::code, Math.min(hotness, Interpreter.WARM), hotness, STACK_BYTES);
    this.builder = new RegionBuilder(new BlockLifter(isa, memory), interpreter::hasRun);
    this.linker = new Linker(interpreter::call);
    memory.addCodeListener(this::codeChanged);
    memory.onRelease(this::stop);
  }

  @Override
  public Exit run(Cpu cpu) {
    cpu.linker = linker;
    return interpreter.run(cpu);
  }

  @Override
  public Exit step(Cpu cpu) {
    return interpreter.step(cpu);
  }

  private HotCode.@Nullable Code code(long pc) {
    Region region = linker.region(pc);
    if (region == null && ordered.add(pc)) {
      if (background) {
        orders.add(pc);
        startWorker();
      } else if (translate(pc)) {
        return linker.region(pc);
      }
    }
    return region;
  }

  private synchronized void startWorker() {
    if (worker == null && !stopped) {
      worker = Thread.ofPlatform().daemon().name("burrow-translator").start(this::work);
    }
  }

  private void work() {
    try {
      while (!stopped) {
        translate(orders.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until the worker has let go of guest memory. */
  private void stop() {
    Thread w;
    synchronized (this) {
      stopped = true;
      w = worker;
    }
    if (w != null) {
      w.interrupt();
      boolean interrupted = false;
      while (w.isAlive()) {
        try {
          w.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Translates the region at {@code pc} now. Returns whether it could. */
  private boolean translate(long pc) {
    long before;
    synchronized (this) {
      before = changes;
    }
    if (linker.isInside(pc) && postponed.add(pc)) {
      // It was hot before that region took over. If it is so again, control comes from elsewhere.
      ordered.remove(pc);
      return false;
    }
    try {
      Map<Long, IrBlock> blocks = builder.build(pc);
      Region region = define(pc, blocks);
      synchronized (this) {
        if (changes != before) {
          ordered.remove(pc); // the code may have changed in between: ask again
          return false;
        }
        linker.add(region);
      }
      interpreter.hurry(pc);
      return true;
    } catch (GuestFault f) {
      ordered.remove(pc); // unmapped meanwhile
      return false;
    } catch (RuntimeException | ReflectiveOperationException | LinkageError e) {
      failed.incrementAndGet();
      if (firstFailure == null) {
        firstFailure = "0x" + Long.toHexString(pc) + ": " + e;
      }
      return false;
    }
  }

  private Region define(long pc, Map<Long, IrBlock> blocks) throws ReflectiveOperationException {
    byte[] bytes = RegionCompiler.compile(pc, blocks, isa.registers());
    MethodHandles.Lookup defined = LOOKUP.defineHiddenClassWithClassData(bytes, linker, true);
    MethodHandle method = defined.findStatic(defined.lookupClass(), "run", Linker.CODE);
    RegionCode code = (RegionCode) defined.lookupClass().getDeclaredConstructor().newInstance();
    return new Region(pc, method, code, ranges(blocks));
  }

  private static Map<Long, Long> ranges(Map<Long, IrBlock> blocks) {
    Map<Long, Long> ranges = new HashMap<>();
    blocks.values().forEach(b -> ranges.put(b.pc(), b.end()));
    return ranges;
  }

  private synchronized void codeChanged(long from, long to) {
    changes++;
    dropped.addAndGet(linker.drop(from, to));
    ordered.removeIf(pc -> linker.region(pc) == null);
  }

  /** Regions that could not be translated. */
  public int failures() {
    return failed.get();
  }

  @Override
  public List<String> statistics() {
    List<String> lines = new ArrayList<>();
    for (String line : interpreter.statistics()) {
      lines.add(line.equals("engine: interpreter") ? "engine: translator" : line);
    }
    lines.add("regions: " + linker.count());
    lines.add("regions dropped: " + dropped.get());
    lines.add("regions that failed to translate: " + failed.get());
    if (firstFailure != null) {
      lines.add("first failure: " + firstFailure);
    }
    return lines;
  }
}
