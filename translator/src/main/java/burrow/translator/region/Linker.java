package burrow.translator.region;

import burrow.machine.Cpu;
import burrow.machine.Traps;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Connects translated code: one relinkable site per callee, and a table for indirect calls. */
final class Linker {
  /** Of a region: the Cpu, bytes of Java stack left, the guest return address; the next pc. */
  static final MethodType CODE =
      MethodType.methodType(long.class, Cpu.class, int.class, long.class);

  private static final int TABLE_BITS = 14;

  /** Arrivals at a place without a region, from translated code, that make it worth one. */
  private static final int HOT_ARRIVALS = 200;

  /** Runs guest code that has no region. */
  @FunctionalInterface
  interface Fallback {
    /** From {@code pc} until control arrives at {@code returnPc} or must leave: the pc then. */
    long interpret(long pc, Cpu cpu, int depth, long returnPc);
  }

  private final ConcurrentHashMap<Long, MutableCallSite> callees = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Long, Region> regions = new ConcurrentHashMap<>();

  /** Block addresses in regions, and in how many. */
  private final ConcurrentHashMap<Long, Integer> insides = new ConcurrentHashMap<>();

  /** How often unfinished regions went on where there is none. */
  private final ConcurrentHashMap<Long, Integer> arrivals = new ConcurrentHashMap<>();

  /** Some of the regions, for indirect calls: each at the hash of its entry. */
  private final @Nullable Region[] table = new Region[1 << TABLE_BITS];

  private final Fallback fallback;
  private final LongConsumer order;

  /** Made when the first region is linked: many programs have none, and it takes milliseconds. */
  private volatile @Nullable Handles handles;

  /**
   * @param order asks for a region
   */
  Linker(Fallback fallback, LongConsumer order) {
    this.fallback = fallback;
    this.order = order;
  }

  /** {@link Fallback#interpret} and {@link #call} of one linker. */
  private record Handles(MethodHandle interpret, MethodHandle call) {
    static Handles of(Linker linker) {
      MethodType type = CODE.insertParameterTypes(0, long.class);
      try {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        return new Handles(
            lookup.findVirtual(Fallback.class, "interpret", type).bindTo(linker.fallback),
            lookup.findVirtual(Linker.class, "call", type).bindTo(linker));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private Handles handles() {
    Handles made = handles;
    if (made == null) {
      made = Handles.of(this); // by two threads perhaps: either's will do
      handles = made;
    }
    return made;
  }

  MutableCallSite callee(long pc) {
    return callees.computeIfAbsent(
        pc,
        p -> {
          Region region = regions.get(p);
          return new MutableCallSite(region != null ? region.method : fallback(p));
        });
  }

  /**
   * What a direct call links to: the callee's region if it is there already. If not, the call looks
   * for it each time: to link it later would throw away the code that HotSpot has made of the
   * caller, and callees become hot before their callers.
   */
  MethodHandle site(long pc) {
    return regions.containsKey(pc)
        ? callee(pc).dynamicInvoker()
        : MethodHandles.insertArguments(handles().call, 0, pc);
  }

  private MethodHandle fallback(long pc) {
    return MethodHandles.insertArguments(handles().interpret, 0, pc);
  }

  @Nullable Region region(long pc) {
    return regions.get(pc);
  }

  void add(Region region) {
    regions.put(region.entry, region);
    region.starts().forEach(pc -> insides.merge(pc, 1, Integer::sum));
    table[slot(region.entry)] = region;
    callee(region.entry).setTarget(region.method);
  }

  void drop(Region region) {
    region.invalidate();
    if (regions.remove(region.entry, region)) {
      region.starts().forEach(pc -> insides.computeIfPresent(pc, (k, n) -> n == 1 ? null : n - 1));
      if (table[slot(region.entry)] == region) {
        table[slot(region.entry)] = null;
      }
      callee(region.entry).setTarget(fallback(region.entry));
    }
  }

  /** Drops the regions made from guest code in the range; how many. */
  int drop(long from, long to) {
    int dropped = 0;
    for (Region r : regions.values()) {
      if (r.overlaps(from, to)) {
        drop(r);
        dropped++;
      }
    }
    return dropped;
  }

  /** Whether a region has a block at the address. */
  boolean isInside(long pc) {
    return insides.containsKey(pc);
  }

  int count() {
    return regions.size();
  }

  private static int slot(long pc) {
    return (int) (pc * 0x9e37_79b9_7f4a_7c15L >>> 64 - TABLE_BITS);
  }

  /** Runs guest code at {@code target} until control arrives at {@code returnPc} or must leave. */
  long call(long target, Cpu cpu, int depth, long returnPc) {
    Region region = table[slot(target)];
    if (region == null || region.entry != target) {
      region = regions.get(target);
      if (region == null) {
        return fallback.interpret(target, cpu, depth, returnPc);
      }
      table[slot(target)] = region;
      if (!region.valid()) {
        table[slot(target)] = null; // dropped while it was entered here
      }
    }
    return region.run(cpu, depth, returnPc);
  }

  private void arrive(long pc) {
    Region region = table[slot(pc)];
    if ((region == null || region.entry != pc)
        && !regions.containsKey(pc)
        && arrivals.merge(pc, 1, Integer::sum) % HOT_ARRIVALS == 0) {
      order.accept(pc);
    }
  }

  /**
   * Goes on at {@code pc} while the called function is unfinished; a pc where another function goes
   * on comes back as it is.
   */
  long finish(long pc, Cpu cpu, int depth, long returnPc) {
    long next = pc;
    while (cpu.unfinished && next != Traps.LEAVE && next != returnPc) {
      cpu.unfinished = false;
      if (cpu.interpretNext) {
        next = fallback.interpret(next, cpu, depth, returnPc);
      } else {
        arrive(next);
        next = call(next, cpu, depth, returnPc);
      }
    }
    return next;
  }
}
