package burrow.translator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import burrow.machine.HostMemory;
import burrow.translator.machinecode.MachineCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Random blocks that lead to one another as regions, against the definition of the IR. */
class MachineCodeRegionsTest {
  private static final int GRAPHS = Integer.getInteger("burrow.random.graphs", 6000);
  private static final long SEED = Long.getLong("burrow.random.seed", 1);

  /** Graphs whose code goes into one area. */
  private static final int TOGETHER = 500;

  private static final int RUNS = 6;

  /** Blocks of a run by the definition: none that ends takes more. */
  private static final int MOST_STEPS = 20_000;

  /** What the machine code is made of. */
  private @Nullable RandomGraph lifted;

  private final byte[] content = new byte[IrState.READABLE];
  private int regions;
  private int polls;
  private int interpreted;
  private int steps;

  @AfterEach
  void noVisit() {
    RandomIr.visit = () -> {};
  }

  @Test
  void regionsOfRandomBlocks() {
    int n = 0;
    while (n < GRAPHS) {
      try (MachineCodeRunner runner = new MachineCodeRunner(new Lifter())) {
        for (int i = 0; i < TOGETHER && n < GRAPHS; i++) {
          graph(runner, SEED * 1_000_000 + n++);
        }
      }
    }
    assertThat(regions).isGreaterThan(GRAPHS / 2);
    assertThat(steps).isGreaterThan(20 * GRAPHS);
    assertThat(polls).isGreaterThan(GRAPHS / 10);
    assertThat(interpreted).isGreaterThan(GRAPHS / 10);
  }

  private final class Lifter implements MachineCode.Lifter {
    @Override
    public IrBlock lift(long pc, int flagsKind) {
      return Objects.requireNonNull(lifted).lift(pc, flagsKind);
    }

    @Override
    public @Nullable IrBlock liftPath(long[] path, int flagsKind) {
      return Objects.requireNonNull(lifted).liftPath(path, flagsKind);
    }
  }

  private void graph(MachineCodeRunner runner, long seed) {
    RandomGraph graph = new RandomGraph(seed);
    for (int run = 0; run < RUNS; run++) {
      String wrong;
      try {
        wrong = compare(runner, graph, seed, run);
      } catch (RuntimeException e) {
        throw new AssertionError("graph " + seed + ", run " + run + "\n" + graph.text(), e);
      }
      if (wrong != null) {
        shrink(runner, graph, seed, run);
        fail(
            "graph %d, run %d: %s%n%s", seed, run, compare(runner, graph, seed, run), graph.text());
      }
    }
  }

  /** Takes out all that does not matter. */
  private void shrink(MachineCodeRunner runner, RandomGraph graph, long seed, int run) {
    boolean shrunk = true;
    while (shrunk) {
      shrunk = false;
      for (IrBlock block : List.copyOf(graph.blocks.values())) {
        long last = block.ops().isEmpty() ? 0 : block.ops().getLast().pc;
        for (long pc : block.ops().stream().mapToLong(op -> op.pc).distinct().toArray()) {
          if (pc == last && readsTemporary(block.terminator())) {
            continue;
          }
          IrBlock old = graph.remove(block.pc(), pc);
          if (compare(runner, graph, seed, run) == null) {
            graph.blocks.put(old.pc(), old);
          } else {
            shrunk = true;
          }
        }
        if (block.terminator() instanceof Terminator.Branch b) {
          for (long to : new long[] {b.taken(), b.fallThrough()}) {
            IrBlock old = graph.end(block.pc(), new Terminator.Goto(to, Terminator.Hint.JUMP, 0));
            if (compare(runner, graph, seed, run) == null) {
              graph.blocks.put(old.pc(), old);
            } else {
              shrunk = true;
              break;
            }
          }
        }
      }
    }
  }

  private static boolean readsTemporary(Terminator t) {
    return t instanceof Terminator.Branch b && (IrOp.isTemp(b.a()) || IrOp.isTemp(b.b()))
        || t instanceof Terminator.Indirect i && IrOp.isTemp(i.target());
  }

