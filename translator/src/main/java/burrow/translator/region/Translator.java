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
import burrow.translator.machinecode.CodeFile;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The tiered engine: interprets, and translates what is hot in the background. A region that cannot
 * be translated stays interpreted and is counted.
 */
public final class Translator implements Engine, HotCode {
  /** Java stack for translated calls; the threads that run guests must have twice this. */
  public static final int STACK_BYTES = 8 << 20;

  /**
   * Executions after which a block is translated. The property is for tests: with 1, programs that
   * are over in a moment run translated too, because they wait for it.
   */
  private static final int HOTNESS = Integer.getInteger("burrow.hotness", 1500);

  private static final boolean BACKGROUND = HOTNESS > 1;

  /** For tests: whether a region that cannot be translated is the end of it all. */
  private static final boolean STRICT = Boolean.getBoolean("burrow.strict");

  /** The exit status that says that Burrow failed, not the guest. */
  private static final int FAILED_STATUS = 125;

  /**
   * Nothing is translated in the first moments: a run that is over by then ends sooner interpreted
   * (a tour of 0.5 s took 0.8 s).
   */
  private static final long PATIENCE_NANOS =
      HOTNESS < 1500 ? 0 : TimeUnit.MILLISECONDS.toNanos(600);

  /**
   * Bytes of class files of the regions alive, those of earlier runs not counted; HotSpot needs
   * some ten times as much for them. A program of this size takes minutes to get there.
   */
  static final int MOST_BYTES = 32 << 20;

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private final boolean background;
  private final long start = System.nanoTime();
  private volatile boolean patient;
  private final boolean keep;
  private final int mostBytes;
  private final @Nullable RegionStore store;
  private final ConcurrentHashMap<Long, KeptRegion> kept = new ConcurrentHashMap<>();
  private final Isa isa;
  private final AddressSpace memory;
  private final Interpreter interpreter;
  private final RegionBuilder builder;
  private final Linker linker;
  private final Set<Long> ordered = ConcurrentHashMap.newKeySet();

  /** Addresses that were hot when a region that has them inside was already there. */
  private final Set<Long> postponed = ConcurrentHashMap.newKeySet();

  /** Threads in translated or interpreted code: a changed region must not go on in any of them. */
  private final Set<Cpu> running = ConcurrentHashMap.newKeySet();

  private final LinkedBlockingQueue<Long> orders = new LinkedBlockingQueue<>();
  private final AtomicInteger translated = new AtomicInteger();
  private final AtomicInteger reused = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicInteger dropped = new AtomicInteger();
  private final AtomicInteger evicted = new AtomicInteger();

  /** Regions with a hidden class, the oldest first, and the bytes of their class files. */
  private final ArrayDeque<Region> made = new ArrayDeque<>();

  private long madeBytes;
  private volatile @Nullable String firstFailure;
  private @Nullable Thread worker;
  private volatile boolean stopped;
  private long changes;

  /** An engine for all threads that run on {@code memory}. */
  public Translator(Isa isa, AddressSpace memory) {
    this(isa, memory, HOTNESS, BACKGROUND, MOST_BYTES, null, false, null);
  }

  /**
   * @param store regions of earlier runs, or null
   * @param keep whether {@link #keptRegions} is to tell of this run's
   * @param code where machine code of earlier runs may be, or null
   */
  public Translator(
      Isa isa,
      AddressSpace memory,
      @Nullable RegionStore store,
      boolean keep,
      @Nullable CodeFile code) {
    this(isa, memory, HOTNESS, BACKGROUND, MOST_BYTES, store, keep, code);
  }

  /**
   * @param hotness executions after which a block is translated
   * @param background whether guest threads go on meanwhile; if not they wait, for tests
   */
  public Translator(Isa isa, AddressSpace memory, int hotness, boolean background) {
    this(isa, memory, hotness, background, MOST_BYTES, null, false, null);
  }

