package burrow.translator.region;

import burrow.machine.Cpu;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Connects translated code: one relinkable site per callee, and inline caches. */
final class Linker {
  /** Of a region: the Cpu, bytes of Java stack left, the guest return address; the next pc. */
  static final MethodType CODE =
      MethodType.methodType(long.class, Cpu.class, int.class, long.class);

  /** Runs guest code that has no region. */
  @FunctionalInterface
  interface Fallback {
    /** From {@code pc} until control arrives at {@code returnPc} or must leave: the pc then. */
    long interpret(long pc, Cpu cpu, int depth, long returnPc);
  }

  private final ConcurrentHashMap<Long, MutableCallSite> callees = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Long, Region> regions = new ConcurrentHashMap<>();
  private final Fallback fallback;
  private final MethodHandle interpret;
  private final MethodHandle indirect;

  Linker(Fallback fallback) {
    this.fallback = fallback;
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      this.interpret =
          lookup
              .findVirtual(Fallback.class, "interpret", CODE.insertParameterTypes(0, long.class))
              .bindTo(fallback);
      this.indirect =
          lookup.findVirtual(IndirectSite.class, "call", CODE.insertParameterTypes(0, long.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  MutableCallSite callee(long pc) {
    return callees.computeIfAbsent(
        pc,
        p -> {
          Region region = regions.get(p);
          return new MutableCallSite(region != null ? region.code : fallback(p));
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
        : MethodHandles.insertArguments(newIndirectSite(), 0, pc);
  }

  private MethodHandle fallback(long pc) {
    return MethodHandles.insertArguments(interpret, 0, pc);
  }

  MethodHandle newIndirectSite() {
    return indirect.bindTo(new IndirectSite());
  }

  @Nullable Region region(long pc) {
    return regions.get(pc);
  }

  void add(Region region) {
    regions.put(region.entry, region);
    callee(region.entry).setTarget(region.code);
  }

  void drop(Region region) {
    region.invalidate();
    if (regions.remove(region.entry, region)) {
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

  int count() {
    return regions.size();
  }

  /** An indirect call or jump with the last region remembered. */
  private final class IndirectSite {
    private @Nullable Region last;

    @SuppressWarnings("unused") // through a method handle
    long call(long target, Cpu cpu, int depth, long returnPc) {
      Region region = last;
      if (region == null || region.entry != target || !region.valid()) {
        region = regions.get(target);
        if (region == null) {
          return fallback.interpret(target, cpu, depth, returnPc);
        }
        last = region;
      }
      return region.run(cpu, depth, returnPc);
    }
  }
}