  /** Makes machine code of the graph and runs it once; what was wrong, or null. */
  private @Nullable String compare(
      MachineCodeRunner runner, RandomGraph graph, long seed, int run) {
    lifted = graph;
    SplittableRandom random = new SplittableRandom(seed ^ (long) run << 48);
    List<Long> pcs = new ArrayList<>(graph.blocks.keySet());
    Codes codes = new Codes(runner, graph);
    codes.compile(pcs.get(random.nextInt(pcs.size())), random);
    List<Long> entries = codes.entries;
    if (entries.isEmpty()) {
      codes.drop();
      return null;
    }
    regions++;
    IrState state = start(graph, runner, random);
    long[] before = state.registers.clone();
    long entry = entries.get(random.nextInt(entries.size()));
    Run machine = new Run(runner, graph, codes, random);
    state.registersTo(runner.cpu);
    runner.memory.initialize(IrState.DATA, state.memory, 0, IrState.READABLE);

    RandomGraph.Place place = new RandomGraph.Place(entry, false);
    int n = 0;
    while (!place.ends()) {
      place = graph.execute(state, place.pc());
      if (++n > MOST_STEPS) {
        codes.drop();
        return null;
      }
    }
    steps += n;
    String wrong = machine.run(entry);
    codes.drop();
    wrong += runner.cpu.pc == place.pc() ? "" : "pc, ";
    IrState found = stateOf(runner);
    wrong += Arrays.equals(found.registers, state.registers) ? "" : "registers, ";
    wrong += Arrays.equals(found.memory, state.memory) ? "" : "memory, ";
    return wrong.isEmpty()
        ? null
        : String.format(
            "%swrong%nregion at %x, entries %s, entered at %x, other code at %s, %s%n"
                + "from      %s%nshould be %s at %x%nis        %s at %x",
            wrong,
            codes.regionPc,
            codes.entries.stream().map(Long::toHexString).toList(),
            entry,
            codes.others.stream().map(Long::toHexString).toList(),
            machine,
            MachineCodeBlocksTest.hex(before),
            MachineCodeBlocksTest.hex(state.registers),
            place.pc(),
            MachineCodeBlocksTest.hex(found.registers),
            runner.cpu.pc);
  }

  private IrState start(RandomGraph graph, MachineCodeRunner runner, SplittableRandom random) {
    IrState state = new IrState();
    RandomIr values = new RandomIr(random);
    boolean atTheEdge = random.nextInt(4) == 0;
    for (int r = 0; r < state.registers.length; r++) {
      state.registers[r] =
          r < 4 ? MachineCodeBlocksTest.base(atTheEdge, runner, values, random) : values.value();
    }
    state.registers[RandomIr.COUNT] = random.nextInt(1, random.nextInt(8) == 0 ? 300 : 30);
    if (!graph.indirect.isEmpty()) {
      state.registers[RandomIr.LINK] = graph.indirect.get(random.nextInt(graph.indirect.size()));
    }
    if (random.nextBoolean()) {
      state.registers[IrState.REGISTERS.flagsSlot()] = random.nextInt(RandomIr.KINDS);
    }
    random.nextBytes(content);
    System.arraycopy(content, 0, state.memory, 0, content.length);
    return state;
  }

  private static IrState stateOf(MachineCodeRunner runner) {
    IrState state = new IrState();
    System.arraycopy(
        IrState.registersOf(runner.cpu), 0, state.registers, 0, state.registers.length);
    HostMemory.copyToArray(
        runner.cpu.memoryBase + IrState.DATA, state.memory, 0, state.memory.length);
    return state;
  }

  /** The machine code of a graph: a region, and some of its blocks on their own. */
  private static final class Codes implements MachineCode.Blocks {
    private final MachineCodeRunner runner;
    private final RandomGraph graph;
    private final Map<Long, MachineCode.Code> codes = new HashMap<>();
    final List<Long> entries = new ArrayList<>();
    final List<Long> others = new ArrayList<>();
    long regionPc;

    Codes(MachineCodeRunner runner, RandomGraph graph) {
      this.runner = runner;
      this.graph = graph;
    }