  /** For tests: with another bound of translated code. */
  Translator(Isa isa, AddressSpace memory, int hotness, boolean background, int mostBytes) {
    this(isa, memory, hotness, background, mostBytes, null, false, null);
  }

  private Translator(
      Isa isa,
      AddressSpace memory,
      int hotness,
      boolean background,
      int mostBytes,
      @Nullable RegionStore store,
      boolean keep,
      @Nullable CodeFile code) {
    this.mostBytes = mostBytes;
    this.background = background;
    this.patient = background;
    this.memory = memory;
    this.isa = isa;
    this.interpreter =
        new Interpreter(
            isa,
            memory,
            this,
            Interpreter.REGION_HEAT,
            code,
            Math.min(hotness, Interpreter.WARM),
            hotness,
            STACK_BYTES);
    this.builder =
        new RegionBuilder(
            new BlockLifter(isa, memory), interpreter::hasRun, interpreter::jumpTargets);
    this.linker = new Linker(interpreter::call, this::code);
    // Machine code of earlier runs serves better than classes that C1 has to compile first.
    boolean classes = !interpreter.usesMachineCode();
    this.store = classes && store != null && store.claim(linker) ? store : null;
    this.keep = keep && classes;
    memory.addCodeListener(this::codeChanged);
    memory.onRelease(this::stop);
  }

  @Override
  public Exit run(Cpu cpu) {
    cpu.linker = linker;
    running.add(cpu);
    try {
      return interpreter.run(cpu);
    } finally {
      running.remove(cpu);
    }
  }

  @Override
  public Exit step(Cpu cpu) {
    return interpreter.step(cpu);
  }

  @Override
  public boolean kept(long pc) {
    return store != null && store.get(pc) != null && !ordered.contains(pc);
  }

  @Override
  public HotCode.@Nullable Code code(long pc) {
    Region region = linker.region(pc);
    if (region != null || ordered.contains(pc)) {
      return region;
    }
    KeptRegion old = store == null ? null : store.get(pc);
    if (old == null && tooEarly()) {
      return null; // what stays hot asks again
    }
    if (ordered.add(pc)) {
      if (old != null && reuse(old)) {
        return linker.region(pc);
      }
      if (background) {
        orders.add(pc);
        startWorker();
      } else if (translate(pc)) {
        return linker.region(pc);
      }
    }
    return region;
  }