    void compile(long pc, SplittableRandom random) {
      regionPc = pc;
      List<MachineCode.Code> region =
          runner.machineCode.compileRegion(pc, p -> graph.runs.getOrDefault(p, 0L));
      region.forEach(code -> {
        codes.put(code.pc, code);
        entries.add(code.pc);
      });
      boolean some = random.nextBoolean();
      for (long other : graph.blocks.keySet()) {
        if (some && random.nextBoolean() && !codes.containsKey(other)) {
          MachineCode.Code code =
              runner.machineCode.compile(other, random.nextInt(-1, RandomIr.KINDS));
          if (code != null) {
            codes.put(other, code);
            others.add(other);
          }
        }
      }
    }

    @Override
    public MachineCode.@Nullable Code code(long pc, boolean start) {
      return codes.get(pc);
    }

    /** As if the guest's code had changed. */
    void drop() {
      runner.machineCode.changed(
          graph.blocks.firstKey(), graph.blocks.lastEntry().getValue().end());
      codes.values().forEach(runner.machineCode::drop);
      runner.machineCode.interruptAll();
      codes.clear();
    }
  }

  /** A run of machine code, with the definition where that does not go on, as the engine does. */
  private final class Run {
    private final MachineCodeRunner runner;
    private final RandomGraph graph;
    private final Codes codes;
    private final SplittableRandom random;
    private final boolean disturbed;
    private final StringBuilder log = new StringBuilder();

    Run(MachineCodeRunner runner, RandomGraph graph, Codes codes, SplittableRandom random) {
      this.runner = runner;
      this.graph = graph;
      this.codes = codes;
      this.random = random.split();
      this.disturbed = random.nextBoolean();
    }

    /** Leaves the end in the Cpu; what was wrong on the way. */
    String run(long entry) {
      RandomGraph.Place place = new RandomGraph.Place(entry, false);
      String wrong = "";
      int n = 0;
      while (!place.ends()) {
        MachineCode.Code code = codes.code(place.pc(), false);
        if (++n > 3 * MOST_STEPS) {
          return "no end, ";
        }
        if (code == null) {
          place = interpret(place.pc());
          continue;
        }
        boolean waits = disturbed && random.nextInt(4) == 0;
        runner.cpu.clearInterrupt();
        if (waits) {
          runner.cpu.interrupt();
        }
        RandomIr.visit = disturbed ? this::disturb : () -> {};
        long count = count();
        MachineCode.Stop stop = runner.run(code, returnPc(), codes);
        RandomIr.visit = () -> {};
        polls += waits ? 1 : 0;
        wrong += waits && count - count() > graph.blocks.size() ? "no poll, " : "";
        long pc = runner.cpu.pc;
        if (log.length() < 1000) {
          log.append(' ').append(stop).append(" at ").append(Long.toHexString(pc));
        }
        switch (stop) {
          case GO_ON -> place = new RandomGraph.Place(pc, false);
          case TRAP -> place = new RandomGraph.Place(pc, true);
          case INTERPRET -> {
            interpreted++;
            place = interpret(pc);
          }
          case HOT -> wrong += "hot, ";
        }
      }
      runner.cpu.pc = place.pc();
      return wrong;
    }

    private long count() {
      return HostMemory.getField(runner.cpu, IrState.REGISTERS.offset(RandomIr.COUNT));
    }

    private long returnPc() {
      boolean some = random.nextInt(4) == 0 && !graph.indirect.isEmpty();
      return some ? graph.indirect.get(random.nextInt(graph.indirect.size())) : -1;
    }

    private void disturb() {
      int what = random.nextInt(64);
      if (what < 8) {
        runner.cpu.interrupt();
      } else if (what == 8) {
        codes.drop();
      }
    }

    private RandomGraph.Place interpret(long pc) {
      IrState state = stateOf(runner);
      RandomGraph.Place next = graph.execute(state, pc);
      state.registersTo(runner.cpu);
      runner.memory.initialize(IrState.DATA, state.memory, 0, IrState.READABLE);
      return next;
    }

    @Override
    public String toString() {
      return (disturbed ? "disturbed:" : "stops:") + log;
    }
  }
}