  private boolean tooEarly() {
    boolean early = patient && System.nanoTime() - start < PATIENCE_NANOS;
    patient = early;
    return early;
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

  /** Links the region of an earlier run; whether it fits this one. */
  private boolean reuse(KeptRegion old) {
    long before;
    synchronized (this) {
      before = changes;
    }
    try {
      if (!old.fits(memory)) {
        return false;
      }
      Class<?> named = Class.forName(KeptRegion.className(old.entry()));
      boolean installed = install(region(old.entry(), LOOKUP, named, old.ranges(), 0), before, old);
      if (installed) {
        reused.incrementAndGet();
      }
      return installed;
    } catch (GuestFault | ReflectiveOperationException | LinkageError e) {
      return false; // unmapped meanwhile, or the jar is not what it was
    }
  }

  /** Makes a region known unless the code has changed since {@code before}. */
  private synchronized boolean install(Region region, long before, @Nullable KeptRegion toKeep) {
    if (changes != before) {
      ordered.remove(region.entry); // the code may have changed in between: ask again
      return false;
    }
    linker.add(region);
    if (region.bytes > 0) {
      made.add(region);
      madeBytes += region.bytes;
      evict();
    }
    if (toKeep != null) {
      kept.put(region.entry, toKeep);
    }
    return true;
  }

  /**
   * Lets go of the older half when there is too much. What is hot among it comes back, and what is
   * not is gone: that costs less than to count the uses of each region.
   */
  private void evict() {
    if (madeBytes <= mostBytes) {
      return;
    }
    while (madeBytes > mostBytes / 2 && made.size() > 1) {
      Region old = made.remove();
      madeBytes -= old.bytes;
      if (old.valid()) {
        linker.drop(old);
        ordered.remove(old.entry);
        postponed.remove(old.entry);
        kept.remove(old.entry);
        evicted.incrementAndGet();
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
      byte[] bytes = RegionCompiler.compile(pc, blocks, isa.registers());
      long[] ranges = ranges(blocks);
      KeptRegion toKeep =
          keep ? new KeptRegion(pc, ranges, KeptRegion.read(memory, ranges), bytes) : null;
      boolean installed = install(define(pc, bytes, ranges), before, toKeep);
      translated.incrementAndGet();
      interpreter.hurry(pc);
      return installed;
    } catch (GuestFault f) {
      ordered.remove(pc); // unmapped meanwhile
      return false;
    } catch (RuntimeException | ReflectiveOperationException | LinkageError e) {
      failed(pc, e);
      return false;
    }
  }

  private void failed(long pc, Throwable failure) {
    failed.incrementAndGet();
    String where = "0x" + Long.toHexString(pc) + ": ";
    if (firstFailure == null) {
      firstFailure = where + failure;
    }
    if (STRICT) {
      System.err.println("burrow: failed to translate " + where + failure);
      failure.printStackTrace();
      // At once: on most ways out of a guest nobody would ask for the count any more.
      Runtime.getRuntime().halt(FAILED_STATUS);
    }
  }

  private Region define(long pc, byte[] bytes, long[] ranges) throws ReflectiveOperationException {
    MethodHandles.Lookup defined = LOOKUP.defineHiddenClassWithClassData(bytes, linker, true);
    return region(pc, defined, defined.lookupClass(), ranges, bytes.length);
  }

  private static Region region(
      long pc, MethodHandles.Lookup lookup, Class<?> made, long[] ranges, int bytes)
      throws ReflectiveOperationException {
    MethodHandle method = lookup.findStatic(made, "run", Linker.CODE);
    RegionCode code = (RegionCode) made.getDeclaredConstructor().newInstance();
    return new Region(pc, method, code, ranges, bytes);
  }

  private static long[] ranges(Map<Long, IrBlock> blocks) {
    long[] ranges = new long[2 * blocks.size()];
    int i = 0;
    for (IrBlock b : blocks.values()) {
      ranges[i++] = b.pc();
      ranges[i++] = b.end();
    }
    return ranges;
  }

  /**
   * The regions that a later run may use, those of earlier runs among them; none if there is
   * machine code.
   */
  public List<KeptRegion> keptRegions() {
    Map<Long, KeptRegion> all = new HashMap<>(kept);
    if (store != null) {
      store.regions().forEach(r -> all.putIfAbsent(r.entry(), r));
    }
    return List.copyOf(all.values());
  }

  /** See {@link Interpreter#keepMachineCode}; the file is the next run's {@link CodeFile}. */
  public void keepMachineCode(Interpreter.Keeper keeper) {
    interpreter.keepMachineCode(keeper);
  }

  /** See {@link Interpreter#compile}. */
  public void compile(long[] addresses) {
    interpreter.compile(addresses);
  }

  /** Regions that this run has translated, those of earlier runs not counted. */
  public int translated() {
    return translated.get();
  }

  private synchronized void codeChanged(long from, long to) {
    changes++;
    int gone = linker.drop(from, to);
    if (gone > 0) {
      dropped.addAndGet(gone);
      // A thread may be in a loop of one of them: at a poll all frames of regions end.
      running.forEach(Cpu::interrupt);
    }
    ordered.removeIf(pc -> linker.region(pc) == null);
    kept.keySet().removeIf(pc -> linker.region(pc) == null);
  }

  /** Regions that had to make room. */
  int evicted() {
    return evicted.get();
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
    lines.add("regions of earlier runs: " + reused.get());
    lines.add("regions dropped: " + dropped.get());
    lines.add("regions evicted: " + evicted.get());
    lines.add("regions that failed to translate: " + failed.get());
    if (firstFailure != null) {
      lines.add("first failure: " + firstFailure);
    }
    return lines;
  }
}
